"""A local HTTP server that speaks Twilio's Messages API, with its errors and its silences.

Paths, fields and error bodies as documented by Twilio for /2010-04-01/Accounts/{sid}/Messages.json.
"""

import base64
import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from tests.support.servers import free_port

ACCOUNT = "AC" + "0" * 32
SECRET = "twilio-secret-of-the-tests"
FROM = "+15005550006"


@dataclass
class Twilio:
    """What was accepted, and how the next requests go."""

    port: int = 0
    accepted: list[dict[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    # What happens to the next messages, in this order: a status, or one of the words below.
    #   "accept_and_hang_up": taken, but the connection ends without an answer
    #   "accept_and_500": taken, but answered with a server error
    #   "accept_and_stall": taken, but not answered while ``stalled`` is not set
    plan: list[int | str] = field(default_factory=list)
    lists_fail: bool = False
    stalled: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to send here."""
        return {
            "SMS_ENABLED": "True",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": SECRET,
            "TWILIO_PHONE_NUMBER": FROM,
            "TWILIO_API_URL": self.url,
        }


_ERRORS = {
    400: (21211, "Invalid 'To' Phone Number"),
    401: (20003, "Authenticate"),
    429: (20429, "Too Many Requests"),
    500: (20500, "Internal Server Error"),
    503: (20503, "Service Unavailable"),
}


class _Handler(BaseHTTPRequestHandler):
    twilio: Twilio
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        fields = {
            name: found[0] for name, found in parse_qs(self.rfile.read(length).decode()).items()
        }
        if not self._is_allowed():
            return self._fail(401)
        with self.twilio.lock:
            self.twilio.requests.append("create")
            step = self.twilio.plan.pop(0) if self.twilio.plan else 201
            sid = "SM" + uuid.uuid4().hex
            if step in {201, "accept_and_hang_up", "accept_and_500", "accept_and_stall"}:
                self.twilio.accepted.append({**fields, "sid": sid})
        if step == "accept_and_stall":
            self.twilio.stalled.wait()
        if step in {"accept_and_hang_up", "accept_and_stall"}:
            self.close_connection = True
            return None
        if step == "accept_and_500":
            return self._fail(500)
        if step != 201:
            assert isinstance(step, int)
            return self._fail(step)
        return self._answer(201, self._message({**fields, "sid": sid}))

    def do_GET(self) -> None:
        if not self._is_allowed():
            return self._fail(401)
        query = {name: found[0] for name, found in parse_qs(urlsplit(self.path).query).items()}
        with self.twilio.lock:
            self.twilio.requests.append("list")
            found = [one for one in self.twilio.accepted if one["To"] == query.get("To")]
        if self.twilio.lists_fail:
            return self._fail(503)
        return self._answer(
            200,
            {
                "messages": [self._message(one) for one in found],
                "end": max(len(found) - 1, 0),
                "first_page_uri": self.path,
                "next_page_uri": None,
                "page": 0,
                "page_size": 50,
                "previous_page_uri": None,
                "start": 0,
                "uri": self.path,
            },
        )

    def _is_allowed(self) -> bool:
        expected = base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
        return (
            self.headers.get("Authorization") == f"Basic {expected}"
            and f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json" in self.path
        )

    @staticmethod
    def _message(fields: dict[str, str]) -> dict[str, Any]:
        return {
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "body": fields["Body"],
            "date_created": "Sun, 22 Nov 2026 12:00:00 +0000",
            "date_sent": None,
            "date_updated": "Sun, 22 Nov 2026 12:00:00 +0000",
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": fields.get("From"),
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": fields["sid"],
            "status": "queued",
            "subresource_uris": {},
            "to": fields["To"],
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{fields['sid']}.json",
        }

    def _fail(self, status: int) -> None:
        code, text = _ERRORS[status]
        self._answer(
            status,
            {
                "code": code,
                "message": text,
                "more_info": f"https://www.twilio.com/docs/errors/{code}",
                "status": status,
            },
        )

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
        """Keep the tests' output clean."""


@pytest.fixture
def twilio_server() -> Iterator[Twilio]:
    """Run the server; nothing in this process is told of it."""
    twilio = Twilio(port=free_port())
    handler = type("Handler", (_Handler,), {"twilio": twilio})
    server = ThreadingHTTPServer(("127.0.0.1", twilio.port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield twilio
    twilio.stalled.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def twilio(twilio_server: Twilio, settings: Settings) -> Twilio:
    """Run the server and let this process send its text messages to it."""
    settings.SMS_ENABLED = True
    settings.TWILIO_ACCOUNT_SID = ACCOUNT
    settings.TWILIO_AUTH_TOKEN = SECRET
    settings.TWILIO_PHONE_NUMBER = FROM
    settings.TWILIO_API_URL = twilio_server.url
    return twilio_server
