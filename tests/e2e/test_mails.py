"""Mails as mail clients show them: every kind, narrow and wide, light and dark."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from apps.courses.models import Course
from apps.notifications.enums import Channel
from apps.notifications.kinds import Say, kind_named, registered
from apps.notifications.models import Notification
from apps.notifications.services.wording import write
from apps.orgs.models import Organization
from tests.support.browsers import SCHEMES
from tests.support.looks import accessibility_faults, overflow, take

pytestmark = pytest.mark.browser

# A phone, the reading pane of a desk, and the narrowest phone.
WIDTHS = (390, 680, 320)
AT = datetime(2026, 11, 23, 6, 4, tzinfo=UTC)
COURSE = Course(code="CSC2103", name="Data Structures & Algorithms <2>")
CLASS = {"course": COURSE, "opens_at": AT, "closes_at": AT, "venue": "Main Hall 3"}
ABSENCES = {
    "student": "Amina Wanjiru",
    "course": COURSE,
    "because": ["Absent 3 times in a row", "Attended 5 of 8 classes (62 %), below the 75 %"],
    "days": [date(2026, 11, day) for day in (2, 9, 16)],
}
FACTS: dict[str, list[dict[str, Any]]] = {
    "check_in_confirmation": [
        {
            "course": COURSE,
            "arrived_at": AT,
            "late": late,
            "status": "Late" if late else "Present",
            "for_review": late,
            "reference": "7F2AQ4",
            "venue": "Main Hall 3",
            "action": "See your history",
        }
        for late in (False, True)
    ],
    "session_reminder": [{**CLASS, "action": "Check in"}],
    "next_class": [{**CLASS, "action": "Open"}],
    "class_changed": [
        {
            "course": COURSE,
            "called_off": off,
            "opens_at": None if off else AT,
            "venue": "" if off else "Main Hall 3",
            "was_at": AT,
            "was_in": "Laboratory for Very Small Machines",
            "action": "See your classes",
        }
        for off in (False, True)
    ],
    "absence_warning": [
        {**ABSENCES, "to_guardian": False, "action": "See your history"},
        {**ABSENCES, "to_guardian": True, "action": ""},
    ],
    "request_decided": [
        {
            "course": COURSE,
            "verdict": "Absence request declined",
            "days": "Mon 2 Nov 2026 to Fri 6 Nov 2026",
            "reason": "The field trip of that week was moved: please come to the second group.",
            "action": "See your requests",
        },
        {
            "course": COURSE,
            "verdict": "You count as present",
            "days": "Mon 2 Nov 2026",
            "reason": "",
            "action": "See your history",
        },
    ],
    **{
        name: [
            {"username": "amina.wanjiru", "expires_at": AT, "action": action},
        ]
        for name, action in (
            ("password_reset", "Choose a new password"),
            ("email_verification", "Confirm this address"),
            ("invitation", "Choose your password"),
        )
    },
    "daily_digest": [
        {
            "items": [
                {
                    "label": "Check-in confirmation",
                    "line": f"CSC210{n}: present",
                    "link": "/history",
                }
                for n in range(5)
            ]
        }
    ],
}
CASES = [(name, place) for name, facts in FACTS.items() for place in range(len(facts))]


def test_every_kind_has_its_picture() -> None:
    mailed = {kind for kind in registered() if Channel.EMAIL in kind.channels}
    assert {kind.name for kind in mailed if "tester" not in kind.roles} == set(FACTS)


@pytest.mark.parametrize(("name", "place"), CASES)
def test_a_mail_is_good_to_read(name: str, place: int, desk: BrowserContext) -> None:
    university = Organization(
        pk=1, name="Lakeside University", slug="demo", timezone="Africa/Kampala"
    )
    row = Notification(
        organization=university,
        recipient_id=None if "to_guardian" in FACTS[name][place] and place else 1,
        addressee="Amina",
        kind=name,
        channel="email",
    )
    kind = kind_named(name)
    assert kind is not None
    write(row, kind, Say(context=FACTS[name][place], link="/history"), university)
    assert "{{" not in row.text + row.html
    # What may stand in a name is text, not markup.
    assert "Algorithms <2>" not in row.html
    page = desk.new_page()
    page.set_content(row.html)
    for width in WIDTHS:
        assert overflow(page, width) == []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            take(page, f"mail-{name}-{place}-{width}-{scheme}", full_page=True)
            assert accessibility_faults(page, colours_only=scheme == "dark") == []
