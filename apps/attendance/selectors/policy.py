"""What a change of the policy would mean for the sessions there are."""

from apps.attendance.enums import SessionState
from apps.attendance.models import AttendanceSession
from apps.courses.models import Course
from apps.orgs.rules.settings import PolicyChange, judges_check_ins


def policy_notes(changes: list[PolicyChange], *, course: Course | None = None) -> list[str]:
    """Return, in words, from when on the changes hold, and how many sessions they leave alone.

    Of one course, or of all.
    """
    if not any(judges_check_ins(one.setting) for one in changes):
        return []
    held = AttendanceSession.objects.filter(state__in=[SessionState.OPEN, SessionState.PLANNED])
    if course is not None:
        held = held.filter(course=course)
    states = list(held.order_by().values_list("state", flat=True))
    notes = ["New rules for check-ins hold for sessions that are started or planned from now on."]
    kept = [
        _sessions(states.count(state), word)
        for state, word in ((SessionState.OPEN, "open"), (SessionState.PLANNED, "planned"))
        if state in states
    ]
    if kept:
        verb = "keeps" if len(states) == 1 else "keep"
        notes.append(f"{' and '.join(kept)} {verb} the rules of before.")
    else:
        notes.append("No session is open or planned now.")
    notes.append("Sessions of the past are never judged anew.")
    return notes


def _sessions(count: int, word: str) -> str:
    return f"{count} {word} session" if count == 1 else f"{count} {word} sessions"
