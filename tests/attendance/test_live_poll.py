"""What a screen puts together from its polls is what the whole register says."""

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import AuthToken
from apps.attendance.models import AttendanceRecord, AttendanceSession
from apps.attendance.selectors import live as polls
from apps.attendance.services.store import new_reference
from apps.core import clock, tenancy
from apps.core.sql import Insertion
from apps.courses.models import Enrollment
from tests.support.checkin import Clock, act, at_once, mark, record_of
from tests.support.world import Phone, World, at, make_lecturer, make_student, make_world

# No version says so: a digit that is not ASCII, a sign, a letter, a step back, beyond any key, a
# part too few, less than none, read less far than nothing can come any more, without the row up to
# which that is.
BAD_READS = (
    *("\uff10.0.0.", "+0.0.0.", "0.0.0.x", "0.0.0.1--1", "0.0.99999999999999999999."),
    *("0.0.0", "0.-1.0.", "-1.0.0.", "5.1.4.", "5.0.5."),
)


class Screen:
    """A page that watches a session: keeps rows, asks by version, merges what it is told."""

    def __init__(self, world: World, session: AttendanceSession) -> None:
        self.world, self.path = world, f"/api/sessions/{session.pk}/live/"
        self.rows: dict[int, Any] = {}
        self.version = ""
        self.poll()

    def poll(self) -> dict[str, Any]:
        """Ask once and merge the answer."""
        answer = self.world.staff().get(f"{self.path}?version={self.version}")
        assert answer.status_code == 200, answer.content
        body: dict[str, Any] = answer.json()
        self.version = body["version"]
        if body["changed"]:
            self.sent = body["sent"]
            told = {row["student"]["id"]: row for row in body["rows"]}
            self.rows = told if body["everything"] else self.rows | told
            self.waiting = body["waiting"]
        return body

    def check(self) -> dict[str, Any]:
        """Poll, and compare with the register as a whole; return the answer to the poll."""
        body = self.poll()
        whole = self.world.staff().get(self.path).json()
        assert self.rows == {row["student"]["id"]: row for row in whole["rows"]}
        assert self.waiting == whole["waiting"]
        assert self.poll() == {"version": self.version, "changed": False}
        return body


def test_no_cache_keeps_what_is_somebodys(world: World) -> None:
    """On a shared computer nobody finds it after whoever was signed in."""
    session, student = world.open(), world.phone(world.students[0])
    screen = Screen(world, session)
    answers = [
        world.staff().get(screen.path),
        world.staff().get(f"{screen.path}?version={screen.version}"),
        student.get(screen.path),
        student.get("/api/my/records/"),
        student.get("/api/my/data/"),
        Phone(host="demo.localhost").get("/api/my/records/"),
    ]
    assert [one.status_code for one in answers] == [200, 200, 403, 200, 200, 401]
    assert {one["Cache-Control"] for one in answers} == {"private, no-store"}
    # The control: what is published says itself for how long.
    keys = student.get("/.well-known/attendance-receipt-keys.json")
    assert keys["Cache-Control"] == "public, max-age=300"


def test_a_screen_follows_a_whole_session(world: World, now: Clock) -> None:
    """Arrivals, marks, undo, a shared phone, refusals, decisions, closing, reopening, a new one."""
    world.set_policy(device_rule="flag")
    session = world.open()
    one, two, three = world.students
    staff, shared = world.staff(), world.phone(one)
    screen = Screen(world, session)
    at_once(world, session, shared)
    arrived = screen.check()
    assert not arrived["everything"]
    assert [row["student"]["id"] for row in arrived["rows"]] == [one.pk]
    # The second on the phone makes the first doubtful, whose own record nobody has touched.
    shared.token = world.sign_in(two.user)
    at_once(world, session, shared)
    screen.check()
    assert screen.rows[one.pk]["band"] == screen.rows[two.pk]["band"] == "low"
    changed = mark(world, session, two, "absent", "Was not there").json()["change_id"]
    screen.check()
    assert screen.rows[one.pk]["band"] == "standard"
    staff.send("POST", f"/api/changes/{changed}/undo/")
    screen.check()
    assert screen.rows[one.pk]["band"] == "low"
    # An old code leaves an attempt, which the student puts before the lecturer, who accepts it.
    code = world.code(session)
    now.tick(60)
    phone = world.phone(three)
    refused = phone.scan(code, finish=at(None, "not_asked")).json()["params"]["attempt_id"]
    assert screen.check()["waiting"] == 0
    phone.send("POST", f"/api/attempts/{refused}/appeal/", {"note": "I was here"})
    assert screen.check()["waiting"] == 1
    decided = staff.send("POST", f"/api/attempts/{refused}/decide/", {"decision": "accept"}).json()
    assert screen.check()["waiting"] == 0
    staff.send("POST", f"/api/changes/{decided['change_id']}/undo/")
    screen.check()
    with tenancy.activate(world.organization):
        Enrollment.objects.filter(student=one).update(to_date=clock.now().date())
    assert screen.check()["everything"]
    # Closed by the clock alone: the poll itself writes what the clock has decided.
    now.tick(minutes=30)
    assert screen.check()["session"]["state"] == "closed"
    act(world, session, "reopen", {"reason": "Too early"})
    assert screen.check()["session"]["state"] == "open"


def test_a_contested_absence_reaches_every_screen(world: World, now: Clock) -> None:
    """Contested, declined, taken back, accepted, undone; and settled by a mark of the register."""
    student = world.students[0]
    session = world.open()
    now.tick(minutes=1)
    act(world, session, "close")
    staff, screen = world.staff(), Screen(world, session)
    path = f"/api/sessions/{session.pk}"

    def shown() -> tuple[list[str], int]:
        """Compare, and return the review queue with how much of it the poll told of."""
        version, sent = screen.version, screen.sent
        assert screen.check()["waiting"] == screen.waiting
        assert (screen.version, screen.sent) != (version, sent), "the poll must tell of it"
        items = staff.get(f"{path}/review/").json()["items"]
        return [item["kind"] for item in items], screen.waiting

    def decide(decision: str, reason: str = "") -> None:
        body = {"decision": decision, "reason": reason}
        assert staff.send("POST", f"/api/contests/{contest}/decide/", body).status_code == 200

    record = record_of(world, session, student)
    said = {"note": "I sat in row 3"}
    phone = world.phone(student)
    assert phone.send("POST", f"/api/my/records/{record.pk}/contest/", said).status_code == 201
    assert shown() == (["contest"], 1)
    (item,) = staff.get(f"{path}/review/").json()["items"]
    assert (item["attempt_id"], item["note"]) == (None, said["note"])
    contest = item["contest_id"]
    assert staff.get(f"{path}/live/").json()["counts"]["review"] == 1
    text = {"text": "Where did you sit?"}
    asked = staff.send("POST", f"{path}/register/{student.pk}/ask/", text)
    assert asked.status_code == 201
    for decision, reason, after in (
        ("decline", "Not seen", 0),
        ("undo", "", 1),
        ("late", "", 0),
        ("undo", "", 1),
    ):
        decide(decision, reason)
        assert shown()[1] == after, decision
        known = staff.get(f"{path}/register/{student.pk}/").json()["contest"]
        assert known["note"] == said["note"]
        made = known["decision"]
        assert (made["accepted"] if made else None) == {"decline": False, "late": True}.get(
            decision
        )
    mark(world, session, student, "present", "Found on the photograph")
    assert shown() == ([], 0)


def test_only_what_is_new_is_told(world: World, now: Clock) -> None:
    session = world.open()
    crowd = make_crowd_of(world, 30)
    screen = Screen(world, session)
    for student in crowd:
        enter(world, session, student)
    assert len(screen.check()["rows"]) == len(crowd)
    enter(world, session, world.students[0])
    assert [row["student"]["id"] for row in screen.check()["rows"]] == [world.students[0].pk]


def test_what_nothing_can_come_before_is_not_counted(world: World, now: Clock) -> None:
    """A version names the last row that is older than any transaction, and counts from there."""
    session = world.open()
    early, late, later = make_crowd_of(world, 3)
    enter(world, session, early)
    now.tick(seconds=polls.SETTLED.total_seconds())
    enter(world, session, late)
    assert records_read(Screen(world, session)).base == 0
    now.tick(seconds=1)
    screen = Screen(world, session)
    read = records_read(screen)
    assert read.base == key_of(session, early)
    assert read.tail == (key_of(session, late),)
    enter(world, session, later)
    assert [row["student"]["id"] for row in screen.check()["rows"]] == [later.pk]
    after = records_read(screen)
    assert (after.base, after.below, len(after.tail)) == (read.base, 1, 2)


def records_read(screen: Screen) -> polls.Read:
    """Return how far a screen's version has read the records."""
    version = polls.Version.parse(screen.version)
    assert version is not None
    return version.records


def key_of(session: AttendanceSession, student: Any) -> int:
    with tenancy.activate(session.organization):
        return AttendanceRecord.objects.get(session=session, student=student).pk


def test_a_version_that_says_nothing_is_told_everything(world: World, now: Clock) -> None:
    path = f"/api/sessions/{world.open().pk}/live/"
    known = world.staff().get(path).json()["version"]
    head, *rest = known.split("_")
    for text in ("", "x", "_" * 4, known + "_", f"{head}_{'_'.join(rest)}"[:-1], "9" * 400):
        assert world.staff().get(f"{path}?version={text}").json()["changed"], text
    assert known.split("_")[1:4] == ["0.0.0."] * 3
    for text in BAD_READS:
        asked = f"{path}?version={quote(known.replace('_0.0.0._', f'_{text}_', 1))}"
        assert world.staff().get(asked).json()["everything"], text
    for text in (
        known.replace("_0.0.0._", "_0.1.99._"),
        f"closed{head.removeprefix('open')}_{'_'.join(rest)}",
    ):
        assert world.staff().get(f"{path}?version={text}").json()["everything"], text
    assert not world.staff().get(f"{path}?version={known}").json()["changed"]


def test_the_short_way_is_open_to_nobody_else(world: World, foreign: World, now: Clock) -> None:
    """Whoever may not see the register is told so, not that nothing is new in it."""
    session = world.open()
    path = f"/api/sessions/{session.pk}/live/"
    polled = f"{path}?version={world.staff().get(path).json()['version']}"
    other = make_lecturer(world.organization)
    phone = world.staff()

    def status(token: str | None, host: str = phone.host) -> int:
        phone.token, phone.host = token, host
        return int(phone.get(polled).status_code)

    host = phone.host
    mine = world.sign_in(world.lecturer.user)
    assert status(mine) == 200
    assert status(None) == 401
    assert status("nonsense") == 401
    assert status(world.sign_in(other.user)) == 404
    assert status(world.sign_in(world.students[0].user)) == 403
    assert status(foreign.sign_in(foreign.lecturer.user)) == 401
    assert status(foreign.sign_in(foreign.lecturer.user), foreign.staff().host) == 404
    assert status(mine, foreign.staff().host) == 401
    user = world.lecturer.user
    for field, value, refused in (
        ("must_change_password", True, 403),
        ("is_active", False, 401),
        ("password", "!changed", 401),
        ("role", "student", 403),
    ):
        before = getattr(user, field)
        type(user).objects.filter(pk=user.pk).update(**{field: value})
        assert status(mine, host) == refused, field
        type(user).objects.filter(pk=user.pk).update(**{field: before})
        assert status(mine, host) == 200
    now.tick(minutes=61)
    assert status(mine, host) == 401
    assert AuthToken.objects.get(user=user).last_used_at < clock.now()


def test_a_poll_with_news_costs_the_same_for_few_and_many(world: World, now: Clock) -> None:
    session = world.open()
    crowd = make_crowd_of(world, 12)
    counted = []
    for group in (crowd[:2], crowd[2:]):
        screen = Screen(world, session)
        for student in group:
            enter(world, session, student)
        with CaptureQueriesContext(connection) as captured:
            screen.poll()
        counted.append(len(captured))
    assert counted == [4, 4]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("counts", [True, False], ids=["counted", "control: by keys alone"])
def test_a_row_that_is_committed_late_is_told(
    now: Clock, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction holds a lower key while more than the overlap commit higher ones."""
    world = make_world("late", students=0, geofence_mode="off")
    session = world.open()
    late, *crowd = make_crowd_of(world, polls.OVERLAP + 4)
    screen = Screen(world, session)
    if not counts:
        monkeypatch.setattr(polls.Standing, "is_known", property(is_known_by_key))
        monkeypatch.setattr(polls.Read, "advanced", advanced_by_key)
    held = connection.copy()
    try:
        with held.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(*insertion(world, session, late))
            for student in crowd:
                enter(world, session, student)
            screen.poll()
            assert late.pk not in arrived(screen)
            cursor.execute("COMMIT")
    finally:
        held.close()
    screen.poll()
    assert (late.pk in arrived(screen)) is counts


def is_known_by_key(self: polls.Standing) -> bool:
    """Say what a cursor of keys would: nothing has a higher one."""
    return not polls.news_since(self).students


def advanced_by_key(self: polls.Read, new: Any) -> polls.Read:
    """Read up to the highest key, as if whatever is below had been seen."""
    highest = max([*(key for key, _ in new), self.floor])
    return polls.Read(self.base, self.below, highest)


def arrived(screen: Screen) -> set[int]:
    return {pk for pk, row in screen.rows.items() if row["status"] == "present"}


def make_crowd_of(world: World, many: int) -> list[Any]:
    """Return so many more enrolled students."""
    more = [make_student(world.organization) for _ in range(many)]
    with tenancy.activate(world.organization):
        for student in more:
            Enrollment.objects.create(
                course=world.course, student=student, from_date=world.term.first_day
            )
    return more


def enter(world: World, session: AttendanceSession, student: Any) -> None:
    with tenancy.activate(world.organization), transaction.atomic():
        record(session, student).save()


def record(session: AttendanceSession, student: Any) -> AttendanceRecord:
    return AttendanceRecord(
        session=session,
        student=student,
        organization_id=session.organization_id,
        status="present",
        source="qr",
        band="standard",
        reference=new_reference(),
        arrived_at=clock.now(),
        recorded_at=clock.now(),
    )


def insertion(world: World, session: AttendanceSession, student: Any) -> tuple[str, list[Any]]:
    """Return the INSERT of a record, for a connection that is not Django's."""
    made = Insertion(AttendanceRecord)
    text = f"INSERT INTO {made.table} ({made.columns}) VALUES ({made.placeholders})"  # noqa: S608 - our own names
    return text, made.parameters(record(session, student))
