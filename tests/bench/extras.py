"""The smaller figures of `make bench`: a log-in's hash, and what watching a session costs."""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from apps.accounts.hashers import Argon2idHasher
from tests.bench.cpu import cpu_seconds
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.bench.sides import Ours, Side, Textbook

HASHES = 20
POLLS = 600
CHANGED = 150
LISTS = 30
# Each of the server's processes has prepared and planned its statements for good after six.
WARM = 60
ROUNDS = 5
# Who comes between two polls, in a rush of 600 within two minutes.
ARRIVALS = 10


def print_log_in() -> None:
    """Print the CPU of a password hash."""
    print(f"\nLog-in: {_hash_ms():.0f} ms of CPU for a password (at most 40)")  # noqa: T201 - a program for a terminal


def print_live(ours: "Ours", textbook: "Textbook", postmaster: int) -> None:
    """Print the CPU of the polls beside a serializer list of a session with as many records."""
    token = ours.world.sign_in(ours.world.lecturer.user)
    host = f"{ours.world.organization.slug}.localhost"
    headers = {"Authorization": f"Token {token}"}
    # Each section makes what it reads: it may run alone.
    _send(textbook.port, textbook.requests(), "201")
    scans = ours.requests()
    path = f"/api/sessions/{ours.session.pk}/live/"
    _send(ours.port, scans[:-ARRIVALS], "201")
    before = json.loads(fetch(ours.port, http_get(path, host, headers)))["version"]
    _send(ours.port, scans[-ARRIVALS:], "201")
    known = json.loads(fetch(ours.port, http_get(path, host, headers)))["version"]

    theirs = {"Authorization": f"Token {textbook.tokens[0]}"}
    listing = http_get(f"/attendance/?session={textbook.session}", "localhost", theirs)
    rows = len(json.loads(fetch(textbook.port, listing)))
    if rows != len(scans):
        raise RuntimeError(f"the list has {rows} rows instead of {len(scans)}")
    _let_time_pass()
    later = json.loads(fetch(ours.port, http_get(path, host, headers)))["version"]
    asked: list[tuple[Side, bytes, int]] = [
        (ours, http_get(f"{path}?version={later}", host, headers), POLLS),
        (ours, http_get(f"{path}?version={known}", host, headers), POLLS),
        (ours, http_get(f"{path}?version={before}", host, headers), CHANGED),
        (ours, http_get(path, host, headers), LISTS),
        (textbook, listing, LISTS),
    ]
    for side, request, _ in asked:
        warm(side, request)
    rounds = [
        [cpu_ms(side, request, times, postmaster) for side, request, times in asked]
        for _ in range(ROUNDS)
    ]
    quiet, rush, changed, whole, listed = (
        statistics.median(one) for one in zip(*rounds, strict=True)
    )
    print(  # noqa: T201 - as above
        f"\nLive view of {len(ours.crowd)}, CPU of web server and PostgreSQL, median of {ROUNDS}:\n"
        f"  serializer list {listed:.1f} ms\n"
        f"  poll without news {quiet:.2f} ms: {_ratios(rounds, 0)} x cheaper (aim 20)\n"
        f"  the same while all have just come {rush:.2f} ms: {_ratios(rounds, 1)} x\n"
        f"  poll with {ARRIVALS} arrivals {changed:.1f} ms: {_ratios(rounds, 2)} x (aim 8)\n"
        f"  the whole register {whole:.0f} ms"
    )


def _let_time_pass() -> None:
    """Make what has come older than any transaction, as it is for most of a class."""
    from django.db import connection  # noqa: PLC0415 - needs configured settings

    from apps.attendance.models import AttendanceRecord, CheckInAttempt  # noqa: PLC0415 - as above
    from apps.attendance.selectors.live import SETTLED  # noqa: PLC0415 - as above

    moments = ((AttendanceRecord, "recorded_at"), (CheckInAttempt, "at"))
    with connection.cursor() as cursor:
        for model, column in moments:
            table = model._meta.db_table
            cursor.execute(
                f'UPDATE {table} SET "{column}" = "{column}" - make_interval(secs => %s)',  # noqa: S608 - our own names
                [2 * SETTLED.total_seconds()],
            )
        cursor.execute("VACUUM ANALYZE")


def _ratios(rounds: list[list[float]], column: int) -> str:
    """Return how much cheaper than the list of the same round: median (lowest to highest)."""
    found = sorted(one[-1] / one[column] for one in rounds)
    return f"{statistics.median(found):.1f} ({found[0]:.1f} to {found[-1]:.1f})"


def http_get(path: str, host: str, headers: dict[str, str]) -> bytes:
    """Return the bytes of a GET whose connection ends with its answer."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _hash_ms() -> float:
    hasher = Argon2idHasher()
    encoded = hasher.encode(PASSWORD, hasher.salt())
    begun = time.process_time()
    for _ in range(HASHES):
        hasher.verify(PASSWORD, encoded)
    return (time.process_time() - begun) * 1000 / HASHES


def warm(side: "Side", *requests: bytes) -> None:
    """Send each request so often that the processes have done all that is done once."""
    for request in requests:
        _send(side.port, [request] * WARM, "200")


def cpu_ms(side: "Side", request: bytes, times: int, postmaster: int) -> float:
    """Return the CPU of web server and database for one request, in milliseconds.

    All of it: the connection, the middleware, authentication, every statement.
    """
    before = cpu_seconds(side.process.pid) + cpu_seconds(postmaster)
    _send(side.port, [request] * times, "200")
    spent = cpu_seconds(side.process.pid) + cpu_seconds(postmaster) - before
    return spent * 1000 / times


def _send(port: int, requests: list[bytes], expected: str) -> None:
    """Send requests by four clients; raise RuntimeError unless each is answered as expected."""
    packed = b"".join(len(one).to_bytes(4, "big") + one for one in requests)
    command = [sys.executable, "-m", "tests.bench.client", str(port), "4"]
    done = subprocess.run(command, input=packed, check=True, capture_output=True, env=os.environ)
    statuses: dict[str, int] = json.loads(done.stdout)["statuses"]
    if set(statuses) - {expected}:
        raise RuntimeError(f"answered {statuses} instead of {expected}")


def fetch(port: int, request: bytes) -> bytes:
    """Send a request and return the body of its answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received.partition(b"\r\n\r\n")[2]
