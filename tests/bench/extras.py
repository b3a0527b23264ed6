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
POLLS = 300
LISTS = 30
WARM = 8
ROUNDS = 3
# Who comes between two polls, in a rush of 600 within two minutes.
ARRIVALS = 10


def print_extras(ours: "Ours", textbook: "Textbook", postmaster: int) -> None:
    """Print the CPU of a password hash and of the polls beside a serializer list."""
    print(f"\nLog-in: {_hash_ms():.0f} ms of CPU for a password (at most 40)")  # noqa: T201 - a program for a terminal
    token = ours.world.sign_in(ours.world.lecturer.user)
    host = f"{ours.world.organization.slug}.localhost"
    headers = {"Authorization": f"Token {token}"}
    scans = ours.requests()
    path = f"/api/sessions/{ours.session.pk}/live/"
    _send(ours.port, scans[:-ARRIVALS])
    before = json.loads(_fetch(ours.port, http_get(path, host, headers)))["version"]
    _send(ours.port, scans[-ARRIVALS:])
    known = json.loads(_fetch(ours.port, http_get(path, host, headers)))["version"]

    def ask(version: str, times: int) -> float:
        address = f"{path}?version={version}" if version else path
        return _cpu_ms(ours, http_get(address, host, headers), times, postmaster)

    theirs = {"Authorization": f"Token {textbook.tokens[0]}"}
    listing = http_get(f"/attendance/?session={textbook.sessions[-1]}", "localhost", theirs)
    rounds = []
    for _ in range(ROUNDS):
        listed = _cpu_ms(textbook, listing, LISTS, postmaster)
        rounds.append((ask(known, POLLS), ask(before, LISTS), ask("", LISTS), listed))
    unchanged, changed, whole, listed = (
        statistics.median(one) for one in zip(*rounds, strict=True)
    )
    print(  # noqa: T201 - as above
        f"Live view of {len(ours.crowd)}, CPU of web server and PostgreSQL, median of {ROUNDS}:\n"
        f"  serializer list {listed:.1f} ms\n"
        f"  poll without news {unchanged:.2f} ms: {listed / unchanged:.0f} x cheaper (aim 20)\n"
        f"  poll with {ARRIVALS} arrivals {changed:.1f} ms: {listed / changed:.1f} x (aim 8)\n"
        f"  the whole register {whole:.0f} ms"
    )


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


def _cpu_ms(side: "Side", request: bytes, times: int, postmaster: int) -> float:
    """Return the CPU of web server and database for one request, in milliseconds.

    All of it: the connection, the middleware, authentication, every statement.
    """
    _send(side.port, [request] * WARM)
    before = cpu_seconds(side.process.pid) + cpu_seconds(postmaster)
    statuses = _send(side.port, [request] * times)
    spent = cpu_seconds(side.process.pid) + cpu_seconds(postmaster) - before
    if statuses != {"200": times}:
        raise RuntimeError(f"{side.name} answered {statuses}")
    return spent * 1000 / times


def _send(port: int, requests: list[bytes]) -> dict[str, int]:
    """Send requests by four clients; return how often each status was answered."""
    packed = b"".join(len(one).to_bytes(4, "big") + one for one in requests)
    command = [sys.executable, "-m", "tests.bench.client", str(port), "4"]
    done = subprocess.run(command, input=packed, check=True, capture_output=True, env=os.environ)
    statuses: dict[str, int] = json.loads(done.stdout)["statuses"]
    return statuses


def _fetch(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received.partition(b"\r\n\r\n")[2]
