"""Fields of a wrong kind, and fields that there are not: named, and nothing stored."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no types

from tests.support.campus import Campus
from tests.support.cases import Case
from tests.support.spoilt import WITH_INPUT, hold, name_of, raw, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched")]


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
