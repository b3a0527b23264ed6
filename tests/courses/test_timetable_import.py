"""Timetables from tables and from calendar files: dry run, storing, undoing."""

from datetime import date, time

import pytest

from apps.attendance.models import AttendanceSession
from apps.core import tenancy
from apps.courses.models import CalledOffClass, ClassSchedule, Venue
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts, reasons
from tests.support.world import make_world

pytestmark = pytest.mark.django_db

TABLE = (
    "course,day,from,to,room,first_day,last_day,opens_itself,except\n"
    "csc101,Mon; We,10:00,12:00,room 4,,,yes,\n"
    "CSC101,Thu,2:30 pm,16.00,,2030-01-10,2030-02-28,no,2030-01-17\n"
    "CSC101,Wed,11:00,13:00,,,,,\n"
    "NONE,Fri,10:00,12:00,,,,,\n"
    "CSC101,Fri,12:00,10:00,Nowhere,,,,\n"
    "CSC101,Frosday,noon,13:00,,,,,\n"
)


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world())


def stored(office: Office) -> list[ClassSchedule]:
    with tenancy.activate(office.world.organization):
        return list(ClassSchedule.objects.order_by("pk"))


def test_a_table_is_checked_stored_and_undone(office: Office) -> None:
    answer = office.check("timetable", TABLE)
    assert answer["counts"] == counts(new=2, error=4)
    assert stored(office) == []
    found = {number: [name for name, _ in told] for number, told in reasons(answer).items()}
    assert found == {
        4: ["starts"],
        5: ["course"],
        6: ["venue", "ends"],
        7: ["weekdays", "starts"],
    }
    assert "overlaps on" in reasons(answer)[4][0][1]
    done = office.commit("timetable", TABLE)
    first, second = stored(office)
    assert (first.weekdays, first.starts, first.opens_itself) == ("13", time(10), True)
    assert first.venue_id == office.world.venue.pk
    assert (second.starts, second.ends, second.first_day) == (
        time(14, 30),
        time(16),
        date(2030, 1, 10),
    )
    with tenancy.activate(office.world.organization):
        assert CalledOffClass.objects.get().class_date == date(2030, 1, 17)
    assert office.check("timetable", TABLE)["counts"] == counts(same=2, error=4)
    longer = TABLE.replace("12:00,room 4", "12:30,room 4")
    assert office.check("timetable", longer)["counts"] == counts(changed=1, same=1, error=4)
    assert office.undo(done["id"])["undo_counts"]["removed"] == 3
    assert stored(office) == []


def rooms(office: Office) -> list[str]:
    with tenancy.activate(office.world.organization):
        return list(AttendanceSession.objects.values_list("venue_name", flat=True))


def test_what_was_planned_follows_an_import_that_is_undone(office: Office) -> None:
    # Every day of the week, so that one lies within the next hours, whichever hour it is.
    head, days = "course,day,from,to,room,opens_itself", "Mon;Tue;Wed;Thu;Fri;Sat;Sun"
    every = f"{head}\nCSC101,{days},10:00,11:00,,yes\n"
    with tenancy.activate(office.world.organization):
        Venue.objects.create(name="Hall", latitude=0.3, longitude=32.5, radius_m=50)
    made = office.commit("timetable", every)
    before = rooms(office)
    assert before
    assert set(before) == {"Room 4"}
    moved = office.commit("timetable", every.replace("11:00,,", "11:00,Hall,"))
    assert set(rooms(office)) == {"Hall"}
    # By the worker that undoes, and not by the next run of the job that plans.
    assert office.undo(moved["id"])["undo_counts"]["restored"] == 1
    assert rooms(office) == before
    office.undo(made["id"])
    assert rooms(office) == []


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*events: str) -> str:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN")
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""])


WEEKLY = event(
    "UID:1",
    "SUMMARY:CSC101 Programming",
    "LOCATION:Room 4",
    "DTSTART;TZID=Africa/Kampala:20300107T100000",
    "DTEND;TZID=Africa/Kampala:20300107T120000",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20300228T000000Z",
    "EXDATE;TZID=Africa/Kampala:20300114T100000",
)
SINGLE = event(
    "UID:2", "SUMMARY:CSC101: exam", "DTSTART:20300301T060000Z", "DURATION:PT3H", "LOCATION:"
)
REFUSED = {
    "every second week": event(
        "UID:3",
        "SUMMARY:CSC101",
        "DTSTART:20300104T060000Z",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=5",
    ),
    "monthly": event(
        "UID:4",
        "SUMMARY:CSC101",
        "DTSTART:20300104T060000Z",
        "DURATION:PT1H",
        "RRULE:FREQ=MONTHLY;COUNT=5",
    ),
    "by the clock of elsewhere": event(
        "UID:5",
        "SUMMARY:CSC101",
        "DTSTART;TZID=Europe/Berlin:20300104T060000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=20",
    ),
    "whole days": event("UID:6", "SUMMARY:CSC101", "DTSTART;VALUE=DATE:20300104"),
    "over midnight": event("UID:7", "SUMMARY:CSC101", "DTSTART:20300104T200000Z", "DURATION:PT3H"),
    "no rule": event(
        "UID:8", "SUMMARY:CSC101", "DTSTART:20300104T060000Z", "DURATION:PT1H", "RRULE:FREQ=NEVER"
    ),
    "one of a series": event(
        "UID:1",
        "SUMMARY:CSC101",
        "RECURRENCE-ID:20300109T070000Z",
        "DTSTART:20300109T080000Z",
        "DURATION:PT1H",
    ),
}


def test_a_calendar_file_becomes_class_times(office: Office) -> None:
    text = calendar(WEEKLY, SINGLE)
    answer = office.check("timetable", text)
    assert answer["counts"] == counts(new=2), reasons(answer)
    office.commit("timetable", text)
    weekly, single = stored(office)
    assert (weekly.weekdays, weekly.starts, weekly.ends) == ("13", time(10), time(12))
    assert (weekly.first_day, weekly.last_day) == (date(2030, 1, 7), date(2030, 2, 27))
    # Nine in the morning in Kampala, which is six in UTC.
    assert (single.weekdays, single.starts, single.ends) == ("5", time(9), time(12))
    assert single.first_day == single.last_day == date(2030, 3, 1)
    with tenancy.activate(office.world.organization):
        off = CalledOffClass.objects.get()
        assert (off.schedule_id, off.class_date, off.by) == (weekly.pk, date(2030, 1, 14), None)
    assert office.check("timetable", text)["counts"] == counts(same=2)


def test_a_weekly_rule_without_an_end_lasts_as_long_as_the_term(office: Office) -> None:
    endless = WEEKLY.replace(";UNTIL=20300228T000000Z", "")
    # The term of the tests ends before: here it has no day left.
    answer = office.check("timetable", calendar(endless))
    assert [name for name, _ in reasons(answer)[2]] == ["last_day"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_class_time_can_say_is_a_row_with_its_reason(office: Office, name: str) -> None:
    answer = office.check("timetable", calendar(WEEKLY, REFUSED[name]))
    assert answer["counts"] == counts(new=1, error=1)
    (told,) = reasons(answer).values()
    assert "problem" in {column for column, _ in told}


@pytest.mark.parametrize("text", ["BEGIN:VCALENDAR\r\nVERSION", "BEGIN:VCALENDAR\r\nEND:VCALENDAR"])
def test_what_is_no_calendar_is_refused_as_a_whole(office: Office, text: str) -> None:
    answer = office.upload("timetable", text.encode(), "timetable.ics")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["file"]
