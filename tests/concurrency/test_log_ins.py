"""Wrong log-ins that all come at once, at two processes: hasher calls are counted (B1)."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from apps.accounts.rules import LOGIN_TRIES, LOGIN_WINDOW
from apps.core import clock, ratelimit
from tests.support.crowd import login_bytes, make_crowd
from tests.support.servers import StartServer
from tests.support.volley import Answer, volley
from tests.support.world import World

pytestmark = pytest.mark.concurrency

TRIES = 100


@pytest.mark.parametrize("limited", [True, False], ids=["limited", "control-without-limit"])
@pytest.mark.timeout(300)
def test_100_wrong_log_ins_at_once_hash_exactly_the_limit(
    limited: bool, hall: World, gunicorn: StartServer, tmp_path: Path
) -> None:
    hashes = tmp_path / "hashes"
    server = gunicorn(
        workers=2,
        threads=4,
        DJANGO_SETTINGS_MODULE="tests.support.counting_settings",
        HASHES_FILE=str(hashes),
        NO_LIMITS="" if limited else "1",
    )
    window = None
    answers: list[Answer] = []
    while window != current_window():
        # A window that ends in the middle gives new tries: once more, with another account.
        window = current_window()
        hashes.write_bytes(b"")
        (member,) = make_crowd(hall, 1, signed_in=False, password="md5$salt$" + "0" * 32)
        wrong = [login_bytes(member, "wrong password") for _ in range(TRIES)]
        (answers,) = volley(server.port, [wrong], groups_at_once=1)
    reached = LOGIN_TRIES if limited else TRIES
    assert len(hashes.read_bytes()) == reached
    statuses = Counter(one.status for one in answers)
    assert statuses == Counter({401: reached, 429: TRIES - reached})


def current_window() -> datetime:
    """Return when the window ends in which tries are counted now."""
    return ratelimit.window_end(LOGIN_WINDOW, clock.now())
