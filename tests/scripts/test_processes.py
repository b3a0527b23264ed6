"""Processes that live and end together: names before lines, no orphans, a death is told."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from apps.core.models import JobState
from scripts import serve
from tests.support.servers import ROOT, free_port, server_environment

LIMIT_S = 90.0
WAITS = "import time\nwhile True: time.sleep(0.05)\n"
# Starts a process of its own that would outlive it, and tells its number.
HAS_A_CHILD = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {WAITS!r}])
print("child", child.pid, flush=True)
{WAITS}
"""


class Run:
    """One run of a group in a process of its own; its output is collected as it comes."""

    def __init__(self, code: str, env: dict[str, str] | None = None) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)],
            cwd=ROOT,
            env=env or dict(os.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,))
        self._reader.start()

    def _read(self, output: IO[str]) -> None:
        self.lines.extend(line.rstrip("\n") for line in output)

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; fail with the output when it does not come."""
        deadline = time.monotonic() + LIMIT_S
        while not is_so():
            assert time.monotonic() < deadline, "\n".join(self.lines)
            time.sleep(0.02)

    def line(self, start: str) -> str:
        """Wait for a line that begins so and return the rest of it."""
        self.until(lambda: any(line.startswith(start) for line in list(self.lines)))
        return next(line for line in self.lines if line.startswith(start)).removeprefix(start)

    def end(self) -> int:
        """Wait for the end and return the status."""
        status = self.process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        return status

    def close(self) -> None:
        """End the run, whatever has become of the test."""
        if self.process.poll() is None:
            self.process.terminate()
        self.end()
        assert self.process.stdout is not None
        self.process.stdout.close()


Start = Callable[..., Run]


@pytest.fixture
def start() -> Iterator[Start]:
    runs: list[Run] = []

    def begin(code: str, env: dict[str, str] | None = None) -> Run:
        runs.append(Run(code, env))
        return runs[-1]

    yield begin
    for run in runs:
        run.close()


def group_of(**scripts: str) -> str:
    """Return a program that runs these scripts as a group."""
    order = tuple(scripts)
    return f"""
import os, signal, sys
# Run below nohup, the tests themselves would hand on that it is ignored.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from scripts.processes import Command, Group
with Group(env=dict(os.environ), stop_order={order!r}) as group:
    for name, code in {scripts!r}.items():
        group.start(Command(name, (sys.executable, "-c", code)))
    sys.exit(group.wait())
"""


def lives(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def family(pid: int) -> set[int]:
    """Return the processes below a process, with all below them."""
    below: set[int] = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == pid:
            below |= {int(folder.name)} | family(int(folder.name))
    return below


def test_each_line_bears_the_name_of_its_process(start: Start) -> None:
    said = f"print('half a word', end='', flush=True)\nprint(' and the rest', flush=True)\n{WAITS}"
    complained = f"import sys\nprint('oh', file=sys.stderr, flush=True)\n{WAITS}"
    run = start(group_of(web=said, worker=complained))
    assert run.line("web    | ") == "half a word and the rest"
    assert run.line("worker | ") == "oh"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_is_clean_and_leaves_nobody_behind(number: int, start: Start) -> None:
    run = start(group_of(web=HAS_A_CHILD, beat=WAITS))
    child = int(run.line("web    | child "))
    run.until(lambda: len(family(run.process.pid)) == 3)
    everybody = family(run.process.pid)
    assert child in everybody
    run.process.send_signal(number)
    assert run.end() == 0
    assert [pid for pid in everybody if lives(pid)] == []


def test_nobody_is_left_behind_when_nobody_reads_any_more() -> None:
    """As after `make run | tee`, of which Ctrl-C may end the second half first."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", group_of(web=WAITS, beat=WAITS)],
        cwd=ROOT,
        stdout=writer,
        stderr=writer,
    )
    os.close(writer)
    deadline = time.monotonic() + LIMIT_S
    while len(everybody := family(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.close(reader)
    try:
        process.send_signal(signal.SIGINT)
        process.wait(LIMIT_S)
        assert len(everybody) == 2
        assert [pid for pid in everybody if lives(pid)] == []
    finally:
        for pid in filter(lives, everybody):
            os.kill(pid, signal.SIGKILL)


def test_they_stop_in_order(start: Start) -> None:
    script = """
import signal, sys, time
def stop(*_):
    print("stops", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
while True: time.sleep(0.05)
"""
    run = start(group_of(web=script, beat=script, worker=script))
    for name in ("web    ", "beat   ", "worker "):
        run.line(f"{name}| ready")
    run.process.send_signal(signal.SIGINT)
    assert run.end() == 0
    stops = [line.split()[0] for line in run.lines if line.endswith("stops")]
    assert stops == ["web", "beat", "worker"]


@pytest.mark.parametrize(
    ("script", "status", "told"),
    [
        ("import sys; sys.exit(3)", 3, "✗ beat ended with status 3"),
        ("pass", 1, "✗ beat ended with status 0"),
        ("import os; os.kill(os.getpid(), 9)", 137, "✗ beat was killed by signal 9"),
    ],
)
def test_the_end_of_one_ends_the_run_and_is_told(
    script: str, status: int, told: str, start: Start
) -> None:
    run = start(group_of(web=HAS_A_CHILD, beat=script))
    assert run.end() == status
    assert run.line(told) == "; the others are stopped too."


@pytest.mark.django_db(transaction=True)
def test_web_worker_and_beat_run_together_and_stop_together(start: Start, tmp_path: Path) -> None:
    """The real three, on a folder as queue: what `make run` starts."""
    port = free_port()
    env = server_environment(
        PORT=str(port), DATA_DIR=str(tmp_path), LOG_LEVEL="WARNING", PYTHONWARNINGS="ignore"
    )
    env.pop("REDIS_URL", None)
    code = f"""
import os, sys
from scripts import serve
sys.exit(serve._serve(dict(os.environ), {port}, "welcome"))
"""
    run = start(code, env)
    run.line("welcome")
    # The worker has taken the first message that beat has laid into the folder.
    run.until(JobState.objects.exclude(last_succeeded_at=None).exists)
    everybody = family(run.process.pid)
    # gunicorn and its worker, Celery's worker and its pool process, beat.
    assert len(everybody) >= 5
    run.process.send_signal(signal.SIGINT)
    assert run.end() == 0
    assert [pid for pid in everybody if lives(pid)] == []
    assert list((tmp_path).glob("celerybeat-schedule*"))
    assert list(ROOT.glob("celerybeat*")) == []


def test_the_welcome_names_where_mail_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    monkeypatch.setattr(serve, "VAR", tmp_path / "var")
    assert "written to var/mail/" in serve._mail({})
    assert "written to /srv/mail/" in serve._mail({"MAIL_FOLDER": "/srv/mail"})
    assert serve._mail({"EMAIL_HOST": "smtp.example.edu"}) == (
        "Mail is sent through smtp.example.edu."
    )
    (tmp_path / ".env").write_text("# notes\nDATA_DIR=/srv/data\n", encoding="utf-8")
    assert "written to /srv/data/mail/" in serve._mail({})
