"""What a password must be, and what its change ends (QUALITY.md B5, B9)."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import get_default_password_validators

from apps.accounts.models import AuthToken, User
from apps.accounts.services import passwords
from tests.support.accounts import NEW, Desk
from tests.support.checkin import fresh_process, now
from tests.support.operations import routes, view_class
from tests.support.world import PASSWORD, Phone

__all__ = ["fresh_process", "now"]

PATH = "/api/auth/password/"


def change(phone: Phone, new: str, current: str = PASSWORD) -> Any:
    return phone.send("POST", PATH, {"current": current, "new": new})


def reasons(answer: Any) -> list[str]:
    assert answer.status_code == 400, answer.content
    body = answer.json()
    assert body["code"] == "password_refused"
    assert len(body["fields"]["password"]) == len(body["params"]["reasons"])
    return [one["code"] for one in body["params"]["reasons"]]


@pytest.fixture
def named(desk: Desk) -> Desk:
    desk.user.full_name = "Amina Wanjiru-Okello"
    desk.user.email = "a.okello77@example.edu"
    desk.user.save()
    return desk


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("x7#kq2!vz", ["password_too_short"]),
        ("x7#kq2!vzp", []),
        ("k" * 64 + "q" * 64, []),
        ("k" * 64 + "q" * 65, ["password_too_long"]),
        ("password123", ["password_too_common"]),
        ("PassWord123", ["password_too_common"]),
        ("1234567890", ["password_too_common"]),
        ("password", ["password_too_short", "password_too_common"]),
        ("aminawanjiru", ["password_own_words"]),
        ("Okello.Amina-77", ["password_own_words"]),
        ("AMINA2026!!", ["password_own_words"]),
        ("Demo University 1", ["password_own_words"]),
        ("a.okello77#1", ["password_own_words"]),
        ("amina keeps nine green parrots", []),
        ("  spaces stay  ", []),
        ("пароль из слов", []),
        (PASSWORD, ["password_unchanged"]),
    ],
)
def test_what_a_password_must_be(password: str, expected: list[str], named: Desk) -> None:
    answer = change(named.phone(), password)
    if expected:
        assert reasons(answer) == expected
        assert named.stored().check_password(PASSWORD)
    else:
        assert answer.status_code == 204, answer.content
        assert named.log_in(password).status_code == 200


def test_numbers_and_user_names_are_own_words_too(named: Desk) -> None:
    phone, number = named.phone(), named.world.students[0].student_id
    for own in (f"{number}-{number}", f"{named.user.username}-1234"):
        assert reasons(change(phone, own)) == ["password_own_words"]
    # The control: they are no words of somebody else's.
    other = named.world.students[1]
    user = other.user
    user.set_password(PASSWORD)
    user.save()
    stranger = named.world.phone(other)
    assert change(stranger, f"{number}-{number}").status_code == 204


def test_the_requirements_say_what_the_validators_do(desk: Desk) -> None:
    body = desk.phone().get("/api/password-requirements/").json()
    assert body == {
        "min_length": 10,
        "max_length": 128,
        "refuses_common": True,
        "refuses_own_words": True,
        "min_length_besides_own_words": 8,
    }
    validators = get_default_password_validators()
    assert [one.__class__.__name__ for one in validators] == [
        "MinimumLengthValidator",
        "MaximumLengthValidator",
        "CommonPasswordValidator",
        "OwnWordsValidator",
    ]
    assert all(one.get_help_text() for one in validators)
    phone = desk.phone()
    (short,) = change(phone, "x" * 4 + "7#kqv").json()["params"]["reasons"]
    assert short == {"code": "password_too_short", "min_length": body["min_length"]}


def test_a_change_ends_every_other_sign_in_and_keeps_this_one(desk: Desk) -> None:
    this, other = desk.phone(), desk.phone()
    bystander = desk.world.staff()
    assert [one.get("/api/me/").status_code for one in (this, other)] == [200, 200]
    assert change(this, NEW).status_code == 204
    statuses = [one.get("/api/me/").status_code for one in (this, other, bystander)]
    assert statuses == [200, 401, 200]
    assert AuthToken.objects.filter(user=desk.user).count() == 1


def test_the_password_now_must_be_known_and_is_not_guessed_here(desk: Desk) -> None:
    phone = desk.phone()
    for _ in range(passwords.CURRENT_TRIES):
        answer = change(phone, NEW, current="not this one")
        assert (answer.status_code, answer.json()["code"]) == (400, "current_password_wrong")
    assert change(phone, NEW).status_code == 429
    desk.now.moment += passwords.CURRENT_WINDOW
    assert change(phone, NEW).status_code == 204


def test_log_out_everywhere_ends_all(desk: Desk) -> None:
    phones = [desk.phone() for _ in range(3)]
    answer = phones[0].send("POST", "/api/auth/sign-ins/end-all/")
    assert answer.json() == {"ended": 3}
    assert {one.get("/api/me/").status_code for one in phones} == {401}
    assert desk.log_in().status_code == 200


def must_change(desk: Desk) -> None:
    User.objects.filter(pk=desk.user.pk).update(must_change_password=True)


def test_a_given_password_opens_nothing_but_its_change(desk: Desk) -> None:
    must_change(desk)
    answer = desk.log_in().json()
    assert answer["user"]["password_change_required"] is True
    phone = Phone(answer["token"], host=desk.host)
    assert phone.get("/api/me/").json()["password_change_required"] is True
    for path in ("/api/courses/", "/api/student/home/", "/api/auth/sign-ins/"):
        refused = phone.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    assert reasons(change(phone, PASSWORD)) == ["password_unchanged"]
    assert change(phone, NEW).status_code == 204
    assert phone.get("/api/student/home/").status_code == 200
    assert phone.get("/api/me/").json()["password_change_required"] is False


def test_what_is_open_before_the_change_is_listed() -> None:
    found = {
        route
        for route, view in routes()
        if getattr(view_class(view), "before_password_change", False)
    }
    assert found == {"api/me/", "api/auth/password/", "api/auth/logout/"}


@pytest.mark.parametrize("ending", ["reset", "end-all", "deactivated", None])
def test_a_change_is_nothing_when_its_sign_in_ends_meanwhile(
    ending: str | None, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who knows the old password and is slow must not undo what its owner has chosen since."""
    phone, other, token = desk.phone(), desk.phone(), desk.link()
    honest = passwords.check_new

    def meanwhile(password: str, *, user: User) -> None:
        honest(password, user=user)
        monkeypatch.setattr(passwords, "check_new", honest)
        if ending == "reset":
            assert desk.reset(token).status_code == 200
        elif ending == "end-all":
            assert other.send("POST", "/api/auth/sign-ins/end-all/", {}).status_code == 200
        elif ending == "deactivated":
            User.objects.filter(pk=desk.user.pk).update(is_active=False)

    monkeypatch.setattr(passwords, "check_new", meanwhile)
    answer = change(phone, "the slow one's own choice")
    if ending is None:
        assert answer.status_code == 204, "the control: nothing happens meanwhile"
        return
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert desk.stored().check_password(NEW if ending == "reset" else PASSWORD)


def test_a_reset_is_a_change_too(desk: Desk) -> None:
    must_change(desk)
    assert desk.reset(desk.link()).status_code == 200
    assert desk.stored().must_change_password is False


def test_a_given_password_does_not_open_the_admin_site(desk: Desk) -> None:
    must_change(desk)
    User.objects.filter(pk=desk.user.pk).update(role="admin", is_staff=True)
    phone = Phone(host=desk.host)
    body = {"username": desk.user.username, "password": PASSWORD}
    headers = {"Host": desk.host}
    page = phone.client.post("/admin/login/", body, headers=headers)
    assert "Choose a password of your own first" in page.content.decode()
    User.objects.filter(pk=desk.user.pk).update(must_change_password=False)
    assert phone.client.post("/admin/login/", body, headers=headers).status_code == 302
