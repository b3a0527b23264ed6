"""Starts the classes of schedules, calls single ones off, and brings them back."""

from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.attendance.enums import EventKind, SessionState, TokenKind
from apps.attendance.errors import ClassNotHeld, ClassNotNow, ReasonRequired, SessionStateInvalid
from apps.attendance.models import AttendanceSession, SessionEvent
from apps.attendance.rules.timing import can_start_class
from apps.attendance.services.locking import locked_session
from apps.attendance.services.places import ClassSlot, Place, put_at
from apps.attendance.services.planning import class_place, plan_again
from apps.attendance.services.reminders import remind_of
from apps.attendance.services.sessions import close, open_session, refuse_overlap
from apps.courses.models import ClassSchedule, Course
from apps.courses.selectors import class_of, local_day
from apps.courses.services import schedules
from apps.orgs.models import Organization


def start_class(
    *,
    organization: Organization,
    schedule: ClassSchedule,
    class_date: date,
    by: User,
    now: datetime,
    place: Place | None = None,
    opens_at: datetime | None = None,
    closes_after_min: int | None = None,
    kind: TokenKind = TokenKind.ROTATING,
) -> AttendanceSession:
    """Open the session of a class now, or plan it for ``opens_at``; once, whoever asks again.

    It meets where the class does unless another ``place`` is given. One that waits for its time
    is opened before it; one that is open is answered as it is. Lateness counts from when the
    class begins. Raises NotFound when the schedule has no class that day, ClassNotHeld (holiday,
    called off), ClassNotNow (another day), SessionStateInvalid when its session is closed, and
    as ``open_session``; NotFound as well when the class is called off at this moment.
    """
    found = class_of(schedule, class_date, timezone=organization.timezone)
    if not found.takes_place:
        raise ClassNotHeld(params={"holiday": found.time.holiday})
    starts = found.time.starts_at
    today = local_day(now, organization.timezone)
    if opens_at is None and not can_start_class(
        now, starts_at=starts, class_date=class_date, today=today
    ):
        raise ClassNotNow(params={"starts_at": starts.isoformat()})
    with transaction.atomic():
        # Of two who start it at once, the second is answered with the session of the first.
        Course.objects.select_for_update(no_key=True).get(pk=schedule.course_id)
        session = session_of(schedule, class_date)
        if session is None:
            return open_session(
                organization=organization,
                course=schedule.course,
                by=by,
                now=now,
                place=place or class_place(organization, schedule),
                opens_at=opens_at,
                closes_after_min=closes_after_min,
                kind=kind,
                slot=ClassSlot(schedule, class_date, starts),
            )
        return _open_early(session, place=place, by=by, now=now)


def session_of(schedule: ClassSchedule, class_date: date) -> AttendanceSession | None:
    """Return the session of a class, None while it has none."""
    return AttendanceSession.objects.filter(schedule=schedule, class_date=class_date).first()


def call_off(
    *, schedule: ClassSchedule, class_date: date, reason: str, by: User, now: datetime
) -> None:
    """Call one class off, whether it has been planned or not; nobody is absent from it.

    Raises ReasonRequired, NotFound when there is no such class, Conflict when it is called off
    already, SessionStateInvalid when it has begun.
    """
    if not reason.strip():
        raise ReasonRequired("Say why the class is called off.")
    with transaction.atomic():
        Course.objects.select_for_update(no_key=True).get(pk=schedule.course_id)
        class_of(schedule, class_date, timezone=_timezone(schedule))
        session = session_of(schedule, class_date)
        if session is not None and session.opens_at <= now:
            raise SessionStateInvalid("The class has begun; close its session instead.")
        # What the schedule has planned is taken back by this.
        schedules.call_off(schedule=schedule, day=class_date, reason=reason, by=by, now=now)
        session = session_of(schedule, class_date)
        if session is not None and session.state == SessionState.PLANNED:
            close(session=session, by=by, now=now, reason=reason)


def restore(*, schedule: ClassSchedule, class_date: date, by: User, now: datetime) -> None:
    """Let a class that was called off take place again.

    A session of it that was kept, because somebody had scanned or changed it, waits for its time
    again. Raises Conflict when the class is not called off.
    """
    with transaction.atomic():
        Course.objects.select_for_update(no_key=True).get(pk=schedule.course_id)
        schedules.restore(schedule=schedule, day=class_date, by=by, now=now)
        session = session_of(schedule, class_date)
        if session is None or session.state != SessionState.CLOSED or session.opens_at <= now:
            return
        plan_again(session, by=by, now=now)


def _timezone(schedule: ClassSchedule) -> str:
    return Organization.objects.get(pk=schedule.organization_id).timezone


def _open_early(
    session: AttendanceSession, *, place: Place | None, by: User, now: datetime
) -> AttendanceSession:
    """Open a planned session before its time; answer an open one as it is."""
    locked = locked_session(session.pk)
    state = locked.state_at(now)
    if state == SessionState.CLOSED:
        raise SessionStateInvalid(
            "The session of this class is closed; reopen it instead.",
            params={"session_id": locked.pk},
        )
    if state == SessionState.OPEN:
        return locked
    refuse_overlap(locked.course, begins=now, ends=locked.closes_at, but=locked, now=now)
    locked.state = SessionState.OPEN
    locked.opens_at = now
    locked.started_by = locked.started_by or by
    if place is not None:
        put_at(locked, place)
    locked.save()
    SessionEvent.objects.create(session=locked, kind=EventKind.OPENED, at=now, by=by)
    remind_of(locked, now=now)
    return locked
