"""The one source of the present moment.

Domain code asks :func:`now` so that tests can move time for every thread of the
process at once. Production code never calls :func:`use`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

_source: Callable[[], datetime] = timezone.now


def now() -> datetime:
    """Return the present moment as an aware UTC datetime."""
    return _source()


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Replace the clock of the whole process while the block runs (tests only)."""
    global _source  # noqa: PLW0603 - one clock per process is the purpose of this module
    before = _source
    _source = source
    try:
        yield
    finally:
        _source = before
