"""What the kinds of attendance share: whom they are for, where they lead, facts of a class."""

from datetime import date
from typing import Any, ClassVar

from apps.accounts.enums import Role
from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceSession
from apps.courses.models import Enrollment
from apps.courses.selectors import running_on
from apps.notifications.kinds import DoNotSend, Kind, Notice, Say, SendLater, Verdict

STUDENTS = frozenset({str(Role.STUDENT)})
HISTORY = "/history"
ABSENCES = "/absences"
SCAN = "/scan"


def session_of(notice: Notice) -> AttendanceSession | None:
    """Return the session that a notification is about, None when it is gone."""
    found = AttendanceSession.objects.select_related("course", "organization")
    return found.filter(pk=notice.params["session"]).first()


def attends(notice: Notice, course_id: int, day: date) -> bool:
    """Return whether the recipient is still enrolled in a course on a day."""
    return Enrollment.objects.filter(
        running_on(day), course=course_id, student__user=notice.recipient_id
    ).exists()


def facts_of(session: AttendanceSession) -> dict[str, Any]:
    """Return what a message says of a session."""
    return {
        "course": session.course,
        "opens_at": session.opens_at,
        "closes_at": session.closes_at,
        "venue": session.venue_name,
    }


class SessionKind(Kind, abstract=True):
    """What students hear right now about one session, while it is in one ``state``.

    Subclasses say which state that is, what the button says (``action``) and where it leads
    (``link``). It is of no use a day later, so it is not collected.
    """

    roles = STUDENTS
    prompt = True
    collectable = False
    state: ClassVar[SessionState]
    action: ClassVar[str]
    link: ClassVar[str]

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return the session; nothing in another state, or for who is not enrolled any more."""
        session = session_of(notice)
        if session is None or session.state_at(notice.now) != cls.state:
            return DoNotSend()
        day = session.day_in(session.organization.timezone)
        if not attends(notice, session.course_id, day):
            return DoNotSend()
        said = Say(context={**facts_of(session), "action": cls.action}, link=cls.link)
        return cls.hindrance(session, notice) or said

    @classmethod
    def hindrance(cls, session: AttendanceSession, notice: Notice) -> DoNotSend | SendLater | None:
        """Return why it is not to be said, or not yet; None when nothing keeps it back."""
