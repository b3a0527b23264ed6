"""When a student's absences call for a warning."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.attendance.enums import ATTENDED, RecordStatus
from apps.attendance.rules.rates import meets, percent
from apps.orgs.rules import Policy


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session of a course, as a student's record has it, in the order of time."""

    session_id: int
    status: RecordStatus


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to warn, in words. ``key`` stays the same while the same trouble lasts."""

    key: str
    text: str


def findings(meetings: Sequence[Meeting], policy: Policy) -> list[Finding]:
    """Return why these absences call for a warning: in a row, by number, by rate.

    Excused sessions count for nothing: neither as attended nor as missed, and a run of absences
    goes on over them.
    """
    counted = [one for one in meetings if one.status != RecordStatus.EXCUSED]
    found = (_in_a_row(counted, policy), _by_number(counted, policy), _by_rate(counted, policy))
    return [one for one in found if one is not None]


def _in_a_row(counted: Sequence[Meeting], policy: Policy) -> Finding | None:
    run: list[Meeting] = []
    for one in reversed(counted):
        if one.status != RecordStatus.ABSENT:
            break
        run.append(one)
    if len(run) < policy.consecutive_absences:
        return None
    return Finding(key=f"row:{run[-1].session_id}", text=f"Absent {_times(len(run))} in a row")


def _by_number(counted: Sequence[Meeting], policy: Policy) -> Finding | None:
    limit = policy.absences_that_warn
    absences = sum(one.status == RecordStatus.ABSENT for one in counted)
    if not limit or absences < limit:
        return None
    return Finding(key=f"number:{absences // limit}", text=f"Absent {_times(absences)} in all")


def _by_rate(counted: Sequence[Meeting], policy: Policy) -> Finding | None:
    attended, below_since = 0, None
    for number, one in enumerate(counted, start=1):
        attended += one.status in ATTENDED
        below = not meets(attended, number, threshold_pct=policy.at_risk_threshold_pct)
        if number < policy.rate_after_sessions or not below:
            below_since = None
        elif below_since is None:
            below_since = one.session_id
    if below_since is None:
        return None
    total = len(counted)
    share = percent(attended, total)
    text = (
        f"Attended {attended} of {total} classes ({share}\N{NO-BREAK SPACE}%), "
        f"below the {policy.at_risk_threshold_pct}\N{NO-BREAK SPACE}% that are expected"
    )
    return Finding(key=f"rate:{below_since}", text=text)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
