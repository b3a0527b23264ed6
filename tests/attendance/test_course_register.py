"""A course's register: letters, flags, totals, ranges, and that it costs the same at any size."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.attendance.models import AttendanceRecord, RecordChange
from apps.attendance.services.store import new_reference
from apps.core import tenancy
from apps.courses.models import Enrollment
from tests.support.checkin import NOWHERE, Clock, act, at_once, live, mark, second_course, told
from tests.support.registers import held, letters, register
from tests.support.world import INSIDE, OUTSIDE, World, at, make_student, make_world


def test_letters_flags_and_totals(world: World, now: Clock) -> None:
    first = held(world, now() - timedelta(days=2))
    open_session = world.open()
    came, late, _ = world.students
    at_once(world, open_session, world.phone(came, keyless=True))
    now.tick(1)
    assert mark(world, first, late, "late", "Told me").status_code == 200
    body = register(world)
    assert [one["state"] for one in body["sessions"]] == ["closed", "open"]
    assert [one["cells"] for one in body["students"]] == ["AP", "L.", "A."]
    # The keyless check-in is doubtful, the late one was changed.
    assert [one["flags"] for one in body["students"]] == ["02", "40", "00"]
    totals = [one["totals"] for one in body["students"]]
    assert [(one["attended"], one["counted"], one["rate_pct"]) for one in totals] == [
        (1, 2, 50),
        (1, 1, 100),
        (0, 1, 0),
    ]
    assert [one["counts"]["not_yet"] for one in body["sessions"]] == [0, 2]


def test_excused_leaves_the_denominator_and_few_classes_are_no_risk(
    world: World, now: Clock
) -> None:
    for day in range(5, 0, -1):
        session = held(world, now() - timedelta(days=day))
        if day < 5:
            mark(world, session, world.students[0], "excused", "Ill")
    first, second, _ = register(world)["students"]
    assert first["cells"] == "AEEEE"
    assert (first["totals"]["counted"], first["totals"]["at_risk"]) == (1, False)
    assert (second["totals"]["counted"], second["totals"]["at_risk"]) == (5, True)


def test_columns_say_what_the_session_page_says(place: World, now: Clock) -> None:
    """Doubts that only a comparison shows included: shared phones, and the same coordinates."""
    world = place
    world.set_policy(geofence_mode="flag")
    sessions = []
    phone = world.phone(world.students[0])
    other = world.phone(world.students[1])
    other.key = phone.key
    for number in range(3):
        session = world.open()
        at_once(world, session, phone, at(INSIDE if number < 2 else OUTSIDE))
        at_once(world, session, other, at(OUTSIDE))
        if number == 0:
            at_once(world, session, world.phone(world.students[2]), at(INSIDE))
        act(world, session, "close")
        sessions.append(session)
        now.tick(minutes=15)
    guest = make_student(world.organization)
    attempt = at_once(world, sessions[2], world.phone(guest), at(INSIDE))
    assert told(attempt) == "session_closed"
    columns = {one["id"]: one["counts"] for one in register(world)["sessions"]}
    for session in sessions:
        page = live(world, session)["counts"]
        assert columns[session.pk] | page == columns[session.pk]
    assert [columns[session.pk]["review"] for session in sessions] != [0, 0, 0]


def test_nobody_is_in_two_places_at_once_here_either(world: World, now: Clock) -> None:
    world.set_policy(geofence_mode="flag")
    student = world.students[0]
    elsewhere = second_course(world, students=[student])
    phone = world.phone(student)
    here = world.open()
    at_once(world, here, phone, at(INSIDE))
    far = world.open(course=elsewhere)
    with tenancy.activate(world.organization):
        record = AttendanceRecord.objects.get(session=here, student=student)
        far.latitude = (far.latitude or 0) + 1
        far.save()
        AttendanceRecord.objects.create(
            session=far,
            student=student,
            status="present",
            source="qr",
            reference="FARAWAY1",
            arrived_at=now(),
            recorded_at=now(),
            band="high",
            location_verdict="inside",
        )
    assert record.location_verdict == "inside"
    counts = live(world, here)["counts"]
    column = register(world)["sessions"][0]["counts"]
    assert column | counts == column
    assert counts["review"] == 1


def test_days_without_enrolment_and_people_who_left(world: World, now: Clock) -> None:
    held(world, now() - timedelta(days=3))
    with tenancy.activate(world.organization):
        gone = Enrollment.objects.get(course=world.course, student=world.students[0])
        gone.to_date = now().date() - timedelta(days=2)
        gone.save()
        late = make_student(world.organization)
        Enrollment.objects.create(course=world.course, student=late, from_date=now().date())
    held(world, now() - timedelta(days=1))
    body = register(world)
    assert [one["cells"] for one in body["students"]] == ["A-", "AA", "AA", "--"]
    assert body["students"][0]["enrolled_to"] == gone.to_date.isoformat()
    assert letters(world, f"from={now().date() - timedelta(days=1)}") == ["A", "A", "-"]


def test_the_range_is_the_term_up_to_today_and_has_its_limits(world: World, now: Clock) -> None:
    held(world, now() - timedelta(days=1))
    today = now().date()
    body = register(world)
    assert (body["to"], body["page"], body["pages"]) == (today.isoformat(), 1, 1)
    # This term is older than a range may be long.
    assert date.fromisoformat(body["from"]) == today - timedelta(days=399)
    path = f"/api/courses/{world.course.pk}/register/"
    for query in ("from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-03-02", "from=x"):
        refused = world.staff().get(f"{path}?{query}")
        assert refused.status_code == 400, query
        assert refused.json()["fields"], query


def test_more_sessions_than_one_answer_holds_come_in_pages(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.attendance.selectors.grid.MOST_SESSIONS", 2)
    made = [held(world, now() - timedelta(days=day)) for day in (3, 2, 1)]
    newest = register(world)
    assert [one["id"] for one in newest["sessions"]] == [made[1].pk, made[2].pk]
    assert (newest["pages"], newest["session_count"]) == (2, 3)
    assert [one["id"] for one in register(world, "page=2")["sessions"]] == [made[0].pk]
    assert register(world, "page=99")["page"] == 2


def test_a_session_called_off_is_not_a_column(world: World, now: Clock) -> None:
    session = world.open(opens_at=now() + timedelta(hours=1))
    assert [one["state"] for one in register(world)["sessions"]] == ["planned"]
    act(world, session, "close")
    assert register(world)["sessions"] == []


def test_the_clock_closes_a_session_for_its_register(world: World, now: Clock) -> None:
    world.open()
    assert letters(world) == [".", ".", "."]
    now.tick(minutes=15)
    assert letters(world) == ["A", "A", "A"]


def test_the_version_says_whether_anything_is_new(world: World, now: Clock) -> None:
    session = world.open()
    seen = register(world)["version"]
    assert register(world, f"version={seen}") == {"version": seen, "changed": False}
    versions = {seen}

    def changed() -> None:
        versions.add(register(world)["version"])

    at_once(world, session, world.phone(world.students[0]))
    changed()
    now.tick(1)
    mark(world, session, world.students[0], "absent")
    changed()
    act(world, session, "close")
    changed()
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=world.students[1]).update(to_date=now().date())
    changed()
    assert len(versions) == 5


def test_what_is_committed_late_is_told_too(world: World, now: Clock) -> None:
    """Keys are drawn before rows are committed: the smaller one may come last."""
    session, seen = world.open(), set()
    for key, student in ((2_000, world.students[0]), (1_000, world.students[1])):
        with tenancy.activate(world.organization):
            record = AttendanceRecord.objects.create(
                pk=key,
                session=session,
                student=student,
                status="present",
                reference=new_reference(),
                recorded_at=now(),
            )
        seen.add(register(world)["version"])
        with tenancy.activate(world.organization):
            change = {"kind": "mark", "at": now(), "by": world.lecturer.user}
            RecordChange.objects.create(pk=key, record=record, to_status="present", **change)
        seen.add(register(world)["version"])
    assert len(seen) == 4


def test_each_day_of_an_enrolment_counts(world: World, now: Clock) -> None:
    world.open()
    seen = {register(world)["version"]}
    later = now().date() + timedelta(days=30)
    for student, days in (
        (world.students[0], {"to_date": later}),
        (world.students[1], {"to_date": later - timedelta(days=5)}),
        (world.students[1], {"to_date": later - timedelta(days=6)}),
        (world.students[1], {"from_date": now().date() - timedelta(days=400)}),
    ):
        with tenancy.activate(world.organization):
            Enrollment.objects.filter(student=student).update(**days)
        seen.add(register(world)["version"])
    assert len(seen) == 5


def test_an_unchanged_register_costs_a_handful_of_statements(world: World) -> None:
    world.open()
    seen = register(world)["version"]
    with CaptureQueriesContext(connection) as captured:
        register(world, f"version={seen}")
    # The sign-in, the course with its lecturers, what is due to be settled, and the version.
    assert len(captured) <= 6, [query["sql"] for query in captured.captured_queries]


def test_a_cell_tells_its_whole_history(world: World, now: Clock) -> None:
    session, student = world.open(), world.students[0]
    phone = world.phone(student)
    at_once(world, session, phone, NOWHERE)
    for status, why in (("absent", "Left at once"), ("present", "Came back")):
        now.tick(1)
        mark(world, session, student, status, why)
    path = f"/api/sessions/{session.pk}/register/{student.pk}/changes/"
    cell = world.staff().get(path).json()
    assert (cell["status"], cell["source"], cell["attempts"]) == ("present", "qr", 1)
    assert [
        (one["from_status"], one["to_status"], one["reason"], one["by"]) for one in cell["changes"]
    ] == [
        ("absent", "present", "Came back", world.lecturer.user.full_name),
        ("present", "absent", "Left at once", world.lecturer.user.full_name),
    ]
    nobody = make_student(world.organization)
    assert world.staff().get(path.replace(str(student.pk), str(nobody.pk))).status_code == 404


def test_another_lecturers_course_is_not_there(world: World, foreign: World) -> None:
    stranger = make_world("third", students=0)
    for other in (foreign, stranger):
        path = f"/api/courses/{other.course.pk}/register/"
        assert world.staff().get(path).status_code == 404
