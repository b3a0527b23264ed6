"""What attendance tells people. Who is told, and when, is decided in the services."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from apps.accounts.enums import Role
from apps.accounts.models import Guardian, Student
from apps.attendance.enums import ATTENDED, Band, RecordStatus, RequestAct, SessionState
from apps.attendance.models import (
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    ContestDecision,
    Question,
    RequestDecision,
)
from apps.attendance.selectors.absences import absences_in
from apps.courses.models import Course, Enrollment
from apps.courses.selectors import local_day, running_on
from apps.notifications.enums import Channel
from apps.notifications.kinds import DoNotSend, Kind, Notice, Say, SendLater, Verdict
from apps.orgs.models import Organization

REMIND_BEFORE_CLOSING = timedelta(minutes=5)

_STUDENTS = frozenset({str(Role.STUDENT)})
_HISTORY = "/history"
_ABSENCES = "/absences"
_SCAN = "/scan"


class CheckInConfirmation(Kind):
    """You are in. Its facts are the record as it is when the message leaves."""

    name = "check_in_confirmation"
    label = "Check-in confirmation"
    description = "After each check-in, with time and reference."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True})
    roles = _STUDENTS
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
            link=_HISTORY,
        )


class SessionReminder(Kind):
    """The roll-call closes soon and you are not on it."""

    name = "session_reminder"
    label = "Reminder to check in"
    description = "Five minutes before a roll-call closes, if you are not on it yet."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    roles = _STUDENTS
    prompt = True
    collectable = False
    subject = 'Check in by {{ closes_at|date:"H:i" }}: {{ course.code }}'
    summary = (
        "{{ course.code }} {{ course.name }}: the roll-call closes at "
        '{{ closes_at|date:"H:i" }} and you are not on it yet.'
    )

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return the session, later if it was prolonged; nothing for who is in by now."""
        session = _session(notice)
        if session is None or session.state_at(notice.now) != SessionState.OPEN:
            return DoNotSend()
        if not _attends(session, notice):
            return DoNotSend()
        is_in = AttendanceRecord.objects.filter(
            session=session, student=notice.params["student"]
        ).exclude(status=RecordStatus.ABSENT)
        if is_in.exists():
            return DoNotSend()
        due = session.closes_at - REMIND_BEFORE_CLOSING
        if notice.now < due:
            return SendLater(until=due)
        return Say(context={**_class(session), "action": "Check in"}, link=_SCAN)


class NextClass(Kind):
    """A planned class begins within the hour."""

    name = "next_class"
    label = "Next class"
    description = "Up to an hour before a planned class begins."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: False, Channel.SMS: False})
    roles = _STUDENTS
    prompt = True
    collectable = False
    subject = 'At {{ opens_at|date:"H:i" }}: {{ course.code }}'
    summary = (
        "{{ course.code }} {{ course.name }} begins at "
        '{{ opens_at|date:"H:i" }}{% if venue %} in {{ venue }}{% endif %}.'
    )

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return the session while it is planned; nothing when it was called off."""
        session = _session(notice)
        if session is None or session.state_at(notice.now) != SessionState.PLANNED:
            return DoNotSend()
        if not _attends(session, notice):
            return DoNotSend()
        return Say(context={**_class(session), "action": "Open"}, link="/")


class QuestionAsked(Kind):
    """A lecturer asks about a check-in that is in doubt."""

    name = "question_asked"
    label = "Question about a check-in"
    description = "When your lecturer asks about one of your check-ins."
    channels = MappingProxyType({Channel.IN_APP: True})
    roles = _STUDENTS
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
        context = {**_class(question.session), "text": question.text, "action": "Answer"}
        return Say(context=context, link="/")


class AbsenceWarning(Kind):
    """Absences by number, in a row or by rate, to the student and to those named as contacts."""

    name = "absence_warning"
    label = "Absence warning"
    description = "When your absences in a course pass what your university allows."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    roles = _STUDENTS
    subject = (
        "Absences{% if to_guardian %} of {{ student }}{% endif %} in {{ course.code }}: "
        "{{ because.0 }}"
    )
    summary = (
        "{% if to_guardian %}{{ student }}, {% endif %}{{ course.code }} {{ course.name }}: "
        '{{ because|join:"; " }}. Absent on '
        '{% for day in days %}{{ day|date:"j M" }}{% if not forloop.last %}, {% endif %}'
        "{% endfor %}."
    )

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Count again: what was corrected or excused meanwhile is not held against anybody."""
        params = notice.params
        student = Student.objects.select_related("user").filter(pk=params["student"]).first()
        course = Course.objects.filter(pk=params["course"]).first()
        guardian = params.get("guardian")
        if student is None or course is None:
            return DoNotSend()
        organization = Organization.objects.get(pk=notice.organization_id)
        if guardian is not None and not _may_hear(guardian, student, notice, organization):
            return DoNotSend()
        found = absences_in(
            course_id=course.pk,
            students=[student.pk],
            organization=organization,
            now=notice.now,
        ).get(student.pk)
        if found is None or not found.findings:
            return DoNotSend()
        context = {
            "student": student.user.get_full_name(),
            "course": course,
            "because": [one.text for one in found.findings],
            "days": found.days,
            "to_guardian": guardian is not None,
            "action": "" if guardian else "See your history",
        }
        return Say(context=context, link="" if guardian else _HISTORY)


class RequestDecided(Kind):
    """A lecturer has decided an absence request, or an "I was here"."""

    name = "request_decided"
    label = "Request decided"
    description = "When an absence request of yours, or an “I was here”, has been decided."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    roles = _STUDENTS
    subject = "{{ verdict }}: {{ course.code }}"
    summary = (
        "{{ course.code }} {{ course.name }}, {{ days }}: {{ verdict|lower }}."
        "{% if reason %} {{ reason }}{% endif %}"
    )

    @classmethod
    def facts(cls, notice: Notice) -> Verdict:
        """Return what was decided; nothing when it has been undone or decided anew since."""
        if "part" in notice.params:
            return _request_decided(notice)
        if "contest" in notice.params:
            return _contest_decided(notice)
        return _attempt_decided(notice)


def _request_decided(notice: Notice) -> Verdict:
    decision = (
        RequestDecision.objects.filter(part=notice.params["part"])
        .select_related("part__request", "part__course")
        .order_by("-at", "-pk")
        .first()
    )
    if decision is None or decision.pk != notice.params["decision"]:
        return DoNotSend()
    asked = decision.part.request
    first, last = _day(asked.first_day), _day(asked.last_day)
    words = {
        RequestAct.APPROVE: "Absence request approved",
        RequestAct.DECLINE: "Absence request declined",
        RequestAct.REVOKE: "Approval of your absence request taken back",
    }
    return Say(
        context={
            "course": decision.part.course,
            "verdict": words[RequestAct(decision.act)],
            "days": first if first == last else f"{first} to {last}",
            "reason": decision.reason,
            "action": "See your requests",
        },
        link=_ABSENCES,
    )


def _contest_decided(notice: Notice) -> Verdict:
    decision = (
        ContestDecision.objects.filter(contest=notice.params["contest"])
        .select_related("contest__record__session__course")
        .order_by("-at", "-pk")
        .first()
    )
    if decision is None or decision.pk != notice.params["decision"]:
        return DoNotSend()
    session = decision.contest.record.session
    verdict = f"You count as {decision.status}" if decision.status else "“I was here” declined"
    return _here(session, verdict, decision.reason, notice)


def _attempt_decided(notice: Notice) -> Verdict:
    decision = (
        AttemptDecision.objects.filter(pk=notice.params["attempt_decision"])
        .select_related("attempt__session__course")
        .first()
    )
    if decision is None or decision.attempt.session is None:
        return DoNotSend()
    verdict = "“I was here” accepted" if decision.accepted else "“I was here” declined"
    return _here(decision.attempt.session, verdict, decision.reason, notice)


def _here(session: AttendanceSession, verdict: str, reason: str, notice: Notice) -> Verdict:
    zone = Organization.objects.get(pk=notice.organization_id).timezone
    return Say(
        context={
            "course": session.course,
            "verdict": verdict,
            "days": _day(local_day(session.opens_at, zone)),
            "reason": reason,
            "action": "See your history",
        },
        link=_HISTORY,
    )


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _may_hear(guardian: int, student: Student, notice: Notice, organization: Organization) -> bool:
    """Return whether this contact, at this address, is still to be told of the student."""
    if not organization.policy.warn_guardians or not student.user.is_active:
        return False
    column = "phone" if notice.channel == Channel.SMS else "email"
    kept = Guardian.objects.filter(pk=guardian, student=student, **{column: notice.address})
    return kept.exists()


def _session(notice: Notice) -> AttendanceSession | None:
    found = AttendanceSession.objects.select_related("course", "organization")
    return found.filter(pk=notice.params["session"]).first()


def _attends(session: AttendanceSession, notice: Notice) -> bool:
    """Return whether the recipient is still enrolled on the session's day."""
    day = local_day(session.opens_at, session.organization.timezone)
    return Enrollment.objects.filter(
        running_on(day), course=session.course_id, student__user=notice.recipient_id
    ).exists()


def _class(session: AttendanceSession) -> dict[str, Any]:
    return {
        "course": session.course,
        "opens_at": session.opens_at,
        "closes_at": session.closes_at,
        "venue": session.venue_name,
    }
