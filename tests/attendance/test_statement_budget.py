"""The cost of a check-in: claim and finish in one request, counted and named exactly."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.attendance.models import RecordLocation
from apps.attendance.services import judgement
from apps.core import tenancy
from apps.core.models import RateCounter
from tests.support.checkin import Clock, in_two, leaves, told
from tests.support.world import INSIDE, Phone, World, at

NOT_COUNTED = re.compile(r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK)", re.IGNORECASE)

# How each statement is told, by what it reads or writes first.
NAMES = {
    "sign-in with user, organisation and profiles": r'^SELECT .* FROM "?accounts_authtoken\b',
    "context: token, session, course, record, enrolment, device": (
        r"\bFROM attendance_attendancetoken t\b"
    ),
    "record with attempt, location and use": r"^WITH record AS \(INSERT .*attempt AS \(INSERT "
    r".*location AS \(INSERT .*used AS \(UPDATE",
    "record with attempt": r"^WITH record AS \(INSERT .*attempt AS \(INSERT (?!.*location AS)",
    "record": r'^INSERT INTO "attendance_attendancerecord"',
    "attempt": r'^INSERT INTO "attendance_checkinattempt"',
    "location": r'^INSERT INTO "attendance_recordlocation"',
    "use of the sign-in": r'^UPDATE "accounts_authtoken"',
}
SIGN_IN, CONTEXT, AT_ONCE, PLAIN, RECORD, ATTEMPT, LOCATION, USE = NAMES
EXPECTED = {
    "postgresql": {
        "worst": [SIGN_IN, CONTEXT, AT_ONCE],
        "plain": [SIGN_IN, CONTEXT, PLAIN],
    },
    "sqlite": {
        "worst": [SIGN_IN, CONTEXT, RECORD, ATTEMPT, LOCATION, USE],
        "plain": [SIGN_IN, CONTEXT, RECORD, ATTEMPT],
    },
}
BUDGET = {"postgresql": 3, "sqlite": 6}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements of the block by name, without what begins and ends transactions."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    for query in captured.captured_queries:
        text = " ".join(query["sql"].split())
        if not NOT_COUNTED.match(text):
            found.append(_name(_as_prepared(text)))


def _as_prepared(text: str) -> str:
    """Return what stands behind the execution of a statement that PostgreSQL has prepared."""
    executed = re.match(r"EXECUTE (\w+)", text)
    if executed is None:
        return text
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE name = %s", [executed.group(1)]
        )
        (prepared,) = cursor.fetchone()
    return re.sub(r"^PREPARE \w+ AS ", "", " ".join(prepared.split()))


def _name(text: str) -> str:
    for name, pattern in NAMES.items():
        if re.search(pattern, text):
            return name
    return text


@pytest.fixture
def ready(place: World, now: Clock) -> tuple[World, Any, Phone]:
    """Return a session whose policy costs the most, and a phone whose sign-in is due."""
    place.set_policy(
        location_retention_h=1,
        geofence_mode="enforce",
        device_rule="enforce",
        network_rule="enforce",
        allowed_networks=["127.0.0.0/8"],
    )
    student = place.students[0]
    # Another phone last week, and this one new: what the device rule has to look for.
    earlier = place.open()
    in_two(place, earlier, place.phone(student), at(INSIDE))
    place.staff().send("POST", f"/api/sessions/{earlier.pk}/close/")
    session = place.open()
    phone = place.phone(student)
    # The organisation of the host is known to a running process.
    phone.get("/api/organization/")
    now.tick(61)
    return place, session, phone


def test_the_worst_corner_stays_within_the_budget(
    ready: tuple[World, Any, Phone], now: Clock
) -> None:
    world, session, phone = ready
    code = world.code(session)
    with leaves(records=1, attempts=1, locations=1), statements() as found:
        answer = phone.scan(code, finish=at(INSIDE))
    assert told(answer) == "accepted"
    assert [one["code"] for one in answer.json()["record"]["reasons"]] == ["device_new"]
    assert found == EXPECTED[connection.vendor]["worst"]
    assert len(found) <= BUDGET[connection.vendor]
    used = world.students[0].user.auth_tokens.get()
    assert used.last_used_at == now.moment


def test_without_coordinates_and_use_it_costs_no_more(world: World, now: Clock) -> None:
    session = world.open()
    phone = world.phone(world.students[0])
    phone.get("/api/organization/")
    code = world.code(session)
    with statements() as found:
        assert told(phone.scan(code, finish=at(None))) == "accepted"
    assert found == EXPECTED[connection.vendor]["plain"]


def test_control_the_count_notices_one_more(
    ready: tuple[World, Any, Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, session, phone = ready
    honest = judgement.judge_person

    def wasteful(case: Any) -> Any:
        RateCounter.objects.exists()
        return honest(case)

    monkeypatch.setattr(judgement, "judge_person", wasteful)
    code = world.code(session)
    with statements() as found:
        assert told(phone.scan(code, finish=at(INSIDE))) == "accepted"
    assert len(found) == BUDGET[connection.vendor] + 1
    assert found != EXPECTED[connection.vendor]["worst"]


@pytest.mark.parametrize("classmates", [0, 8])
def test_the_number_of_classmates_costs_nothing(world: World, classmates: int) -> None:
    session = world.open()
    for student in world.students[1:][:classmates]:
        world.phone(student).scan(world.code(session), finish=at(None))
    phone = world.phone(world.students[0])
    phone.get("/api/organization/")
    code = world.code(session)
    with statements() as found:
        assert told(phone.scan(code, finish=at(None))) == "accepted"
    assert len(found) == len(EXPECTED[connection.vendor]["plain"])


def test_a_check_in_that_is_there_already_reads_and_writes_nothing(world: World) -> None:
    session = world.open()
    phone = world.phone(world.students[0])
    phone.scan(world.code(session), finish=at(None))
    code = world.code(session)
    with statements() as found:
        assert told(phone.scan(code, finish=at(None))) == "already_checked_in"
    assert found == [SIGN_IN, CONTEXT]
    with tenancy.activate(world.organization):
        assert RecordLocation.objects.count() == 0
