"""One's own sign-ins: seen, and ended one by one."""

from typing import Any

from apps.accounts.models import AuthToken
from apps.accounts.rules import ABSOLUTE_LIMIT, IDLE_LIMIT
from tests.support.accounts import Desk
from tests.support.checkin import fresh_process, now
from tests.support.world import PASSWORD, Phone

__all__ = ["fresh_process", "now"]

PATH = "/api/auth/sign-ins/"


def log_in(desk: Desk, agent: str, address: str = "197.239.4.17") -> Phone:
    phone = Phone(host=desk.host)
    answer: Any = phone.client.post(
        "/api/auth/login/",
        {"identifier": desk.user.username, "password": PASSWORD},
        content_type="application/json",
        headers={"Host": desk.host, "User-Agent": agent},
        REMOTE_ADDR=address,
    )
    phone.token = answer.json()["token"]
    return phone


def results(phone: Phone) -> list[dict[str, Any]]:
    answer = phone.get(PATH)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_they_are_listed_with_device_network_and_times(desk: Desk) -> None:
    old = log_in(desk, "Old phone")
    desk.now.tick(120)
    new = log_in(desk, "New phone", address="2001:db8:1:2::3")
    desk.world.staff()
    first, second = results(new)
    assert (first["user_agent"], first["network"], first["current"]) == (
        "New phone",
        "2001:db8:1::/48",
        True,
    )
    assert (second["user_agent"], second["network"], second["current"]) == (
        "Old phone",
        "197.239.4.0/24",
        False,
    )
    assert second["created_at"] == "2026-03-02T09:00:00Z"
    assert second["last_used_at"] == "2026-03-02T09:00:00Z"
    assert [one["current"] for one in results(old)] == [False, True]
    assert str(new.token) not in str(first)


def test_one_is_ended_and_the_others_stay(desk: Desk) -> None:
    old, new = log_in(desk, "Old phone"), log_in(desk, "New phone")
    target = next(one["id"] for one in results(new) if not one["current"])
    assert new.send("DELETE", f"{PATH}{target}/").status_code == 204
    assert old.get("/api/me/").status_code == 401
    assert new.get("/api/me/").status_code == 200
    assert new.send("DELETE", f"{PATH}{target}/").status_code == 404


def test_somebody_elses_is_not_there(desk: Desk) -> None:
    mine, theirs = log_in(desk, "Mine"), desk.world.staff()
    other = AuthToken.objects.get(user=desk.world.lecturer.user)
    assert mine.send("DELETE", f"{PATH}{other.pk}/").status_code == 404
    assert theirs.get("/api/me/").status_code == 200
    assert theirs.send("DELETE", f"{PATH}{other.pk}/").status_code == 204
    assert theirs.get("/api/me/").status_code == 401


def test_all_others_are_ended_at_once(desk: Desk) -> None:
    others = [log_in(desk, f"Phone {number}") for number in range(3)]
    this, bystander = log_in(desk, "This"), desk.world.staff()
    assert this.send("POST", f"{PATH}end-others/").json() == {"ended": 3}
    assert {one.get("/api/me/").status_code for one in others} == {401}
    assert [one.get("/api/me/").status_code for one in (this, bystander)] == [200, 200]
    assert this.send("POST", f"{PATH}end-others/").json() == {"ended": 0}


def test_what_has_ended_is_not_listed(desk: Desk) -> None:
    log_in(desk, "Idle")
    desk.now.moment += IDLE_LIMIT
    new = log_in(desk, "New")
    assert [one["user_agent"] for one in results(new)] == ["New"]
    desk.now.moment += ABSOLUTE_LIMIT
    assert [one["user_agent"] for one in results(log_in(desk, "Last"))] == ["Last"]
