"""Check-ins per second beside a textbook endpoint, and the dearest reads: `make bench`.

Both sides run on the same PostgreSQL with the same number of gunicorn processes, in alternating
rounds of one run. Ratios mean something; absolute figures belong to the machine. Nothing is
asserted but that every check-in was accepted.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg2

if TYPE_CHECKING:
    from tests.bench.sides import Side

DATABASES = ("bench_application", "bench_textbook")
SECTIONS = ("check-ins", "log-in", "live", "register")
STOP_LIMIT_S = 30


@dataclass(frozen=True, slots=True)
class Round:
    """One side under load once."""

    per_second: float
    p50_ms: float
    p99_ms: float
    server_ms: float
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        """CPU of one check-in, server and database together, in milliseconds."""
        return self.server_ms + self.database_ms


def main() -> int:
    """Prepare both sides, run the rounds, print the comparison."""
    options = _options()
    base = os.environ.get("DATABASE_URL", "")
    if not base.startswith("postgres"):
        say("`make bench` gives this the address of a PostgreSQL server in DATABASE_URL.")
        return 2
    postmaster = _create_databases(base)
    application = _address(base, DATABASES[0])
    _configure(application)
    from attendance_system.env import load  # noqa: PLC0415 - after the environment is set
    from attendance_system.settings import databases  # noqa: PLC0415 - as above
    from tests.bench.extras import print_live, print_log_in  # noqa: PLC0415 - as above
    from tests.bench.register import print_register  # noqa: PLC0415 - as above
    from tests.bench.sides import Ours, Textbook  # noqa: PLC0415 - as above

    textbook_env = load({**os.environ, "DATABASE_URL": _address(base, DATABASES[1])})
    with contextlib.ExitStack() as ends:
        logs = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        ours = Ours(options.students, logs / "ours.log", workers=options.workers)
        ends.callback(_stop, ours)
        textbook = Textbook(
            options.students,
            options.rounds + 2,  # one to warm up, one to be listed
            databases.configuration(textbook_env),
            logs / "textbook.log",
            workers=options.workers,
        )
        ends.callback(_stop, textbook)
        if "check-ins" in options.only:
            _report(_alternate(ours, textbook, options, postmaster), options)
        if "log-in" in options.only:
            print_log_in()
        if "live" in options.only:
            print_live(ours, textbook, postmaster)
        if "register" in options.only:
            print_register(ours, postmaster)
    return 0


def _stop(side: "Side") -> None:
    side.process.terminate()
    side.process.wait(STOP_LIMIT_S)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=SECTIONS, nargs="+", default=SECTIONS, help="sections")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each side")
    parser.add_argument("--students", type=int, default=600, help="check-ins in a round")
    parser.add_argument("--clients", type=int, default=64, help="requests under way at once")
    parser.add_argument("--workers", type=int, default=4, help="web server processes a side")
    return parser.parse_args()


def _create_databases(base: str) -> int:
    """Make both databases anew; return the process id of the server's postmaster."""
    with contextlib.closing(psycopg2.connect(base)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for name in DATABASES:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}"')
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone() or (0,)
            stat = Path(f"/proc/{backend}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def _address(base: str, database: str) -> str:
    return urlunsplit(urlsplit(base)._replace(path=f"/{database}"))


def _configure(database_url: str) -> None:
    os.environ["DATABASE_URL"] = database_url
    from tests import settings  # noqa: PLC0415 - reads the environment when it is imported

    os.environ["DATA_DIR"] = str(settings.data_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "attendance_system.settings"
    import django  # noqa: PLC0415 - as above

    django.setup()


def _alternate(
    ours: "Side", textbook: "Side", options: argparse.Namespace, postmaster: int
) -> list[tuple[Round, Round]]:
    """Run one round of each to warm up, then pairs; who begins alternates."""
    pairs = []
    for number in range(options.rounds + 1):
        order = (ours, textbook) if number % 2 else (textbook, ours)
        found = {side.name: _run(side, options, postmaster) for side in order}
        if number:
            pairs.append((found[ours.name], found[textbook.name]))
            mine, other = pairs[-1]
            say(
                f"  round {number}: {mine.per_second:6.0f}/s and {other.per_second:6.0f}/s, "
                f"CPU {mine.cpu_ms:.2f} and {other.cpu_ms:.2f} ms"
            )
    return pairs


def _run(side: "Side", options: argparse.Namespace, postmaster: int) -> Round:
    from tests.bench.cpu import cpu_seconds  # noqa: PLC0415 - Linux only

    requests = side.requests()
    packed = b"".join(len(one).to_bytes(4, "big") + one for one in requests)
    command = [sys.executable, "-m", "tests.bench.client", str(side.port), str(options.clients)]
    before = cpu_seconds(side.process.pid), cpu_seconds(postmaster)
    done = subprocess.run(command, input=packed, check=True, capture_output=True)
    after = cpu_seconds(side.process.pid), cpu_seconds(postmaster)
    measured = json.loads(done.stdout)
    accepted = measured["statuses"].get("201", 0)
    if accepted != len(requests):
        raise RuntimeError(f"{side.name} accepted {measured['statuses']} of {len(requests)}")
    milliseconds = sorted(measured["milliseconds"])
    return Round(
        per_second=accepted / measured["seconds"],
        p50_ms=statistics.median(milliseconds),
        p99_ms=milliseconds[int(len(milliseconds) * 0.99)],
        server_ms=(after[0] - before[0]) * 1000 / accepted,
        database_ms=(after[1] - before[1]) * 1000 / accepted,
    )


def _report(pairs: list[tuple[Round, Round]], options: argparse.Namespace) -> None:
    say(
        f"\nCheck-ins at {options.clients} clients, {options.workers} processes, "
        f"{len(pairs)} rounds of {options.students}: median (lowest to highest)"
    )
    say(f"  {'':22} {'application':>24} {'textbook':>24} {'ratio':>22}   aim")
    for name, field, digits, aim in (
        ("accepted a second", "per_second", 0, ">= 3"),
        ("p50, ms", "p50_ms", 0, ""),
        ("p99, ms", "p99_ms", 0, "<= 0.45"),
        ("CPU each, ms", "cpu_ms", 2, "<= 0.33"),
        ("  of the web server", "server_ms", 2, ""),
        ("  of PostgreSQL", "database_ms", 2, ""),
    ):
        ours = [float(getattr(one, field)) for one, _ in pairs]
        textbook = [float(getattr(other, field)) for _, other in pairs]
        ratios = [mine / other for mine, other in zip(ours, textbook, strict=True)]
        say(
            f"  {name:22} {_spread(ours, digits):>24} {_spread(textbook, digits):>24} "
            f"{_spread(ratios, 2):>22}   {aim}"
        )


def _spread(values: list[float], digits: int) -> str:
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - a program for a terminal


if __name__ == "__main__":
    sys.exit(main())
