"""What students have asked their lecturers lately: some of it is decided, some still waits.

Made by the services that make it for everybody else, at moments of the past, so that the pages of
requests, of sessions and of students show all of it on first sight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import Student, User
from apps.attendance.enums import ATTENDED, AbsenceReason, Band, RecordStatus, RequestAct
from apps.attendance.models import (
    AbsenceContest,
    AbsenceRequest,
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
)
from apps.attendance.selectors.register import review_queue
from apps.attendance.services import contests, decisions, questions, requests
from apps.attendance.services.requests import Asked
from apps.core import tenancy
from apps.core.documents import Document
from apps.courses.selectors import local_day
from apps.ops.management.demo.people import Campus, ClassGroup
from apps.orgs.models import Organization

# Contests and requests about the past stay well within what the policy allows.
RECENT = timedelta(days=12)
SOON = timedelta(minutes=20)
# A few say more than many.
COURSES = 3
ILL = "I had a fever since the night before. The clinic wrote the note on the same day."
GAMES = (
    "I play for the university at the inter-varsity games. The bus leaves on the first morning and "
    "is back late on the last day; the letter of the sports tutor is attached. I have asked my "
    "group to share their notes, and will hand in the exercise of that week before I leave."
)
WEDDING = "My sister's wedding is upcountry; the road takes a day each way."
FUNERAL = "We buried my grandfather."
LATE_BUS = "The bus broke down on the way."
PHONE = "I sat in the second row with Brian. My phone was at the repair shop."
ROLL = "I answered when the roll was called; I think my name was passed over."
FROM_HOME = "I followed the class from home."
ASKED = "Your check-in came from a phone that another student used too. What happened?"
SAID = "Mine had no battery left, so I scanned with my neighbour's. We both were there."
ASKED_TRY = "Your scan reached us after the code had changed. Where did you sit?"


@dataclass(slots=True)
class _Telling:
    """A school, the present, and who has a story of their own already."""

    organization: Organization
    now: datetime
    told: set[int]

    def before_now(self, moment: datetime, later: timedelta) -> datetime:
        """Return a moment and so much, or shortly before the present where that is earlier."""
        return min(moment + later, self.now - SOON)


def write_matters(campus: Campus, *, shown: list[Student], now: datetime) -> None:
    """Let students ask, say that they were there, and answer. The caller owns the transaction.

    ``shown`` are the students whose names are printed: what waits ahead of a class is theirs.
    """
    telling = _Telling(campus.organization, now, {student.pk for student in shown})
    with tenancy.activate(campus.organization):
        _requests_ahead(telling, shown)
        _requests_after(telling, campus.classes[0])
        for one in campus.classes[:COURSES]:
            _contests(telling, one)
            _questions(telling, one)


def _requests_ahead(telling: _Telling, shown: list[Student]) -> None:
    asked_at = telling.now - timedelta(hours=20)
    letter = _letter("Inter-varsity games", "Released from classes on the days of the games.")
    days = [
        (7, 9, AbsenceReason.UNIVERSITY, GAMES, letter),
        (3, 4, AbsenceReason.FAMILY, WEDDING, None),
    ]
    for student, (first, last, kind, text, file) in zip(shown, days, strict=False):
        today = local_day(telling.now, telling.organization.timezone)
        requests.ask(
            student=student,
            asked=Asked(
                client_reference=uuid4(),
                session=None,
                first_day=today + timedelta(days=first),
                last_day=today + timedelta(days=last),
                courses=(),
                kind=kind,
                text=text,
                file=file,
            ),
            organization=telling.organization,
            now=asked_at,
        )
        asked_at += timedelta(hours=6)


def _requests_after(telling: _Telling, one: ClassGroup) -> None:
    """Ask about classes that were missed: two were decided, one waits."""
    teacher = one.lecturers[0].user
    missed = _missed(telling, one)
    _ask_after(telling, missed, AbsenceReason.ILLNESS, ILL)
    excused = _ask_after(telling, missed, AbsenceReason.FAMILY, FUNERAL)
    _decide(telling, excused, RequestAct.APPROVE, "", by=teacher)
    declined = _ask_after(telling, missed, AbsenceReason.OTHER, LATE_BUS)
    why = "The class is at nine each week: take an earlier bus."
    _decide(telling, declined, RequestAct.DECLINE, why, by=teacher)


def _ask_after(
    telling: _Telling, missed: Iterator[AttendanceRecord], kind: AbsenceReason, text: str
) -> AbsenceRequest | None:
    record = next(missed, None)
    if record is None:
        return None
    asked = Asked(
        client_reference=uuid4(),
        session=record.session,
        first_day=None,
        last_day=None,
        courses=(),
        kind=kind,
        text=text,
        file=None,
    )
    return requests.ask(
        student=record.student,
        asked=asked,
        organization=telling.organization,
        now=telling.before_now(record.session.closes_at, timedelta(hours=3)),
    )


def _decide(
    telling: _Telling, request: AbsenceRequest | None, act: RequestAct, reason: str, *, by: User
) -> None:
    if request is None:
        return
    decisions.decide(
        part=request.parts.get(),
        act=act,
        reason=reason,
        by=by,
        organization=telling.organization,
        now=telling.before_now(request.asked_at, timedelta(hours=5)),
    )


def _contests(telling: _Telling, one: ClassGroup) -> None:
    """Let students say that they were there: one waits, one was believed, one was not."""
    teacher = one.lecturers[0].user
    missed = _missed(telling, one)
    notes = (
        (PHONE, None, ""),
        (ROLL, RecordStatus.PRESENT, "I remember the answer"),
        (FROM_HOME, RecordStatus.ABSENT, "The class is taught in the room alone."),
    )
    for (note, verdict, reason), record in zip(notes, missed, strict=False):
        said_at = telling.before_now(record.session.closes_at, timedelta(hours=2))
        contests.contest(record=record, note=note, organization=telling.organization, now=said_at)
        if verdict is None:
            continue
        contests.decide(
            contest=AbsenceContest.objects.get(record=record),
            status=None if verdict == RecordStatus.ABSENT else verdict,
            reason=reason,
            by=teacher,
            now=telling.before_now(said_at, timedelta(hours=4)),
        )


def _questions(telling: _Telling, one: ClassGroup) -> None:
    """Ask about a doubtful check-in, which is answered, and about a try, which is not."""
    teacher = one.lecturers[0].user
    doubtful = (
        AttendanceRecord.objects.filter(
            session__in=_recent(telling, one), band=Band.LOW, status__in=ATTENDED
        )
        .select_related("session")
        .order_by("-session__opens_at", "student__student_id")
        .first()
    )
    if doubtful is not None:
        at = telling.before_now(doubtful.session.closes_at, timedelta(hours=1))
        question = questions.ask(
            session=doubtful.session,
            student_pk=doubtful.student_id,
            text=ASKED,
            by=teacher,
            now=at,
        )
        questions.answer(
            question=question, note=SAID, now=telling.before_now(at, timedelta(hours=2))
        )
    latest = _recent(telling, one).order_by("-opens_at").first()
    waiting = [] if latest is None else [item for item in review_queue(latest) if item.attempt_id]
    if latest is not None and waiting:
        questions.ask(
            session=latest,
            student_pk=waiting[-1].student["id"],
            text=ASKED_TRY,
            by=teacher,
            now=telling.before_now(latest.closes_at, timedelta(hours=4)),
        )


def _recent(telling: _Telling, one: ClassGroup) -> QuerySet[AttendanceSession]:
    return AttendanceSession.objects.filter(
        course=one.course, opens_at__gt=telling.now - RECENT, closes_at__lt=telling.now
    )


def _missed(telling: _Telling, one: ClassGroup) -> Iterator[AttendanceRecord]:
    """Yield absences without a try or a change, the newest class first, each student once."""
    tried = CheckInAttempt.objects.filter(session=OuterRef("session"), student=OuterRef("student"))
    absences = (
        AttendanceRecord.objects.filter(
            ~Exists(tried),
            session__in=_recent(telling, one),
            status=RecordStatus.ABSENT,
            changes=None,
        )
        .select_related("session__course", "student__user")
        .order_by("-session__opens_at", "student__student_id")
    )
    for record in list(absences):
        if record.student_id not in telling.told:
            telling.told.add(record.student_id)
            yield record


def _letter(title: str, text: str) -> bytes:
    page = Document(title=title, author="")
    page.heading(title)
    page.paragraph(text)
    return page.finish()
