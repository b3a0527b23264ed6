"""Who asked to be told when rows of a model have changed: apps above that derive from them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

# Called with the rows that have changed, and the time.
Listener = Callable[[Sequence[Any], datetime], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def when_changed(model: type[Model], listener: Listener) -> None:
    """Have an app above told of changes of a model's rows, in the change's own transaction."""
    if listener not in _listeners[model._meta.label]:
        _listeners[model._meta.label].append(listener)


def tell_changed(model: type[Model], rows: Sequence[Any], *, now: datetime) -> None:
    """Tell who asked for it that these rows, or what they stand for, may be others now."""
    for listener in _listeners[model._meta.label]:
        listener(rows, now)
