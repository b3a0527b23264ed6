"""Rows of absence requests and contested absences, one of each kind, written past the services."""

import uuid
from datetime import datetime, timedelta

from apps.accounts.models import Student, User
from apps.attendance.enums import (
    AbsenceReason,
    ChangeKind,
    ContestState,
    RecordStatus,
    RequestAct,
    RequestState,
    SessionState,
)
from apps.attendance.models import (
    AbsenceContest,
    AbsenceRequest,
    AttendanceRecord,
    AttendanceSession,
    ContestDecision,
    ExcusedRecord,
    RecordChange,
    RequestDecision,
    RequestPart,
)
from apps.courses.models import Course
from tests.support.world import World


def ask(course: Course, student: Student, by: User, *, now: datetime) -> RequestPart:
    """Ask for a day to be excused; a decision has been undone, so that it waits."""
    asked = AbsenceRequest.objects.create(
        student=student,
        client_reference=uuid.uuid4(),
        asked_at=now - timedelta(minutes=9),
        first_day=now.date(),
        last_day=now.date(),
        kind=AbsenceReason.FAMILY,
        text="A wedding",
    )
    part = RequestPart.objects.create(request=asked, course=course)
    RequestDecision.objects.create(part=part, act=RequestAct.UNDO, at=now, by=by)
    return part


def miss(
    world: World, course: Course, student: Student, by: User, *, now: datetime
) -> tuple[AttendanceRecord, AbsenceContest]:
    """Let the student miss a class, and a classmate too, who contests it and had been excused."""
    begun = now - timedelta(days=2)
    past = AttendanceSession.objects.create(
        course=course,
        state=SessionState.CLOSED,
        opens_at=begun,
        closes_at=begun + timedelta(hours=1),
        closed_at=begun + timedelta(hours=1),
        absences_written_at=begun + timedelta(hours=1),
        policy_data=world.organization.policy.to_json(),
        started_by=by,
    )
    mine, theirs = (
        AttendanceRecord.objects.create(
            session=past,
            student=one,
            status=RecordStatus.ABSENT,
            reference=f"MISSED{number}",
            recorded_at=begun + timedelta(hours=1),
        )
        for number, one in enumerate((student, world.students[2]))
    )
    change = RecordChange.objects.create(
        record=theirs, kind=ChangeKind.UNEXCUSE, at=now, by=by, to_status=RecordStatus.ABSENT
    )
    part = ask(course, world.students[2], by, now=now)
    part.state = RequestState.REVOKED
    part.save()
    ExcusedRecord.objects.create(part=part, record=theirs, change=change)
    contest = AbsenceContest.objects.create(record=theirs, at=now, note="I sat in row 3")
    ContestDecision.objects.create(contest=contest, state=ContestState.WAITING, at=now, by=by)
    return mine, contest
