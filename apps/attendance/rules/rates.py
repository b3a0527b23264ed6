"""The one formula of attendance rates: what counts, out of what, and what may still be missed.

Every surface that shows a rate asks here, so that no two of them differ. All arithmetic is of
whole numbers: a limit of 75 % is met by 3 of 4, and by no rounding.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.attendance.enums import ATTENDED, RecordStatus


def counts(status: str, *, settled: bool, enrolled: bool) -> bool:
    """Return whether a student's record in a session is part of their rate.

    ``settled``: the session is over and its absences are written; until then only who has come
    counts, for an absence may still turn into an arrival. ``enrolled``: the enrolment ran on the
    session's day; who came without being enrolled has a record, and no rate by it. Excused
    sessions leave the denominator.
    """
    return enrolled and (status in ATTENDED or (settled and status == RecordStatus.ABSENT))


@dataclass(frozen=True, slots=True)
class Tally:
    """How a student's records in a course stand, by status."""

    present: int = 0
    late: int = 0
    excused: int = 0
    absent: int = 0

    @classmethod
    def of(cls, statuses: Iterable[str]) -> "Tally":
        """Return the tally of statuses; which of them belong in it, `counts` says."""
        found = dict.fromkeys(RecordStatus, 0)
        for status in statuses:
            found[RecordStatus(status)] += 1
        return cls(**{str(status): number for status, number in found.items()})

    @property
    def attended(self) -> int:
        """Present and late: both were there."""
        return self.present + self.late

    @property
    def counted(self) -> int:
        """The denominator of the rate so far: everything but excused."""
        return self.present + self.late + self.absent


def percent(part: int, whole: int) -> int | None:
    """Return a share in whole percent, None of nothing.

    Rounded down, so that a rate below a limit never reads like the limit itself.
    """
    return part * 100 // whole if whole else None


def meets(part: int, whole: int, *, threshold_pct: int) -> bool:
    """Return whether a share is at or above a limit; a share of nothing is."""
    return part * 100 >= threshold_pct * whole


def can_miss(tally: Tally, *, remaining: int, threshold_pct: int) -> int | None:
    """Return how many of the remaining classes may be missed with the limit met at the end.

    None: it will not be met, whoever attends them all. The end is when all ``remaining`` classes
    have been held and each was attended or missed; one that is excused would leave both numbers.
    """
    needed = -(-threshold_pct * (tally.counted + remaining) // 100)
    spare = tally.attended + remaining - needed
    return min(spare, remaining) if spare >= 0 else None


def ends_at(tally: Tally, *, remaining: int, missed: int) -> int | None:
    """Return the rate in percent after all remaining classes, ``missed`` of them missed."""
    return percent(tally.attended + remaining - missed, tally.counted + remaining)
