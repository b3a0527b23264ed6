"""Real worker and beat processes on the test's database, and ways to be rid of them."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.servers import ROOT, STOP_LIMIT_S, server_environment

# Generous, because a busy machine starts slowly; nothing waits longer than it must.
PATIENCE_S = 90.0


def until(true: Callable[[], bool], *, what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until something is true; fail, saying what, when it stays false for too long."""
    deadline = time.monotonic() + patience_s
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience_s:.0f} s for: {what}")
        time.sleep(0.05)


class Background:
    """Starts workers and beats with one broker and one environment, and kills them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str] = {}
        self.settings = "tests.worker_settings"
        self.running: list[subprocess.Popen[bytes]] = []
        self._count = 0

    def worker(self, *, concurrency: int = 2) -> "subprocess.Popen[bytes]":
        """Start a worker with so many pool processes."""
        return self._start("worker", "--concurrency", str(concurrency), "--without-mingle")

    def beat(self) -> "subprocess.Popen[bytes]":
        """Start a beat with notes of its own."""
        self._count += 1
        return self._start("beat", "--schedule", str(self.folder / f"beat-{self._count}"))

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """Kill a process and all its children, in the midst of whatever they do."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_LIMIT_S)
        self.running.remove(process)

    def stop_all(self) -> None:
        """End everything that is still running."""
        for process in list(self.running):
            self.kill(process)

    def log(self) -> str:
        """Return what all of them have printed."""
        files = sorted(self.folder.glob("celery-*.log"))
        return "\n".join(one.read_text(errors="replace") for one in files)

    def _start(self, *command: str) -> "subprocess.Popen[bytes]":
        self._count += 1
        environment = server_environment(
            DATA_DIR=str(self.folder / "data"),
            **{**self.environment, "DJANGO_SETTINGS_MODULE": self.settings},
        )
        with (self.folder / f"celery-{self._count}-{command[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "--app", "attendance_system", *command],
                cwd=ROOT,
                env={**environment, "PYTHONWARNINGS": "default", "LOG_LEVEL": "WARNING"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return process


@pytest.fixture
def background(transactional_db: None, tmp_path: Path) -> Iterator[Background]:
    """Give what starts workers and beats; all of them end with the test."""
    found = Background(tmp_path)
    yield found
    found.stop_all()
