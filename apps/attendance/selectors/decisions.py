"""What waits for a lecturer's decision over all their courses: one queue of three kinds of matter.

Requests to be excused, "I was here" (appeals of refused tries and contested absences), and scans of
students who have no record yet. A matter is there once a student and session, the oldest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import RowNumber

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.attendance.enums import (
    ATTENDED,
    DECIDABLE,
    ContestState,
    Outcome,
    RecordStatus,
    RequestState,
)
from apps.attendance.models import (
    AbsenceContest,
    AttendanceRecord,
    CheckInAttempt,
    RequestPart,
)
from apps.attendance.selectors.requests import parts_of
from apps.core.errors import NotFound
from apps.courses.models import CourseLecturer


class Matter(StrEnum):
    """What kind of thing waits."""

    REQUEST = "request"
    CONTEST = "contest"
    APPEAL = "appeal"
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One matter of the queue: exactly one of the three rows is there."""

    kind: Matter
    at: datetime
    part: RequestPart | None = None
    contest: AbsenceContest | None = None
    attempt: CheckInAttempt | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the queue is asked for; empty means all."""

    kinds: frozenset[Matter] = frozenset(Matter)
    course: int | None = None
    search: str = ""


def counts(user: User) -> Mapping[str, int]:
    """Return how many matters of each kind wait for a user, and in ``total``: three statements."""
    attempts = _attempts(user, Narrowing()).aggregate(
        appeals=Count("pk", filter=Q(appeal__isnull=False)),
        scans=Count("pk", filter=Q(appeal=None)),
    )
    found = {
        "requests": _parts(user, Narrowing()).count(),
        "contests": _contests(user, Narrowing()).count(),
        **attempts,
    }
    return {**found, "total": sum(found.values())}


def queue(user: User, narrowing: Narrowing) -> QuerySet[Any, Any]:
    """Return kind, key and time of each matter that waits for a user, the oldest first."""
    kinds = narrowing.kinds
    nothing = RequestPart.objects.none()
    parts = _parts(user, narrowing) if Matter.REQUEST in kinds else nothing
    contests = (
        _contests(user, narrowing) if Matter.CONTEST in kinds else AbsenceContest.objects.none()
    )
    attempts = _attempts(user, narrowing)
    if not kinds & {Matter.APPEAL, Matter.SCAN}:
        attempts = CheckInAttempt.objects.none()
    elif Matter.APPEAL not in kinds:
        attempts = attempts.filter(appeal=None)
    elif Matter.SCAN not in kinds:
        attempts = attempts.filter(appeal__isnull=False)
    first = _named(parts, Matter.REQUEST, "request__asked_at")
    every: QuerySet[Any, Any] = first.union(
        _named(contests, Matter.CONTEST, "at"), _named(attempts, Matter.APPEAL, "at"), all=True
    )
    return every.order_by("since", "kind", "key")


def load(page: Sequence[tuple[str, int, datetime]]) -> list[Waiting]:
    """Return the rows behind a page of the queue, in its order: one statement a table."""
    keys: dict[str, list[int]] = {}
    for kind, key, _ in page:
        keys.setdefault(kind, []).append(key)
    parts = RequestPart.objects.select_related(
        "request__student__user", "request__session", "course", "decided_by"
    ).in_bulk(keys.get(Matter.REQUEST, []))
    contests = AbsenceContest.objects.select_related(
        "record__student__user", "record__session__course"
    ).in_bulk(keys.get(Matter.CONTEST, []))
    attempts = CheckInAttempt.objects.select_related(
        "student__user", "session__course", "appeal"
    ).in_bulk(keys.get(Matter.APPEAL, []))
    found = []
    for kind, key, at in page:
        # What somebody has removed since the page was counted is not there.
        if kind == Matter.REQUEST and key in parts:
            found.append(Waiting(Matter.REQUEST, at, part=parts[key]))
        elif kind == Matter.CONTEST and key in contests:
            found.append(Waiting(Matter.CONTEST, at, contest=contests[key]))
        elif kind == Matter.APPEAL and key in attempts:
            attempt = attempts[key]
            told = Matter.APPEAL if hasattr(attempt, "appeal") else Matter.SCAN
            found.append(Waiting(told, at, attempt=attempt))
    return found


def tries_beside(waiting: Sequence[Waiting]) -> Mapping[tuple[int, int], list[CheckInAttempt]]:
    """Return all tries of the students in the sessions that are disputed, in one statement."""
    pairs = set()
    for one in waiting:
        if one.contest is not None:
            pairs.add((one.contest.record.session_id, one.contest.record.student_id))
        elif one.attempt is not None:
            pairs.add((one.attempt.session_id or 0, one.attempt.student_id or 0))
    found: dict[tuple[int, int], list[CheckInAttempt]] = {pair: [] for pair in pairs}
    if not pairs:
        return found
    tries = CheckInAttempt.objects.filter(
        session__in={session for session, _ in pairs}, student__in={one for _, one in pairs}
    ).order_by("at", "pk")
    for attempt in tries:
        pair = (attempt.session_id or 0, attempt.student_id or 0)
        if pair in found:
            found[pair].append(attempt)
    return found


def contest_for(user: User, *, pk: int) -> AbsenceContest:
    """Return a contested absence that the user may decide; raise NotFound for any other."""
    found = AbsenceContest.objects.filter(_taught(user, "record__session__course"), pk=pk).first()
    if found is None:
        raise NotFound
    return found


def rates(pairs: set[tuple[int, int]]) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return attended and counted classes by student and course, excused ones left out."""
    if not pairs:
        return {}
    counted = (
        AttendanceRecord.objects.filter(
            student__in={student for student, _ in pairs},
            session__course__in={course for _, course in pairs},
            session__absences_written_at__isnull=False,
        )
        .exclude(status=RecordStatus.EXCUSED)
        .order_by()
        .values_list("student", "session__course")
        .annotate(attended=Count("pk", filter=Q(status__in=ATTENDED)), all=Count("pk"))
    )
    return {(student, course): (came, every) for student, course, came, every in counted}


def _named(rows: QuerySet[Any], kind: Matter, at: str) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(kind=Value(str(kind), output_field=CharField()), key=F("pk"), since=F(at))
        .values_list("kind", "key", "since")
    )
    return named


def _taught(user: User, path: str) -> Q:
    if user.role == Role.ADMIN:
        return Q()
    mine = CourseLecturer.objects.filter(lecturer__user=user).values("course")
    return Q(**{f"{path}__in": mine})


def _people(search: str, path: str) -> Q:
    if not search:
        return Q()
    return Q(**{f"{path}__student_id__istartswith": search}) | Q(
        **{f"{path}__user__full_name__icontains": search}
    )


def _parts(user: User, narrowing: Narrowing) -> QuerySet[RequestPart]:
    found = parts_of(user).filter(
        _people(narrowing.search, "request__student"), state=RequestState.PENDING
    )
    return found if narrowing.course is None else found.filter(course=narrowing.course)


def _contests(user: User, narrowing: Narrowing) -> QuerySet[AbsenceContest]:
    found = AbsenceContest.objects.filter(
        _taught(user, "record__session__course"),
        _people(narrowing.search, "record__student"),
        state=ContestState.WAITING,
        record__status=RecordStatus.ABSENT,
    )
    if narrowing.course is not None:
        found = found.filter(record__session__course=narrowing.course)
    return found


def _attempts(user: User, narrowing: Narrowing) -> QuerySet[CheckInAttempt]:
    """Return the tries that wait, as in a session's review list: one a student and session.

    Received late, appealed, or beside a contested absence; an appealed one first, else the latest.
    """
    mine = AttendanceRecord.objects.filter(session=OuterRef("session"), student=OuterRef("student"))
    found = CheckInAttempt.objects.filter(
        _taught(user, "session__course"),
        _people(narrowing.search, "student"),
        Q(outcome=Outcome.RECEIVED_LATE)
        | Q(appeal__isnull=False)
        | Q(Exists(mine.filter(status=RecordStatus.ABSENT, contested=True))),
        ~Exists(mine.filter(status__in=ATTENDED)),
        session__isnull=False,
        student__isnull=False,
        outcome__in=DECIDABLE,
        decision=None,
    )
    if narrowing.course is not None:
        found = found.filter(session__course=narrowing.course)
    newest = Window(
        RowNumber(),
        partition_by=[F("session"), F("student")],
        order_by=[F("appeal__at").desc(nulls_last=True), F("at").desc(), F("pk").desc()],
    )
    chosen = found.annotate(place=newest).filter(place=1)
    return CheckInAttempt.objects.filter(pk__in=chosen.values("pk"))
