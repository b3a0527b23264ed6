"""What the tests of bad input share: who asks, what is sent, and that nothing was stored.

Every operation of the URL configuration is asked with its valid request spoilt in some way; the
valid request itself is the control and succeeds in `test_route_access`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no types

from tests.support import openapi
from tests.support.calls import Actor, Call, client
from tests.support.campus import Campus
from tests.support.cases import Case
from tests.support.operations import api_cases

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
# Counters of tries, and the last use of a sign-in, are kept on purpose.
KEPT_AS_ATTEMPT = {"code_invalid", "claim_not_yours"}
NOT_COUNTED = {"core.RateCounter"}
COUNT_ALL = " UNION ALL ".join(
    f"SELECT '{model._meta.label}', COUNT(*) FROM \"{model._meta.db_table}\""  # noqa: S608 - names of tables
    for model in apps.get_models(include_auto_created=True)
    if model._meta.label not in NOT_COUNTED
)


def name_of(case: Case) -> str:
    """Return what a test of this case is called."""
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


@pytest.fixture
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
