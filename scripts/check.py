"""Runs everything that proves the code: `make test`, or single steps of it by name.

Usage: python -m scripts.check [STEP…]      (`--list` names the steps)

Steps run beside each other as far as the cores allow. Every failure fails the run, none stops
the others; what a failed step printed is shown whole, and all of it is kept in var/check/.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scripts.bootstrap import node_environment
from scripts.toolbox import FRONTEND, PYTHON, ROOT, VAR, VENV, ToolError, main_guard, say

LOGS = VAR / "check"
CORES = max(os.cpu_count() or 1, 2)
STEP_LIMIT_S = 1200
# What pytest exits with when tests failed, and nothing else was wrong.
FAILED = 1
ALONE = "──── what has failed, once more and alone "


_running: set["subprocess.Popen[bytes]"] = set()


@dataclass(frozen=True, kw_only=True)
class Step:
    """One check: its name, its command, where it runs, how many cores it can use.

    ``again`` asks once more, alone, what the command said had failed; what it says then counts, and
    both are shown.
    """

    name: str
    command: Sequence[str]
    again: Sequence[str] = ()
    folder: Path = ROOT
    cores: int = 1
    shows_summary: bool = False
    # A database given from outside is for the PostgreSQL step alone.
    sees_database_url: bool = False


_BROWSER = ("tests/e2e", "-m", "browser", "--no-pictures")


def _tool(name: str) -> str:
    return str(VENV / "bin" / name)


def _pytest(*arguments: str) -> list[str]:
    return [str(PYTHON), "-m", "pytest", "-q", "--no-header", *arguments]


def _parallel() -> list[str]:
    """Return how tests run beside each other: one worker more than there are cores.

    Some test always waits for a page, a server or a lease, and another can have its core.
    """
    return ["-n", str(CORES + 1), "--dist", "worksteal"]


def _module(name: str, *arguments: str) -> list[str]:
    return [str(PYTHON), "-m", name, *arguments]


def _front(name: str, *command: str) -> Step:
    return Step(name=name, command=command, folder=FRONTEND)


def all_steps() -> list[Step]:
    """Return the steps in the order in which they begin."""
    return [
        Step(name="ruff", command=[_tool("ruff"), "check", "."]),
        Step(name="format", command=[_tool("ruff"), "format", "--check", "."]),
        Step(name="layers", command=[_tool("lint-imports"), "--no-cache"]),
        Step(name="mypy", command=[_tool("mypy")]),
        _front("tsc", "npm", "run", "--silent", "typecheck"),
        _front("biome", "npm", "run", "--silent", "lint"),
        _front("borders", "npm", "run", "--silent", "deps"),
        _front("knip", "npm", "run", "--silent", "knip"),
        Step(
            name="migrations",
            command=[str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"],
        ),
        Step(name="schema", command=_module("scripts.drift", "schema")),
        Step(name="client", command=_module("scripts.drift", "client")),
        Step(
            name="vitest",
            command=["npm", "run", "--silent", "test"],
            folder=FRONTEND,
            cores=CORES,
            shows_summary=True,
        ),
        _front("budget", "npm", "run", "--silent", "budget"),
        Step(
            name="sqlite",
            command=_pytest("-m", "not browser and not soak", "--require-all-urls", *_parallel()),
            cores=CORES,
            shows_summary=True,
        ),
        Step(
            name="postgres",
            command=_module(
                "scripts.postgres",
                *_pytest("-m", "not browser and not soak", "--database-only", *_parallel()),
            ),
            cores=CORES,
            shows_summary=True,
            sees_database_url=True,
        ),
        Step(
            name="browser",
            # No other folder has such tests, and reading all others takes a while.
            command=_pytest(*_BROWSER, *_parallel()),
            # Three browsers and their servers on two cores: what is slow beside others is no fault.
            again=_pytest(*_BROWSER, "--last-failed", "--last-failed-no-failures=none"),
            cores=CORES,
            shows_summary=True,
        ),
    ]


@dataclass(frozen=True)
class Result:
    """How a step ended."""

    step: Step
    passed: bool
    repeated: bool
    seconds: float
    output: str


def run_step(step: Step, env: dict[str, str]) -> Result:
    """Run one step to its end; a step that hangs is ended and has failed."""
    begun = time.monotonic()
    if not step.sees_database_url:
        env = {name: value for name, value in env.items() if name != "DATABASE_URL"}
    log = LOGS / f"{step.name}.log"
    repeated = False
    with log.open("w+", encoding="utf-8", errors="replace") as output:
        try:
            status = _wait(step, step.command, env, output)
            if status == FAILED and step.again:
                repeated = True
                output.write(f"\n{ALONE}\n")
                output.flush()
                status = _wait(step, step.again, env, output)
            passed = status == 0
        except subprocess.TimeoutExpired:
            output.write(f"\nended after {STEP_LIMIT_S} s\n")
            passed = False
        except OSError as error:
            output.write(f"could not be started: {error}\n")
            passed = False
        output.seek(0)
        text = output.read().rstrip()
    seconds = time.monotonic() - begun
    return Result(step=step, passed=passed, repeated=repeated, seconds=seconds, output=text)


def _wait(step: Step, command: Sequence[str], env: dict[str, str], output: IO[str]) -> int:
    process = subprocess.Popen(
        command,
        cwd=step.folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    _running.add(process)
    try:
        return process.wait(STEP_LIMIT_S)
    finally:
        _running.discard(process)
        if process.poll() is None:
            process.terminate()
            process.wait()


def _end_all(*_: object) -> None:
    """End what is running when this command is told to end, so that nothing outlives it."""
    for process in list(_running):
        process.terminate()
    sys.exit(143)


class Cores:
    """Hands out cores to steps, in the order in which they ask."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._changed = threading.Condition()

    def take(self, count: int) -> None:
        """Wait until so many cores are free, and hold them."""
        with self._changed:
            self._changed.wait_for(lambda: self._free >= count)
            self._free -= count

    def give_back(self, count: int) -> None:
        """Let others have the cores."""
        with self._changed:
            self._free += count
            self._changed.notify_all()


def run_all(steps: Sequence[Step], env: dict[str, str]) -> list[Result]:
    """Run the steps, in order and beside each other within the cores; report each as it ends."""
    cores = Cores(CORES)
    results: list[Result] = []
    running: set[Future[Result]] = set()

    def work(step: Step) -> Result:
        try:
            return run_step(step, env)
        finally:
            cores.give_back(step.cores)

    with ThreadPoolExecutor(max_workers=len(steps)) as pool:
        for step in steps:
            cores.take(step.cores)
            running.add(pool.submit(work, step))
            done = {future for future in running if future.done()}
            running -= done
            results += [_report(future.result()) for future in done]
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            results += [_report(future.result()) for future in done]
    return results


def _report(result: Result) -> Result:
    mark = "✓" if result.passed else "✗"
    say(f"{mark} {result.step.name} ({result.seconds:.0f} s)")
    lines = result.output.splitlines()
    if not result.passed or result.repeated:
        lines = [f"──── {result.step.name} ".ljust(80, "─"), *lines, "─" * 80]
    elif result.step.shows_summary:
        lines = [line for line in lines if " passed" in line][-1:]
    else:
        lines = []
    for line in lines:
        say(line)
    return result


def main(names: list[str]) -> int:
    """Run all steps, or the named ones; the exit status is 1 when any has failed."""
    known = {step.name: step for step in all_steps()}
    if names == ["--list"]:
        say("\n".join(known))
        return 0
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ToolError(f"No such step: {', '.join(unknown)}. There are: {', '.join(known)}.")
    LOGS.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    chosen = [known[name] for name in names] or list(known.values())
    results = run_all(chosen, _environment())
    failed = [result.step.name for result in results if not result.passed]
    say("")
    if failed:
        say(f"Failed: {', '.join(failed)}. Again alone: make check STEPS='{' '.join(failed)}'")
    say(f"{time.monotonic() - begun:.0f} s in all; logs in var/check/")
    say(f"steps: {len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _environment() -> dict[str, str]:
    """Return what every step sees.

    Compiled Python is kept below var/, also where this machine keeps none: a run starts Python
    some hundred times, and compiling the application takes each as long as starting it.
    """
    here = node_environment()
    here.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **here,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPYCACHEPREFIX": str(VAR / "pycache"),
        "PYTHONUNBUFFERED": "1",
    }


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end_all)
    main_guard(main)
