"""Students who ask to be excused or say that they were there, and lecturers who decide."""

import uuid
from typing import Any

from apps.attendance.models import AttendanceRecord, AttendanceSession
from apps.core import tenancy
from tests.support.world import World

# The day of the clock that stands in tests of check-ins, in the organisation's zone.
TODAY = "2026-03-02"


def form(**fields: Any) -> dict[str, Any]:
    """Return a filled-in request for today; fields override."""
    asked = {"client_reference": str(uuid.uuid4()), "kind": "illness", "text": "Flu"}
    if "session" not in fields:
        asked |= {"first_day": TODAY, "last_day": TODAY}
    return {**asked, **fields}


def ask(world: World, student: Any, **fields: Any) -> Any:
    """Send a request as a student."""
    phone = world.phone(student)
    return phone.send("POST", "/api/my/absence-requests/", form(**fields))


def part_of(answer: Any, number: int = 0) -> int:
    """Return the key of a part of the request that was just sent."""
    assert answer.status_code == 201, answer.content
    return int(answer.json()["parts"][number]["id"])


def decide(world: World, part: int, act: str, reason: str = "", browser: Any = None) -> Any:
    """Decide a part of a request as the lecturer, or in another browser."""
    url = f"/api/absence-requests/{part}/decide/"
    return (browser or world.staff()).send("POST", url, {"act": act, "reason": reason})


def counts(world: World, browser: Any = None) -> dict[str, int]:
    """Return how much waits for the lecturer."""
    answer = (browser or world.staff()).get("/api/decisions/counts/")
    assert answer.status_code == 200, answer.content
    found: dict[str, int] = answer.json()
    return found


def waiting(world: World, query: str = "") -> list[dict[str, Any]]:
    """Return the lecturer's queue."""
    answer = world.staff().get(f"/api/decisions/{query}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def history(world: World, session: AttendanceSession, student: Any) -> list[tuple[str, str]]:
    """Return kind and outcome of each change of a student's record, the oldest first."""
    with tenancy.activate(world.organization):
        record = AttendanceRecord.objects.get(session=session, student=student)
        found = record.changes.order_by("at", "pk").values_list("kind", "to_status")
        return [(str(kind), str(status)) for kind, status in found]
