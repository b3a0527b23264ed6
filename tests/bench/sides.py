"""The two sides of the comparison: servers with prepared students, and their requests."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from django.core.management import call_command
from django.db import connection

from tests.support.crowd import Member, make_crowd, scan_bytes
from tests.support.servers import ROOT, free_port
from tests.support.volley import http_post
from tests.support.world import World, make_world

START_LIMIT_S = 60
TEXTBOOK_SECRET = b"the-secret-of-the-yardstick"
TEXTBOOK_PERIOD_S = 60


class Side(Protocol):
    """One endpoint under load."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def requests(self) -> list[bytes]:
        """Return a check-in of every student in a session that is new to them."""


class Ours:
    """The application: full endpoint, with signature, evidence and attempt row."""

    name = "application"

    def __init__(self, students: int, log: Path, *, workers: int) -> None:
        call_command("migrate", verbosity=0)
        self.world: World = make_world(
            "bench",
            students=0,
            code_period_s=60,
            grace_steps=3,
            late_after_min=60,
            closes_after_min=60,
        )
        self.crowd: list[Member] = make_crowd(self.world, students)
        self._courses = 0
        analyse()
        self.port, self.process = _serve(
            "attendance_system.wsgi",
            log,
            ["--config", "gunicorn.conf.py"],
            workers,
            dict(os.environ),
        )

    def requests(self) -> list[bytes]:
        """Open a new session and return everybody's signed scan of its code."""
        if self._courses:
            self._close_last()
        self._courses += 1
        self.session = self.world.open()
        code = self.world.code(self.session)
        return [scan_bytes(one, code) for one in self.crowd]

    def _close_last(self) -> None:
        from apps.attendance.services import sessions  # noqa: PLC0415 - needs configured settings
        from apps.core import clock, tenancy  # noqa: PLC0415 - as above

        with tenancy.activate(self.world.organization):
            sessions.close(session=self.session, by=self.world.lecturer.user, now=clock.now())


class Textbook:
    """The yardstick of tests/bench/textbook."""

    name = "textbook"

    def __init__(
        self, students: int, rounds: int, database: dict[str, Any], log: Path, *, workers: int
    ) -> None:
        env = {**os.environ, "TEXTBOOK_DATABASE": json.dumps(database)}
        prepare = [sys.executable, "-m", "tests.bench.textbook.prepare", str(students), str(rounds)]
        made = json.loads(subprocess.run(prepare, cwd=ROOT, env=env, check=True, stdout=-1).stdout)
        self.tokens: list[str] = made["tokens"]
        self._sessions: list[int] = made["sessions"]
        self._used = 0
        self.port, self.process = _serve(
            "tests.bench.textbook.wsgi", log, ["--config", "/dev/null"], workers, env
        )

    def requests(self) -> list[bytes]:
        """Return everybody's scan of the next session's code."""
        self.session = self._sessions[self._used]
        self._used += 1
        step = str(int(time.time()) // TEXTBOOK_PERIOD_S).encode()
        code = hmac.new(TEXTBOOK_SECRET, step, hashlib.sha256).hexdigest()[:10]
        return [
            http_post(
                "/attendance/",
                json.dumps(
                    {
                        "session": self.session,
                        "code": code,
                        "latitude": 0.334512 + place % 89 / 1e6,
                        "longitude": 32.567891 + place % 97 / 1e6,
                    }
                ).encode(),
                host="localhost",
                headers={"Authorization": f"Token {token}"},
            )
            for place, token in enumerate(self.tokens)
        ]


def analyse() -> None:
    """Give the planner its statistics, as autovacuum does in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _serve(
    application: str, log: Path, config: list[str], workers: int, env: dict[str, str]
) -> tuple[int, subprocess.Popen[bytes]]:
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", application, *config),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "1"),
        *("--worker-class", "sync", "--no-control-socket"),
        *("--worker-tmp-dir", "/dev/shm", "--max-requests", "0"),  # noqa: S108 - heartbeats only
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
        )
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return port, process
        except OSError:
            time.sleep(0.1)
        else:
            return port, process
    with suppress(OSError):
        process.kill()
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
