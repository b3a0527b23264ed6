"""THREATS 13 and 18: reading writes nothing; a flood hurts nobody else."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from apps.attendance.models import AttendanceRecord
from apps.core import tenancy
from tests.support.checkin import NOWHERE, Clock, at_once, every_row, leaves, told
from tests.support.routes import all_routes
from tests.support.world import Phone, World

PREFETCH = {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch", "X-Moz": "prefetch"}
PREVIEW = {"User-Agent": "WhatsApp/2.23 facebookexternalhit/1.1 Slackbot-LinkExpanding 1.0"}


def addresses(world: World, session: Any) -> list[str]:
    """Return an address for every route of the installation, with ids of real rows."""
    with tenancy.activate(world.organization):
        attempt = world.students[0].attempts.get().pk
    ids = {
        "<int:pk>": str(session.pk),
        "<int:path>": str(session.pk),
        "<int:token_pk>": str(world.token_of(session).pk),
        "<int:student_pk>": str(world.students[0].pk),
        "<uuid:claim_id>": "3d7f4f0e-7d0c-4a6e-9f3b-0d5a4d3b2a10",
        "courses/<int:pk>": f"courses/{world.course.pk}",
        "attempts/<int:pk>": f"attempts/{attempt}",
    }
    found = []
    for route in sorted(all_routes()):
        path = route
        if path.startswith(("^", "api/^")):
            path = f"C/{world.code(session)}" if "[cC]" in path else "api/nothing/here"
        for pattern, value in sorted(ids.items(), key=lambda item: -len(item[0])):
            path = path.replace(
                pattern, pattern.rpartition("/")[0] + "/" + value if "/" in pattern else value
            )
        found.append("/" + path)
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_threat_13_reading_any_address_writes_nothing(world: World, method: str) -> None:
    session = world.open()
    code = world.code(session)
    at_once(world, session, world.phone(world.students[0]))
    phones = [world.phone(), world.phone(world.students[1]), world.staff()]
    pages = [f"/c/{code.lower()}", f"/C/{code}", f"/C/{code}/", f"/org/demo/c/{code}"]
    asked = [*addresses(world, session), *pages, f"/api/sessions/{session.pk}/live/?version=0"]
    before = every_row()
    statuses: Counter[int] = Counter()
    for path in asked:
        for phone in phones:
            headers = {**phone.headers(), **PREFETCH, **PREVIEW}
            answer = phone.client.generic(method, path, headers=headers)
            assert answer.status_code < 500 or answer.status_code == 503, (path, answer)
            statuses[answer.status_code] += 1
    assert every_row() == before
    assert len(asked) > 40
    # Few may be asked what they can do; whoever may read is answered.
    assert statuses[405 if method == "OPTIONS" else 200] > 20


def test_threat_13_control_the_same_code_posted_does_write(world: World) -> None:
    session = world.open()
    before = every_row()
    assert told(at_once(world, session, world.phone(world.students[0]))) == "accepted"
    assert every_row() != before


def test_threat_13_the_one_read_that_writes_only_states_what_the_clock_has_done(
    world: World, now: Clock
) -> None:
    """The register of a session whose time is over writes its absences once; nobody is present."""
    session = world.open()
    at_once(world, session, world.phone(world.students[0]))
    now.moment = session.closes_at + timedelta(seconds=1)
    staff, path = world.staff(), f"/api/sessions/{session.pk}/live/"
    with leaves(records=2):
        staff.get(path)
    before = every_row()
    staff.get(path)
    assert every_row() == before
    with tenancy.activate(world.organization):
        statuses = Counter(AttendanceRecord.objects.values_list("status", flat=True))
    assert statuses == {"present": 1, "absent": 2}


def test_threat_18_a_flood_from_one_address_turns_nobody_away(world: World) -> None:
    session = world.open()
    code = world.code(session)
    crowd = Phone(host="demo.localhost", keyless=True)
    with leaves(claims=600):
        statuses = Counter(crowd.scan(code).status_code for _ in range(600))
    assert statuses == {202: 600}
    with leaves():
        invented = Counter(crowd.scan("ZZZZZZZZ0123456789AB").status_code for _ in range(100))
    assert invented == {404: 100}
    for student in world.students:
        assert told(at_once(world, session, world.phone(student))) == "accepted"


def test_threat_18_limits_are_per_account(world: World) -> None:
    session = world.open()
    noisy = world.phone(world.students[0])
    statuses = Counter(
        noisy.scan("ZZZZZZZZ0123456789AB", finish=NOWHERE).status_code for _ in range(40)
    )
    assert statuses == {404: 30, 429: 10}
    # Neither the rest of the hall nor the same student's real scan is held up.
    for student in world.students:
        assert told(at_once(world, session, world.phone(student))) == "accepted"
