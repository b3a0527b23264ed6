"""Which tests a run on a second database repeats: those that touch it.

The same code without the database gives the same answer whichever database stands beside it.
"""

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that leaves out what has been proved on the first database."""
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only the tests that use the database",
    )


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test reads or writes the database, by its mark or by what it asks for."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that do not use the database, if asked to."""
    if not config.getoption("--database-only"):
        return
    left_out = [item for item in items if not uses_database(item)]
    items[:] = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=left_out)
