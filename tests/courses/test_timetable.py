"""When classes are: the wall clock is kept over every clock change of four zones."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.courses.rules.timetable import Closure, Pattern, class_on, classes, moment, overlap

# Changes at night, at midnight, by half an hour, and none.
ZONES = ("Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Africa/Kampala")
MINUTES = st.integers(0, 24 * 60 - 2)


def clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    """Draw a pattern of up to four months in one of two years, at any time of the day."""
    first = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 700)))
    starts = draw(MINUTES)
    ends = draw(st.integers(starts + 1, 24 * 60 - 1))
    days = draw(st.sets(st.integers(1, 7), min_size=1))
    return Pattern(
        weekdays="".join(map(str, sorted(days))),
        starts=clock(starts),
        ends=clock(ends),
        first_day=first,
        last_day=first + timedelta(days=draw(st.integers(0, 120))),
    )


def exists(day: date, at: time, zone: ZoneInfo) -> bool:
    there = moment(day, at, zone).astimezone(zone)
    return (there.date(), there.time()) == (day, at)


@given(pattern=patterns(), name=st.sampled_from(ZONES))
def test_classes_keep_the_wall_clock_over_clock_changes(pattern: Pattern, name: str) -> None:
    zone = ZoneInfo(name)
    found = list(classes(pattern, first=date.min, last=date.max, zone=zone))
    days = [
        pattern.first_day + timedelta(days=offset)
        for offset in range((pattern.last_day - pattern.first_day).days + 1)
    ]
    assert [one.day for one in found] == [
        day for day in days if str(day.isoweekday()) in pattern.weekdays
    ]
    for one in found:
        starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
        assert one.starts_at.tzinfo is UTC
        assert one.starts_at < one.ends_at
        assert starts.date() == one.day
        if exists(one.day, pattern.starts, zone):
            assert starts.time() == pattern.starts
            # Of two such moments the first: no other begins earlier at that wall-clock time.
            assert starts.fold == 0
        else:
            assert starts.time() > pattern.starts
        if exists(one.day, pattern.ends, zone) and exists(one.day, pattern.starts, zone):
            assert ends.time() == pattern.ends
    assert all(before.starts_at < after.starts_at for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("name", "day", "at", "utc"),
    [
        # The hour that is skipped is read with the offset before the change: half past three.
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (
            "Europe/Berlin",
            date(2026, 10, 25),
            time(2, 30),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
        # Midnight itself is skipped.
        (
            "America/Santiago",
            date(2026, 9, 6),
            time(0, 15),
            datetime(2026, 9, 6, 4, 15, tzinfo=UTC),
        ),
        (
            "America/Santiago",
            date(2026, 4, 4),
            time(23, 30),
            datetime(2026, 4, 5, 2, 30, tzinfo=UTC),
        ),
        # By half an hour.
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            datetime(2026, 10, 3, 15, 45, tzinfo=UTC),
        ),
        (
            "Australia/Lord_Howe",
            date(2026, 4, 5),
            time(1, 45),
            datetime(2026, 4, 4, 14, 45, tzinfo=UTC),
        ),
        (
            "Africa/Kampala",
            date(2026, 3, 29),
            time(2, 30),
            datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
        ),
    ],
)
def test_skipped_and_doubled_times_have_the_told_answer(
    name: str, day: date, at: time, utc: datetime
) -> None:
    assert moment(day, at, ZoneInfo(name)) == utc


def test_the_examples_are_of_days_on_which_clocks_change() -> None:
    """The control: on other days, those times are as far from UTC as ever."""
    berlin = ZoneInfo("Europe/Berlin")
    offsets = {
        day: datetime.combine(day, time(12), berlin).utcoffset()
        for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25))
    }
    assert list(offsets.values()) == [timedelta(hours=one) for one in (1, 2, 2, 1)]


def test_a_class_over_a_gap_is_never_empty() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = Pattern("7", time(2, 30), time(3, 0), date(2026, 3, 29), date(2026, 3, 29))
    found = class_on(night, date(2026, 3, 29), berlin)
    assert found is not None
    assert found.ends_at - found.starts_at == timedelta(minutes=30)


def test_a_day_that_a_zone_skipped_has_no_class() -> None:
    fridays = Pattern("5", time(10), time(11), date(2011, 12, 23), date(2012, 1, 6))
    days = [
        one.day
        for one in classes(fridays, first=date.min, last=date.max, zone=ZoneInfo("Pacific/Apia"))
    ]
    # Samoa went from Thursday the 29th to Saturday the 31st.
    assert days == [date(2011, 12, 23), date(2012, 1, 6)]


def test_holidays_are_named_and_the_ends_of_ranges_count() -> None:
    daily = Pattern("1234567", time(9), time(10), date(2026, 4, 1), date(2026, 4, 30))
    easter = Closure(date(2026, 4, 3), date(2026, 4, 6), "Easter")
    found = classes(
        daily,
        first=date(2026, 4, 2),
        last=date(2026, 4, 7),
        zone=ZoneInfo("UTC"),
        closures=[easter],
    )
    assert [one.holiday for one in found] == ["", *["Easter"] * 4, ""]


@given(one=patterns(), other=patterns())
def test_overlap_finds_the_first_shared_class(one: Pattern, other: Pattern) -> None:
    zone = ZoneInfo("UTC")

    def taught(pattern: Pattern) -> dict[date, tuple[datetime, datetime]]:
        found = classes(pattern, first=date.min, last=date.max, zone=zone)
        return {each.day: (each.starts_at, each.ends_at) for each in found}

    mine, theirs = taught(one), taught(other)
    shared = [
        day
        for day in sorted(mine.keys() & theirs.keys())
        if mine[day][0] < theirs[day][1] and theirs[day][0] < mine[day][1]
    ]
    assert overlap(one, other) == overlap(other, one) == (shared[0] if shared else None)
    assert overlap(one, one) == min(mine, default=None)
