"""Opens, prolongs, closes and reopens roll-calls, and writes the absences."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.attendance.enums import EventKind, RecordStatus, SessionState, TokenKind
from apps.attendance.errors import (
    ReasonRequired,
    SessionAlreadyOpen,
    SessionOverlaps,
    SessionStateInvalid,
)
from apps.attendance.models import (
    AttendanceRecord,
    AttendanceSession,
    AttendanceToken,
    CheckInAttempt,
    SessionEvent,
)
from apps.attendance.services.changed_classes import tell_called_off
from apps.attendance.services.excuses import excuse_at_closing
from apps.attendance.services.ledger import SEAL_TASK
from apps.attendance.services.locking import locked_session
from apps.attendance.services.places import ClassSlot, Place
from apps.attendance.services.reminders import remind_of
from apps.attendance.services.store import new_reference
from apps.attendance.services.tokens import ROTATING_AFTERLIFE, make_token
from apps.core import queue
from apps.core.errors import NotFound
from apps.courses.models import Course, Enrollment
from apps.courses.selectors import own_policy, running_on
from apps.orgs.models import Organization

logger = logging.getLogger(__name__)

EARLIEST_PLAN = timedelta(minutes=1)


def open_session(
    *,
    organization: Organization,
    course: Course,
    by: User | None,
    now: datetime,
    place: Place,
    opens_at: datetime | None = None,
    closes_after_min: int | None = None,
    kind: TokenKind = TokenKind.ROTATING,
    slot: ClassSlot | None = None,
) -> AttendanceSession:
    """Open a session now, or plan one that opens itself at ``opens_at``.

    The course's rules and the fence are copied as they are now. A session that is a class
    (``slot``) counts lateness and its end from when the class begins. ``by`` is None for what
    the schedule plans: nobody did anything to it yet, so that it has no event. Raises
    SessionAlreadyOpen, or SessionOverlaps when the course has another session in that time.
    """
    planned = opens_at is not None and opens_at - now >= EARLIEST_PLAN
    begins = opens_at if planned and opens_at is not None else now
    planned_start = slot.starts_at if slot else begins if planned else None
    fence = place.fence
    with transaction.atomic():
        locked = Course.objects.select_for_update(no_key=True).get(pk=course.pk)
        policy = own_policy(locked, organization.policy)
        ends = max(begins, planned_start or begins) + timedelta(
            minutes=closes_after_min or policy.closes_after_min
        )
        _make_room(course, begins=begins, ends=ends, now=now)
        try:
            with transaction.atomic():
                session = AttendanceSession.objects.create(
                    course=course,
                    state=SessionState.PLANNED if planned else SessionState.OPEN,
                    planned_start=planned_start,
                    opens_at=begins,
                    closes_at=ends,
                    policy_data=policy.to_json(),
                    venue=place.venue,
                    venue_name=place.venue.name if place.venue else "",
                    latitude=fence.latitude if fence else None,
                    longitude=fence.longitude if fence else None,
                    radius_m=fence.radius_m if fence else None,
                    started_by=by,
                    schedule=slot.schedule if slot else None,
                    class_date=slot.class_date if slot else None,
                )
        except IntegrityError as error:
            raise SessionAlreadyOpen from error
        make_token(session=session, kind=kind, by=by, now=now)
        if by is not None:
            _note(session, EventKind.PLANNED if planned else EventKind.OPENED, by=by, now=now)
        if not planned:
            remind_of(session, now=now)
    return session


def extend(
    *, session: AttendanceSession, minutes: int, by: User, now: datetime
) -> AttendanceSession:
    """Let a planned or open session close ``minutes`` later.

    Raises SessionStateInvalid when it is closed, SessionOverlaps when another one is in the way.
    """
    with transaction.atomic():
        locked = locked_session(session.pk)
        if locked.state_at(now) == SessionState.CLOSED:
            raise SessionStateInvalid("The session is closed; reopen it instead.")
        before, ends = locked.closes_at, locked.closes_at + timedelta(minutes=minutes)
        refuse_overlap(locked.course, begins=locked.opens_at, ends=ends, but=locked, now=now)
        locked.closes_at = ends
        locked.save(update_fields=["closes_at"])
        prolong_token(locked, ended_before=before)
        _note(locked, EventKind.EXTENDED, by=by, now=now, reason=f"{minutes} min")
    return locked


def close(
    *, session: AttendanceSession, by: User, now: datetime, reason: str = ""
) -> AttendanceSession:
    """Close a session and write the absences. Closing a closed one changes nothing.

    Whoever runs it closes it without a reason; one may be kept all the same.
    """
    with transaction.atomic():
        locked = locked_session(session.pk)
        if locked.state_at(now) != SessionState.CLOSED:
            # A plan that is called off never opened: nobody was absent from it.
            cancelled = locked.state_at(now) == SessionState.PLANNED
            locked.state = SessionState.CLOSED
            locked.closed_at = now
            locked.absences_written_at = now if cancelled else None
            locked.save(update_fields=["state", "closed_at", "absences_written_at"])
            _note(locked, EventKind.CLOSED, by=by, now=now, reason=reason)
            if cancelled:
                tell_called_off(locked, now=now)
        _settle(locked, now=now)
    return locked


def reopen(
    *, session: AttendanceSession, reason: str, minutes: int | None, by: User, now: datetime
) -> AttendanceSession:
    """Open a closed session again, for ``minutes`` or as long as the policy says.

    Raises ReasonRequired, SessionStateInvalid, or SessionAlreadyOpen when the course has another.
    """
    if not reason.strip():
        raise ReasonRequired("Say why the session is opened again.")
    with transaction.atomic():
        Course.objects.select_for_update(no_key=True).get(pk=session.course_id)
        locked = locked_session(session.pk)
        if locked.state_at(now) != SessionState.CLOSED:
            raise SessionStateInvalid("The session is not closed.")
        ends = now + timedelta(minutes=minutes or locked.policy.closes_after_min)
        _make_room(locked.course, begins=now, ends=ends, now=now, but=locked)
        before = locked.closes_at
        locked.state = SessionState.OPEN
        # A plan that was called off opens now.
        locked.opens_at = min(locked.opens_at, now)
        locked.closes_at = ends
        locked.closed_at = None
        locked.absences_written_at = None
        locked.reopen_count += 1
        locked.save()
        if not prolong_token(locked, ended_before=before):
            make_token(session=locked, kind=TokenKind.ROTATING, by=by, now=now)
        _note(locked, EventKind.REOPENED, by=by, now=now, reason=reason.strip())
        remind_of(locked, now=now)
    return locked


def settle_if_due(*, session: AttendanceSession, now: datetime) -> AttendanceSession:
    """Bring what is stored of a session up to the clock: opened by time, or closed by it."""
    state = session.state_at(now)
    if state == session.state and (
        state != SessionState.CLOSED or session.absences_written_at is not None
    ):
        return session
    with transaction.atomic():
        locked = locked_session(session.pk)
        _advance(locked, now=now)
    return locked


def settle_due(*, now: datetime, course: Course | None = None) -> dict[str, int]:
    """Settle every session of the organisation, or of a course, whose time has come.

    Returns how many are ``opened`` and ``closed`` by it. One that cannot be settled does not stop
    the others; its error is raised after them.
    """
    to_open = Q(state=SessionState.PLANNED, opens_at__lte=now)
    to_close = Q(closes_at__lte=now, absences_written_at=None)
    due = AttendanceSession.objects.filter(to_open | to_close).order_by("opens_at")
    if course is not None:
        due = due.filter(course=course)
    settled: Counter[str] = Counter()
    failure: Exception | None = None
    for session in due:
        try:
            settled[settle_if_due(session=session, now=now).state] += 1
        except SoftTimeLimitExceeded:
            raise
        except NotFound:
            # Its class was called off at this very moment, and the session with it.
            continue
        except Exception as error:
            # Whatever is wrong with it, the next class has nothing to do with that.
            logger.exception("session %s could not be settled", session.pk)
            failure = error
    if failure is not None:
        raise failure
    return {"opened": settled[SessionState.OPEN], "closed": settled[SessionState.CLOSED]}


def _advance(session: AttendanceSession, *, now: datetime) -> None:
    """Store the state that the clock has reached; write the absences of a closed session."""
    state = session.state_at(now)
    if state != session.state:
        session.state = state
        if state == SessionState.CLOSED and session.closed_at is None:
            session.closed_at = session.closes_at
        session.save(update_fields=["state", "closed_at"])
        if state == SessionState.OPEN:
            remind_of(session, now=now)
    if state == SessionState.CLOSED:
        _settle(session, now=now)


def _settle(session: AttendanceSession, *, now: datetime) -> None:
    """Write absent for everybody enrolled that day without a record; safe to run twice.

    Of them, those whom an approved request covers are excused at once.
    """
    if session.absences_written_at is not None:
        return
    day = session.day_in(session.organization.timezone)
    missing = (
        Enrollment.objects.filter(running_on(day), course=session.course_id)
        .exclude(student__in=AttendanceRecord.objects.filter(session=session).values("student"))
        .values_list("student", flat=True)
    )
    tried = set(
        CheckInAttempt.objects.filter(session=session, student__isnull=False).values_list(
            "student", flat=True
        )
    )
    AttendanceRecord.objects.bulk_create(
        [
            AttendanceRecord(
                session=session,
                student_id=student,
                status=RecordStatus.ABSENT,
                reference=new_reference(),
                recorded_at=now,
                contested=student in tried,
            )
            for student in missing
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    excuse_at_closing(session, day=day, now=now)
    session.absences_written_at = now
    session.save(update_fields=["absences_written_at"])
    # What the register says from now on is sealed soon, and by a worker.
    queue.send_after_commit(SEAL_TASK)


def _make_room(
    course: Course,
    *,
    begins: datetime,
    ends: datetime,
    now: datetime,
    but: AttendanceSession | None = None,
) -> None:
    """Settle what the clock has closed, then refuse when another session is in the way."""
    stale = AttendanceSession.objects.select_for_update(no_key=True).filter(
        course=course, closes_at__lte=now, absences_written_at=None
    )
    for session in stale:
        if but is not None and session.pk == but.pk:
            continue
        _advance(session, now=now)
    refuse_overlap(course, begins=begins, ends=ends, but=but, now=now)


def refuse_overlap(
    course: Course,
    *,
    begins: datetime,
    ends: datetime,
    but: AttendanceSession | None,
    now: datetime,
) -> None:
    """Raise SessionAlreadyOpen or SessionOverlaps when another session is in the way."""
    others = AttendanceSession.objects.filter(
        course=course, opens_at__lt=ends, closes_at__gt=max(begins, now)
    ).exclude(state=SessionState.CLOSED)
    if but is not None:
        others = others.exclude(pk=but.pk)
    other = others.order_by("opens_at").first()
    if other is None:
        return
    params = {"session_id": other.pk}
    if other.state_at(now) == SessionState.OPEN:
        raise SessionAlreadyOpen(params=params)
    raise SessionOverlaps(params=params)


def prolong_token(session: AttendanceSession, *, ended_before: datetime) -> bool:
    """Let the live token last as long as its session; return False when there is none.

    A fixed token follows only if it was to end with the session (``ended_before``): a time that
    the lecturer gave it stays.
    """
    live = AttendanceToken.objects.filter(session=session, revoked_at=None).first()
    if live is None:
        return False
    until = None
    if live.kind == TokenKind.ROTATING:
        until = session.closes_at + ROTATING_AFTERLIFE
    elif live.valid_until == ended_before:
        until = session.closes_at
    if until is not None and until > live.valid_until:
        live.valid_until = until
        live.save(update_fields=["valid_until"])
    return True


def _note(
    session: AttendanceSession, kind: EventKind, *, by: User, now: datetime, reason: str = ""
) -> None:
    SessionEvent.objects.create(session=session, kind=kind, at=now, by=by, reason=reason[:300])
