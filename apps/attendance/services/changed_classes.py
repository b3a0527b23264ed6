"""Tells students of a class that was announced to them when it is moved or called off."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apps.attendance.models import AttendanceSession
from apps.attendance.notices import ClassChanged, NextClass
from apps.attendance.services.reminders import enrolled
from apps.notifications.kinds import Addressed
from apps.notifications.selectors import reached, waiting
from apps.notifications.services import notify

# Whoever moves a class may move it once more at once; the students hear of the last one.
SETTLES = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class When:
    """When and where a class begins."""

    at: datetime
    venue: str

    @classmethod
    def of(cls, session: AttendanceSession) -> "When":
        """Return when and where a session begins as it is now."""
        return cls(session.opens_at, session.venue_name)

    def kept(self) -> dict[str, str]:
        """Return it as a notification keeps it."""
        return {"at": self.at.astimezone(UTC).isoformat(), "venue": self.venue}


def tell_moved(session: AttendanceSession, *, was: When, now: datetime) -> int:
    """Tell who had been told of a planned session that it begins elsewhere or at another time.

    In the transaction of the change; returns how many messages were written. Who had not been
    told yet hears of it as of any next class.
    """
    return _tell(session, was=was, stands=When.of(session), now=now)


def tell_called_off(session: AttendanceSession, *, now: datetime) -> int:
    """Tell who had been told of a planned session that it does not take place.

    In the transaction of the change; returns how many messages were written.
    """
    return _tell(session, was=When.of(session), stands=None, now=now)


def _tell(session: AttendanceSession, *, was: When, stands: When | None, now: datetime) -> int:
    people = {f"{session.pk}:{student}": (user, name) for student, user, name in enrolled(session)}
    told = reached(NextClass, people)
    if not told:
        return 0
    # What was not sent yet is passed over when its turn comes; what it was about is not forgotten.
    before = waiting(ClassChanged, session=session.pk)
    expires = stands.at if stands else was.at
    to = [
        Addressed(
            key=f"{key}:{now.isoformat()}",
            user_id=people[key][0],
            addressee=people[key][1],
            due_at=now + SETTLES if now + SETTLES < expires else now,
            expires_at=expires,
        )
        for key in people
        if key in told
    ]
    params = {
        "session": session.pk,
        "course": session.course_id,
        "schedule": session.schedule_id,
        "day": session.day_in(session.organization.timezone).isoformat(),
        "was": before["was"] if before else was.kept(),
        "stands": stands.kept() if stands else None,
    }
    return notify(kind=ClassChanged, to=to, params=params, now=now)
