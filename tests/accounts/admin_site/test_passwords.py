"""Passwords and sign-ins in the admin site: set, changed and ended, never shown."""

from django.test import Client

from apps.accounts.models import AuthToken, User
from tests.support.administration import (
    browser_of,
    choose,
    make_administrator,
    make_platform_staff,
)
from tests.support.people import STUDENTS, USERS, edit
from tests.support.world import PASSWORD, World, make_world

SIGN_INS = "/admin/accounts/authtoken/"


def test_the_hash_of_a_password_is_neither_shown_nor_asked_for(
    world: World, admin: User, browser: Client
) -> None:
    user = world.students[0].user
    user.set_password(PASSWORD)
    user.save()
    platform = browser_of(make_platform_staff())
    choose(platform, world.organization)
    for one in (browser, platform):
        text = one.get(f"{USERS}{user.pk}/change/").content.decode()
        assert user.password not in text
        assert "md5$" not in text
        for query in ("password__startswith=m", "password__gte=a"):
            assert one.get(f"{USERS}?{query}").status_code == 400
        for query in ("user__password__startswith=m", "user__is_active__password=m"):
            assert one.get(f"{STUDENTS}?{query}").status_code in {302, 400}
    edit(browser, user, password="planted")
    assert user.check_password(PASSWORD)


def test_platform_staff_set_a_password_that_the_validators_accept(world: World) -> None:
    user = world.students[0].user
    platform = browser_of(make_platform_staff())
    choose(platform, world.organization)
    path = f"{USERS}{user.pk}/password/"
    assert path in platform.get(f"{USERS}{user.pk}/change/").content.decode()
    new = {"password1": "short", "password2": "short", "usable_password": "true"}
    answer = platform.post(path, {**new, "set-password": "1"})
    assert answer.status_code == 200
    assert "too short" in answer.content.decode()
    new = {**new, "password1": "a much better horse", "password2": "a much better horse"}
    answer = platform.post(path, {**new, "set-password": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"{USERS}{user.pk}/change/")
    user.refresh_from_db()
    assert user.check_password("a much better horse")
    # Somebody else has chosen it: it opens nothing but its change.
    assert user.must_change_password


def test_a_password_that_somebody_sets_for_themselves_is_their_own(db: None) -> None:
    me = make_platform_staff()
    new = {"password1": "a much better horse", "password2": "a much better horse"}
    data = {**new, "usable_password": "true", "set-password": "1"}
    answer = browser_of(me, host="localhost").post(f"{USERS}{me.pk}/password/", data)
    assert answer.status_code == 302
    me.refresh_from_db()
    assert me.check_password("a much better horse")
    assert not me.must_change_password


def test_sign_ins_are_ended_from_their_list(world: World, browser: Client) -> None:
    first, second = (world.sign_in(one.user) for one in world.students[:2])
    kept, ended = (AuthToken.objects.get(user=one.user) for one in world.students[:2])
    page = browser.get(SIGN_INS).content.decode()
    assert str(ended.user) in page
    assert ended.digest not in page
    data = {"action": "end", "_selected_action": [ended.pk], "index": 0}
    assert browser.post(SIGN_INS, data).status_code == 302
    answers = [
        Client().get(
            "/api/me/", headers={"Host": "home.localhost", "Authorization": f"Token {one}"}
        )
        for one in (first, second)
    ]
    assert [one.status_code for one in answers] == [200, 401]
    assert AuthToken.objects.filter(pk=kept.pk).exists()


def test_the_password_form_is_for_platform_staff_and_the_chosen_organisation(
    world: World, admin: User, browser: Client
) -> None:
    user = world.students[0].user
    path = f"{USERS}{user.pk}/password/"
    new = {"password1": "a much better horse", "password2": "a much better horse"}
    platform = browser_of(make_platform_staff())
    choose(platform, make_world("away").organization)
    for one, expected in ((browser, 403), (platform, 404), (browser_of(user), 302)):
        before = user.password
        assert one.get(path).status_code == expected
        one.post(path, {**new, "usable_password": "true"})
        user.refresh_from_db()
        assert user.password == before
    choose(platform, world.organization)
    assert platform.get(path).status_code == 200


def test_an_administrator_changes_their_own_password(world: World) -> None:
    admin = make_administrator(world.organization, password=PASSWORD)
    browser = browser_of(admin)
    new = {"new_password1": "a much better horse", "new_password2": "a much better horse"}
    answer = browser.post("/admin/password_change/", {"old_password": "wrong", **new})
    assert answer.status_code == 200
    answer = browser.post("/admin/password_change/", {"old_password": PASSWORD, **new})
    assert answer.status_code == 302
    assert browser.get("/admin/").status_code == 200
    admin.refresh_from_db()
    assert admin.check_password("a much better horse")
