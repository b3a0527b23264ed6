"""The smaller figures of `make bench`: a log-in's hash, and what watching a session costs."""

import json
import os
import socket
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
POLLS = 200
LISTS = 20


def print_extras(ours: "Ours", textbook: "Textbook") -> None:
    """Print the CPU of a password hash and of the polls beside a serializer list."""
    print(f"\nLog-in: {_hash_ms():.0f} ms of CPU for a password (at most 40)")  # noqa: T201 - a program for a terminal
    token = ours.world.sign_in(ours.world.lecturer.user)
    path = f"/api/sessions/{ours.session.pk}/live/"
    headers = {"Authorization": f"Token {token}"}
    host = f"{ours.world.organization.slug}.localhost"
    version = json.loads(_fetch(ours.port, http_get(path, host, headers)))["version"]
    unchanged = _cpu_ms(ours, http_get(f"{path}?version={version}", host, headers), POLLS)
    changed = _cpu_ms(ours, http_get(path, host, headers), LISTS)
    theirs = {"Authorization": f"Token {textbook.tokens[0]}"}
    listing = http_get(f"/attendance/?session={textbook.sessions[-1]}", "localhost", theirs)
    listed = _cpu_ms(textbook, listing, LISTS)
    print(  # noqa: T201 - as above
        f"Live view of {len(ours.crowd)}: {unchanged:.1f} ms of CPU unchanged "
        f"({listed / unchanged:.0f} x cheaper than a serializer list at {listed:.0f} ms; aim 20), "
        f"{changed:.0f} ms changed ({listed / changed:.1f} x; aim 8)"
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


def _cpu_ms(side: "Side", request: bytes, times: int) -> float:
    """Return the web server's CPU for one request, in milliseconds."""
    packed = (len(request).to_bytes(4, "big") + request) * times
    command = [sys.executable, "-m", "tests.bench.client", str(side.port), "4"]
    before = cpu_seconds(side.process.pid)
    done = subprocess.run(command, input=packed, check=True, capture_output=True, env=os.environ)
    spent = cpu_seconds(side.process.pid) - before
    statuses = json.loads(done.stdout)["statuses"]
    if statuses != {"200": times}:
        raise RuntimeError(f"{side.name} answered {statuses}")
    return spent * 1000 / times


def _fetch(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received.partition(b"\r\n\r\n")[2]
