"""The bytes that are hashed: the same for the same row on every database, others for another."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.attendance.models import AttendanceRecord
from apps.attendance.rules import ledger
from apps.core import tenancy
from tests.support.checkin import mark
from tests.support.world import World

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - hypothesis adds the zone
# PostgreSQL stores no NUL; lone surrogates are no text.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
LISTS = st.lists(TEXTS, max_size=4)
OBJECTS = st.dictionaries(TEXTS, st.one_of(st.none(), st.booleans(), TEXTS), max_size=4)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), TEXTS, FLOATS, MOMENTS, st.binary(), LISTS, OBJECTS
)
ROWS = st.dictionaries(st.sampled_from("abcdefgh"), VALUES, max_size=8)


def test_the_first_version_is_written_like_this() -> None:
    """Fixed for ever: a chain sealed today must verify in ten years."""
    row = {
        "text": "Ä",
        "none": None,
        "number": 7,
        "float": 12.0,
        "at": datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=3))),
        "reasons": ["b", {"z": 1, "a": True}],
        "bytes": b"\x00\xff",
    }
    written = (
        b"attendance-ledger:v1\nlabel\n"
        b'{"at":{"time":"2026-03-02T09:00:00.000000+00:00"},"bytes":{"bytes":"00ff"},'
        b'"float":{"float":"12.0"},"none":null,"number":7,'
        b'"reasons":{"json":["b",{"a":true,"z":1}]},"text":"\\u00c4"}'
    )
    assert ledger.canonical("label", row) == written
    assert (
        ledger.row_digest("label", list(row), list(row.values()))
        == hashlib.sha256(written).digest()
    )


@given(ROWS, st.randoms(use_true_random=False))
def test_order_and_zone_do_not_matter(row: dict[str, Any], random: Any) -> None:
    names = list(row)
    random.shuffle(names)
    other = {name: _elsewhere(row[name]) for name in names}
    assert ledger.canonical("row", other) == ledger.canonical("row", row)


def _elsewhere(value: Any) -> Any:
    """Return the same value as another database may give it back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, bytes):
        return memoryview(value)
    if isinstance(value, dict):
        return dict(reversed(value.items()))
    if isinstance(value, float):
        return value or 0.0
    return value


@given(ROWS, ROWS)
def test_different_rows_have_different_bytes(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = _plain(one) == _plain(other)
    assert (ledger.canonical("row", one) == ledger.canonical("row", other)) is same


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for comparison: Python thinks that True is 1 and 1 is 1.0."""
    return {name: (type(value).__name__, _moment(value)) for name, value in row.items()}


def _moment(value: Any) -> Any:
    return repr(value.astimezone(UTC)) if isinstance(value, datetime) else repr(_ordered(value))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted(value.items())
    return value + 0.0 if isinstance(value, float) else value


@given(TEXTS, TEXTS)
def test_labels_part_rows_of_different_kinds(one: str, other: str) -> None:
    labels = ("record", "state", "change", "link")
    written = {ledger.canonical(label, {one: other}) for label in labels}
    assert len(written) == len(labels)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2026, 3, 2)])  # noqa: DTZ001 - what must be refused
def test_what_no_database_gives_back_alike_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"zone|JSON"):
        ledger.canonical("row", {"value": value})
    with pytest.raises(TypeError):
        ledger.canonical("row", {"value": object()})


LINKS = st.builds(
    ledger.SealedRow,
    st.sampled_from(["record", "change"]),
    st.integers(1, 2**62),
    st.integers(1, 2**62),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
)


@given(st.lists(LINKS, max_size=8), MOMENTS, st.integers(1, 2**40))
def test_a_chain_hangs_together_and_on_its_organisation(
    rows: list[ledger.SealedRow], sealed_at: datetime, organization: int
) -> None:
    links = ledger.chained(
        rows,
        organization_id=organization,
        sealed_at=sealed_at,
        after_sequence=0,
        after_hash=ledger.GENESIS,
    )
    assert [link.sequence for link in links] == list(range(1, len(rows) + 1))
    before = ledger.GENESIS
    for link in links:
        assert link.is_sound(organization_id=organization, after=before)
        assert not link.is_sound(organization_id=organization + 1, after=before)
        assert not link.is_sound(organization_id=organization, after=link.hash)
        before = link.hash


# One record for all examples: each writes all that it then reads.
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    accuracy=st.one_of(st.none(), FLOATS.filter(lambda one: one == 0 or abs(one) > 1e-300)),
    reasons=st.one_of(LISTS, OBJECTS),
    arrived_at=st.one_of(st.none(), MOMENTS),
    network=TEXTS,
)
def test_a_row_reads_back_as_what_was_written(
    world_once: World, accuracy: Any, reasons: Any, arrived_at: Any, network: str
) -> None:
    """Through this database, whichever it is: the suite runs on both."""
    with tenancy.activate(world_once.organization):
        record = AttendanceRecord.objects.get()
        record.accuracy_m, record.reasons = accuracy, reasons
        record.arrived_at, record.network = arrived_at, network
        record.save()
        before = [getattr(record, name) for name in ledger.STATE_COLUMNS]
        after = AttendanceRecord.objects.values_list(*ledger.STATE_COLUMNS).get()
    assert ledger.state_hash(after) == ledger.state_hash(before)


@pytest.fixture
def world_once(world: World) -> World:
    """Return a university with one record, for all examples."""
    mark(world, world.open(), world.students[0], "present")
    return world
