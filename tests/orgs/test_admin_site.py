"""The admin site: who enters, for which organisation, and what the pages are made of."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.template.response import TemplateResponse
from django.test import Client
from django.utils import timezone

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.rules import LOGIN_TRIES, LOGIN_WINDOW
from apps.core import clock
from apps.orgs.models import Organization
from apps.orgs.selectors import forget_cached
from apps.orgs.site import scope
from tests.support.administration import (
    browser_of,
    choose,
    inline_parts,
    make_administrator,
    make_platform_staff,
)
from tests.support.campus import NOW
from tests.support.world import PASSWORD, World, make_student, make_user, make_world

LOG_IN = "/admin/login/?next=/admin/"
STUDENTS = "/admin/accounts/student/"
CHOICE = "/admin/organization/"


class Two:
    """Two organisations, an administrator of each, somebody of the platform."""

    def __init__(self) -> None:
        self.home: World = make_world("home")
        self.away: World = make_world("away")
        self.admin = make_administrator(self.home.organization, password=PASSWORD)
        self.foreign = make_administrator(self.away.organization, password=PASSWORD)
        self.platform = make_platform_staff(password=PASSWORD)


@pytest.fixture
def two(db: None) -> Iterator[Two]:
    forget_cached()
    yield Two()
    forget_cached()


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


# --- Pages ---------------------------------------------------------------------------------
PAGES = (
    "",
    "password_change/",
    "accounts/",
    "accounts/user/",
    "accounts/user/{user}/change/",
    "accounts/user/{user}/history/",
    "accounts/student/",
    "accounts/student/?year__exact=1",
    "accounts/student/?q=nobody",
    "accounts/student/add/",
    "accounts/student/{student}/change/",
    "accounts/student/{student}/change/?_popup=1",
    "accounts/lecturer/",
)
PLATFORM_PAGES = (
    "organization/",
    "orgs/organization/",
    "orgs/organization/add/",
    "orgs/organization/{organization}/change/",
    "core/jobstate/",
    "accounts/user/{user}/password/",
)


def test_no_page_needs_anything_inline(two: Two) -> None:
    student = two.home.students[0]
    names = {
        "user": student.user.pk,
        "student": student.pk,
        "organization": two.home.organization.pk,
    }
    platform = browser_of(two.platform)
    choose(platform, two.home.organization)
    visits = [(browser_of(None), "login/")]
    visits += [(browser_of(two.admin), page) for page in PAGES]
    visits += [(platform, page) for page in (*PAGES, *PLATFORM_PAGES)]
    for client, page in visits:
        answer = client.get(f"/admin/{page.format(**names)}")
        assert answer.status_code == 200, page
        assert inline_parts(answer.content.decode()) == [], page
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
    refused = Client(headers={"host": "home.localhost"}, enforce_csrf_checks=True).post(LOG_IN)
    assert refused.status_code == 403
    assert refused["Content-Type"].startswith("text/plain")


def test_inline_parts_would_be_seen() -> None:
    """The control of the test above."""
    html = (
        '<style>a{}</style><p style="x">'
        '<script>1</script><script type="application/json">{}</script>'
        '<a onclick="x" href="javascript:x">'
    )
    assert len(inline_parts(html)) == 5


def test_answers_are_rendered_inside_the_scope(two: Two) -> None:
    """A list is lazy until it is rendered; it was, before the page's function had returned."""
    from django.contrib import admin  # noqa: PLC0415 - the site is made when it is first asked for

    seen = []

    def view(request: Any) -> TemplateResponse:
        answer = TemplateResponse(request, "admin/base_site.html", {})
        seen.append(answer)
        return answer

    wrapped = admin.site.admin_view(view)
    request = browser_of(two.admin).get("/admin/").wsgi_request
    assert wrapped(request).is_rendered
    assert seen[0].is_rendered


def test_a_nul_in_an_address_is_a_bad_request(two: Two) -> None:
    client = browser_of(two.admin)
    for path in (f"{STUDENTS}?q=%00", f"{STUDENTS}?programme__exact=%00", f"{STUDENTS}%00/change/"):
        assert client.get(path).status_code == 400, path
    assert client.get(f"{STUDENTS}?q=0").status_code == 200


def test_the_start_page_lists_no_changes_of_several_organisations(two: Two) -> None:
    for user in (two.admin, two.platform):
        LogEntry.objects.log_actions(user.pk, [two.home.students[0].user], 2, change_message="x")
    marked = two.home.students[0].user.full_name
    assert marked in browser_of(two.admin).get("/admin/").content.decode()
    assert marked not in browser_of(two.platform).get("/admin/").content.decode()


def test_an_unknown_page_is_not_found(two: Two) -> None:
    client = browser_of(two.admin)
    for path in ("nothing/", "r/1/1/", "auth/group/", "sessions/session/"):
        assert client.get(f"/admin/{path}").status_code == 404, path


def test_times_are_those_of_the_organisation(two: Two) -> None:
    """Kampala is three hours ahead of UTC."""
    assert two.home.organization.timezone == "Africa/Kampala"
    assert 'data-admin-utc-offset="10800"' in browser_of(two.admin).get("/admin/").content.decode()
    text = browser_of(two.platform).get("/admin/").content.decode()
    assert 'data-admin-utc-offset="0"' in text


# --- Organisations -------------------------------------------------------------------------
VALID = {
    "name": "New School",
    "slug": "new",
    "domain": "",
    "timezone": "Europe/Oslo",
    "currency": "NOK",
    "is_active": "on",
    "policy_data": '{"late_after_min": 15}',
}
WRONG = {
    "timezone": ("Mars/Base", "Mars/Base is not a time zone."),
    "currency": ("nok", "ISO 4217 code."),
    "slug": ("www", "kept for the platform"),
    "domain": ("no host!", "Write a host name"),
    "policy_data": ('{"late_after_min": 999}', "late_after_min: must lie between 0 and 240"),
}
MORE_WRONG = (
    *WRONG.items(),
    ("policy_data", ('{"late": 1}', "late: is not a policy setting")),
    ("policy_data", ("[1]", "A policy is a JSON object.")),
    ("policy_data", ("{", "Enter a valid JSON.")),
    ("slug", ("HOME", "already exists")),
    ("domain", ("x.localhost", "given by the short name")),
)


def test_platform_staff_create_and_deactivate_an_organisation(two: Two) -> None:
    client = browser_of(two.platform)
    answer = client.post("/admin/orgs/organization/add/", VALID)
    assert answer.status_code == 302
    made = Organization.objects.get(slug="new")
    assert (made.timezone, made.policy.late_after_min, made.domain) == ("Europe/Oslo", 15, None)
    path = f"/admin/orgs/organization/{made.pk}/"
    shown = client.get(f"{path}change/").content.decode()
    assert "late_after_min: <b>15</b>" in shown
    assert client.get(f"{path}delete/").status_code == 403
    inactive = {name: value for name, value in VALID.items() if name != "is_active"}
    assert client.post(f"{path}change/", inactive).status_code == 302
    made.refresh_from_db()
    assert not made.is_active


@pytest.mark.parametrize(("field", "wrong"), MORE_WRONG, ids=lambda one: str(one)[:30])
def test_a_wrong_organisation_is_refused_with_a_reason(
    field: str, wrong: tuple[str, str], two: Two
) -> None:
    value, reason = wrong
    answer = browser_of(two.platform).post("/admin/orgs/organization/add/", {**VALID, field: value})
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert not Organization.objects.filter(name=VALID["name"]).exists()


def test_host_names_are_stored_in_lower_case(two: Two) -> None:
    client = browser_of(two.platform)
    client.post("/admin/orgs/organization/add/", {**VALID, "domain": "Roll.Example.EDU"})
    assert Organization.objects.get(slug="new").domain == "roll.example.edu"
    again = {**VALID, "slug": "newer", "domain": "ROLL.example.edu"}
    answer = client.post("/admin/orgs/organization/add/", again)
    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()
