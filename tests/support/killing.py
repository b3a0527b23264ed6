"""Kills a process in the midst of its work, at a step that a test names."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE_S = 60


def killed_in(
    work: Callable[[], object], *, owner: Any, name: str, call: int = 1, kept: bool = False
) -> None:
    """Do some work in a process of its own, and kill that where it would take a step.

    The step is the ``call``-th call of the attribute ``name`` of ``owner``. With ``kept`` what was
    written before it is committed first, as work without a transaction would have done: the
    control of what a test says about work that has one.
    """
    connections.close_all()
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_stop_in, args=(work, owner, name, call, kept, there))
    process.start()
    # A worker that ends without the step closes its end.
    there.close()
    try:
        assert here.poll(PATIENCE_S), f"the worker did not get to call {call} of {name}"
        assert here.recv() == "in the midst"
    finally:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(PATIENCE_S)
    assert process.exitcode == -signal.SIGKILL


def _stop_in(
    work: Callable[[], object], owner: Any, name: str, call: int, kept: bool, pipe: Any
) -> None:
    original = getattr(owner, name)
    calls = 0

    def step(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            if kept:
                connections["default"].connection.commit()
            pipe.send("in the midst")
            pipe.recv()
        return original(*args, **kwargs)

    setattr(owner, name, step)  # this process ends with it
    work()
