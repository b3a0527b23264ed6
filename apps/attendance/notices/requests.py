"""About what lecturers decide."""

from datetime import date
from types import MappingProxyType
from typing import TypeVar

from django.db.models import QuerySet

from apps.attendance.enums import RequestAct
from apps.attendance.models import (
    AttemptDecision,
    AttendanceSession,
    ContestDecision,
    RequestDecision,
)
from apps.attendance.notices.common import ABSENCES, HISTORY, STUDENTS
from apps.notifications.enums import Channel
from apps.notifications.kinds import DoNotSend, Kind, Notice, Say, Verdict
from apps.orgs.models import Organization

_Decision = TypeVar("_Decision", RequestDecision, ContestDecision)


class RequestDecided(Kind):
    """A lecturer has decided an absence request, or an "I was here"."""

    name = "request_decided"
    label = "Request decided"
    description = "When an absence request of yours, or an “I was here”, has been decided."
    channels = MappingProxyType({Channel.IN_APP: True, Channel.EMAIL: True, Channel.SMS: False})
    roles = STUDENTS
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
    of_part = RequestDecision.objects.filter(part=notice.params["part"])
    decision = _still_last(of_part.select_related("part__request", "part__course"), notice)
    if decision is None:
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
        link=ABSENCES,
    )


def _contest_decided(notice: Notice) -> Verdict:
    of_contest = ContestDecision.objects.filter(contest=notice.params["contest"])
    decision = _still_last(of_contest.select_related("contest__record__session__course"), notice)
    if decision is None:
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


def _still_last(decisions: QuerySet[_Decision], notice: Notice) -> _Decision | None:
    """Return the decision that a notification is about, None when there is a later one."""
    last = decisions.order_by("-at", "-pk").first()
    return last if last is not None and last.pk == notice.params["decision"] else None


def _here(session: AttendanceSession, verdict: str, reason: str, notice: Notice) -> Verdict:
    zone = Organization.objects.get(pk=notice.organization_id).timezone
    return Say(
        context={
            "course": session.course,
            "verdict": verdict,
            "days": _day(session.day_in(zone)),
            "reason": reason,
            "action": "See your history",
        },
        link=HISTORY,
    )


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
