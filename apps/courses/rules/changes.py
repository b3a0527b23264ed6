"""Who asked to be told when classes may be others: apps above that plan from schedules."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

# Called with the schedules whose classes may be others now, and the time.
Listener = Callable[[Sequence[Any], datetime], None]
_listeners: list[Listener] = []


def when_changed(listener: Listener) -> None:
    """Have an app above told of every change of classes, in the change's own transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_changed(schedules: Sequence[Any], *, now: datetime) -> None:
    """Tell who asked for it that classes of these schedules may be others now."""
    for listener in _listeners:
        listener(schedules, now)
