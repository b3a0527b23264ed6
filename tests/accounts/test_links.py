"""One-time links: what they do, once, and what ends them (QUALITY.md B8)."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from apps.accounts import tasks
from apps.accounts.enums import LinkPurpose
from apps.accounts.models import AuthToken, OneTimeLink, User
from apps.accounts.rules import LINK_LIFETIMES, link_token
from apps.accounts.services import passwords
from apps.core import tenancy
from apps.notifications.models import Notification
from apps.notifications.services import delivery
from tests.support.accounts import NEW, Desk
from tests.support.checkin import fresh_process, now
from tests.support.mail import Mailbox, body_of
from tests.support.world import PASSWORD, Phone, make_world

__all__ = ["fresh_process", "now"]

SECOND = timedelta(seconds=1)
PATHS = {
    LinkPurpose.RESET: "/api/auth/password-reset/confirm/",
    LinkPurpose.VERIFICATION: "/api/auth/email/verify/",
    LinkPurpose.INVITATION: "/api/auth/invitation/",
}
PURPOSES = pytest.mark.parametrize("purpose", list(LinkPurpose))


def use(desk: Desk, purpose: LinkPurpose, token: str, **more: str) -> Any:
    body = {"token": token}
    if purpose != LinkPurpose.VERIFICATION:
        body["password"] = NEW
    return desk.send(PATHS[purpose], body, **more)


def refused(answer: Any) -> bool:
    return bool(answer.status_code == 404 and answer.json()["code"] == "link_invalid")


@PURPOSES
def test_a_link_works_once(purpose: LinkPurpose, desk: Desk) -> None:
    token = desk.link(purpose)
    assert use(desk, purpose, token).status_code in {200, 204}
    assert refused(use(desk, purpose, token))
    assert desk.stored().email_verified_at == desk.now()
    chosen = purpose != LinkPurpose.VERIFICATION
    assert desk.stored().check_password(NEW if chosen else PASSWORD)


@PURPOSES
def test_it_lives_as_long_as_its_purpose_says(purpose: LinkPurpose, desk: Desk) -> None:
    lifetime = {"reset": (0, 30), "verification": (3, 0), "invitation": (14, 0)}[purpose]
    lives = timedelta(days=lifetime[0], minutes=lifetime[1])
    assert LINK_LIFETIMES[purpose] == lives
    token = desk.link(purpose)
    desk.now.moment += lives
    assert refused(use(desk, purpose, token))
    desk.now.moment -= SECOND
    assert not refused(use(desk, purpose, token))


@PURPOSES
def test_a_newer_one_ends_it_and_other_purposes_do_not(purpose: LinkPurpose, desk: Desk) -> None:
    links = {other: desk.link(other) for other in LinkPurpose}
    older, links[purpose] = links[purpose], desk.link(purpose)
    assert refused(use(desk, purpose, older))
    alive = {one.purpose for one in desk.links() if one.used_at is None}
    assert alive == set(LinkPurpose)
    assert not refused(use(desk, purpose, links[purpose]))


def change_password(user: User) -> None:
    user.set_password(NEW)


def change_address(user: User) -> None:
    user.email = "somebody-else@example.edu"


def deactivate(user: User) -> None:
    user.is_active = False


@PURPOSES
@pytest.mark.parametrize("change", [change_password, change_address, deactivate])
def test_it_ends_with_the_password_the_address_and_the_account(
    purpose: LinkPurpose, change: Any, desk: Desk
) -> None:
    token = desk.link(purpose)
    user = desk.stored()
    change(user)
    user.save()
    assert refused(use(desk, purpose, token))


@pytest.mark.parametrize("change", [change_password, change_address, deactivate, None])
@pytest.mark.parametrize("purpose", [LinkPurpose.RESET, LinkPurpose.INVITATION])
def test_it_ends_while_it_is_being_used_too(
    purpose: LinkPurpose, change: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = desk.link(purpose)
    honest = passwords.check_new

    def meanwhile(password: str, *, user: User) -> None:
        honest(password, user=user)
        if change is not None:
            row = desk.stored()
            change(row)
            row.save()

    monkeypatch.setattr(passwords, "check_new", meanwhile)
    answer = use(desk, purpose, token)
    if change is None:
        assert answer.status_code == 200, "the control: nothing happens meanwhile"
        return
    assert refused(answer)
    assert desk.stored().email_verified_at is None
    assert desk.stored().check_password(NEW) == (change is change_password)
    assert not AuthToken.objects.filter(user=desk.user).exists()


@PURPOSES
def test_a_link_of_one_purpose_does_nothing_else(purpose: LinkPurpose, desk: Desk) -> None:
    token = desk.link(purpose)
    for other in LinkPurpose:
        assert other == purpose or refused(use(desk, other, token))
    assert not refused(use(desk, purpose, token))


def test_a_refused_password_leaves_the_link_alive(desk: Desk) -> None:
    token = desk.link()
    assert desk.reset(token, "short").json()["code"] == "password_refused"
    assert desk.reset(token).status_code == 200


def test_it_is_worth_nothing_at_another_organisation(desk: Desk) -> None:
    make_world("away", students=0)
    token = desk.link()
    assert refused(use(desk, LinkPurpose.RESET, token, Host="away.localhost"))
    assert desk.reset(token).status_code == 200


def test_a_copy_of_the_table_opens_nothing(desk: Desk, settings: Settings) -> None:
    token = desk.link()
    (row,) = desk.links()
    texts = [str(value) for value in vars(row).values()]
    assert not any(token in text for text in texts)
    assert all(refused(desk.reset(text[:100])) for text in (row.seed, row.digest))
    settings.SECRET_KEY = "another-installation-0123456789-abcdefghijklmnopqrstuvwxyz"
    with tenancy.activate(desk.world.organization):
        delivery.deliver(now=desk.now())
        assert Notification.objects.get().status == "skipped"


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_the_mail_names_the_organisations_own_address(
    purpose: LinkPurpose, desk: Desk, smtp_sink: Mailbox
) -> None:
    """Also when whoever asks writes another host into the request."""
    organization = desk.world.organization
    organization.domain = "attendance.uni.example"
    organization.save()
    if purpose == LinkPurpose.RESET:
        answer = desk.send(
            "/api/auth/password-reset/",
            {"identifier": desk.user.username},
            **{"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
        )
        assert answer.status_code == 202
        desk.answer()
    else:
        desk.link(purpose)
    with tenancy.activate(organization):
        delivery.deliver(now=desk.now())
    (mail,) = smtp_sink.to("amina@example.edu")
    text, html = body_of(mail), body_of(mail, "html")
    page = {"reset": "reset-password", "verification": "verify-email", "invitation": "invitation"}
    start = f"https://attendance.uni.example/{page[purpose]}#"
    start = start if start in text else start.replace("https", "http")
    token = text.partition(start)[2].split()[0]
    assert start in text
    assert f"{start}{token}" in html
    assert "evil.example" not in text + html
    assert desk.user.username in text
    assert not refused(use(desk, purpose, token))
    # What lets somebody in is kept nowhere once it is sent.
    with tenancy.activate(organization):
        row = Notification.objects.get()
        assert (row.status, row.text, row.html, row.link) == ("sent", "", "", "")


def test_a_link_that_is_dead_is_not_mailed(desk: Desk, smtp_sink: Mailbox) -> None:
    desk.link()
    user = desk.stored()
    user.set_password(NEW)
    user.save()
    with tenancy.activate(desk.world.organization):
        delivery.deliver(now=desk.now())
    assert smtp_sink.taken == []


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_it_at_once_one_does(fresh_process: None, now: Any) -> None:
    desk = Desk(make_world("demo", students=1), now)
    token = desk.link()
    gate = threading.Barrier(8, timeout=60)
    statuses: list[int] = []

    def attempt(number: int) -> None:
        try:
            gate.wait()
            statuses.append(desk.reset(token, f"{NEW} {number}").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [404] * 7
    # The control: two links can be used twice.
    assert [desk.reset(desk.link(), f"{NEW} {n}!").status_code for n in range(2)] == [200, 200]


def test_ended_links_are_cleaned_away_and_no_other(desk: Desk) -> None:
    desk.reset(desk.link())
    desk.link(LinkPurpose.VERIFICATION)
    desk.now.moment += timedelta(minutes=1)
    desk.link(LinkPurpose.RESET)
    assert tasks.clean_links.work(now=desk.now()) == {"deleted": 1}
    desk.now.moment += timedelta(minutes=30)
    assert tasks.clean_links.work(now=desk.now()) == {"deleted": 1}
    assert [one.purpose for one in desk.links()] == [LinkPurpose.VERIFICATION]


def test_another_address_is_not_verified_until_its_owner_says_so(desk: Desk) -> None:
    use(desk, LinkPurpose.VERIFICATION, desk.link(LinkPurpose.VERIFICATION))
    assert desk.phone().get("/api/me/").json()["email_verified"] is True
    user = desk.stored()
    user.full_name = "Amina"
    user.save()
    assert desk.stored().email_verified_at is not None
    user.email = "other@example.edu"
    user.save(update_fields=["email"])
    assert desk.stored().email_verified_at is None
    assert desk.phone().get("/api/me/").json()["email_verified"] is False


def test_ones_own_verification_is_sent_again_but_not_without_end(desk: Desk) -> None:
    phone: Phone = desk.phone()
    path = "/api/auth/email/verification/"
    for _ in range(3):
        answer = phone.send("POST", path)
        assert (answer.status_code, answer.json()) == (202, {"sent": True})
    assert phone.send("POST", path).status_code == 429
    with tenancy.activate(desk.world.organization):
        assert OneTimeLink.objects.count() == 1
        assert Notification.objects.count() == 3
    user = desk.stored()
    user.email_verified_at = desk.now()
    user.save()
    assert phone.send("POST", path).json() == {"sent": False}


def test_an_invitation_gives_an_account_its_first_password(desk: Desk) -> None:
    organization, admin = desk.world.organization, desk.world.lecturer.user
    User.objects.filter(pk=admin.pk).update(role="admin")
    invited, without = desk.world.students[1].user, desk.world.students[0].user
    User.objects.filter(pk=invited.pk).update(email="new@example.edu")
    ids = [invited.pk, without.pk, admin.pk]
    results = desk.world.staff().send("POST", "/api/invitations/", {"users": ids}).json()["results"]
    assert {one["user"]: one["outcome"] for one in results} == {
        invited.pk: "sent",
        without.pk: "has_password",
        admin.pk: "no_email",
    }
    with tenancy.activate(organization):
        (row,) = OneTimeLink.objects.all()
    answer = use(desk, LinkPurpose.INVITATION, link_token(row.seed))
    assert answer.json()["user"]["id"] == invited.pk
    assert answer.json()["user"]["email_verified"] is True
    phone = Phone(answer.json()["token"], host=desk.host)
    assert phone.get("/api/me/").status_code == 200
