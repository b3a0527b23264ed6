"""One campus for all sweeps of a module; each test, and each request of a sweep, is undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from apps.orgs.selectors import forget_cached
from tests.support.campus import Campus, make_campus, stopped_clock
from tests.support.spoilt import error_body, watched

__all__ = ["campus", "error_body", "furnished", "watched"]


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Campus]:
    """Build the campus in a transaction around the whole module."""
    with django_db_blocker.unblock(), stopped_clock(), transaction.atomic():
        yield make_campus()
        transaction.set_rollback(True)
    forget_cached()


@pytest.fixture
def campus(furnished: Campus, db: None) -> Iterator[Campus]:
    """Give the campus while the clock stands; what the test stores is undone after it."""
    forget_cached()
    with stopped_clock():
        yield furnished
