"""What tests of organisations share."""

from collections.abc import Iterator

import pytest

from apps.orgs.selectors import forget_cached
from tests.support.administration import Two


@pytest.fixture
def two(db: None) -> Iterator[Two]:
    """Two organisations, an administrator of each, somebody of the platform."""
    forget_cached()
    yield Two()
    forget_cached()
