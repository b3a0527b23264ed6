"""A device in kiosk mode."""

from typing import Any

from django.test import Client

from apps.attendance.models import AttendanceSession
from tests.support.world import World


class Device:
    """A lecturer's device in kiosk mode: it holds the kiosk's token and nothing else."""

    def __init__(self, world: World, session: AttendanceSession) -> None:
        self.host = f"{world.organization.slug}.localhost"
        started = world.staff().send("POST", f"/api/sessions/{session.pk}/kiosks/")
        assert started.status_code == 201, started.content
        self.pk, self.token = started.json()["id"], started.json()["token"]

    def ask(self, path: str, *, host: str = "", **body: str) -> Any:
        """Send what the kiosk's page sends, at another host when one is given."""
        return Client().post(
            f"/api/kiosk/{path}/",
            {"kiosk": self.token, **body},
            content_type="application/json",
            headers={"Host": host or self.host},
        )

    def ticket(self, number: str) -> str:
        """Look a number up, which must be somebody's, and return what confirms it."""
        found = self.ask("look-up", number=number)
        assert found.status_code == 200, found.content
        return str(found.json()["ticket"])

    def check_in(self, number: str) -> Any:
        """Look a number up and say that it is one's own."""
        return self.ask("check-in", ticket=self.ticket(number))
