"""Runs the long form of the races and failures on both databases, and writes docs/soak.md.

Usage: python -m scripts.soak      (`make soak`)

The page says when, on what, and how each test ended, so that the last long run can be read
beside the code. It is written whether or not all passed; a failure fails the command.
"""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.toolbox import PYTHON, ROOT, VAR, main_guard, say

PAGE = ROOT / "docs" / "soak.md"
PYTEST = ("-m", "pytest", "-m", "soak", "--timeout=3600", "-q")
HEAD = """# The long run

`make soak` runs the races, kills and long files in full length, on SQLite and on PostgreSQL, and
writes this page. Seconds say how long it took on that machine, and prove nothing.
"""


@dataclass(frozen=True)
class Outcome:
    """How one long test ended on one database."""

    database: str
    name: str
    result: str
    seconds: float


def outcomes(report: Path, database: str) -> list[Outcome]:
    """Read pytest's report; tests of the other database, skipped here, are left out."""
    found = []
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by ourselves
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        if "skipped" not in kinds:
            result = "failed" if kinds else "passed"
            name = case.get("name", "")
            found.append(Outcome(database, name, result, float(case.get("time", 0))))
    return found


def run(database: str, prefix: list[str]) -> tuple[bool, list[Outcome]]:
    """Run all long tests on one database; return whether all passed, and how each ended."""
    report = VAR / f"soak-{database}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    env = {name: value for name, value in os.environ.items() if prefix or name != "DATABASE_URL"}
    command = [*prefix, str(PYTHON), *PYTEST, f"--junitxml={report}"]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    return done.returncode == 0, outcomes(report, database) if report.is_file() else []


def page(found: list[Outcome], *, commit: str, at: datetime) -> str:
    """Return the text of docs/soak.md."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        HEAD,
        f"Last run: {at:%Y-%m-%d %H:%M} UTC, commit `{commit}`, {machine}.\n",
        "| test | database | result | seconds |",
        "| --- | --- | --- | ---: |",
    ]
    lines += [
        f"| `{one.name}` | {one.database} | {one.result} | {one.seconds:.0f} |" for one in found
    ]
    return "\n".join(lines) + "\n"


def main(_arguments: list[str]) -> int:
    """Run both databases; return 0 when everything passed."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    began = datetime.now(tz=UTC)
    small, on_small = run("SQLite", [])
    large, on_large = run("PostgreSQL", [str(PYTHON), "-m", "scripts.postgres"])
    PAGE.write_text(page([*on_small, *on_large], commit=commit or "unknown", at=began), "utf-8")
    say(f"written: {PAGE.relative_to(ROOT)}")
    return 0 if small and large else 1


if __name__ == "__main__":
    main_guard(main)
