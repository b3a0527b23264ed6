"""Runs some processes together: their output with a name before each line, one end for all."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO

from scripts.toolbox import ROOT

STOP_LIMIT_S = 25
LOOK_EVERY_S = 0.1
NAME_WIDTH = 6


class StopAsked(BaseException):
    """The person at the terminal, or whoever supervises us, asks for the end."""


@dataclass(frozen=True)
class Command:
    """A process to run: the name before its lines, and its words."""

    name: str
    words: Sequence[str | Path]


class Group:
    """Processes that live and end together.

    Each has a process group of its own: Ctrl-C reaches only us, and nothing that it started
    outlives it. Use as a context manager; leaving it stops everything in ``stop_order``.
    """

    def __init__(self, *, env: dict[str, str], stop_order: Sequence[str]) -> None:
        self._env = env
        self._stop_order = stop_order
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._readers: list[threading.Thread] = []
        self._printing = threading.Lock()

    def __enter__(self) -> "Group":
        signal.signal(signal.SIGTERM, _stop_asked)
        # The terminal's window was closed; under nohup that is no reason to stop.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, _stop_asked)
        # Started in the background of a script, a process inherits Ctrl-C as ignored.
        signal.signal(signal.SIGINT, _stop_asked)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        # A second Ctrl-C must not leave half of them running.
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if kind is StopAsked:
            self._say("\nStopping …")
        self.stop()
        return kind is StopAsked

    def start(self, *commands: Command) -> None:
        """Start the processes; their output appears line by line with their names."""
        for command in commands:
            process = subprocess.Popen(
                [str(word) for word in command.words],
                cwd=ROOT,
                env={**self._env, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            self._running[command.name] = process
            reader = threading.Thread(
                target=self._show, args=(command.name, process.stdout), daemon=True
            )
            reader.start()
            self._readers.append(reader)

    def wait_until(self, is_ready: Callable[[], bool], limit_s: float) -> bool:
        """Wait until something is so; return False when a process has ended or time is up."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline and self._ended() is None:
            if is_ready():
                return True
            time.sleep(LOOK_EVERY_S / 2)
        return False

    def wait(self) -> int:
        """Wait until one of the processes ends, say which, and return its status, never 0."""
        while (name := self._ended()) is None:
            time.sleep(LOOK_EVERY_S)
        status = self._running[name].returncode
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        self._say(f"✗ {name} {how}; the others are stopped too.")
        # None of them ends by itself, so even a quiet end is a failure of the whole.
        return 128 - status if status < 0 else status or 1

    def stop(self) -> None:
        """End all processes in order, and everything that they have started."""
        deadline = time.monotonic() + STOP_LIMIT_S
        for name in self._stop_order:
            process = self._running.get(name)
            if process is None:
                continue
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0))
            # What it started is in its group, and stays there when it was killed itself.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for reader in self._readers:
            reader.join(1)

    def _ended(self) -> str | None:
        for name, process in self._running.items():
            if process.poll() is not None:
                return name
        return None

    def _show(self, name: str, output: IO[str] | None) -> None:
        for line in output or ():
            self._say(f"{name:<{NAME_WIDTH}} | {line.rstrip()}")

    def _say(self, line: str) -> None:
        # Nobody may be reading any more: a pipe that is broken, a terminal that is gone.
        with self._printing, contextlib.suppress(OSError):
            print(line, flush=True)


def is_listening(port: int) -> bool:
    """Tell whether something of this machine listens on a port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _stop_asked(number: int, frame: FrameType | None) -> None:
    raise StopAsked
