"""A term with every kind of act in it, its ledger, and hands that damage either past the models."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from apps.attendance.models import AttendanceSession, LedgerEntry
from apps.attendance.selectors import verification
from apps.attendance.selectors.verification import LedgerBroken
from apps.attendance.services import ledger
from apps.core import clock, tenancy
from tests.support.checkin import NOWHERE, Clock, act, mark, told
from tests.support.world import INSIDE, World, at, make_world


def seal(world: World, **options: Any) -> int:
    """Seal the organisation's rows as the worker does; return how many."""
    with tenancy.activate(world.organization):
        return ledger.seal(now=clock.now(), **options)


def entries(world: World) -> list[LedgerEntry]:
    """Return the chain."""
    with tenancy.activate(world.organization):
        return list(LedgerEntry.objects.order_by("sequence"))


def said(*arguments: str) -> tuple[int, str]:
    """Run verify_ledger; return its exit status and all that it says."""
    heard = io.StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=heard, stderr=heard)
    except CommandError as error:
        return error.returncode, heard.getvalue() + str(error)
    return 0, heard.getvalue()


def fault(world: World) -> str:
    """Return what is wrong with an organisation's ledger, "" when it is whole."""
    with tenancy.activate(world.organization):
        try:
            verification.verify(now=clock.now())
        except LedgerBroken as error:
            return str(error)
    return ""


def sql(statement: str, *parameters: Any) -> None:
    """Run a statement past every model."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def write(row: models.Model, column: str, value: Any) -> None:
    """Change one column of a row past every model."""
    field = next(one for one in row._meta.concrete_fields if one.attname == column)
    sql(
        f'UPDATE {row._meta.db_table} SET "{field.column}" = %s WHERE id = %s',  # noqa: S608 - model names
        field.get_db_prep_save(value, connection),
        row.pk,
    )


def erase(row: models.Model) -> None:
    """Delete a row past every model."""
    sql(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)  # noqa: S608 - a model's name


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def altered(value: Any) -> Any:
    """Return a value as little different as can be: one byte, one microsecond."""
    if isinstance(value, bool) or value is None:
        raise AssertionError(f"the test's rows must fill every column, not {value!r}")
    if isinstance(value, str):
        return f"{value[:-1]}{chr(ord(value[-1]) ^ 1)}" if value else "x"
    if isinstance(value, int):
        return value ^ 1 << 20
    if isinstance(value, float):
        return value + 2**-30
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, list):
        return [*value[:-1], altered(value[-1])] if value else ["x"]
    flipped = bytearray(bytes(value))
    flipped[-1] ^= 1
    return bytes(flipped)


def busy_world(now: Clock, slug: str = "demo") -> tuple[World, AttendanceSession]:
    """Return a university after a class in which everything happened that makes rows."""
    world = make_world(
        slug, students=7, geofence_mode="flag", location_retention_h=24, late_after_min=5
    )
    inside, marked, undone_, tried, away, turned, excused = world.students
    session = world.open()
    exact = {**INSIDE, "latitude": 0.33461214, "longitude": 32.56789125}
    assert told(world.phone(inside).scan(world.code(session), finish=at(exact))) == "accepted"
    assert mark(world, session, marked, "late", "The bus").status_code == 200
    now.tick(1)
    first = mark(world, session, undone_, "excused").json()
    assert world.staff().send("POST", f"/api/changes/{first['change_id']}/undo/").status_code == 200
    code = world.code(session)
    waiting = world.phone()
    claim = waiting.scan(code).json()["claim_id"]
    now.tick(60)
    late = world.phone(tried).scan(code, finish=NOWHERE)
    attempt = late.json()["params"]["attempt_id"]
    act(world, session, "close")
    # What was claimed before the end may be finished after it: over the absence.
    waiting.token = world.sign_in(turned.user)
    assert told(waiting.finish(claim, at(INSIDE))) in {"accepted", "accepted_for_review"}
    accepted = world.staff().send(
        "POST", f"/api/attempts/{attempt}/decide/", {"decision": "accept", "reason": "Seen"}
    )
    assert accepted.status_code == 200, accepted.content
    mark(world, session, excused, "excused", "Ill")
    # An absence that the clock wrote becomes contested by a try, without any change.
    assert told(world.phone(away).scan(world.code(session), finish=NOWHERE)) == "session_closed"
    return world, session
