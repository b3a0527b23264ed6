"""A worker killed in the midst of storing a timetable, or of taking one back."""

from datetime import date

import pytest

from apps.accounts.models import ImportChange
from apps.accounts.services import imports
from apps.attendance.models import AttendanceSession, AttendanceToken
from apps.core import tenancy
from apps.courses.models import CalledOffClass, ClassSchedule
from apps.orgs.selectors import forget_cached
from tests.support.checkin import Clock, now
from tests.support.importing import Office
from tests.support.killing import killed_in
from tests.support.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["now"]

# The clock of the tests stands on a Monday noon: one class each is planned, one is called off.
OFF = date(2026, 3, 10)
TABLE = (
    "course,day,from,to,room,first_day,last_day,opens_itself,except\n"
    f"CSC101,Tue,10:00,12:00,,,,yes,{OFF}\n"
)
CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        "SUMMARY:CSC101",
        "DTSTART;TZID=Africa/Kampala:20260303T100000",
        "DURATION:PT2H",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        f"EXDATE;TZID=Africa/Kampala:{OFF:%Y%m%d}T100000",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)
# A calendar file does not say of its classes that they open themselves, so that none is planned.
FILES = [pytest.param(TABLE, 1, id="table"), pytest.param(CALENDAR, 0, id="calendar")]
CONTROL = pytest.mark.parametrize(
    "committed", [False, True], ids=["killed", "control: without a transaction"]
)


@pytest.fixture
def office(now: Clock) -> Office:
    forget_cached()
    return Office(make_world())


def stored(office: Office) -> list[int]:
    """Return how many class times, called-off classes, sessions, codes and changes there are."""
    models = (ClassSchedule, CalledOffClass, AttendanceSession, AttendanceToken, ImportChange)
    with tenancy.activate(office.world.organization):
        return [model.objects.count() for model in models]


def kill(office: Office, *, committed: bool) -> None:
    """Kill the worker when everything but the end of the import has been written."""
    killed_in(office.work, owner=imports, name="_finish", kept=committed)


def work_again(office: Office, now: Clock, state: str) -> None:
    """Have the next worker take the import up, when the lease of the killed one is over."""
    assert office.work() == "", "the lease of the killed worker still holds"
    now.tick(seconds=imports.LEASE.total_seconds())
    assert office.work() == state
    assert office.work() == "", "and only once"


@CONTROL
@pytest.mark.parametrize(("text", "planned"), FILES)
def test_a_timetable_is_stored_whole_or_not(
    office: Office, now: Clock, text: str, planned: int, committed: bool
) -> None:
    whole = [1, 1, planned, planned, 2]
    pk = office.check("timetable", text)["id"]
    assert office.post(f"{pk}/commit/").status_code == 202
    kill(office, committed=committed)
    assert stored(office) == (whole if committed else [0] * 5)
    if not committed:
        work_again(office, now, "done")
        assert stored(office) == whole


@CONTROL
def test_a_timetable_is_taken_back_whole_or_not(
    office: Office, now: Clock, committed: bool
) -> None:
    pk = office.commit("timetable", TABLE)["id"]
    whole, back = [1, 1, 1, 1, 2], [0] * 5
    assert stored(office) == whole
    assert office.post(f"{pk}/undo/").status_code == 202
    kill(office, committed=committed)
    assert stored(office) == (back if committed else whole)
    if not committed:
        work_again(office, now, "undone")
        assert stored(office) == back
