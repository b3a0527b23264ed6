"""The load of `make bench`: many connections from one cheap process.

Usage: python -m tests.bench.client PORT CLIENTS < requests

Standard input holds prepared requests, each after its length in four bytes. So many clients send
one each, and the next as soon as theirs is answered. The answer on standard output is JSON: the
seconds it took, how often each status came, the milliseconds of each request.
"""

import contextlib
import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator

LENGTH_BYTES = 4
SILENCE_LIMIT_S = 60.0


class Volley:
    """Requests under way, none of which waits for another."""

    def __init__(self, port: int, requests: list[bytes]) -> None:
        self._port = port
        self._waiting: Iterator[bytes] = iter(requests)
        self._selector = selectors.DefaultSelector()
        self.under_way = 0
        self.statuses: Counter[int] = Counter()
        self.milliseconds: list[float] = []

    def begin(self) -> None:
        """Send the next request, if there is one."""
        request = next(self._waiting, None)
        if request is None:
            return
        begun = time.perf_counter()
        connection = socket.create_connection(("127.0.0.1", self._port))
        connection.sendall(request)
        connection.setblocking(False)
        self._selector.register(connection, selectors.EVENT_READ, [begun, b""])
        self.under_way += 1

    def collect(self) -> None:
        """Read what has come; every finished answer lets its client go on."""
        ready = self._selector.select(SILENCE_LIMIT_S)
        if not ready:
            raise TimeoutError("the server has fallen silent")
        for key, _ in ready:
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            received = b""
            with contextlib.suppress(ConnectionError):
                received = connection.recv(65536)
            key.data[1] += received
            if not received:
                self._end(connection, *key.data)

    def _end(self, connection: socket.socket, begun: float, answer: bytes) -> None:
        self._selector.unregister(connection)
        connection.close()
        self.under_way -= 1
        self.milliseconds.append((time.perf_counter() - begun) * 1000)
        self.statuses[int(answer[9:12] or b"0")] += 1
        self.begin()


def read_requests(raw: bytes) -> list[bytes]:
    """Return the requests of the input."""
    found = []
    position = 0
    while position < len(raw):
        start = position + LENGTH_BYTES
        position = start + int.from_bytes(raw[position:start], "big")
        found.append(raw[start:position])
    return found


def main(port: int, clients: int) -> None:
    """Send everything and print what came of it."""
    volley = Volley(port, read_requests(sys.stdin.buffer.read()))
    begun = time.perf_counter()
    for _ in range(clients):
        volley.begin()
    while volley.under_way:
        volley.collect()
    print(  # noqa: T201 - the answer to the process that started this one
        json.dumps(
            {
                "seconds": time.perf_counter() - begun,
                "statuses": volley.statuses,
                "milliseconds": volley.milliseconds,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
