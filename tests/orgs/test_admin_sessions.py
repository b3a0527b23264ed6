"""Sessions of the admin site end as sign-ins do: an hour unused, twelve hours at the latest."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.accounts.enums import Role
from apps.accounts.rules import ABSOLUTE_LIMIT, IDLE_LIMIT
from apps.orgs.site import scope
from tests.support.administration import browser_of, make_administrator
from tests.support.checkin import Clock, fresh_process, now
from tests.support.world import make_user, make_world

__all__ = ["fresh_process", "now"]

INDEX = "/admin/"


@pytest.fixture
def browser(db: None, fresh_process: None, now: Clock) -> Client:
    return browser_of(make_administrator(make_world("home").organization))


def is_in(browser: Client) -> bool:
    return browser.get(INDEX).status_code == 200


def test_twelve_hours_are_the_end_however_it_is_used(browser: Client, now: Clock) -> None:
    assert scope.ABSOLUTE_LIMIT == ABSOLUTE_LIMIT == timedelta(hours=12)
    began = now.moment
    assert is_in(browser)
    now.moment = began + ABSOLUTE_LIMIT - timedelta(seconds=1)
    assert is_in(browser), "the control: a second before, use goes on"
    now.moment = began + ABSOLUTE_LIMIT
    assert not is_in(browser)
    now.moment = began
    assert not is_in(browser), "it has ended, and not only now"


def test_an_hour_without_use_is_the_end_and_use_begins_it_again(browser: Client) -> None:
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == IDLE_LIMIT == timedelta(hours=1)
    assert is_in(browser)
    session = Session.objects.get()
    soon = timezone.now() + timedelta(minutes=1)
    Session.objects.update(expire_date=soon)
    assert is_in(browser), "the control: a minute before, it works"
    session.refresh_from_db()
    assert session.expire_date > soon + timedelta(minutes=50)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(browser)


def test_log_out_everywhere_ends_it_and_nobody_elses(
    db: None, fresh_process: None, now: Clock
) -> None:
    now.moment = timezone.now()
    world = make_world("home")
    mine, other = (make_administrator(world.organization) for _ in range(2))
    browsers = [browser_of(one) for one in (mine, mine, other)]
    assert all(map(is_in, browsers))
    headers = {"Host": "home.localhost", "Authorization": f"Token {world.sign_in(mine)}"}
    answer = Client(headers=headers).post("/api/auth/sign-ins/end-others/")
    assert answer.json() == {"ended": 2}
    assert [is_in(one) for one in browsers] == [False, False, True]


def test_an_edit_of_what_somebody_may_do_ends_their_sign_ins(
    db: None, fresh_process: None, now: Clock
) -> None:
    world = make_world("home")
    bursar = make_user(world.organization, Role.BURSAR)
    browser = browser_of(make_administrator(world.organization))
    values = {"username": bursar.username, "email": "", "phone": "", "is_active": "on"}
    path = f"/admin/accounts/user/{bursar.pk}/change/"

    def status_after(**change: str) -> int:
        world.tokens.clear()
        token = world.sign_in(bursar)
        data = {**values, "full_name": bursar.full_name, "role": bursar.role, **change}
        assert browser.post(path, data).status_code == 302
        bursar.refresh_from_db()
        headers = {"Host": "home.localhost", "Authorization": f"Token {token}"}
        return Client(headers=headers).get("/api/me/").status_code

    assert status_after(full_name="Another Name") == 200, "the control"
    assert status_after(role="admin") == 401
    assert status_after(is_active="") == 401
    assert status_after(is_active="on") == 401, "one from before does not live again"
