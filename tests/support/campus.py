"""Two organisations with everything in them, and everybody who may ask for it.

The home organisation is the one whose address is asked. The foreign one carries a canary text in
every field that holds text, so that any leak of it shows in an answer.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from apps.accounts.enums import LinkPurpose, Role
from apps.accounts.models import (
    Guardian,
    ImportChange,
    ImportPasswords,
    ImportRun,
    Lecturer,
    OneTimeLink,
    RecoveryRequest,
    Student,
    User,
)
from apps.accounts.rules import link_token, token_digest
from apps.attendance.enums import (
    ClaimState,
    Outcome,
    RecordStatus,
    SessionState,
    Source,
)
from apps.attendance.models import (
    AbsenceContest,
    AbsenceNotice,
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    CalendarFeed,
    CheckInAttempt,
    Claim,
    Question,
    QuestionAnswer,
    RecordChange,
    RecordLocation,
    RequestPart,
    Watermark,
)
from apps.attendance.services import kiosks, ledger, receipts, register
from apps.core import clock, tenancy
from apps.courses.models import (
    CalledOffClass,
    ClassSchedule,
    Course,
    CourseLecturer,
    Enrollment,
    Holiday,
)
from apps.notifications.enums import Channel, Status
from apps.notifications.models import DeliveryTimes, Notification, Preference, Suppression
from apps.orgs.enums import AuditAction
from apps.orgs.services import audit
from tests.support.asking_rows import ask, miss
from tests.support.calls import Actor
from tests.support.canary import mark_all
from tests.support.world import Phone, World, make_lecturer, make_user, make_world

NOW = datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)
MISSING = 987_654_321


@dataclass
class Course1:
    """One course with all that hangs on it, owned by one lecturer and one student."""

    course: Course
    session: AttendanceSession
    lecturer: Lecturer
    student: Student
    phone: Phone
    attempt: CheckInAttempt
    change: RecordChange
    claim: Claim
    told: Notification
    imported: ImportRun
    schedule: ClassSchedule
    # Of the student: a request that waits and an absence; of a classmate: one that is contested.
    asked: RequestPart
    missed: AttendanceRecord
    contest: AbsenceContest
    kiosk: kiosks.Started


@dataclass
class Campus:
    """Home (one owner's course and another's), foreign, and the actors."""

    home: World
    foreign: World
    own: Course1
    other: Course1
    away: Course1
    actors: dict[str, Actor] = field(default_factory=dict)

    def of(self, kind: str) -> Course1:
        """Return the course of "own", "other" or "foreign"."""
        return {"own": self.own, "other": self.other, "foreign": self.away}[kind]

    def world_of(self, kind: str) -> World:
        """Return the organisation of "own", "other" or "foreign"."""
        return self.foreign if kind == "foreign" else self.home


def make_campus() -> Campus:
    """Build both organisations; the clock should stand at NOW."""
    home, foreign = make_world("home"), make_world("away")
    second = make_lecturer(home.organization)
    with tenancy.activate(home.organization):
        course = Course.objects.create(term=home.term, code="MAT202", name="Algebra")
        CourseLecturer.objects.create(course=course, lecturer=second)
        for student in home.students[1:]:
            Enrollment.objects.create(
                course=course, student=student, from_date=NOW.date() - timedelta(days=9)
            )
        # Each course has a student of its own; the last one attends both.
        Enrollment.objects.filter(course=home.course, student=home.students[1]).delete()
    for world in (home, foreign):
        with tenancy.activate(world.organization):
            _notices(world)
    campus = Campus(
        home=home,
        foreign=foreign,
        own=_furnish(home, home.course, home.lecturer, home.students[0]),
        other=_furnish(home, course, second, home.students[1]),
        away=_furnish(foreign, foreign.course, foreign.lecturer, foreign.students[0]),
    )
    _people(campus)
    with tenancy.activate(foreign.organization):
        mark_all(foreign)
    return campus


def _furnish(world: World, course: Course, lecturer: Lecturer, student: Student) -> Course1:
    """Give a course a past and an open session, a claim, attempts, a marked classmate."""
    past = world.open(course=course)
    with tenancy.activate(world.organization):
        AttendanceSession.objects.filter(pk=past.pk).update(
            state=SessionState.CLOSED,
            opens_at=NOW - timedelta(days=1),
            closes_at=NOW - timedelta(hours=23),
            closed_at=NOW - timedelta(hours=23),
            absences_written_at=NOW - timedelta(hours=23),
        )
    session = world.open(course=course)
    phone = world.phone()
    claimed = phone.scan(world.code(session))
    assert claimed.status_code == 202, claimed.content
    with tenancy.activate(world.organization):
        course.join_code = f"CAMP{course.pk:04d}"
        course.save()
        attempt = _attempt(session, student)
        decided = _attempt(session, student)
        AttemptAppeal.objects.create(attempt=decided, at=NOW, note="I sat in row 3")
        AttemptDecision.objects.create(attempt=decided, at=NOW, by=lecturer.user, accepted=False)
        register.mark(
            session=past,
            student_pk=student.pk,
            status=RecordStatus.EXCUSED,
            reason="ill",
            by=lecturer.user,
            now=NOW,
        )
        change = register.mark(
            session=session,
            student_pk=world.students[2].pk,
            status=RecordStatus.PRESENT,
            reason="seen",
            by=lecturer.user,
            now=NOW,
        )
        assert change is not None
        record = AttendanceRecord.objects.get(session=past, student=student)
        RecordLocation.objects.create(
            record=record, latitude=0.3, longitude=32.5, accuracy_m=9, delete_after=NOW
        )
        _attempt(past, student, outcome=Outcome.ACCEPTED, record=record)
        receipts.receipt_of(student=student, record_pk=record.pk, now=NOW)
        for number in (1, 2):
            question = Question.objects.create(
                session=past,
                student=student,
                number=number,
                at=NOW,
                by=lecturer.user,
                text="Where did you sit?",
            )
            if number == 1:
                QuestionAnswer.objects.create(question=question, at=NOW, note="In row 3")
        claim = Claim.objects.get(session=session)
        assert claim.state == ClaimState.OPEN
        ledger.seal(now=NOW)
        kiosk = kiosks.start(session=session, by=lecturer.user, now=NOW)
        told = _tell(student.user)
        _link(student.user)
        CalendarFeed.objects.create(
            user=student.user, digest=token_digest(feed_token(student.user_id)), created_at=NOW
        )
        imported = _import(lecturer.user, student)
        schedule = _schedule(course, lecturer.user)
        asked = ask(course, student, lecturer.user, now=NOW)
        missed, contest = miss(world, course, student, lecturer.user, now=NOW)
    world.sign_in(student.user)
    return Course1(
        course,
        session,
        lecturer,
        student,
        phone,
        attempt,
        change,
        claim,
        told,
        imported,
        schedule,
        asked,
        missed,
        contest,
        kiosk,
    )


# A class of every schedule that is called off, and one that is not; NOW is a Monday.
CALLED_OFF, COMING = date(2026, 3, 9), date(2026, 3, 3)


def _schedule(course: Course, by: User) -> ClassSchedule:
    """Let a course meet on Mondays and Tuesdays, in the afternoon."""
    schedule = ClassSchedule.objects.create(
        course=course, weekdays="12", starts=time(15), ends=time(16)
    )
    CalledOffClass.objects.create(
        schedule=schedule, class_date=CALLED_OFF, reason="a conference", at=NOW, by=by
    )
    return schedule


def _import(by: User, student: Student) -> ImportRun:
    """Keep a file that was checked: one row the same, one an error."""
    run = ImportRun.objects.create(
        kind="students",
        file_name="students.csv",
        encoding="UTF-8",
        text=f"student_id,name\n{student.student_id},{student.user.full_name}\nS9,\n",
        header=["student_id", "name"],
        columns={"student_id": "student_id", "name": "name"},
        unknown=["Shoe size"],
        row_count=2,
        counts={"new": 0, "changed": 0, "same": 1, "error": 1},
        results="se",
        notes={"3": [["name", "is missing"]]},
        by=by,
        created_at=NOW,
    )
    ImportChange.objects.create(run=run, model="accounts.Student", created=[student.pk])
    ImportPasswords.objects.create(run=run, first=2, last=2, count=1, hashes={"2": "a hash"})
    return run


def _tell(user: User) -> Notification:
    """Tell a user something in the app."""
    return Notification.objects.create(
        recipient=user,
        kind="check_in_confirmation",
        channel=Channel.IN_APP,
        dedupe_key=f"told:{user.pk}",
        subject="You are in",
        text="You were seen on Monday.",
        status=Status.SENT,
        next_attempt_at=NOW,
        created_at=NOW,
        sent_at=NOW,
    )


def link_seed(user_id: int, purpose: str) -> str:
    """Return the seed of a student's one-time link, of which its token can be made."""
    return f"seed-{purpose}-{user_id}"


def feed_token(user_id: int) -> str:
    """Return the secret of a student's calendar address."""
    return f"feed-{user_id}"


def _link(user: User) -> None:
    """Give a user one link of each purpose."""
    for purpose in LinkPurpose:
        seed = link_seed(user.pk, purpose)
        OneTimeLink.objects.create(
            user=user,
            purpose=purpose,
            seed=seed,
            digest=token_digest(link_token(seed)),
            email=user.email,
            password_state=user.get_session_auth_hash(),
            created_at=NOW,
            expires_at=NOW + timedelta(minutes=30),
        )


def _attempt(session: AttendanceSession, student: Student, **fields: Any) -> CheckInAttempt:
    return CheckInAttempt.objects.create(
        session=session,
        student=student,
        at=NOW,
        arrived_at=NOW,
        source=Source.QR,
        client_reference=uuid.uuid4(),
        **{"outcome": Outcome.CODE_EXPIRED, **fields},
    )


def _notices(world: World) -> None:
    """Give the organisation a guardian, a sent mail, and somebody's choices about such."""
    user = world.students[0].user
    for student in world.students[:2]:
        Guardian.objects.create(student=student, name="A guardian", email="guardian@x.example")
    Notification.objects.create(
        recipient=user,
        address="guardian@x.example",
        addressee="A guardian",
        kind="absence_warning",
        channel=Channel.EMAIL,
        dedupe_key=f"campus:{user.pk}",
        subject="You were missed",
        text="You were missed on Monday.",
        html="<p>You were missed on Monday.</p>",
        status=Status.SENT,
        next_attempt_at=NOW,
        created_at=NOW,
        sent_at=NOW,
    )
    Preference.objects.create(user=user, kind="absence_warning", channel=Channel.SMS, enabled=False)
    DeliveryTimes.objects.create(user=user, daily_digest=True)
    Holiday.objects.create(
        term=world.term, name="Women's Day", first_day=date(2026, 3, 8), last_day=date(2026, 3, 8)
    )
    Watermark.objects.create(name="confirmations", moment=NOW)
    AbsenceNotice.objects.create(
        course=world.course, student=world.students[0], finding="rate:40", at=NOW
    )
    RecoveryRequest.objects.create(identifier="nobody", created_at=NOW)
    audit.record(action=AuditAction.INVITED, actor=None, target=user, now=NOW)
    Suppression.objects.create(address_hash="0" * 64, kind="absence_warning", created_at=NOW)


def _people(campus: Campus) -> None:
    home, foreign = campus.home, campus.foreign
    deactivated = make_user(home.organization, Role.ADMIN, is_active=False)
    here = {
        "student": campus.own.student.user,
        "lecturer": campus.own.lecturer.user,
        "bursar": make_user(home.organization, Role.BURSAR),
        "admin": make_user(home.organization, Role.ADMIN),
        "platform": make_user(None, Role.ADMIN, is_staff=True, is_superuser=True),
        "deactivated": deactivated,
        "foreign_student": campus.away.student.user,
        "foreign_lecturer": campus.away.lecturer.user,
        "foreign_admin": make_user(foreign.organization, Role.ADMIN),
    }
    host = "home.localhost"
    campus.actors["anonymous"] = Actor("anonymous", host, None)
    for name, user in here.items():
        campus.actors[name] = Actor(name, host, home.sign_in(user))


def stopped_clock() -> Any:
    """Return a context in which the application's clock stands at NOW."""
    return clock.use(lambda: NOW)
