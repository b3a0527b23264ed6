"""Polls as nobody's page sends them: made-up versions, odd headers, other methods, ended sign-ins.

Whatever is sent, a poll with a version tells nobody more than the register without one would.
"""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.enums import Role
from apps.accounts.models import AuthToken
from apps.attendance.selectors.live import Version
from apps.core import tenancy
from apps.courses.models import CourseLecturer
from tests.support.checkin import Clock, at_once, mark
from tests.support.world import World, make_user

HUGE = 10**40
MADE_UP = [
    "",
    "0",
    "-1",
    str(HUGE),
    "\u0663",
    "\x00",
    "open\x00_0.0.0._0.0.0._0.0.0._0",
    "' OR 1=1 --",
    "null",
    "[]",
    "_" * 4,
    "_" * 5000,
    "9" * 100_000,
    "{head}_0.0.0._0.0.0._0.0.0._{sent}".replace("0", "\u0660"),
    "{head}_-1.-1.-1._0.0.0._0.0.0._{sent}",
    f"{{head}}_{HUGE}.0.{HUGE}._0.0.0._0.0.0._{{sent}}",
    f"{{head}}_0.{HUGE}.0._0.0.0._0.0.0._{{sent}}",
    f"{{head}}_0.0.{2**63}._0.0.0._0.0.0._{{sent}}",
    f"{{head}}_0.{2**63 - 1}.0._0.{2**63 - 1}.0._0.{2**63 - 1}.0._{{sent}}",
    f"{{head}}_{2**63}.0.{2**63}._0.0.0._0.0.0._{{sent}}",
    f"{{head}}_0.0.{2**63 - 1}.1-{HUGE}_0.0.0._0.0.0._{{sent}}",
    "{head}_0.0.0.1-2-3-4-5-6-7-8-9-10-11-12_0.0.0._0.0.0._{sent}",
    f"{{head}}_{2**63 - 1}.0.{2**63 - 1}._0.0.0._0.0.0._{{sent}}",
    f"{{head}}_{2**63 - 1}.1.{2**63 - 1}._0.0.0._0.0.0._{{sent}}",
    "{head}_0.0.0._0.0.0.--_0.0.0.-1_{sent}",
    "{head}_0.0.0.0-0-0-0-0-0-0-0-0_0.0.0._0.0.0._{sent}",
    # What the page of an earlier release still sends.
    "{head}_0.0.0_0.0.0_0.0.0_{sent}",
    "{head}_nan.inf.1e9._0.0.0._0.0.0._{sent}",
    "{head}_1_000.0.0._0.0.0._0.0.0._{sent}",
    "{head}_ 0.0.0. _0.0.0._0.0.0._{sent}",
    "{head}\ud800_0.0.0._0.0.0._0.0.0._{sent}".encode("utf-8", "surrogatepass").decode("latin-1"),
]
# So many of them can be read, and are answered by the short way.
UNDERSTOOD = 8
RAW = [
    "version[]=1",
    "version=%00",
    "version=%ED%A0%80",
    "version=%FF%FE",
    "version=&version=&version=x",
    "VERSION=1",
    "version",
    "&&&=;",
]


class Poll:
    """Asks for the live register of one session with any query, header and method."""

    def __init__(self, world: World, path: str, token: str, host: str = "") -> None:
        self.path = path
        self.headers = {
            "Host": host or f"{world.organization.slug}.localhost",
            "Authorization": f"Token {token}",
        }
        self.client = Client(raise_request_exception=False)

    def __call__(self, query: Any = "", method: str = "GET", **headers: str) -> Any:
        sent = self.headers | headers
        if isinstance(query, dict):
            return self.client.generic(method, self.path, query_params=query, headers=sent)
        return self.client.generic(method, f"{self.path}?{query}", headers=sent)

    def version(self) -> str:
        """Return the version of now."""
        return str(self().json()["version"])


@pytest.fixture
def poll(world: World, now: Clock) -> Poll:
    session = world.open()
    at_once(world, session, world.phone(world.students[0]))
    mark(world, session, world.students[1], "present")
    token = world.sign_in(world.lecturer.user)
    return Poll(world, f"/api/sessions/{session.pk}/live/", token)


def rows(body: dict[str, Any]) -> list[Any]:
    return sorted(body["rows"], key=lambda row: int(row["student"]["id"]))


def held_to_the_register(poll: Poll, query: Any, whole: dict[str, Any]) -> None:
    """Check that a poll leads to the whole register, or says that some of it is new."""
    answer = poll(query)
    assert answer.status_code == 200, (query, answer.content)
    body = answer.json()
    assert body["version"] == whole["version"], query
    assert body["changed"], query
    if body["everything"]:
        assert rows(body) == rows(whole), query
    else:
        assert all(row in whole["rows"] for row in body["rows"]), query


def test_a_made_up_version_is_answered_with_the_register(poll: Poll) -> None:
    whole = poll().json()
    head, *_, sent = whole["version"].split("_")
    for text in MADE_UP:
        made = text.replace("{head}", head).replace("{sent}", sent)
        held_to_the_register(poll, {"version": made}, whole)
    for query in RAW:
        held_to_the_register(poll, query, whole)
    # The control: the version of now is told that nothing is new.
    assert not poll({"version": poll.version()}).json()["changed"]


def reads() -> st.SearchStrategy[str]:
    """How far a table was read, as a version says it: base, rows below, floor, steps behind."""
    number = st.integers(-2, 2**63)
    steps = st.lists(st.integers(-1, 2**40), max_size=10).map(lambda of: "-".join(map(str, of)))
    return st.builds("{}.{}.{}.{}".format, number, number, number, steps)


@settings(max_examples=24, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(three=st.lists(reads(), min_size=3, max_size=3), text=st.text(max_size=40))
def test_no_version_at_all_is_an_error(poll: Poll, three: list[str], text: str) -> None:
    whole = poll().json()
    head, *_, sent = whole["version"].split("_")
    held_to_the_register(poll, {"version": "_".join([head, *three, sent])}, whole)
    held_to_the_register(poll, {"version": text}, whole)


def test_what_is_made_up_has_the_shape_of_a_version(poll: Poll) -> None:
    """Of another shape it would never reach the short way, and nothing would be tried."""
    head, *_, sent = poll.version().split("_")
    made = [text.replace("{head}", head).replace("{sent}", sent) for text in MADE_UP]
    assert sum(Version.parse(text) is not None for text in made) == UNDERSTOOD


HEADERS = {
    "token {}": 200,
    "TOKEN {}": 200,
    "tOkEn   {}": 200,
    "  Token {}  ": 200,
    "Bearer {}": 401,
    "Token{}": 401,
    "{}": 401,
    "Token": 401,
    "Token {} {}": 401,
    "Token {},Token {}": 401,
    "Token {}\x00": 401,
    "Token é": 401,
    f"Token {'x' * 4000}": 401,
    "": 401,
}


def test_a_sign_in_is_written_as_everywhere(poll: Poll) -> None:
    """The scheme in any case, one token, nothing else: with a version as without one."""
    known = poll.version()
    token = poll.headers["Authorization"].split()[1]
    for header, status in HEADERS.items():
        sent = {"Authorization": header.replace("{}", token)}
        for query in ({}, {"version": known}, {"version": "x"}):
            assert poll(query, **sent).status_code == status, (header, query)


def test_a_sign_in_that_ends_between_two_polls_ends_them(
    poll: Poll, world: World, now: Clock
) -> None:
    known = {"version": poll.version()}
    assert not poll(known).json()["changed"]
    signed_in = AuthToken.objects.filter(user=world.lecturer.user)
    kept = list(signed_in)
    signed_in.delete()
    assert (poll(known).status_code, poll().status_code) == (401, 401)
    AuthToken.objects.bulk_create(kept)
    assert poll(known).status_code == 200
    # Nor is it use that lets a sign-in live on.
    before = AuthToken.objects.get(user=world.lecturer.user).last_used_at
    for _ in range(6):
        now.tick(minutes=9)
        assert poll(known).status_code == 200
        known = {"version": poll.version()}
    assert AuthToken.objects.get(user=world.lecturer.user).last_used_at == before
    now.tick(minutes=7)
    assert (poll(known).status_code, poll().status_code) == (401, 401)


def test_who_teaches_the_course_no_more_is_told_of_no_session(poll: Poll, world: World) -> None:
    known = {"version": poll.version()}
    with tenancy.activate(world.organization):
        taught = CourseLecturer.objects.filter(course=world.course)
        kept = list(taught)
        taught.delete()
        assert (poll(known).status_code, poll().status_code) == (404, 404)
        CourseLecturer.objects.bulk_create(kept)
    assert poll(known).status_code == 200


def test_an_organisation_that_ends_or_is_another_one_is_told_nothing(
    poll: Poll, world: World, foreign: World
) -> None:
    known = {"version": poll.version()}
    away = {"Host": f"{foreign.organization.slug}.localhost"}
    for query in (known, {}):
        assert poll(query, **away).status_code == 401
        # Two ways to name an organisation: the host decides before the header does.
        other = {"X-Organization-Slug": foreign.organization.slug}
        assert poll(query, **other).status_code == 200
    stranger = Poll(world, poll.path, foreign.sign_in(foreign.lecturer.user), away["Host"])
    assert (stranger(known).status_code, stranger().status_code) == (404, 404)
    world.organization.is_active = False
    world.organization.save()
    assert poll(known).status_code == poll().status_code
    assert poll(known).status_code in {401, 404}


@pytest.mark.parametrize("role", [Role.STUDENT, Role.BURSAR, Role.ADMIN])
def test_others_are_answered_as_without_a_version(poll: Poll, world: World, role: Role) -> None:
    known = {"version": poll.version()}
    person = make_user(world.organization, role)
    other = Poll(world, poll.path, world.sign_in(person))
    expected = 200 if role == Role.ADMIN else 403
    assert (other(known).status_code, other().status_code) == (expected, expected)


def test_other_methods_are_answered_as_without_a_version(poll: Poll) -> None:
    known = {"version": poll.version()}
    head = poll(known, "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Cache-Control"] == poll(known)["Cache-Control"]
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"):
        answers = [poll(query, method) for query in (known, {})]
        assert answers[0].status_code == answers[1].status_code, method
        assert answers[0].status_code in {200, 405}, method
    # A browser's question about another origin is answered as ever: nobody is let in by it.
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    assert "Access-Control-Allow-Origin" not in poll(known, "OPTIONS", **asked)
    assert "Access-Control-Allow-Origin" not in poll(known, **asked)


def test_keys_that_no_session_has_are_not_found(poll: Poll) -> None:
    known = {"version": poll.version()}
    for key in (0, 2**31, 2**63 - 1, 2**63, HUGE):
        poll.path = f"/api/sessions/{key}/live/"
        assert (poll(known).status_code, poll().status_code) == (404, 404)
