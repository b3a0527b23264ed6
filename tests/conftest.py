"""Fixtures and rules for the whole suite."""

from hypothesis import HealthCheck, settings

# How long an example takes depends on what else the machine does, and proves nothing.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

pytest_plugins = [
    "tests.support.databases",
    "tests.support.templates",
    "tests.support.network",
    "tests.support.once",
    "tests.support.routes",
    "tests.support.servers",
    "tests.support.mail",
    "tests.support.sms",
    "tests.support.tiles",
    "tests.support.workers",
    "tests.support.browsers",
]
