"""Fixtures and rules for the whole suite."""

pytest_plugins = [
    "tests.support.network",
    "tests.support.routes",
    "tests.support.servers",
    "tests.support.browsers",
]
