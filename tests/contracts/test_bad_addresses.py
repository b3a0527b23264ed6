"""Other methods, harmful queries and ids, spoilt tokens: the one error, and nothing stored."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no types

from tests.support import openapi
from tests.support.calls import Actor, Call, send
from tests.support.campus import Campus
from tests.support.cases import Case
from tests.support.operations import methods_of, routes, view_class
from tests.support.spoilt import CASES, asker, hold, name_of, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched")]


API_ROUTES = [(route, view) for route, view in routes() if view_class(view) is not None]


@pytest.mark.parametrize("route", [route for route, _ in API_ROUTES])
def test_another_method_is_not_allowed(
    route: str, campus: Campus, error_body: Draft202012Validator
) -> None:
    served = methods_of(dict(API_ROUTES)[route])
    case = next(one for one in CASES if one.route == route)
    call = case.build(campus, "own")
    before = rows()
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"} - set(served):
        response = send(asker(case, campus), method, Call(call.path, {}))
        hold(response, {405}, before, error_body)
        allowed = set(response["Allow"].split(", "))
        assert set(served) <= allowed
        assert method not in allowed


HARMFUL: dict[str, list[str]] = {
    "page_size": ["\x00", "99999999999999999999999999", "-1"],
    "search": ["%00", "%ED%A0%80", "%FF", "x" * 5000, "%25_%5C%27%22--"],
    "term": ["99999999999999999999999999", "%D9%A3", "x", "9" * 5000],
    "course": ["99999999999999999999999999", "-1", "9" * 5000, "%C2%B2"],
    "state": ["nonsense", "%00"],
    "version": ["%00"],
    "page": ["99999999999999999999999999", "%00", "1&page=2"],
    "format": ["xml"],
}


def harmful_queries(case: Case) -> Iterator[str]:
    """Yield each value of a parameter that the operation reads alone, those of the others together.

    A parameter that the schema does not name there is not read: what it holds plays no part, and
    several of them are asked for at once.
    """
    path = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", case.route).replace("{pk}", "{id}")
    described = openapi.document()["paths"].get(path, {}).get("get")
    # Beside its own, every operation reads the parameter by which DRF chooses a format.
    read = {"format", *HARMFUL} if described is None else {"format"}
    read |= {one["name"] for one in (described or {}).get("parameters", [])}
    queries = {name: [f"{name}={one}" for one in values] for name, values in HARMFUL.items()}
    yield from chain.from_iterable(queries[name] for name in HARMFUL if name in read)
    for together in zip_longest(*(queries[name] for name in HARMFUL if name not in read)):
        yield "&".join(filter(None, together))


@pytest.mark.parametrize("case", [one for one in CASES if one.method == "GET"], ids=name_of)
def test_no_query_is_an_error_of_the_server(
    case: Case, campus: Campus, error_body: Draft202012Validator
) -> None:
    before = rows()
    call = case.build(campus, "own")
    for query in harmful_queries(case):
        response = send(asker(case, campus), "GET", Call(f"{call.path}?{query}"))
        if response.status_code != 200:
            hold(response, {400, 404}, before, error_body)


@pytest.mark.parametrize("case", [one for one in CASES if one.varies], ids=name_of)
def test_no_id_in_a_path_is_an_error_of_the_server(
    case: Case, campus: Campus, error_body: Draft202012Validator
) -> None:
    call = case.build(campus, "own")
    before = rows()
    parts = call.path.split("/")
    for position, part in enumerate(parts):
        if not part.isdecimal():
            continue
        for value in ("0", "9" * 18, "9" * 30, "9" * 5000, "-1", "1.5", "%00", "x", "%D9%A3"):
            path = "/".join([*parts[:position], value, *parts[position + 1 :]])
            response = send(asker(case, campus), case.method, Call(path, call.body))
            hold(response, {404}, before, error_body)


SPOILT_TOKENS: dict[str, Callable[[str], str]] = {
    "garbage": lambda token: "garbage",
    "cut": lambda token: token[:-1],
    "longer": lambda token: f"{token}a",
    "upper": str.upper,
    "empty": lambda token: "",
}


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_spoilt_token_is_refused_everywhere_but_at_the_door(
    case: Case, campus: Campus, error_body: Draft202012Validator
) -> None:
    """Also where nobody must sign in: a phone must hear that its sign-in has ended."""
    doors = {
        "api/auth/login/",
        "api/auth/password-reset/",
        "api/auth/password-reset/confirm/",
        "api/auth/email/verify/",
        "api/auth/invitation/",
        "api/password-requirements/",
        "api/organization/",
        "api/files/<path:name>",
        "calendar/<str:token>.ics",
        "api/receipts/verify/",
        "api/kiosk/state/",
        "api/kiosk/look-up/",
        "api/kiosk/check-in/",
        ".well-known/attendance-receipt-keys.json",
        "api/notifications/unsubscribe/<str:token>/",
    }
    actor, call = asker(case, campus), case.build(campus, "own")
    assert actor.token is not None
    before = rows()
    for spoil in SPOILT_TOKENS.values():
        spoilt = Actor(actor.name, actor.host, spoil(actor.token))
        if case.route in doors:
            assert send(spoilt, case.method, call).status_code in {200, 201, 202, 204}
            return
        response = send(spoilt, case.method, call)
        hold(response, {401}, before, error_body)
        assert response["WWW-Authenticate"] == "Token"
