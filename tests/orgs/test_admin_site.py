"""The admin site: who enters, and for which organisation."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.rules import LOGIN_TRIES, LOGIN_WINDOW
from apps.core import clock
from apps.orgs.site import scope
from tests.support.administration import (
    Two,
    browser_of,
    choose,
    make_administrator,
)
from tests.support.campus import NOW
from tests.support.world import PASSWORD, make_student, make_user

LOG_IN = "/admin/login/?next=/admin/"
STUDENTS = "/admin/accounts/student/"
CHOICE = "/admin/organization/"


def log_in(client: Client, name: str, password: str = PASSWORD, path: str = LOG_IN) -> Any:
    return client.post(path, {"username": name, "password": password, "next": "/admin/"})


def enters(client: Client) -> bool:
    answer = client.get("/admin/")
    if answer.status_code == 302:
        assert answer["Location"].startswith("/admin/login/")
        return False
    assert answer.status_code == 200
    return True


# --- Logging in ----------------------------------------------------------------------------
def test_the_address_without_its_slash_leads_in(two: Two) -> None:
    answer = browser_of(None).get("/admin")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_an_administrator_logs_in_with_name_or_number_and_out_again(two: Two) -> None:
    client = browser_of(None)
    assert not enters(client)
    answer = log_in(client, two.admin.username.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert enters(client)
    client.post("/admin/logout/")
    assert not enters(client)


def test_nobody_else_logs_in_and_all_are_told_the_same(two: Two) -> None:
    home = two.home.organization
    refused = [
        (make_user(home, Role.ADMIN, password=PASSWORD), "not for the admin site"),
        (make_user(home, Role.STUDENT, is_staff=True, password=PASSWORD), "no administrator"),
        (make_user(home, Role.LECTURER, password=PASSWORD), "a lecturer"),
        (make_user(home, Role.BURSAR, password=PASSWORD), "a bursar"),
        (make_administrator(home, password=PASSWORD, is_active=False), "deactivated"),
        (make_administrator(home, password="something else"), "another password"),
        (two.foreign, "of another organisation"),
        (make_user(None, Role.ADMIN, is_staff=True, password=PASSWORD), "no superuser"),
    ]
    texts = set()
    for user, why in refused:
        client = browser_of(None)
        answer = log_in(client, user.username)
        assert answer.status_code == 200, why
        assert not enters(client), why
        texts |= set(
            re.findall(r'<p class="errornote">(.*?)</p>', answer.content.decode(), re.DOTALL)
        )
    assert len(texts) == 1
    assert enters(logged_in(two.admin))


def logged_in(user: User, *, host: str = "home.localhost") -> Client:
    client = browser_of(None, host=host)
    assert log_in(client, user.username).status_code == 302
    return client


def test_tries_are_limited_together_with_those_of_the_api(two: Two) -> None:
    name = two.admin.username
    with clock.use(lambda: NOW):
        for _ in range(LOGIN_TRIES - 1):
            log_in(browser_of(None), name, "wrong password")
        answer = browser_of(None).post(
            "/api/auth/login/",
            {"identifier": name, "password": "wrong password"},
            content_type="application/json",
        )
        assert answer.status_code == 401
        refused = log_in(browser_of(None), name)
        assert "Too many tries" in refused.content.decode()
    with clock.use(lambda: NOW + LOGIN_WINDOW):
        assert log_in(browser_of(None), name).status_code == 302


def test_a_log_in_never_leads_to_another_site(two: Two) -> None:
    client = browser_of(None)
    answer = client.post(
        "/admin/login/",
        {"username": two.admin.username, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


# --- Sessions ------------------------------------------------------------------------------
def minutes_left() -> float:
    expires = Session.objects.get().expire_date
    return (expires - timezone.now()).total_seconds() / 60


def test_a_session_ends_after_an_hour_without_use_and_use_prolongs_it(two: Two) -> None:
    client = logged_in(two.admin)
    assert 59 < minutes_left() <= 60
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert enters(client)
    assert 59 < minutes_left() <= 60
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not enters(client)


def test_requests_outside_of_the_admin_site_are_no_use(two: Two) -> None:
    client = logged_in(two.admin)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    for path in ("/api/organization/", "/login", "/admin-not"):
        client.get(path)
    assert minutes_left() <= 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(two: Two) -> None:
    cookie = logged_in(two.admin).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


LOSSES: dict[str, Any] = {
    "deactivated": {"is_active": False},
    "no staff any more": {"is_staff": False},
    "another role": {"role": Role.LECTURER},
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_right_shows_on_the_next_request(loss: str, two: Two) -> None:
    client = logged_in(two.admin)
    assert enters(client)
    User.objects.filter(pk=two.admin.pk).update(**LOSSES[loss])
    assert not enters(client)
    assert client.get(STUDENTS).status_code == 302
    User.objects.filter(pk=two.admin.pk).update(is_active=True, is_staff=True, role=Role.ADMIN)
    assert enters(client)


def test_nobody_enters_for_an_organisation_that_has_ended(two: Two) -> None:
    client = logged_in(two.admin)
    two.home.organization.is_active = False
    two.home.organization.save()
    assert client.get("/admin/").status_code == 404
    two.home.organization.is_active = True
    two.home.organization.save()
    assert enters(client)


def test_a_new_password_ends_the_sessions_of_the_old_one(two: Two) -> None:
    client = logged_in(two.admin)
    assert enters(client)
    two.admin.set_password("another correct horse")
    two.admin.save()
    assert not enters(client)


# --- The organisation's address ------------------------------------------------------------
def test_at_another_organisations_address_an_administrator_is_refused(two: Two) -> None:
    client = browser_of(two.admin, host="away.localhost")
    assert not enters(client)
    assert client.get(STUDENTS).status_code == 302
    assert not enters(browser_of(two.admin, host="localhost"))
    assert enters(browser_of(two.admin))


def test_below_a_path_every_address_stays_below_it(two: Two) -> None:
    client = browser_of(two.admin, host="localhost")
    page = client.get("/org/home/admin/")
    assert page.status_code == 200
    assert 'href="/org/home/admin/accounts/student/"' in page.content.decode()
    assert 'href="/admin/' not in page.content.decode()
    assert client.get("/org/away/admin/")["Location"].startswith("/org/away/admin/login/")
    assert client.get("/org/home/admin")["Location"] == "/org/home/admin/"
    # What is below a path has no effect on the next request.
    assert browser_of(None).get("/admin/")["Location"].startswith("/admin/login/")


def test_the_header_names_the_organisation(two: Two) -> None:
    for user, host in ((two.admin, "home.localhost"), (two.foreign, "away.localhost")):
        text = browser_of(user, host=host).get("/admin/").content.decode()
        assert user.organization is not None
        assert f"{user.organization.name} · administration" in text


# --- Platform staff ------------------------------------------------------------------------
def test_before_a_choice_only_what_is_of_the_platform_is_shown(two: Two) -> None:
    client = browser_of(two.platform)
    text = client.get("/admin/").content.decode()
    assert "/admin/orgs/organization/" in text
    assert STUDENTS not in text
    assert "no organisation" in text
    users = client.get("/admin/accounts/user/").content.decode()
    assert two.platform.username in users
    assert two.admin.username not in users
    person = two.home.students[0]
    assert client.get(f"/admin/accounts/user/{person.user.pk}/change/").status_code == 302


def test_a_tenants_address_leads_to_the_choice_and_back(two: Two) -> None:
    client = browser_of(two.platform)
    answer = client.get(f"{STUDENTS}?q=S0")
    assert answer.status_code == 302
    assert answer["Location"] == f"{CHOICE}?next=%2Fadmin%2Faccounts%2Fstudent%2F%3Fq%3DS0"
    page = client.get(answer["Location"]).content.decode()
    assert two.home.organization.name in page
    assert two.away.organization.name in page
    chosen = client.post(
        CHOICE, {"organization": two.away.organization.pk, "next": f"{STUDENTS}?q=S0"}
    )
    assert chosen["Location"] == f"{STUDENTS}?q=S0"
    shown = client.get(STUDENTS).content.decode()
    assert two.away.students[0].student_id in shown
    assert two.home.students[0].student_id not in shown
    assert f"You work for <strong>{two.away.organization.name}</strong>" in shown


def test_a_choice_can_be_changed_and_left(two: Two) -> None:
    client = browser_of(two.platform)
    for world in (two.home, two.away):
        choose(client, world.organization)
        assert world.students[0].student_id in client.get(STUDENTS).content.decode()
    choose(client, None)
    assert client.get(STUDENTS)["Location"].startswith(CHOICE)


def test_only_an_active_organisation_can_be_chosen_and_stays_so(two: Two) -> None:
    client = browser_of(two.platform)
    choose(client, two.away.organization)
    assert client.get(STUDENTS).status_code == 200
    two.away.organization.is_active = False
    two.away.organization.save()
    assert client.get(STUDENTS)["Location"].startswith(CHOICE)
    assert two.away.organization.name not in client.get(CHOICE).content.decode()
    for wanted in (two.away.organization.pk, 987_654_321):
        assert client.post(CHOICE, {"organization": wanted}).status_code == 404


def test_the_choice_is_for_platform_staff(two: Two) -> None:
    client = browser_of(two.admin)
    assert client.get(CHOICE).status_code == 403
    assert choose(client, two.away.organization).status_code == 403
    assert scope.CHOICE not in client.session
    assert two.away.students[0].student_id not in client.get(STUDENTS).content.decode()
    assert browser_of(two.platform).get(CHOICE).status_code == 200


def test_a_choice_planted_in_an_administrators_session_has_no_effect(two: Two) -> None:
    client = browser_of(two.admin)
    session = client.session
    session[scope.CHOICE] = two.away.organization.pk
    session.save()
    shown = client.get(STUDENTS).content.decode()
    assert two.home.students[0].student_id in shown
    assert two.away.students[0].student_id not in shown


def test_a_choice_leads_to_no_other_site(two: Two) -> None:
    client = browser_of(two.platform)
    answer = client.post(
        CHOICE, {"organization": two.home.organization.pk, "next": "//evil.example/"}
    )
    assert answer["Location"] == "/admin/"


def test_a_form_opened_for_another_organisation_stores_nothing(two: Two) -> None:
    client = browser_of(two.platform)
    choose(client, two.home.organization)
    student = make_student(two.home.organization)
    path = f"{STUDENTS}{student.pk}/change/"
    page = client.get(path).content.decode()
    assert f'name="_organization" value="{two.home.organization.pk}"' in page
    entered = {"student_id": "NEW", "programme": "", "year": ""}
    stale = {**entered, "_organization": two.away.organization.pk}
    assert client.post(path, stale)["Location"] == "/admin/"
    assert "another window" in client.get("/admin/").content.decode()
    assert "NEW" not in client.get(STUDENTS).content.decode()
    client.post(path, {**entered, "_organization": two.home.organization.pk})
    assert "NEW" in client.get(STUDENTS).content.decode()


def test_a_member_with_all_flags_is_still_a_member(two: Two) -> None:
    User.objects.filter(pk=two.admin.pk).update(is_superuser=True)
    client = browser_of(two.admin)
    assert client.get("/admin/orgs/organization/").status_code == 403
    assert client.get(CHOICE).status_code == 403
    assert client.get(STUDENTS).status_code == 200
    assert browser_of(two.platform).get("/admin/orgs/organization/").status_code == 200
