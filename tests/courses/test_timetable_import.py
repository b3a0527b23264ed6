"""Timetables from tables and from calendar files: dry run, storing, undoing."""

from datetime import date, time

import pytest

from apps.attendance.models import AttendanceSession
from apps.core import tenancy
from apps.courses.importers import calendar_files, calendars
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


@pytest.mark.parametrize(
    ("summary", "course"),
    [
        ("CSC101", "CSC101"),
        ("csc101: exam", "CSC101"),
        ("CSC101-Lab", "CSC101"),
        ("CSC1011 Logic", None),
        ("CSC101B Logic", None),
        ("CSC101\u0663", None),
        ("MY CSC101", None),
    ],
)
def test_an_event_is_of_the_course_whose_whole_code_it_begins_with(
    office: Office, summary: str, course: str | None
) -> None:
    answer = office.check("timetable", calendar(WEEKLY.replace("CSC101 Programming", summary)))
    (row,) = answer["rows"]
    assert (row["result"] == "new") is (course is not None)
    if course is None:
        assert [name for name, _ in reasons(answer)[2]] == ["course"]
    else:
        assert row["values"]["course"] == course


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


ENDLESS = {
    "every second": "RRULE:FREQ=SECONDLY",
    "never": "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
    "never again": "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
    "days that never meet": "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=5",
    "on the spot": "RRULE:FREQ=WEEKLY;INTERVAL=0;BYDAY=MO;COUNT=5",
    "a hundred years": "RRULE:FREQ=WEEKLY;UNTIL=21300104T060000Z",
    "another in a hundred years": "RDATE:21300104T060000Z",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_rule_without_an_end_takes_no_time(office: Office, name: str) -> None:
    # A Friday: the control of the same words is the weekly class beside it.
    rule = ("DTSTART:20300104T060000Z", "DURATION:PT1H", ENDLESS[name])
    answer = office.check("timetable", calendar(WEEKLY, event("SUMMARY:CSC101", *rule)))
    assert answer["counts"] == counts(new=1, error=1)
    assert "problem" in {column for told in reasons(answer).values() for column, _ in told}


def zone(offset: str, rule: str) -> str:
    part = ("DTSTART:20071104T000000", "TZOFFSETFROM:+0000", f"TZOFFSETTO:{offset}", rule)
    lines = ("BEGIN:STANDARD", *part, "END:STANDARD")
    return "\r\n".join(["BEGIN:VTIMEZONE", "TZID:Customized Time Zone", *lines, "END:VTIMEZONE"])


IN_ITS_ZONE = event(
    "SUMMARY:CSC101", "DTSTART;TZID=Customized Time Zone:20300104T060000", "DURATION:PT1H"
)
PLAIN = "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"


def test_a_zone_of_one_file_is_not_that_of_the_next(office: Office) -> None:
    begins = []
    for offset in ("+0000", "+0300"):
        office.commit("timetable", calendar(zone(offset, PLAIN), IN_ITS_ZONE))
        begins.append(stored(office)[-1].starts)
    assert begins == [time(9), time(6)]


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=YEARLY;BYSECOND=1,2,3",
        "RRULE:FREQ=YEARLY;BYDAY=SU",
        f"{PLAIN};INTERVAL=0",
        f"{PLAIN}\r\n{PLAIN}",
    ],
)
def test_a_zone_that_changes_all_the_time_is_not_followed(office: Office, rule: str) -> None:
    text = calendar(zone("+0300", rule), IN_ITS_ZONE)
    answer = office.upload("timetable", text.encode(), "timetable.ics")
    assert answer.status_code == 400
    assert "time zone" in answer.json()["fields"]["file"][0]


MANY = event("SUMMARY:CSC101", "DTSTART:20300104T060000Z", "RRULE:FREQ=DAILY", "DURATION:PT1H")


def test_a_calendar_of_too_much_is_refused_and_of_half_of_it_is_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MOST_CLASSES", 1000)
    monkeypatch.setattr(calendar_files, "MOST_EVENTS", 3)
    assert office.upload("timetable", calendar(*[MANY] * 2).encode()).status_code == 201
    for events in ([MANY] * 3, [SINGLE] * 4):
        refused = office.upload("timetable", calendar(*events).encode())
        assert refused.status_code == 400
        assert "split it" in refused.json()["fields"]["file"][0]


def test_lines_that_no_class_is_read_from_are_not_read(office: Office) -> None:
    parameters = "".join(f";X{number}=1" for number in range(200_000))
    with_more = WEEKLY.replace("UID:1", f"UID:1\r\nX-MORE{parameters}:1\r\nATTACH:{'a' * 99_999}")
    assert office.check("timetable", calendar(with_more))["counts"] == counts(new=1)
    long = WEEKLY.replace("LOCATION:Room 4", f"LOCATION{parameters}:Room 4")
    refused = office.upload("timetable", calendar(long).encode())
    assert refused.status_code == 400
    assert "a line of more than" in refused.json()["fields"]["file"][0]


@pytest.mark.parametrize(
    "lines",
    [
        "BEGIN:X\r\nTZID:Q\r\nEND:VTIMEZONE",
        "BEGIN:VTIMEZONE\r\nTZID:Q\r\nTZID:R\r\nEND:VTIMEZONE",
        "BEGIN:VTIMEZONE\r\nTZID:Q\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE",
    ],
)
def test_broken_parts_are_refused_and_not_stumbled_over(office: Office, lines: str) -> None:
    assert office.upload("timetable", calendar(lines, WEEKLY).encode()).status_code == 400


def test_a_calendar_may_begin_with_a_byte_order_mark(office: Office) -> None:
    assert office.check("timetable", f"\ufeff{calendar(WEEKLY)}")["counts"] == counts(new=1)
