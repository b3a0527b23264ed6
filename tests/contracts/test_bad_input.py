"""Whatever is sent to an operation of the API: the one error body, the right status, no row.

Every operation of the URL configuration is asked with its valid request spoilt in each of these
ways; the valid request itself is the control and succeeds in `test_route_access`.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no types

from tests.support import openapi
from tests.support.calls import Actor, Call, client, send
from tests.support.campus import Campus
from tests.support.cases import Case
from tests.support.operations import api_cases, methods_of, routes, view_class

pytestmark = pytest.mark.django_db

CASES = api_cases()
WITH_BODY = [case for case in CASES if case.method in {"POST", "PUT", "PATCH"}]
# They take no body: what is sent with them is not read.
WITHOUT_INPUT = {
    "api/auth/logout/",
    "api/me/calendar/",
    "api/auth/email/verification/",
    "api/auth/sign-ins/end-others/",
    "api/auth/sign-ins/end-all/",
    "api/courses/<int:pk>/join-code/",
    "api/sessions/<int:pk>/close/",
    "api/sessions/<int:pk>/tokens/<int:token_pk>/revoke/",
    "api/changes/<int:pk>/undo/",
    "api/my/records/<int:pk>/receipt/",
    "api/my/data/download/",
    "api/sessions/<int:pk>/kiosks/",
    "api/sessions/<int:pk>/kiosks/<int:kiosk_pk>/end/",
    "api/notifications/unsubscribe/<str:token>/",
    "api/imports/<int:pk>/commit/",
    "api/imports/<int:pk>/undo/",
    "api/my/absence-requests/<int:pk>/withdraw/",
}
# They take a file; tests.accounts.test_import_api and test_profile spoil it.
WITH_FILE = {"api/imports/", "api/me/picture/"}
WITH_JSON = [case for case in WITH_BODY if case.route not in WITH_FILE]
WITH_INPUT = [case for case in WITH_JSON if case.route not in WITHOUT_INPUT]
STUDENTS_OWN = ("api/claims/", "api/check-ins/", "api/my/", "api/student/", "api/courses/join/")
FOR_ADMINISTRATORS = (
    "api/audit/",
    "api/organization/policy/",
    "api/terms/",
    "api/holidays/",
    "api/venues/<int:pk>/",
    "api/imports/",
    "api/invitations/",
    "api/students/",
    "api/guardians/",
    "api/lecturers/",
    "api/staff/",
    "api/accounts/",
)
LIMIT = 1024 * 1024
# Counters of tries, and the last use of a sign-in, are kept on purpose.
KEPT_AS_ATTEMPT = {"code_invalid", "claim_not_yours"}
NOT_COUNTED = {"core.RateCounter"}


COUNT_ALL = " UNION ALL ".join(
    f"SELECT '{model._meta.label}', COUNT(*) FROM \"{model._meta.db_table}\""  # noqa: S608 - names of tables
    for model in apps.get_models(include_auto_created=True)
    if model._meta.label not in NOT_COUNTED
)


def name_of(case: Case) -> str:
    return f"{case.route}-{case.method}"


def asker(case: Case, campus: Campus) -> Actor:
    """Return somebody who may use the operation."""
    if case.route.startswith(FOR_ADMINISTRATORS):
        return campus.actors["admin"]
    students = case.route.startswith(STUDENTS_OWN) or case.route.endswith("appeal/")
    return campus.actors["student" if students else "lecturer"]


@pytest.fixture(scope="module")
def error_body() -> Draft202012Validator:
    """Return the schema of the one error body, closed to further keys."""
    schemas = openapi.document()["components"]["schemas"]
    body = {**schemas["ErrorBody"], "additionalProperties": False}
    return Draft202012Validator({**body, "components": {"schemas": schemas}})


# They change no row; neither does what is written into the tables that are not counted.
CHANGES_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT")
UNCOUNTED = tuple(f'INSERT INTO "{apps.get_model(label)._meta.db_table}"' for label in NOT_COUNTED)  # noqa: TID251 - by the same labels


@dataclass
class Counted:
    """How many rows each table has, counted anew only after a statement that may change one."""

    rows: dict[str, int] | None = None

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        """See a statement on its way to the database."""
        if not sql.startswith((*CHANGES_NOTHING, *UNCOUNTED)):
            self.rows = None
        return execute(sql, params, many, context)


counted = Counted()


@pytest.fixture(autouse=True)
def watched(campus: Campus) -> Iterator[None]:
    """See every statement of the test; between tests rows come and go unseen."""
    counted.rows = None
    with connection.execute_wrapper(counted):
        yield


def rows() -> dict[str, int]:
    """Return how many rows each table has, past every scope."""
    if counted.rows is None:
        with connection.cursor() as cursor:
            cursor.execute(COUNT_ALL)
            counted.rows = dict(cursor.fetchall())
    return counted.rows


def hold(
    response: Any, statuses: set[int], before: dict[str, int], error_body: Draft202012Validator
) -> None:
    """Check status, body, and that nothing was stored but what stays of a refused check-in."""
    assert response.status_code in statuses, response.content[:500]
    assert response["Content-Type"] == "application/json"
    body = response.json()
    error_body.validate(body)
    assert body["request_id"] == response["X-Request-Id"]
    kept = {"attendance.CheckInAttempt"} if body["code"] in KEPT_AS_ATTEMPT else set()
    after = rows()
    assert {name for name in after if after[name] != before[name]} <= kept


def raw(case: Case, campus: Campus, data: bytes, call: Call | None = None, **options: Any) -> Any:
    """Send these bytes to the operation, signed as the device would."""
    actor, call = asker(case, campus), call or case.build(campus, "own")
    headers = {"Host": actor.host, "Authorization": f"Token {actor.token}"}
    if call.phone is not None and call.prefix is not None:
        headers["X-Device-Signature"] = call.phone.sign(call.prefix + data)
    options.setdefault("content_type", "application/json")
    return client.generic(
        case.method, call.path, data, headers={**headers, **options.pop("headers", {})}, **options
    )


DEEP = 100_000
# An empty object is a valid request there, and no body at all is read as one.
NOTHING_REQUIRED = (
    "enrollments/<int:pk>/",
    "appeal/",
    "contest/",
    "finish/",
    "courses/<int:pk>/",
    "terms/<int:pk>/",
    "schedules/<int:pk>/",
    "holidays/<int:pk>/",
    "venues/<int:pk>/",
    "notifications/read/",
    "notifications/preferences/",
    "api/me/",
)
NOT_AN_OBJECT: dict[str, bytes] = {
    "empty": b"",
    "cut": b'{"a": 1',
    "text": b"hello",
    "two": b"{}{}",
    "comma": b'{"a": 1,}',
    "nan": b'{"a": NaN}',
    "not-utf8": b'{"a": "\xff\xfe"}',
    "bom16": '{"a": 1}'.encode("utf-16"),
    "deep-list": b"[" * DEEP + b"]" * DEEP,
    "deep-object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "digits": b'{"a": ' + b"9" * 5000 + b"}",
    "list": b"[]",
    "list-of-objects": b"[{}]",
    "null": b"null",
    "number": b"1",
    "huge-number": b"1e999",
    "string": b'"x"',
    "nul": b'{"a": "\x00"}',
}


@pytest.mark.parametrize("case", WITH_INPUT, ids=name_of)
def test_what_is_no_json_object_is_invalid(
    case: Case, campus: Campus, error_body: Draft202012Validator
) -> None:
    before = rows()
    for name, data in NOT_AN_OBJECT.items():
        if name == "empty" and case.route.endswith(NOTHING_REQUIRED):
            continue
        hold(raw(case, campus, data), {400}, before, error_body)


WRONG_VALUES: dict[str, Any] = {
    "list": [],
    "list-of-null": [None],
    "object": {},
    "nested": {"a": [{"b": 1}]},
    "nul": "a\x00b",
    "surrogate": "\ud800",
    "huge-int": 10**30,
    "huge-negative": -(10**30),
    "infinite": 1e999,
    "long": "x" * 10_000,
    "date-zero": "0000-00-00T00:00:00Z",
    "date-first": "0001-01-01T00:00:00+14:00",
    "date-last": "9999-12-31T23:59:59-14:00",
}
# Values that some field may well take; all others must be refused, and none may be a 5xx.
MAY_PASS = {"null": None, "true": True, "zero": 0, "empty": "", "minus": -1, "text": "x"}


@pytest.mark.parametrize("case", WITH_INPUT, ids=name_of)
def test_a_field_of_a_wrong_kind_is_named(
    case: Case, campus: Campus, error_body: Draft202012Validator
) -> None:
    call = case.build(campus, "own")
    before = rows()
    for field in fields_of(call.body):
        for kind, value in WRONG_VALUES.items():
            data = json.dumps(replaced(call.body, field, value)).encode()
            with undone(case, campus):
                there = before if case.prepare is None else rows()
                response = raw(case, campus, data, call)
                if may_be_right(field, kind):
                    assert response.status_code < 500, f"{field} {kind}"
                else:
                    assert 400 <= response.status_code < 500, f"{field} {kind}"
                    hold(response, {400, 401, 404, 410}, there, error_body)


@contextmanager
def undone(case: Case, campus: Campus) -> Iterator[None]:
    """Undo at the end what a request that succeeds has stored."""
    with transaction.atomic():
        if case.prepare is not None:
            case.prepare(campus)
        yield
        transaction.set_rollback(True)


def fields_of(body: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in body.items():
        yield (*above, name)
        if isinstance(value, dict):
            yield from fields_of(value, (*above, name))


def replaced(body: Any, field: tuple[str, ...], value: Any) -> Any:
    inner = replaced(body[field[0]], field[1:], value) if field[1:] else value
    return {**body, field[0]: inner}


def may_be_right(field: tuple[str, ...], kind: str) -> bool:
    """Return whether the value is one that the field is meant to take."""
    takes = {
        # DRF reads an empty object as an empty list, and a number as the UUID of that value.
        "lecturers": {"list", "object"},
        "client_reference": {"huge-int"},
        "finish": {"object"},
        "ids": {"list"},
        "choices": {"list"},
    }
    # A number is text as well, where text is asked for; and dates are.
    texts = {"name", "reason", "note", "identifier", "password", "new", "full_name", "username"}
    texts |= {"student_id", "staff_id", "text", "version"}
    as_text = kind.startswith(("date-", "huge-")) and field[-1] in texts
    as_code = kind.startswith(("date-", "huge-")) and field == ("code",)
    return as_text or as_code or kind in takes.get(field[-1], set())


@pytest.mark.parametrize("case", WITH_INPUT, ids=name_of)
def test_no_value_of_any_field_is_an_error_of_the_server(case: Case, campus: Campus) -> None:
    call = case.build(campus, "own")
    for field in fields_of(call.body):
        for kind, value in MAY_PASS.items():
            data = json.dumps(replaced(call.body, field, value)).encode()
            with undone(case, campus):
                response = raw(case, campus, data, call)
                assert response.status_code < 500, f"{field} {kind}"


@pytest.mark.parametrize("case", WITH_INPUT, ids=name_of)
@pytest.mark.parametrize("extra", ["unknown", "organization", "\ud800", "a\x00b", "id"])
def test_an_unknown_field_is_named(
    case: Case, extra: str, campus: Campus, error_body: Draft202012Validator
) -> None:
    body = case.build(campus, "own").body
    before = rows()
    response = raw(case, campus, json.dumps({**body, extra: 1}).encode())
    hold(response, {400}, before, error_body)
    # Half of a surrogate pair is no text that an answer could repeat.
    assert extra == "\ud800" or response.json()["fields"].keys() == {extra}


@pytest.mark.parametrize("case", WITH_JSON, ids=name_of)
def test_a_body_of_a_megabyte_and_one_is_too_large(
    case: Case, campus: Campus, error_body: Draft202012Validator
) -> None:
    before = rows()
    hold(raw(case, campus, b" " * (LIMIT + 1)), {413}, before, error_body)
    declared = raw(case, campus, b"{}", CONTENT_LENGTH=str(LIMIT + 1))
    hold(declared, {413}, before, error_body)
    if case.route not in WITHOUT_INPUT:
        assert raw(case, campus, b" " * LIMIT).status_code != 413


FORM = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--'


# They take a file beside the rest of a form: JSON, or a form with parts.
OR_A_FORM = {("api/my/absence-requests/", "POST")}


@pytest.mark.parametrize(
    "case", [one for one in WITH_INPUT if (one.route, one.method) not in OR_A_FORM], ids=name_of
)
def test_only_json_is_read(case: Case, campus: Campus, error_body: Draft202012Validator) -> None:
    before = rows()
    for kind, data in (
        ("application/x-www-form-urlencoded", b"a=1&b=2"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
        ),
        ("text/plain", b"{}"),
        ("application/xml", b"<a/>"),
        ("application/octet-stream", b"{}"),
        ("nonsense", b"{}"),
    ):
        hold(raw(case, campus, data, content_type=kind), {415}, before, error_body)


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


def test_rows_are_counted(campus: Campus) -> None:
    """The control of "nothing was stored"."""
    before = rows()
    case = next(one for one in CASES if one.route == "api/venues/" and one.method == "POST")
    assert send(asker(case, campus), "POST", case.build(campus, "own")).status_code == 201
    after = rows()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"courses.Venue", "orgs.AuditEntry"}
