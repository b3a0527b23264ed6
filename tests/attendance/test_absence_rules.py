"""When absences call for a warning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attendance.enums import RecordStatus
from apps.attendance.rules.absence import Finding, Meeting, findings
from apps.orgs.rules import Policy

LETTERS = {
    "p": RecordStatus.PRESENT,
    "l": RecordStatus.LATE,
    "a": RecordStatus.ABSENT,
    "e": RecordStatus.EXCUSED,
}


def meetings(letters: str) -> list[Meeting]:
    return [Meeting(number, LETTERS[one]) for number, one in enumerate(letters)]


def keys(letters: str, **policy: int) -> list[str]:
    return [one.key for one in findings(meetings(letters), Policy.from_json(policy))]


@pytest.mark.parametrize(
    ("letters", "policy", "expected"),
    [
        ("", {}, []),
        ("ppp", {}, []),
        ("aa", {}, []),
        ("aaa", {}, ["row:0"]),
        ("aaaa", {"at_risk_threshold_pct": 0}, ["row:0"]),
        ("paaa", {}, ["row:1", "rate:3"]),
        # Excused neither breaks a run nor counts in it.
        ("aaea", {}, ["row:0"]),
        ("aeae", {}, []),
        ("aaap", {"at_risk_threshold_pct": 0}, []),
        ("lapa", {"at_risk_threshold_pct": 50}, []),
        ("lapaa", {"at_risk_threshold_pct": 50}, ["rate:4"]),
        ("papapa", {"absences_that_warn": 3, "at_risk_threshold_pct": 0}, ["number:1"]),
        ("papapapapapa", {"absences_that_warn": 3, "at_risk_threshold_pct": 0}, ["number:2"]),
        # Exactly the expected rate is not below it.
        ("pppa", {"at_risk_threshold_pct": 75}, []),
        ("ppaa", {"at_risk_threshold_pct": 75}, ["rate:3"]),
        # Recovered, then below again: another time of trouble.
        ("ppaappppppaaa", {"consecutive_absences": 9}, ["rate:10"]),
    ],
)
def test_findings(letters: str, policy: dict[str, int], expected: list[str]) -> None:
    assert keys(letters, **policy) == expected


def test_the_words_name_the_figures() -> None:
    found = findings(meetings("ppaaa"), Policy(absences_that_warn=3))
    assert [one.text for one in found] == [
        "Absent 3 times in a row",
        "Absent 3 times in all",
        "Attended 2 of 5 classes (40~%), below the 75~% that are expected".replace("~", "\xa0"),
    ]


@given(st.text(alphabet="plae", max_size=40), st.integers(0, 40))
def test_excused_sessions_change_nothing(letters: str, place: int) -> None:
    at = min(place, len(letters))
    after = [Meeting(number + at, LETTERS[one]) for number, one in enumerate(letters[at:])]
    with_excused = [*meetings(letters[:at]), Meeting(999, RecordStatus.EXCUSED), *after]
    assert findings(with_excused, Policy()) == findings(meetings(letters), Policy())


@given(st.text(alphabet="pla", min_size=1, max_size=40))
def test_trouble_that_lasts_keeps_its_key(letters: str) -> None:
    """One more absence never makes a new reason out of a run that goes on."""

    def row(of: str) -> list[Finding]:
        found = findings(meetings(of), Policy(at_risk_threshold_pct=0))
        return [one for one in found if one.key.startswith("row:")]

    before, after = row(letters), row(letters + "a")
    if before:
        assert [one.key for one in after] == [one.key for one in before]
