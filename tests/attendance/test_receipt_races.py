"""Two receipts signed at once for one check-in: one stands, on databases that decide between them.

The student who asks and the job that signs are tried against each other, with no key made yet.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, models

from apps.attendance.models import CheckInAttempt, Receipt, ReceiptKey
from apps.attendance.services import receipts
from apps.core import clock, tenancy
from tests.support.checkin import NOON, Clock
from tests.support.races import at_once, meet
from tests.support.world import World, at, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now() -> Iterator[Clock]:
    """Stop the clock; also for threads."""
    moved = Clock(NOON)
    with clock.use(moved):
        yield moved


@pytest.fixture
def world(transactional_db: None, fresh_process: None, now: Clock) -> World:
    """Return a university whose rows are committed, for other connections to see."""
    return make_world("demo", geofence_mode="off", students=1)


def sign_at_once(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch, *who: str
) -> tuple[list[Any], list[Receipt], int]:
    """Let two sign who have both seen no receipt; return what they heard and what is stored.

    The last is how many were signed.
    """
    session = world.open()
    phone = world.phone(world.students[0])
    record = phone.scan(world.code(session), finish=at(None)).json()["record"]["id"]
    now.tick(minutes=20)

    def asked() -> Any:
        answer = phone.send("POST", f"/api/my/records/{record}/receipt/")
        return answer.status_code, answer.json()["attested"]["code"]

    def by_job() -> int:
        with tenancy.activate(world.organization):
            return receipts.issue_due(now=now())

    acts: dict[str, Callable[[], Any]] = {"student": asked, "job": by_job}
    signed: list[CheckInAttempt] = []
    honest = receipts._signed

    def counted(attempt: CheckInAttempt, *args: Any, **kwargs: Any) -> Receipt:
        signed.append(attempt)
        return honest(attempt, *args, **kwargs)

    monkeypatch.setattr(receipts, "_signed", counted)
    meet(monkeypatch, (receipts, "_signing_key"))
    heard = at_once(*(acts[one] for one in who))
    with tenancy.activate(world.organization):
        return heard, list(Receipt.objects.all()), len(signed)


@pytest.mark.parametrize("who", [("student", "student"), ("student", "job"), ("job", "job")])
def test_one_receipt_stands_and_everybody_hears_of_that_one(
    world: World, now: Clock, monkeypatch: pytest.MonkeyPatch, who: tuple[str, str]
) -> None:
    heard, stored, signed = sign_at_once(world, now, monkeypatch, *who)
    assert signed == 2
    (receipt,) = stored
    for one, said in zip(who, heard, strict=True):
        if one == "student":
            status, code = said
            assert (status, code.replace("-", "")) == (200, receipt.code)
        else:
            assert said == 1
    with tenancy.activate(world.organization):
        assert receipt.key == ReceiptKey.objects.get()


@pytest.fixture
def undecided(transactional_db: None) -> Iterator[None]:
    """Let the database take several receipts of one attempt."""
    honest = Receipt._meta.get_field("attempt")
    loose: Any = models.ForeignKey(CheckInAttempt, on_delete=models.PROTECT, related_name="+")
    loose.set_attributes_from_name("attempt")
    loose.model = Receipt
    with connection.schema_editor() as editor:
        editor.alter_field(Receipt, honest, loose)
    try:
        yield
    finally:
        with tenancy.unscoped(reason="the control's duplicates must go before the constraint"):
            Receipt._base_manager.all()._raw_delete(connection.alias)
        with connection.schema_editor() as editor:
            editor.alter_field(Receipt, loose, honest)


def test_control_without_the_constraint_both_would_stand(
    world: World, now: Clock, undecided: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, stored, _ = sign_at_once(world, now, monkeypatch, "student", "job")
    assert len(stored) == 2
    assert {one.attempt_id for one in stored} == {stored[0].attempt_id}
    assert heard[1] == 1
