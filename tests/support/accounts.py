"""What tests of accounts share: a student with an address, links as their mails carry them."""

from typing import Any

import pytest

from apps.accounts.enums import LinkPurpose
from apps.accounts.models import OneTimeLink, User
from apps.accounts.rules import link_token
from apps.accounts.services import links, recovery
from apps.core import tenancy
from tests.support.checkin import Clock
from tests.support.world import PASSWORD, Phone, World, make_world

NEW = "a wholly other secret"


class Desk:
    """One student of a small university, and what happens to their account."""

    def __init__(self, world: World, now: Clock) -> None:
        self.world, self.now = world, now
        self.user = world.students[0].user
        self.user.email = "amina@example.edu"
        self.user.set_password(PASSWORD)
        self.user.save()
        self.host = f"{world.organization.slug}.localhost"

    def phone(self) -> Phone:
        """Return a browser of the student with a sign-in of its own."""
        self.world.tokens.pop(self.user.pk, None)
        self.user.refresh_from_db()
        return self.world.phone(self.world.students[0])

    def send(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        """Post JSON from a browser that is not signed in."""
        phone = Phone(host=self.host)
        return phone.client.post(
            path, body, content_type="application/json", headers={"Host": self.host, **headers}
        )

    def log_in(self, password: str = PASSWORD) -> Any:
        """Try to log in from a new device."""
        return self.send(
            "/api/auth/login/", {"identifier": self.user.username, "password": password}
        )

    def link(self, purpose: LinkPurpose = LinkPurpose.RESET) -> str:
        """Make a link for the student; return its token."""
        with tenancy.activate(self.world.organization):
            self.user.refresh_from_db()
            return link_token(links.send(user=self.user, purpose=purpose, now=self.now()).seed)

    def answer(self) -> int:
        """Do what the worker does about forgotten passwords."""
        with tenancy.activate(self.world.organization):
            return recovery.answer(now=self.now())

    def links(self) -> list[OneTimeLink]:
        """Return the stored links, oldest first."""
        with tenancy.activate(self.world.organization):
            return list(OneTimeLink.objects.order_by("pk"))

    def stored(self) -> User:
        """Return the student's account as it is stored."""
        return User.objects.get(pk=self.user.pk)

    def reset(self, token: str, password: str = NEW) -> Any:
        """Choose a password by a reset link."""
        return self.send(
            "/api/auth/password-reset/confirm/", {"token": token, "password": password}
        )


@pytest.fixture
def desk(db: None, fresh_process: None, now: Clock) -> Desk:
    return Desk(make_world("demo", students=2), now)
