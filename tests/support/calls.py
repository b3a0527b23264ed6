"""Requests, and those who make them."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.support.world import Phone


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: at which host, with which sign-in."""

    name: str
    host: str
    token: str | None


# Making one loads all middleware; the one cookie it keeps says who has signed in here before.
client = Client(raise_request_exception=False)


@dataclass(frozen=True)
class Call:
    """One request but for who makes it."""

    path: str
    body: Any = None
    # What a device key signs together with the body, and the phone that holds the key.
    prefix: bytes | None = None
    phone: Phone | None = None
    content_type: str = "application/json"


def send(actor: Actor, method: str, call: Call) -> Any:
    """Make the request as this actor."""
    if isinstance(call.body, bytes):
        raw = call.body
    else:
        raw = b"" if call.body is None else json.dumps(call.body).encode()
    headers = {"Host": actor.host}
    if actor.token is not None:
        headers["Authorization"] = f"Token {actor.token}"
    if call.phone is not None and call.prefix is not None:
        headers["X-Device-Signature"] = call.phone.sign(call.prefix + raw)
    return client.generic(method, call.path, raw, content_type=call.content_type, headers=headers)
