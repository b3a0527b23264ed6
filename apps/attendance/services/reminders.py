"""Reminds students of roll-calls: of one that closes soon, and of the next class."""

from datetime import datetime, timedelta

from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceSession
from apps.attendance.notices import REMIND_BEFORE_CLOSING, NextClass, SessionReminder
from apps.courses.models import Enrollment
from apps.courses.selectors import running_on
from apps.notifications.kinds import Addressed
from apps.notifications.services import notify

# A shorter roll-call is over before a reminder has been read.
SHORTEST = timedelta(minutes=6)
# The sweep runs every half an hour, so that everybody hears of a class half an hour ahead.
ANNOUNCED_AHEAD = timedelta(minutes=60)


def remind_of(session: AttendanceSession, *, now: datetime) -> int:
    """Write the reminders of an open session, due five minutes before it closes; return how many.

    Once for each student and session, however often this is called. Whether somebody is in by
    then is looked at when they leave.
    """
    if session.closes_at - now < SHORTEST:
        return 0
    due = session.closes_at - REMIND_BEFORE_CLOSING
    to = [
        Addressed(
            key=f"{session.pk}:{student}",
            user_id=user,
            addressee=name,
            params={"student": student},
            due_at=due,
        )
        for student, user, name in enrolled(session)
    ]
    return notify(kind=SessionReminder, to=to, params={"session": session.pk}, now=now)


def announce(session: AttendanceSession, *, now: datetime) -> int:
    """Tell the students of a planned session when and where it begins; return to how many."""
    to = [
        Addressed(
            key=f"{session.pk}:{student}",
            user_id=user,
            addressee=name,
            expires_at=session.opens_at,
        )
        for student, user, name in enrolled(session)
    ]
    return notify(kind=NextClass, to=to, params={"session": session.pk}, now=now)


def sweep(*, now: datetime) -> dict[str, int]:
    """Write what was missed for the active organisation, and announce the next classes.

    Sessions that opened by the clock, with nobody there to store it, are among the missed.
    """
    near = AttendanceSession.objects.select_related("organization").exclude(
        state=SessionState.CLOSED
    )
    going = [
        one
        for one in near.filter(opens_at__lte=now, closes_at__gt=now)
        if one.state_at(now) == SessionState.OPEN
    ]
    coming = near.filter(
        state=SessionState.PLANNED, opens_at__gt=now, opens_at__lte=now + ANNOUNCED_AHEAD
    )
    return {
        "reminders": sum(remind_of(one, now=now) for one in going),
        "announcements": sum(announce(one, now=now) for one in coming),
    }


def enrolled(session: AttendanceSession) -> list[tuple[int, int, str]]:
    """Return the students of the session's day: key, key of the user, name."""
    day = session.day_in(session.organization.timezone)
    return list(
        Enrollment.objects.filter(
            running_on(day), course=session.course_id, student__user__is_active=True
        ).values_list("student_id", "student__user_id", "student__user__full_name")
    )
