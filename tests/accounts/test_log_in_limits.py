"""Who may try how often: guessers are slowed down, nobody is locked out (QUALITY.md B1 to B4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import signing
from django.test import Client
from pytest_django import Settings

from apps.accounts.rules import LOGIN_TRIES, LOGIN_WINDOW
from apps.accounts.services import limits
from apps.core.models import RateCounter
from tests.support.accounts import Desk
from tests.support.administration import make_platform_staff
from tests.support.checkin import fresh_process, now
from tests.support.crowd import make_crowd
from tests.support.world import PASSWORD

__all__ = ["fresh_process", "now"]

LOGIN = "/api/auth/login/"
HALL = "197.239.4.17"
COOKIE = limits.DEVICE_COOKIE


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a list that grows by one with each password that is hashed."""
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return calls


def attempt(
    desk: Desk,
    name: str,
    password: str = PASSWORD,
    *,
    browser: Client | None = None,
    address: str = HALL,
    forwarded: str = "",
) -> Any:
    return (browser or Client()).post(
        LOGIN,
        {"identifier": name, "password": password},
        content_type="application/json",
        headers={"Host": desk.host, **({"X-Forwarded-For": forwarded} if forwarded else {})},
        REMOTE_ADDR=address,
    )


def fail(desk: Desk, name: str, times: int = LOGIN_TRIES, **more: Any) -> list[int]:
    return [attempt(desk, name, "wrong password", **more).status_code for _ in range(times)]


def test_all_names_of_an_account_share_its_tries(desk: Desk, hashes: list[str]) -> None:
    number = desk.world.students[0].student_id
    statuses = fail(desk, desk.user.username, 6) + fail(desk, number, 6)
    assert statuses == [401] * LOGIN_TRIES + [429, 429]
    assert len(hashes) == LOGIN_TRIES


def test_a_name_that_is_none_is_limited_like_one(desk: Desk, hashes: list[str]) -> None:
    assert fail(desk, "nobody", 12) == fail(desk, desk.user.username, 12)
    assert len(hashes) == 2 * LOGIN_TRIES


def test_the_owners_device_gets_in_while_an_attacker_fails_beside_it(desk: Desk) -> None:
    """B3, in the same hall and behind the same address."""
    phone, name = Client(), desk.user.username
    assert attempt(desk, name, browser=phone).status_code == 200
    assert fail(desk, name, 12)[-1] == 429
    assert attempt(desk, name, browser=phone).status_code == 200
    # The control: without what makes it known, the same phone does not get in.
    assert attempt(desk, name).status_code == 429
    desk.now.moment += LOGIN_WINDOW
    assert attempt(desk, name).status_code == 200


def test_500_known_devices_get_in_after_an_attack_on_all_accounts(desk: Desk) -> None:
    """B2 and B3: a hall logs in from one address; then each account, and the address, is attacked.

    The attack is written into the counters: 5,000 wrong tries would prove no more.
    """
    crowd = make_crowd(desk.world, 500, password=desk.user.password, signed_in=False)
    hall = [(one.student.student_id, Client()) for one in crowd]

    def all_log_in() -> set[int]:
        return {attempt(desk, name, browser=phone).status_code for name, phone in hall}

    assert all_log_in() == {200}
    RateCounter.objects.exclude(key__contains=":device:").update(count=100_000)
    assert all_log_in() == {200}
    # The control: new devices of the same accounts are held up.
    assert {attempt(desk, name).status_code for name, _ in hall[:5]} == {429}


def test_a_known_device_has_its_own_limit(desk: Desk, hashes: list[str]) -> None:
    phone, name = Client(), desk.user.username
    attempt(desk, name, browser=phone)
    hashes.clear()
    assert fail(desk, name, 12, browser=phone) == [401] * LOGIN_TRIES + [429] * 2
    assert len(hashes) == LOGIN_TRIES
    # It is the device's, and nobody else's.
    assert attempt(desk, name).status_code == 200


def test_a_device_is_known_to_those_who_signed_in_on_it(desk: Desk) -> None:
    """An attacker's own sign-in makes no device of anybody else's account."""
    stranger = desk.world.students[1].user
    stranger.set_password(PASSWORD)
    stranger.save()
    browser = Client()
    assert attempt(desk, stranger.username, browser=browser).status_code == 200
    fail(desk, desk.user.username)
    assert attempt(desk, desk.user.username, browser=browser).status_code == 429
    desk.now.moment += LOGIN_WINDOW
    # A shared device is known to each of its users.
    assert attempt(desk, desk.user.username, browser=browser).status_code == 200
    for name in (desk.user.username, stranger.username):
        fail(desk, name)
        assert attempt(desk, name, browser=browser).status_code == 200


def forged(desk: Desk) -> list[str]:
    data = {"d": "mine", "u": [desk.user.pk]}
    right = signing.dumps(data, salt="accounts.known_device", compress=True)
    return [
        signing.dumps(data, salt="another"),
        signing.dumps(data, salt="accounts.known_device", key="another"),
        signing.dumps(["list"], salt="accounts.known_device"),
        signing.dumps({"d": "mine", "u": ["x"]}, salt="accounts.known_device"),
        right[:-1],
        "nonsense",
        "",
    ]


def test_a_forged_device_is_no_known_one(desk: Desk) -> None:
    fail(desk, desk.user.username)
    for value in forged(desk):
        browser = Client()
        browser.cookies[COOKIE] = value
        assert attempt(desk, desk.user.username, browser=browser).status_code == 429
    # The control: signed as the application signs, it would be.
    browser = Client()
    data = {"d": "mine", "u": [desk.user.pk]}
    browser.cookies[COOKIE] = signing.dumps(data, salt="accounts.known_device")
    assert attempt(desk, desk.user.username, browser=browser).status_code == 200


def test_the_marker_is_kept_from_scripts_and_opens_nothing(desk: Desk) -> None:
    browser = Client()
    attempt(desk, desk.user.username, browser=browser)
    cookie = browser.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["max-age"] == 400 * 24 * 3600
    assert browser.get("/api/me/", headers={"Host": desk.host}).status_code == 401
    # A wrong try learns nothing by it either.
    refused = attempt(desk, desk.user.username, "wrong password", browser=Client())
    assert COOKIE not in refused.cookies


def test_one_account_is_not_guessed_from_many_networks(desk: Desk, hashes: list[str]) -> None:
    phone, name = Client(), desk.user.username
    attempt(desk, name, browser=phone)
    hashes.clear()
    for network in range(40):
        fail(desk, name, address=f"10.0.{network}.1")
    assert len(hashes) == limits.STRANGE_TRIES - 1
    assert attempt(desk, name, browser=phone).status_code == 200
    desk.now.moment += timedelta(hours=1)
    assert attempt(desk, name, address="10.0.0.1").status_code == 200


def test_an_address_has_a_far_ceiling(
    desk: Desk, hashes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits.NETWORK_TRIES >= 5 * 500
    monkeypatch.setattr(limits, "NETWORK_TRIES", 25)
    for number in range(30):
        attempt(desk, f"guess-{number}", "wrong password")
    assert len(hashes) == 25
    assert attempt(desk, desk.user.username, address="10.1.1.1").status_code == 200


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_thousand_invented_addresses_are_one(
    proxies: int, desk: Desk, hashes: list[str], settings: Settings
) -> None:
    """B4: with a proxy in front, what it appended counts; without one, the connection does."""
    settings.TRUSTED_PROXY_COUNT = proxies
    name = desk.user.username
    for number in range(1000):
        invented = f"10.{number // 250}.{number % 250}.1"
        seen = f"{invented}, 198.51.100.7" if proxies else invented
        attempt(desk, name, "wrong password", forwarded=seen)
    assert len(hashes) == LOGIN_TRIES
    keys = RateCounter.objects.filter(key__startswith=f"login:user:{desk.user.pk}:")
    networks = {one.key.rpartition(":")[2] for one in keys} - {"strange"}
    assert networks == {"198.51.100.0/24" if proxies else "197.239.4.0/24"}
    # The control: an address that the proxy itself has seen counts apart.
    other = "10.9.9.9, 203.0.113.9" if proxies else ""
    address = HALL if proxies else "203.0.113.9"
    assert attempt(desk, name, address=address, forwarded=other).status_code == 200


def test_a_browser_that_has_been_in_the_admin_site_is_known_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STRANGE_TRIES", 3)
    owner = make_platform_staff(username="root")
    owner.set_password(PASSWORD)
    owner.save()

    def enter(browser: Client, password: str = PASSWORD) -> int:
        data = {"username": "root", "password": password}
        answer = browser.post("/admin/login/", data, headers={"Host": desk.host})
        return int(answer.status_code)

    browser = Client()
    assert enter(browser) == 302
    browser.cookies.pop("sessionid")
    for number in range(5):
        attempt(desk, "root", "wrong password", address=f"10.0.{number}.1")
    assert enter(Client()) == 200, "the control: any other is refused"
    assert enter(browser) == 302
