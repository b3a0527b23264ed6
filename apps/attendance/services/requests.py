"""Asks to be excused, and withdraws that; keeps the file that is sent with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import Student
from apps.attendance.enums import AbsenceReason, RequestState
from apps.attendance.errors import (
    AlreadyDecided,
    FileNotTaken,
    RequestsOff,
    RequestTooLate,
    SessionStateInvalid,
)
from apps.attendance.models import AbsenceRequest, AttendanceSession, RequestPart
from apps.attendance.rules.asking import (
    AHEAD,
    FILE_BYTES,
    FILE_KEPT,
    LONGEST,
    PICTURE_SIDE,
    TEXT_LENGTH,
    earliest_day,
    looks_like_pdf,
)
from apps.attendance.selectors.requests import attends, courses_between
from apps.core import files, ratelimit
from apps.core.errors import Invalid, NotFound
from apps.core.pictures import PictureRefused, shrink
from apps.courses.models import Course
from apps.courses.selectors import local_day
from apps.orgs.models import Organization

FILES = "absences"
# Nobody is ill so often; reading a picture costs as much as many pages.
ASKED = 20
ASKED_WINDOW = timedelta(hours=1)
# Files are kept for months: nobody fills the store with them, day by day.
SENT_FILES = 20
SENT_FILES_WINDOW = timedelta(days=1)
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a student fills in: one class, or days and the courses meant (none: all)."""

    client_reference: UUID
    session: AttendanceSession | None
    first_day: date | None
    last_day: date | None
    courses: Sequence[Course]
    kind: AbsenceReason
    text: str
    file: bytes | None


def ask(
    *, student: Student, asked: Asked, organization: Organization, now: datetime
) -> AbsenceRequest:
    """Store a request with one part for each course; the same form sent twice is stored once.

    Raises RequestsOff, RequestTooLate, Invalid with ``fields``, FileNotTaken, RateLimited,
    StorageUnavailable, which leaves nothing behind, and NotFound when the class that is meant is
    called off at this moment.
    """
    before = _stored(student, asked)
    if before is not None:
        return before
    if not organization.policy.absence_requests:
        raise RequestsOff
    first, last = _days(asked, organization, now=now)
    courses = _courses(student, asked, first=first, last=last)
    ratelimit.enforce(f"requests:{student.pk}", limit=ASKED, window=ASKED_WINDOW, now=now)
    name = ""
    if asked.file is not None:
        whose = f"request-files:{student.pk}"
        ratelimit.enforce(whose, limit=SENT_FILES, window=SENT_FILES_WINDOW, now=now)
        name = _keep(asked.file)
    try:
        with transaction.atomic():
            request = AbsenceRequest.objects.create(
                student=student,
                client_reference=asked.client_reference,
                asked_at=now,
                session=asked.session,
                first_day=first,
                last_day=last,
                kind=asked.kind,
                text=asked.text.strip()[:TEXT_LENGTH],
                file=name,
            )
            RequestPart.objects.bulk_create(
                [RequestPart(request=request, course=course) for course in courses]
            )
    except BaseException as error:
        if name:
            files.give_back(name)
        before = _stored(student, asked) if isinstance(error, IntegrityError) else None
        if before is None and isinstance(error, IntegrityError) and _is_gone(asked.session):
            raise NotFound from error
        if before is None:
            raise
        # The same form, sent twice at once: the other one was faster.
        return before
    return request


def withdraw(*, request: AbsenceRequest, now: datetime) -> AbsenceRequest:
    """Withdraw what of a request is not decided yet, and forget its file if nothing is.

    Withdrawing twice changes nothing. Raises AlreadyDecided when every part has been decided.
    """
    with transaction.atomic():
        parts = list(
            RequestPart.objects.select_for_update(of=("self",), no_key=True)
            .filter(request=request)
            .order_by("pk")
        )
        waiting = [part for part in parts if part.state == RequestState.PENDING]
        for part in waiting:
            part.state = RequestState.WITHDRAWN
            part.decided_at = now
            part.save(update_fields=["state", "decided_at"])
        gone = all(part.state == RequestState.WITHDRAWN for part in parts)
        if not waiting and not gone:
            raise AlreadyDecided("Your lecturers have decided already.")
        if gone:
            _forget_file(request)
    return request


def forget_files(*, now: datetime) -> dict[str, int]:
    """Delete files whose request was decided 90 days ago, and those that no request names."""
    waiting = RequestPart.objects.filter(state=RequestState.PENDING)
    recent = RequestPart.objects.filter(decided_at__gt=now - FILE_KEPT)
    old = (
        AbsenceRequest.objects.exclude(file="")
        .exclude(pk__in=waiting.values("request"))
        .exclude(pk__in=recent.values("request"))
        .order_by("pk")[:_BATCH]
    )
    forgotten = 0
    for request in old:
        with transaction.atomic():
            _forget_file(request)
        forgotten += 1
    named = set(AbsenceRequest.objects.exclude(file="").values_list("file", flat=True))
    return {"forgotten": forgotten, "swept": files.sweep(FILES, named=named, now=now)}


def _forget_file(request: AbsenceRequest) -> None:
    if request.file:
        files.delete_after_commit(request.file)
        request.file = ""
        request.save(update_fields=["file"])


def _stored(student: Student, asked: Asked) -> AbsenceRequest | None:
    return AbsenceRequest.objects.filter(
        student=student, client_reference=asked.client_reference
    ).first()


def _is_gone(session: AttendanceSession | None) -> bool:
    return session is not None and not AttendanceSession.objects.filter(pk=session.pk).exists()


def _days(asked: Asked, organization: Organization, *, now: datetime) -> tuple[date, date]:
    """Return the days that are meant; raise for days that nobody may ask about."""
    session = asked.session
    if session is not None:
        first = last = session.day_in(organization.timezone)
    elif asked.first_day is None or asked.last_day is None:
        raise Invalid(fields={"first_day": ["Choose a class, or the first and the last day."]})
    else:
        first, last = asked.first_day, asked.last_day
    today = local_day(now, organization.timezone)
    check_deadline(first, organization=organization, now=now)
    if last < first:
        raise Invalid(fields={"last_day": ["The last day is before the first."]})
    if last - first >= LONGEST:
        raise Invalid(fields={"last_day": [f"Ask for at most {LONGEST.days} days at once."]})
    if last > today + AHEAD:
        raise Invalid(fields={"last_day": ["Choose a day within a year."]})
    return first, last


def check_deadline(day: date, *, organization: Organization, now: datetime) -> None:
    """Raise RequestTooLate for a day about which nobody may ask any more."""
    days = organization.policy.request_days_after
    earliest = earliest_day(local_day(now, organization.timezone), days_after=days)
    if day < earliest:
        raise RequestTooLate(params={"earliest": earliest.isoformat(), "days": days})


def _courses(student: Student, asked: Asked, *, first: date, last: date) -> list[Course]:
    if asked.session is not None:
        if not attends(student, asked.session.course_id, day=first):
            raise SessionStateInvalid("You were not enrolled in that class.")
        return [asked.session.course]
    mine = courses_between(student, first=first, last=last)
    chosen = {course.pk for course in asked.courses}
    found = [course for course in mine if not chosen or course.pk in chosen]
    if not found:
        raise Invalid(fields={"courses": ["You attend no course in these days."]})
    return found


def _keep(data: bytes) -> str:
    """Store the file under a random name: a PDF as it is, a picture without its metadata."""
    if len(data) > FILE_BYTES:
        raise FileNotTaken(params={"reason": "bytes"})
    if looks_like_pdf(data):
        return files.store(data, kind=FILES, ending="pdf")
    try:
        picture = shrink(
            data, width=PICTURE_SIDE, height=PICTURE_SIDE, max_bytes=FILE_BYTES, to="WEBP"
        )
    except PictureRefused as error:
        # Of a file that is no picture at all, say what would have been taken.
        said = None if error.reason == "kind" else str(error)
        raise FileNotTaken(said, params={"reason": error.reason}) from error
    return files.store(picture, kind=FILES, ending="webp")
