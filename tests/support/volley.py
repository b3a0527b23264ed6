"""Sends many prepared HTTP requests at the same moment, as cheaply as a client can.

The requests are bytes made beforehand, so that the sender takes little of the cores that the
server under test needs.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TIME_LIMIT_S = 60.0
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status (0 for a broken connection), body, seconds it took."""

    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


def http_post(path: str, body: bytes, *, host: str, headers: dict[str, str]) -> bytes:
    """Return the bytes of a JSON POST whose connection ends with its answer."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + _HEAD_END + body


def volley(
    port: int,
    groups: Sequence[Sequence[bytes]],
    *,
    groups_at_once: int,
    patience_s: float = TIME_LIMIT_S,
) -> list[list[Answer]]:
    """Send the requests of each group at the same moment, so many groups beside each other.

    An answer that takes longer than ``patience_s`` seconds counts as a broken connection.
    """
    return asyncio.run(_volley(port, groups, groups_at_once, patience_s))


async def _volley(
    port: int, groups: Sequence[Sequence[bytes]], groups_at_once: int, patience_s: float
) -> list[list[Answer]]:
    free = asyncio.Semaphore(groups_at_once)

    async def send(group: Sequence[bytes]) -> list[Answer]:
        async with free:
            return await asyncio.gather(*(exchange(port, request, patience_s) for request in group))

    return await asyncio.gather(*(send(group) for group in groups))


async def exchange(port: int, request: bytes, patience_s: float = TIME_LIMIT_S) -> Answer:
    """Send one request over a connection of its own and read the answer to its end."""
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(patience_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            raw = await reader.read(-1)
            writer.close()
    except (OSError, TimeoutError):
        return Answer(0, b"", time.perf_counter() - begun)
    head, _, body = raw.partition(_HEAD_END)
    status = int(head[9:12]) if head.startswith(b"HTTP/1.") else 0
    return Answer(status, body, time.perf_counter() - begun)
