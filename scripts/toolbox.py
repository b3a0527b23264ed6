"""What the commands share: paths, progress lines, fingerprints of inputs, running tools.

Standard library only: it runs before anything is installed.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".tools"
STAMPS = TOOLS / "stamps"
FRONTEND = ROOT / "frontend"
VAR = ROOT / "var"


class ToolError(Exception):
    """A step cannot go on; the message says what the person can do."""


def say(text: str) -> None:
    """Print one line at once, also where the output is a file."""
    print(text, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show a named step while it runs, and how long it took."""
    say(f"  … {name}")
    begun = time.monotonic()
    yield
    say(f"  ✓ {name} ({time.monotonic() - begun:.0f} s)")


def run(
    command: Sequence[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> None:
    """Run a tool without a terminal; its output is shown only when it fails.

    Raises ToolError with that output.
    """
    words = [str(word) for word in command]
    try:
        result = subprocess.run(
            words,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        raise ToolError(f"{words[0]} could not be started: {error}") from error
    if result.returncode != 0:
        raise ToolError(f"$ {' '.join(words)}\n{result.stdout.rstrip()}")


def fingerprint(paths: Iterable[Path], *facts: str) -> str:
    """Return a digest of the names and contents of files (folders with all below) and facts."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"{fact}\0".encode())
    for path in _files(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                item
                for item in path.rglob("*")
                if item.is_file() and "__pycache__" not in item.parts
            )
        elif path.is_file():
            yield path


def is_current(name: str, mark: str) -> bool:
    """Tell whether the named product was last made from inputs with this fingerprint."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text() == mark


def remember(name: str, mark: str) -> None:
    """Note that the named product is now made from inputs with this fingerprint."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark)


def forget(name: str) -> None:
    """Note that the named product is about to change: an interruption leaves it unmade."""
    (STAMPS / name).unlink(missing_ok=True)


@contextmanager
def only_one() -> Iterator[None]:
    """Keep two commands from installing into the same checkout at the same time."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  … waiting for another command that prepares this checkout")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main_guard(entry: Callable[[list[str]], int]) -> None:
    """Run a command's main function; a ToolError becomes a message, Ctrl-C a quiet end."""
    try:
        sys.exit(entry(sys.argv[1:]))
    except ToolError as error:
        say(f"\n✗ {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        say("")
        sys.exit(130)


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with tools that must not ask or reach out silenced."""
    return {
        **os.environ,
        "CI": "true",
        "NO_COLOR": "1",
        "NO_UPDATE_NOTIFIER": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        **changes,
    }
