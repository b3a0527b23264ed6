"""What the kinds of attendance share: whom they are for, where they lead, facts of a class."""

from typing import Any

from apps.accounts.enums import Role
from apps.attendance.models import AttendanceSession
from apps.courses.models import Enrollment
from apps.courses.selectors import local_day, running_on
from apps.notifications.kinds import Notice

STUDENTS = frozenset({str(Role.STUDENT)})
HISTORY = "/history"
ABSENCES = "/absences"
SCAN = "/scan"


def session_of(notice: Notice) -> AttendanceSession | None:
    """Return the session that a notification is about, None when it is gone."""
    found = AttendanceSession.objects.select_related("course", "organization")
    return found.filter(pk=notice.params["session"]).first()


def attends(session: AttendanceSession, notice: Notice) -> bool:
    """Return whether the recipient is still enrolled on the session's day."""
    day = local_day(session.opens_at, session.organization.timezone)
    return Enrollment.objects.filter(
        running_on(day), course=session.course_id, student__user=notice.recipient_id
    ).exists()


def facts_of(session: AttendanceSession) -> dict[str, Any]:
    """Return what a message says of a session."""
    return {
        "course": session.course,
        "opens_at": session.opens_at,
        "closes_at": session.closes_at,
        "venue": session.venue_name,
    }
