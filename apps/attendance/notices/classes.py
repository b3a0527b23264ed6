"""About classes to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceSession
from apps.attendance.notices.common import STUDENTS, SessionKind, attends, session_of
from apps.courses.models import Course
from apps.notifications.enums import Channel
from apps.notifications.kinds import DoNotSend, Kind, Notice, Say, Verdict


class NextClass(SessionKind):
    """A planned class begins within the hour."""

    name = "next_class"
    label = "Next class"
    description = "Up to an hour before a planned class begins."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: False, Channel.SMS: False})
    state = SessionState.PLANNED
    action = "Open"
    link = "/"
    subject = 'At {{ opens_at|date:"H:i" }}: {{ course.code }}'
    summary = (
        "{{ course.code }} {{ course.name }} begins at "
        '{{ opens_at|date:"H:i" }}{% if venue %} in {{ venue }}{% endif %}.'
    )


class ClassChanged(Kind):
    """A class that was announced begins at another time, meets elsewhere, or is called off."""

    name = "class_changed"
    label = "Class moved or called off"
    description = "When a class that you were told of is moved or called off."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    roles = STUDENTS
    prompt = True
    collectable = False
    subject = (
        "{% if called_off %}Called off{% else %}Moved{% endif %}: {{ course.code }}"
        '{% if not called_off %} is at {{ opens_at|date:"H:i" }}'
        "{% if venue %} in {{ venue }}{% endif %}{% endif %}"
    )
    summary = (
        "{{ course.code }} {{ course.name }} "
        "{% if called_off %}does not take place{% else %}begins at "
        '{{ opens_at|date:"H:i" }}{% if venue %} in {{ venue }}{% endif %}{% endif %}. '
        'It was announced for {{ was_at|date:"H:i" }}{% if was_in %} in {{ was_in }}{% endif %}.'
    )

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return the change; nothing when there has been another since, or it was taken back.

        Of several within a minute the last one speaks, and says what was announced before them.
        """
        was = _When.read(notice.params["was"])
        stands = _When.read(notice.params["stands"]) if notice.params["stands"] else None
        course = Course.objects.filter(pk=notice.params["course"]).first()
        if course is None or stands == was or stands != _stands_now(notice):
            return DoNotSend()
        if not attends(notice, course.pk, date.fromisoformat(notice.params["day"])):
            return DoNotSend()
        context = {
            "course": course,
            "called_off": stands is None,
            "opens_at": stands.at if stands else None,
            "venue": stands.venue if stands else "",
            "was_at": was.at,
            "was_in": was.venue,
            "action": "See your classes",
        }
        return Say(context=context, link="/")


@dataclass(frozen=True, slots=True)
class _When:
    """When and where a class begins."""

    at: datetime
    venue: str

    @classmethod
    def read(cls, kept: Mapping[str, str]) -> "_When":
        return cls(datetime.fromisoformat(kept["at"]), kept["venue"])


def _stands_now(notice: Notice) -> _When | None:
    """Return when and where the class of a notification begins; None when it is called off."""
    session = session_of(notice)
    if session is None and notice.params["schedule"]:
        # Taken back with its plan. Was it planned anew since, it takes place after all.
        planned = AttendanceSession.objects.filter(
            schedule=notice.params["schedule"], class_date=notice.params["day"]
        )
        session = planned.select_related("organization").first()
    if session is None or session.state_at(notice.now) == SessionState.CLOSED:
        return None
    return _When(session.opens_at, session.venue_name)
