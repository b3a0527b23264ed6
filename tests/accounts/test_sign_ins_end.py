"""How long a sign-in lasts, what counts as use, and what ends it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import AuthToken
from apps.core import clock
from apps.core.api.views import ApiView
from apps.orgs.selectors import forget_cached
from tests.support.operations import routes, view_class
from tests.support.world import PASSWORD, Phone, World, make_world

START = datetime(2026, 3, 2, 6, 0, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Hand:
    """The clock's hand: tests put it where they want."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def to(self, **after: float) -> None:
        """Put it so long after the start."""
        self.at = START + timedelta(**after)


@pytest.fixture
def hand(db: None) -> Iterator[Hand]:
    forget_cached()
    one = Hand()
    with clock.use(one):
        yield one


@pytest.fixture
def world(hand: Hand) -> World:
    return make_world("home", students=1)


@pytest.fixture
def phone(world: World) -> Phone:
    return world.phone(world.students[0])


def status(phone: Phone) -> int:
    answer = phone.get("/api/me/")
    if answer.status_code == 401:
        assert answer.json()["code"] == "token_invalid"
        assert answer["WWW-Authenticate"] == "Token"
    return int(answer.status_code)


@pytest.mark.parametrize(("second", "expected"), [(3599, 200), (3600, 401), (3601, 401)])
def test_an_unused_sign_in_lasts_an_hour(
    second: int, expected: int, phone: Phone, hand: Hand
) -> None:
    hand.to(seconds=second)
    assert status(phone) == expected


def test_each_recorded_use_begins_the_hour_again(phone: Phone, hand: Hand) -> None:
    for minute in (59, 118, 177):
        hand.to(minutes=minute)
        assert status(phone) == 200
    hand.to(minutes=177, seconds=3599)
    assert status(phone) == 200
    hand.to(minutes=177, seconds=3599 + 3601)
    assert status(phone) == 401


def test_use_is_recorded_at_most_once_a_minute(phone: Phone, hand: Hand) -> None:
    for second, recorded in ((30, 0), (59, 0), (60, 60), (61, 60), (119, 60), (120, 120)):
        hand.to(seconds=second)
        assert status(phone) == 200
        assert AuthToken.objects.get().last_used_at == START + timedelta(seconds=recorded)
    # The seconds left that the server states are the truth.
    hand.to(seconds=150)
    left = phone.get("/api/me/").json()["session"]
    assert left == {"seconds_left": 3570, "absolute_seconds_left": 43200 - 150}
    hand.to(seconds=150 + 3569)
    assert status(phone) == 200


def test_twelve_hours_are_the_end_however_it_is_used(phone: Phone, hand: Hand) -> None:
    for minute in range(50, 720, 50):
        hand.to(minutes=minute)
        assert status(phone) == 200
    hand.to(hours=12, seconds=-1)
    answer = phone.get("/api/me/").json()["session"]
    assert answer == {"seconds_left": 1, "absolute_seconds_left": 1}
    hand.to(hours=12)
    assert status(phone) == 401


# Screens ask for these by themselves, again and again.
POLLED = {
    "api/courses/<int:pk>/register/",
    # Browsers load pictures by themselves.
    "api/decisions/counts/",
    "api/files/<path:name>",
    "api/classes/",
    # Calendars ask for it without a sign-in.
    "calendar/<str:token>.ics",
    "api/imports/<int:pk>/",
    "api/notifications/unread/",
    # Nobody is known there: whoever verifies a receipt does not sign in.
    ".well-known/attendance-receipt-keys.json",
    "api/receipts/verify/",
    # Nor at a kiosk, which has a token of its own.
    "api/kiosk/state/",
    "api/kiosk/look-up/",
    "api/kiosk/check-in/",
    "api/organization/",
    "api/sessions/<int:pk>/live/",
    "api/sessions/<int:pk>/projector/",
}
# Their use is recorded in the statement that stores the check-in.
RECORDED_APART = {
    "api/claims/",
    "api/claims/<uuid:claim_id>/finish/",
    "api/check-ins/typed/",
}


def test_what_does_not_count_as_use_is_listed() -> None:
    found = {
        route
        for route, view in routes()
        if (owner := view_class(view)) is not None
        and issubclass(owner, ApiView)
        and not owner.counts_as_use
    }
    assert found == POLLED | RECORDED_APART


@pytest.mark.parametrize("name", ["live", "projector"])
def test_polling_does_not_keep_a_sign_in_alive(name: str, world: World, hand: Hand) -> None:
    session = world.open(closes_after_min=300)
    staff = world.staff()
    for minute in (10, 30, 59):
        hand.to(minutes=minute)
        assert staff.get(reverse(name, args=[session.pk])).status_code == 200
    hand.to(minutes=60)
    assert staff.get(reverse(name, args=[session.pk])).status_code == 401
    # The control: asking for the session itself does.
    world.tokens.clear()
    other = world.staff()
    for minute in (100, 150):
        hand.to(minutes=minute)
        assert other.get(f"/api/sessions/{session.pk}/").status_code == 200


def test_a_check_in_counts_as_use(world: World, hand: Hand) -> None:
    session = world.open(place=False)
    phone = world.phone(world.students[0])
    hand.to(minutes=5)
    finish = {"location": None, "location_status": "not_asked", "without_location": False}
    assert phone.scan(world.code(session), finish=finish).status_code == 201
    assert AuthToken.objects.get(user=world.students[0].user).last_used_at == hand.at


def test_log_out_ends_this_sign_in_and_no_other(world: World, phone: Phone) -> None:
    world.tokens.clear()
    second = world.phone(world.students[0])
    assert phone.send("POST", "/api/auth/logout/").status_code == 204
    assert status(phone) == 401
    assert status(second) == 200


def test_a_new_password_ends_every_sign_in_before(world: World, phone: Phone) -> None:
    assert status(phone) == 200
    user = world.students[0].user
    user.set_password(PASSWORD)
    user.save()
    assert status(phone) == 401
    world.tokens.clear()
    assert status(world.phone(world.students[0])) == 200


def test_a_deactivated_user_is_out_at_the_next_request(world: World, phone: Phone) -> None:
    user = world.students[0].user
    for active, expected in ((False, 401), (True, 200)):
        user.is_active = active
        user.save()
        assert status(phone) == expected


def test_a_deactivated_organisation_is_out_at_the_next_request(world: World, phone: Phone) -> None:
    world.organization.is_active = False
    world.organization.save()
    assert phone.get("/api/me/").status_code == 404
    phone.host = "localhost"
    assert phone.get("/api/me/").status_code == 401


def test_a_change_of_role_counts_at_the_next_request(world: World) -> None:
    staff = world.staff()
    assert staff.get("/api/sessions/").status_code == 200
    user = world.lecturer.user
    user.role = "bursar"
    user.save()
    assert staff.get("/api/sessions/").status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token ",
        "Token a b",
        "Token ünïcode",
        "Token " + "x" * 5000,
        "Token '; DROP TABLE users; --",
        "Token None",
        "token gone",
    ],
)
def test_what_is_no_token_is_refused(header: str, world: World) -> None:
    for path in ("/api/me/", "/api/courses/"):
        answer: Any = world.phone().client.get(
            path,
            headers={"host": "home.localhost", "authorization": header.encode().decode("latin-1")},
        )
        assert answer.status_code == 401
        assert answer.json()["code"] == "token_invalid"


@pytest.mark.parametrize("header", [None, "", "Basic dXNlcjpwYXNz", "Bearer abc"])
def test_another_scheme_is_no_sign_in(header: str | None, world: World) -> None:
    headers = {"host": "home.localhost"} | ({} if header is None else {"authorization": header})
    answer: Any = world.phone().client.get("/api/me/", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
