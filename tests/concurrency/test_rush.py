"""Threat 18 and QUALITY.md B2: a hall behind one address logs in and comes in at once."""

from collections import Counter

import pytest

from apps.accounts.hashers import Argon2idHasher
from apps.attendance.enums import Outcome
from apps.attendance.models import AttendanceRecord
from apps.core import tenancy
from tests.support.crowd import Member, login_bytes, make_crowd, scan_bytes
from tests.support.servers import Server, StartServer
from tests.support.volley import Answer, volley
from tests.support.world import PASSWORD, World

pytestmark = pytest.mark.concurrency

# Long, because a busy machine proves nothing: how fast it is `make bench` says.
PATIENCE_S = 240


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("logging_in", "signed_in"),
    # Logging in costs a password hash, which is meant to be slow: most have done so before.
    [(60, 240), pytest.param(500, 0, marks=pytest.mark.soak)],
)
def test_a_hall_behind_one_address_gets_in(
    logging_in: int, signed_in: int, hall: World, gunicorn: StartServer
) -> None:
    hasher = Argon2idHasher()
    password = hasher.encode(PASSWORD, hasher.salt())
    strangers = make_crowd(hall, logging_in, password=password, signed_in=False)
    known = make_crowd(hall, signed_in)
    session = hall.open()
    code = hall.code(session)
    server = gunicorn(workers=4)
    rush = [login_bytes(one, PASSWORD) for one in strangers]
    rush += [scan_bytes(one, code) for one in known]
    answers = volley(server.port, [rush], groups_at_once=1, patience_s=PATIENCE_S)[0]
    logins, scans = answers[:logging_in], answers[logging_in:]
    assert Counter(one.status for one in logins) == {200: logging_in}
    scans += follow(server, strangers, logins, code)
    assert Counter(one.status for one in scans) == {201: signed_in + logging_in}
    assert {one.json()["outcome"] for one in scans} == {Outcome.ACCEPTED}
    with tenancy.activate(hall.organization):
        assert AttendanceRecord.objects.filter(session=session).count() == signed_in + logging_in


def follow(
    server: Server, strangers: list[Member], logins: list[Answer], code: str
) -> list[Answer]:
    """Let those who have just logged in scan, all at once."""
    for one, login in zip(strangers, logins, strict=True):
        one.phone.token = login.json()["token"]
    scans = [scan_bytes(one, code) for one in strangers]
    return volley(server.port, [scans], groups_at_once=1, patience_s=PATIENCE_S)[0]
