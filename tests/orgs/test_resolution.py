"""For which organisation a request is: host, path, header, default, the only one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory

from apps.core.http import client_address, network_prefix
from apps.orgs.models import Organization
from apps.orgs.selectors import forget_cached
from tests.support.world import World, make_world

pytestmark = pytest.mark.django_db
PATH = "/api/organization/"


@pytest.fixture(autouse=True)
def three(db: None) -> Iterator[dict[str, World]]:
    forget_cached()
    worlds = {slug: make_world(slug, students=1) for slug in ("alpha", "beta", "gamma")}
    organization = worlds["gamma"].organization
    organization.domain = "Gamma.example"
    organization.save()
    yield worlds
    forget_cached()


@pytest.fixture(autouse=True)
def hosts(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEFAULT_ORGANIZATION = ""


def ask(host: str = "localhost", path: str = PATH, **headers: str) -> Any:
    return Client(headers={"Host": host, **headers}).get(path)


def slug(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return str(answer.json()["slug"])


@pytest.mark.parametrize(
    ("host", "path", "header", "expected"),
    [
        ("alpha.localhost", PATH, "", "alpha"),
        ("ALPHA.LocalHost:8000", PATH, "", "alpha"),
        ("gamma.example", PATH, "", "gamma"),
        ("GAMMA.Example:443", PATH, "", "gamma"),
        ("gamma.localhost", PATH, "", "gamma"),
        ("localhost", f"/org/beta{PATH}", "", "beta"),
        ("localhost", f"/org/BETA{PATH}", "", "beta"),
        ("localhost", PATH, "alpha", "alpha"),
        ("localhost", PATH, "ALPHA", "alpha"),
        ("www.localhost", PATH, "alpha", "alpha"),
        # The order: host before path before header.
        ("alpha.localhost", f"/org/beta{PATH}", "gamma", "alpha"),
        ("gamma.example", f"/org/beta{PATH}", "alpha", "gamma"),
        ("localhost", f"/org/beta{PATH}", "alpha", "beta"),
    ],
)
def test_the_organisation_of_a_request(host: str, path: str, header: str, expected: str) -> None:
    headers = {"X-Organization-Slug": header} if header else {}
    assert slug(ask(host, path, **headers)) == expected


def test_the_default_comes_last(settings: Any) -> None:
    assert ask().status_code == 404
    settings.DEFAULT_ORGANIZATION = "beta"
    forget_cached()
    assert slug(ask()) == "beta"
    assert slug(ask(**{"X-Organization-Slug": "alpha"})) == "alpha"


def test_the_only_active_organisation_needs_no_name() -> None:
    assert ask().status_code == 404
    for one in Organization.objects.exclude(slug="beta"):
        one.is_active = False
        one.save()
    assert slug(ask()) == "beta"


@pytest.mark.parametrize(
    ("host", "path", "header"),
    [
        ("nobody.localhost", PATH, ""),
        ("localhost", f"/org/nobody{PATH}", ""),
        ("localhost", PATH, "nobody"),
        ("a.b.localhost", PATH, ""),
        ("localhost", PATH, "alpha' OR 1=1"),
    ],
)
def test_an_unknown_organisation_is_not_found(
    host: str, path: str, header: str, settings: Any
) -> None:
    """Also where a default exists: a name that was given is never replaced by another."""
    settings.DEFAULT_ORGANIZATION = "beta"
    answer = ask(host, path, **({"X-Organization-Slug": header} if header else {}))
    assert answer.status_code == 404
    body = answer.json()
    assert body["code"] == "organization_unknown"
    assert body.keys() == {"code", "detail", "params", "request_id"}


def test_pages_of_an_unknown_organisation_are_plain_text() -> None:
    for host, path in (("nobody.localhost", "/login"), ("localhost", "/org/nobody/login")):
        answer = ask(host, path)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "text/plain"
        assert answer.content == b"No organisation answers at this address."


WAYS = {
    "sub-domain": ("{}.localhost", PATH, ""),
    "path": ("localhost", f"/org/{{}}{PATH}", ""),
    "header": ("localhost", PATH, "{}"),
}


def go(way: str, name: str, path: str = "", **headers: str) -> Any:
    """Ask an organisation in one of the ways in which it can be named."""
    host, where, header = (part.format(name) for part in WAYS[way])
    if header:
        headers["X-Organization-Slug"] = header
    return ask(host, where.replace(PATH, path or PATH), **headers)


@pytest.mark.parametrize("way", [*WAYS, "own domain"])
def test_an_inactive_organisation_is_unknown(
    way: str, three: dict[str, World], settings: Any
) -> None:
    """Also where a default exists: nobody may take one university's address for another's."""
    settings.DEFAULT_ORGANIZATION = "beta"
    own = way == "own domain"
    world = three["gamma" if own else "alpha"]
    signed = {"Authorization": f"Token {world.sign_in(world.students[0].user)}"}

    def answers() -> list[Any]:
        if own:
            return [ask("gamma.example"), ask("gamma.example", "/api/me/", **signed)]
        return [go(way, "alpha"), go(way, "alpha", "/api/me/", **signed)]

    assert [one.status_code for one in answers()] == [200, 200]
    world.organization.is_active = False
    world.organization.save()
    assert {one.json()["code"] for one in answers()} == {"organization_unknown"}
    world.organization.is_active = True
    world.organization.save()
    assert [one.status_code for one in answers()] == [200, 200]


def test_an_inactive_organisation_is_not_passed_over_for_the_next_name(
    three: dict[str, World],
) -> None:
    """What comes first decides: an ended one never lets a later name speak for its address."""
    header = {"X-Organization-Slug": "beta"}
    asked = [
        ("alpha.localhost", "/org/beta" + PATH, header),
        ("alpha.localhost", PATH, header),
        ("localhost", "/org/alpha" + PATH, header),
        ("gamma.example", "/org/beta" + PATH, header),
    ]
    assert [slug(ask(host, path, **more)) for host, path, more in asked] == [
        *("alpha", "alpha", "alpha", "gamma")
    ]
    for name in ("alpha", "gamma"):
        three[name].organization.is_active = False
        three[name].organization.save()
    assert [ask(host, path, **more).status_code for host, path, more in asked] == [404] * 4


def test_a_sign_in_holds_under_its_own_organisation_only(three: dict[str, World]) -> None:
    alpha, gamma = three["alpha"], three["gamma"]
    signed = {"Authorization": f"Token {alpha.sign_in(alpha.students[0].user)}"}
    for way in WAYS:
        assert go(way, "alpha", "/api/me/", **signed).status_code == 200, way
        for other in ("beta", "gamma"):
            refused = go(way, other, "/api/me/", **signed)
            assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid"), way
    # An own domain is as good as the other ways, for its own people alone.
    assert ask("gamma.example", "/api/me/", **signed).status_code == 401
    own = {"Authorization": f"Token {gamma.sign_in(gamma.students[0].user)}"}
    assert ask("gamma.example", "/api/me/", **own).status_code == 200
    for way in WAYS:
        assert go(way, "alpha", "/api/me/", **own).status_code == 401, way


@pytest.mark.parametrize(
    ("host", "path", "header", "decides"),
    [
        ("alpha.localhost", "/org/beta", "", "alpha"),
        ("gamma.example", "/org/beta", "", "gamma"),
        ("alpha.localhost", "", "beta", "alpha"),
        ("gamma.example", "", "beta", "gamma"),
        ("localhost", "/org/alpha", "beta", "alpha"),
    ],
)
def test_a_sign_in_is_judged_by_the_name_that_comes_first(
    host: str, path: str, header: str, decides: str, three: dict[str, World]
) -> None:
    """Two names disagree: people of the first are let in, those of the second are not."""
    headers = {"X-Organization-Slug": header} if header else {}
    for name, status in ((decides, 200), ("beta", 401)):
        world = three[name]
        token = world.sign_in(world.students[0].user)
        signed = {"Authorization": f"Token {token}", **headers}
        assert ask(host, f"{path}/api/me/", **signed).status_code == status, name


def test_the_path_prefix_works_for_every_address(three: dict[str, World]) -> None:
    beta = three["beta"]
    token = beta.sign_in(beta.lecturer.user)
    found = ask("localhost", "/org/beta/api/courses/?page_size=1", Authorization=f"Token {token}")
    assert found.status_code == 200
    assert ask("localhost", "/org/beta/api/none/").json()["code"] == "not_found"
    assert ask("localhost", "/orgs/beta/api/me/").status_code == 404
    assert ask("localhost", "/org/beta/org/alpha/api/organization/").status_code == 404


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, None, "10.0.0.1"),
        (0, "1.1.1.1", "10.0.0.1"),
        (0, "1.1.1.1, 2.2.2.2", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2.2.2.2", "2.2.2.2"),
        (1, "6.6.6.6, 2.2.2.2", "2.2.2.2"),
        (1, "6.6.6.6,7.7.7.7 , 2.2.2.2", "2.2.2.2"),
        (2, "2.2.2.2", "10.0.0.1"),
        (2, "2.2.2.2, 10.0.0.9", "2.2.2.2"),
        (2, "6.6.6.6, 2.2.2.2, 10.0.0.9", "2.2.2.2"),
    ],
)
def test_threat_11_a_spoofed_forwarded_address_has_no_effect(
    trusted: int, forwarded: str | None, expected: str, settings: Any
) -> None:
    settings.TRUSTED_PROXY_COUNT = trusted
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == expected


@pytest.mark.parametrize("trusted", [0, 1, 2])
def test_threat_11_a_thousand_invented_addresses_are_one(trusted: int, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = trusted
    real = {0: "", 1: ", 2.2.2.2", 2: ", 2.2.2.2, 10.0.0.9"}[trusted]
    found = set()
    for number in range(1000):
        invented = f"9.9.{number // 250}.{number % 250}{real}"
        request = RequestFactory().get("/", headers={"X-Forwarded-For": invented})
        found.add(client_address(request))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_only_the_network_of_an_address_is_kept(address: str, network: str) -> None:
    assert network_prefix(address) == network
