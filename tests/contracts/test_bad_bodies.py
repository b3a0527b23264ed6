"""A body that is none, too large or of another kind: the one error, and nothing stored."""

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no types

from tests.support.calls import send
from tests.support.campus import Campus
from tests.support.cases import Case
from tests.support.spoilt import (
    CASES,
    WITH_INPUT,
    WITH_JSON,
    WITHOUT_INPUT,
    asker,
    hold,
    name_of,
    raw,
    rows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched")]

LIMIT = 1024 * 1024
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
        ("multipart/form-data; boundary=x", FORM),
        ("text/plain", b"{}"),
        ("application/xml", b"<a/>"),
        ("application/octet-stream", b"{}"),
        ("nonsense", b"{}"),
    ):
        hold(raw(case, campus, data, content_type=kind), {415}, before, error_body)


def test_rows_are_counted(campus: Campus) -> None:
    """The control of "nothing was stored"."""
    before = rows()
    case = next(one for one in CASES if one.route == "api/venues/" and one.method == "POST")
    assert send(asker(case, campus), "POST", case.build(campus, "own")).status_code == 201
    after = rows()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"courses.Venue", "orgs.AuditEntry"}
