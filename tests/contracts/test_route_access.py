"""Who gets which answer: every route and method, every kind of person, every kind of id.

The expected answers are the committed table `route_access.csv`, one line per route, method and
the part of the request that names a row. A cell is the status for everybody's request, or four of
them, for a row that is own / another owner's / of a foreign organisation / random. A route
without a line fails.
"""

import csv
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from apps.core import tenancy
from tests.support import openapi
from tests.support.calls import Actor, Call, send
from tests.support.campus import Campus
from tests.support.canary import has_canary, shown_in, tenant_models
from tests.support.cases import Case
from tests.support.operations import CASES, CATCH_ALL, methods_of, operations, routes, view_class

TABLE = Path(__file__).with_name("route_access.csv")
SCHEMA = Path(__file__).resolve().parents[2] / "frontend" / "schema.yml"
ACTORS = (
    "anonymous",
    "student",
    "lecturer",
    "bursar",
    "admin",
    "platform",
    "deactivated",
    "foreign_student",
    "foreign_lecturer",
    "foreign_admin",
)
# A right code leads to its organisation, whoever holds it: that is how a scan is answered. A
# claim's random id is told to nobody but who sent such a code.
NAMED_BY_CODE = {"api/claims/", "api/claims/<uuid:claim_id>/finish/"}
# A code names its organisation and a page holds no data; every other named row is hidden.
WITH_HIDDEN_ROWS = [
    case
    for case in CASES
    if case.varies and case.route.startswith("api/") and case.route not in NAMED_BY_CODE
]
NOT_IN_SCHEMA = {"api/healthz/"}

pytestmark = pytest.mark.django_db

Line = tuple[str, str, str]


@cache
def table() -> Mapping[Line, Mapping[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return {(line["route"], line["method"], line["varies"]): line for line in lines}


@pytest.fixture(autouse=True)
def built_pages(settings: Any, tmp_path: Path) -> None:
    for name in ("checkin.html", "index.html", "sw.js"):
        (tmp_path / name).write_text("<!doctype html>")
    settings.FRONTEND_DIST = tmp_path


def ask(actor: Actor, case: Case, campus: Campus, kind: str) -> Any:
    """Make the request and undo whatever it has stored."""
    with transaction.atomic():
        if case.prepare is not None:
            case.prepare(campus)
        response = send(actor, case.method, case.build(campus, kind))
        transaction.set_rollback(True)
    return response


def comparable(response: Any) -> tuple[int, str, dict[str, str]]:
    """Return what two answers must share: all but the request's id, and the id asked for."""
    body = response.content.decode(errors="replace")
    if response["Content-Type"] == "application/json":
        plain = json.loads(body)
        assert plain.pop("request_id")
        body = re.sub(r'pk \\?"\d+\\?"', "pk", json.dumps(plain))
    own = {"X-Request-Id", "Content-Length"}
    return response.status_code, body, {k: v for k, v in response.items() if k not in own}


def hold_to_missing(name: str, answers: dict[str, Any]) -> None:
    """Check that a foreign row, or one not for this person, is answered as no row at all."""
    missing = comparable(answers["random"])
    if answers["random"].status_code >= 400:
        assert comparable(answers["foreign"]) == missing, name
    if answers["other"].status_code in {400, 404}:
        assert comparable(answers["other"]) == missing, name


def cell(answers: dict[str, Any]) -> str:
    statuses = [str(answer.status_code) for answer in answers.values()]
    return statuses[0] if len(set(statuses)) == 1 else "/".join(statuses)


def case_name(case: Case) -> str:
    return "-".join(filter(None, (case.route, case.method, case.varies)))


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_every_answer_is_the_one_of_the_table(case: Case, campus: Campus) -> None:
    observed = {}
    for name in ACTORS:
        answers = {kind: ask(campus.actors[name], case, campus, kind) for kind in case.kinds}
        observed[name] = cell(answers)
        for kind, answer in answers.items():
            assert answer.status_code < 500, f"{name}, {kind}: {answer.content!r}"
            if not (kind == "foreign" and case.route in NAMED_BY_CODE):
                # A PDF is no text; its words are packed.
                shown = shown_in(answer)
                assert not has_canary(shown), f"{name}, {kind}: a leak"
                assert not has_canary(str(dict(answer.items()))), f"{name}, {kind}: a leak"
        if case.varies and case.route not in NAMED_BY_CODE:
            hold_to_missing(name, answers)
    key = (case.route, case.method, case.varies)
    expected = {name: table().get(key, {}).get(name) for name in ACTORS}
    line = ",".join([*key, *observed.values()])
    assert observed == expected, f"\nobserved (read it before you commit it):\n{line}"


@pytest.mark.parametrize("case", WITH_HIDDEN_ROWS, ids=case_name)
def test_threat_16_at_their_own_address_foreigners_see_no_more(case: Case, campus: Campus) -> None:
    """The same ids, asked for at the foreign organisation's host with a living sign-in of it."""
    for name in ("foreign_student", "foreign_lecturer", "foreign_admin"):
        actor = Actor(name, "away.localhost", campus.actors[name].token)
        missing = comparable(ask(actor, case, campus, "random"))
        for kind in ("own", "other"):
            answer = comparable(ask(actor, case, campus, kind))
            assert answer == missing, f"{name}, {kind}"


def test_a_poll_with_a_version_is_answered_to_whom_the_register_is(campus: Campus) -> None:
    """The table asks for the live register as a whole; this asks what is new since a version."""
    (case,) = (one for one in CASES if one.route.endswith("/live/"))
    answered = 0
    for kind in case.kinds:
        call = case.build(campus, kind)
        owner = {"foreign": "foreign_admin"}.get(kind, "admin")
        host = campus.world_of(kind).organization.slug
        known = send(
            Actor(owner, f"{host}.localhost", campus.actors[owner].token), "GET", call
        ).json()
        polled = Call(f"{call.path}?version={known.get('version', 'x')}")
        for name, actor in campus.actors.items():
            whole, poll = (send(actor, "GET", one) for one in (call, polled))
            assert poll.status_code == whole.status_code, f"{name}, {kind}"
            if whole.status_code == 200:
                answered += 1
                assert poll.json() == {"version": known["version"], "changed": False}
            else:
                assert comparable(poll) == comparable(whole), f"{name}, {kind}"
    # The control: an owner, and an administrator of both rows of theirs.
    assert answered == 3


def test_every_route_and_method_has_its_line_and_its_request() -> None:
    wanted = sorted(set(operations()))
    assert sorted({(case.route, case.method) for case in CASES}) == wanted
    assert sorted({line[:2] for line in table()}) == wanted
    assert sorted(table()) == sorted((case.route, case.method, case.varies) for case in CASES)


def test_the_schema_describes_the_same_operations() -> None:
    paths = openapi.document()["paths"]
    described = {
        (re.sub(r"{(\w+)}", r"<\1>", path), method.upper())
        for path, item in paths.items()
        for method in item
        if method != "parameters"
    }
    served = {
        (f"/{plain(route)}", method)
        for route, method in operations()
        if route.startswith("api/") and route not in NOT_IN_SCHEMA
    }
    assert described == served


def plain(route: str) -> str:
    """Return a route with its parameters' names alone, as the schema writes them."""
    return re.sub(r"<\w+:(\w+)>", r"<\1>", route).replace("<pk>", "<id>")


def test_each_refusal_has_its_passing_control() -> None:
    for key, line in table().items():
        cells = "/".join(line[name] or "" for name in ACTORS).split("/")
        if key[0] != CATCH_ALL:
            assert any(status.startswith("2") for status in cells), key


@pytest.mark.parametrize("route", [route for route, view in routes() if "GET" in methods_of(view)])
def test_head_is_answered_as_get(route: str, campus: Campus) -> None:
    case = next(one for one in CASES if one.route == route and one.method == "GET")
    for name in ("anonymous", "student", "lecturer"):
        call = case.build(campus, "own")
        head = send(campus.actors[name], "HEAD", call)
        assert head.status_code == send(campus.actors[name], "GET", call).status_code
        assert head.content == b""


def test_the_canary_would_be_seen(campus: Campus) -> None:
    """The control: at their own address its people do see the text, in every list."""
    admin = Actor("admin", "away.localhost", campus.actors["foreign_admin"].token)
    student = Actor("student", "away.localhost", campus.actors["foreign_student"].token)
    session, course = campus.away.session.pk, campus.away.course.pk
    for path in (
        "organization/",
        "me/",
        "students/",
        "terms/",
        "venues/",
        "courses/",
        f"courses/{course}/enrollments/",
        "sessions/",
        f"sessions/{session}/live/",
        f"sessions/{session}/projector/",
    ):
        answer = send(admin, "GET", Call(f"/api/{path}"))
        assert answer.status_code == 200, path
        assert has_canary(answer.content.decode()), path
    for path in ("student/home/", "my/records/", "my/attempts/"):
        answer = send(student, "GET", Call(f"/api/{path}"))
        assert has_canary(shown_in(answer)), path
    packed = send(student, "POST", Call("/api/my/data/download/"))
    assert has_canary(shown_in(packed)), "the ZIP file is looked into"


def test_both_organisations_have_rows_of_every_kind(campus: Campus) -> None:
    for world in (campus.home, campus.foreign):
        with tenancy.activate(world.organization):
            for model in tenant_models():
                assert model.objects.exists(), model


def test_every_view_of_the_api_is_one_of_ours() -> None:
    functions = {route for route, view in routes() if view_class(view) is None}
    assert {route for route in functions if route.startswith(("api/", "^api"))} == {
        "api/healthz/",
        CATCH_ALL,
    }
