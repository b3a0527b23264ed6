"""About checking in: it is done, it is still to be done, it is in doubt."""

from datetime import timedelta
from types import MappingProxyType

from apps.attendance.enums import ATTENDED, Band, RecordStatus, SessionState
from apps.attendance.models import AttendanceRecord, AttendanceSession, Question
from apps.attendance.notices.common import HISTORY, SCAN, STUDENTS, SessionKind, facts_of
from apps.notifications.enums import Channel
from apps.notifications.kinds import DoNotSend, Kind, Notice, Say, SendLater, Verdict

REMIND_BEFORE_CLOSING = timedelta(minutes=5)


class CheckInConfirmation(Kind):
    """You are in. Its facts are the record as it is when the message leaves."""

    name = "check_in_confirmation"
    label = "Check-in confirmation"
    description = "After each check-in, with time and reference."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True})
    roles = STUDENTS
    prompt = True
    # By then it is in the history, where everybody looks for older ones.
    lifetime = timedelta(hours=12)
    subject = "{% if late %}You are in, late{% else %}You are in{% endif %}: {{ course.code }}"
    summary = (
        "{{ course.code }} {{ course.name }}: {{ status|lower }}, arrived "
        '{{ arrived_at|date:"H:i" }}{% if for_review %}, for your lecturer to confirm{% endif %}. '
        "Reference {{ reference }}."
    )

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return the record; nothing when it no longer says that the student was there."""
        record = (
            AttendanceRecord.objects.select_related("session__course")
            .filter(pk=notice.params["record"], status__in=ATTENDED)
            .first()
        )
        if record is None:
            return DoNotSend()
        return Say(
            context={
                "course": record.session.course,
                "arrived_at": record.arrived_at,
                "late": record.status == RecordStatus.LATE,
                "status": RecordStatus(record.status).label,
                "for_review": record.band == Band.LOW,
                "reference": record.reference,
                "venue": record.session.venue_name,
                "action": "See your history",
            },
            link=HISTORY,
        )


class SessionReminder(SessionKind):
    """The roll-call closes soon and you are not on it."""

    name = "session_reminder"
    label = "Reminder to check in"
    description = "Five minutes before a roll-call closes, if you are not on it yet."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    state = SessionState.OPEN
    action = "Check in"
    link = SCAN
    subject = 'Check in by {{ closes_at|date:"H:i" }}: {{ course.code }}'
    summary = (
        "{{ course.code }} {{ course.name }}: the roll-call closes at "
        '{{ closes_at|date:"H:i" }} and you are not on it yet.'
    )

    @classmethod
    def hindrance(cls, session: AttendanceSession, notice: Notice) -> DoNotSend | SendLater | None:
        """Return that the student is in by now, or that it was prolonged and is too early."""
        is_in = AttendanceRecord.objects.filter(
            session=session, student=notice.params["student"]
        ).exclude(status=RecordStatus.ABSENT)
        if is_in.exists():
            return DoNotSend()
        due = session.closes_at - REMIND_BEFORE_CLOSING
        if notice.now < due:
            return SendLater(until=due)
        return None


class QuestionAsked(Kind):
    """A lecturer asks about a check-in that is in doubt."""

    name = "question_asked"
    label = "Question about a check-in"
    description = "When your lecturer asks about one of your check-ins."
    channels = MappingProxyType({Channel.IN_APP: True})
    roles = STUDENTS
    prompt = True
    subject = "Your lecturer asks: {{ course.code }}"
    summary = "{{ course.code }} {{ course.name }}: {{ text }}"

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return the question; nothing once it is answered."""
        question = (
            Question.objects.select_related("session__course")
            .filter(pk=notice.params["question"], answer=None)
            .first()
        )
        if question is None:
            return DoNotSend()
        context = {**facts_of(question.session), "text": question.text, "action": "Answer"}
        return Say(context=context, link="/")
