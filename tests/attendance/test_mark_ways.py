"""A mark and its undo do the same to a record, alone or among many, whatever came before."""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.attendance.models import AttendanceRecord, RecordChange
from apps.core import clock, tenancy
from apps.orgs.selectors import forget_cached
from tests.support.asking import ask, decide, part_of
from tests.support.checkin import NOON, Clock, act, at_once, mark
from tests.support.ledger import fault, seal
from tests.support.registers import letters, mark_cells, undo_cells
from tests.support.world import World, make_world

STATUSES = ("present", "late", "excused", "absent")
BY_LETTER = {status[0].upper(): status for status in STATUSES}
ACTS = st.lists(
    st.sampled_from(
        [
            *STATUSES,
            "undo",
            "undo",
            "scan",
            "doubtful",
            "refused",
            "close",
            "reopen",
            "ask",
            "revoke",
        ]
    ),
    min_size=1,
    max_size=8,
)


class Twins:
    """Two students of one session to whom the same happens; one is marked alone, one among many."""

    def __init__(self) -> None:
        forget_cached()
        cache.clear()
        self.now = Clock(NOON)
        with clock.use(self.now):
            self.world: World = make_world("demo", geofence_mode="off", students=2)
            self.session = self.world.open(closes_after_min=60)
        self.alone, self.among = self.world.students
        self.changes: dict[int, list[int]] = {self.alone.pk: [], self.among.pk: []}
        self.parts: list[int] = []

    def do(self, what: str) -> None:
        """Let one thing happen to both, a second after the one before."""
        self.now.tick(1)
        if what in STATUSES:
            self._mark(what)
        elif what == "undo":
            self._undo()
        elif what in {"close", "reopen"}:
            act(self.world, self.session, what, {"reason": "Why"} if what == "reopen" else None)
        elif what == "ask":
            for student in (self.alone, self.among):
                part = part_of(ask(self.world, student, session=self.session.pk))
                decide(self.world, part, "approve")
                self.parts.append(part)
        elif what == "revoke":
            for part in self.parts:
                decide(self.world, part, "revoke", "A mistake")
        else:
            self._try(keyless=what == "doubtful", old=what == "refused")

    def _mark(self, status: str) -> None:
        seen = BY_LETTER.get(letters(self.world)[1])
        if status == seen:
            # Alone, the same status with another reason is a note; among many it is no news.
            return
        made = mark(self.world, self.session, self.alone, status, "Why").json()["change_id"]
        cells = [(self.session, self.among, status, seen)]
        told = mark_cells(self.world, cells, "Why").json()
        if made is not None:
            self.changes[self.alone.pk].append(made)
        self.changes[self.among.pk] += [one["change"] for one in told["changed"]]

    def _undo(self) -> None:
        one, many = self.changes[self.alone.pk], self.changes[self.among.pk]
        if one and many:
            self.world.staff().send("POST", f"/api/changes/{one.pop()}/undo/")
            undo_cells(self.world, [many.pop()])

    def _try(self, *, keyless: bool, old: bool) -> None:
        for student in (self.alone, self.among):
            phone = self.world.phone(student, keyless=keyless)
            if old:
                phone.scan("0" * 18)
            else:
                at_once(self.world, self.session, phone)

    def facts(self, student: Any) -> tuple[Any, ...]:
        """Return everything that a record says, and what was done to it."""
        with tenancy.activate(self.world.organization):
            record = AttendanceRecord.objects.filter(student=student).first()
            if record is None:
                return (None,)
            changes = RecordChange.objects.filter(record=record).order_by("at", "pk")
            return (
                str(record.status),
                record.source,
                record.band,
                record.reasons,
                record.contested,
                record.arrived_at,
                bool(record.device_key),
                list(changes.values_list("kind", "from_status", "to_status", "at")),
            )


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_one_at_a_time_or_many_at_once_is_the_same(db: None, acts: list[str]) -> None:
    with transaction.atomic():
        hold(acts)
        transaction.set_rollback(True)


def hold(acts: list[str]) -> None:
    """Let all this happen, and compare after each step."""
    twins = Twins()
    with clock.use(twins.now):
        for number, what in enumerate(acts):
            twins.do(what)
            assert twins.facts(twins.alone) == twins.facts(twins.among), acts[: number + 1]
        seal(twins.world)
        assert fault(twins.world) == ""
