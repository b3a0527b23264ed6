"""Threads that meet at one point, and a database without the constraint that decides there."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, connections

from apps.attendance.models import (
    AttendanceRecord,
    CheckInAttempt,
    LedgerEntry,
    RecordChange,
    RecordLocation,
)
from apps.core import tenancy

# How long one waits for another that a lock may keep out.
MEET_S = 1.0


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; return what each returned or raised."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait(10)
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - what was raised is the result of the act
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def meet(monkeypatch: pytest.MonkeyPatch, *places: tuple[Any, str], parties: int = 2) -> None:
    """Let calls of these functions wait for each other before they begin, or for a moment."""
    barrier = threading.Barrier(parties)

    def waiting(honest: Callable[..., Any]) -> Callable[..., Any]:
        def wait(*args: Any, **kwargs: Any) -> Any:
            with suppress(threading.BrokenBarrierError):
                barrier.wait(MEET_S)
            return honest(*args, **kwargs)

        return wait

    for module, name in places:
        monkeypatch.setattr(module, name, waiting(getattr(module, name)))


def without_constraint(model: Any, name: str) -> Iterator[None]:
    """Take a unique constraint away while a control runs."""
    honest = model._meta.constraints
    constraint = next(one for one in honest if one.name == name)
    # SQLite builds the table anew from what the model says.
    model._meta.constraints = [one for one in honest if one is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with tenancy.unscoped(reason="the control's duplicates must go before the constraint"):
            _empty()
        model._meta.constraints = honest
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def _empty() -> None:
    for model in (LedgerEntry, RecordChange, CheckInAttempt, RecordLocation, AttendanceRecord):
        model._base_manager.all()._raw_delete(connection.alias)
