"""A real SMTP server that keeps what it is given, and answers as a test tells it to."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from tests.support.servers import free_port

SENDER = "Attendance <attendance@example.edu>"


@dataclass
class Mailbox:
    """What arrived, and what the server is to answer. Threads of the server write into it."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    # Answers by recipient, for RCPT and for DATA; without one the mail is taken.
    refuse_recipient: dict[str, str] = field(default_factory=dict)
    refuse_data: dict[str, str] = field(default_factory=dict)
    # Takes the mail, then hangs up, or says nothing at all, instead of saying so.
    silent_after_data: set[str] = field(default_factory=set)
    stalls_after_data: set[str] = field(default_factory=set)
    goes_on: threading.Event = field(default_factory=threading.Event)
    greeting_fails: bool = False
    on_taken: Callable[[EmailMessage], None] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails that one address got."""
        with self.lock:
            return [one for one in self.taken if address in str(one["To"])]

    @property
    def settings(self) -> dict[str, Any]:
        """What Django needs to send here."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_USE_TLS": False,
            "EMAIL_USE_SSL": False,
            "EMAIL_TIMEOUT": 5,
            "DEFAULT_FROM_EMAIL": SENDER,
        }

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to send here."""
        return {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.port),
            "DEFAULT_FROM_EMAIL": SENDER,
        }


class _Handler:
    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: Any
    ) -> Any:
        if self.mailbox.greeting_fails:
            return ["421 4.3.2 closing down"]
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.mailbox.refuse_recipient.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        address = envelope.rcpt_tos[0]
        answer = self.mailbox.refuse_data.get(address)
        if answer:
            return answer
        with self.mailbox.lock:
            self.mailbox.taken.append(message)
        if self.mailbox.on_taken is not None:
            self.mailbox.on_taken(message)
        if address in self.mailbox.silent_after_data and server.transport is not None:
            # Whoever sent it never hears that it was taken.
            server.transport.close()
        if address in self.mailbox.stalls_after_data:
            await asyncio.to_thread(self.mailbox.goes_on.wait)
        return "250 OK"


def _controller(mailbox: Mailbox) -> Controller:
    return Controller(_Handler(mailbox), hostname="127.0.0.1", port=mailbox.port, ready_timeout=30)


@pytest.fixture
def smtp_server() -> Iterator[Mailbox]:
    """Run an SMTP server for processes of their own; nothing in this process is told of it."""
    mailbox = Mailbox(port=free_port())
    controller = _controller(mailbox)
    controller.start()
    yield mailbox
    mailbox.goes_on.set()
    controller.stop()


@pytest.fixture
def smtp_sink(smtp_server: Mailbox, settings: Settings) -> Mailbox:
    """Run an SMTP server and let this process send to it."""
    for name, value in smtp_server.settings.items():
        setattr(settings, name, value)
    return smtp_server


def body_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return the text of a mail, or its HTML."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
