"""Sign-ins that have ended are forgotten, and no other."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts import tasks
from apps.accounts.models import AuthToken
from apps.accounts.rules import ABSOLUTE_LIMIT, IDLE_LIMIT
from apps.core import clock
from tests.support.checkin import Clock, fresh_process, now, world
from tests.support.world import World

__all__ = ["fresh_process", "now", "world"]

MOMENT = timedelta(milliseconds=1)


def clean() -> Any:
    return tasks.clean_sign_ins.work(now=clock.now())


@pytest.mark.parametrize(
    ("used_ago", "made_ago", "ended"),
    [
        (IDLE_LIMIT - MOMENT, IDLE_LIMIT - MOMENT, False),
        (IDLE_LIMIT, IDLE_LIMIT, True),
        (timedelta(), ABSOLUTE_LIMIT - MOMENT, False),
        (timedelta(), ABSOLUTE_LIMIT, True),
    ],
)
def test_what_has_ended_goes_exactly_then(
    used_ago: timedelta, made_ago: timedelta, ended: bool, world: World, now: Clock
) -> None:
    phone = world.phone(world.students[0])
    AuthToken.objects.update(last_used_at=now.moment - used_ago, created_at=now.moment - made_ago)
    assert clean()["sign_ins"] == int(ended)
    assert phone.get("/api/me/").status_code == (401 if ended else 200)


def test_sessions_of_the_admin_site_go_when_they_have_expired(world: World, now: Clock) -> None:
    hour = timedelta(hours=1)
    moment = timezone.now()
    now.moment = moment
    for key, expires in (("old", moment - hour), ("new", moment + hour)):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    assert clean()["admin_sessions"] == 1
    assert Session.objects.get().session_key == "new"
