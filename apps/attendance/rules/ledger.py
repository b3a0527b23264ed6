"""What the ledger hashes: rows as bytes that are the same on every database, and the chain.

Nothing here may change: what was sealed is verified by the same functions for ever. Another way
of writing rows down would be a second version beside this one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

HASH_BYTES = 32
# What stands before the first entry.
GENESIS = bytes(HASH_BYTES)
_VERSION = "attendance-ledger:v1"
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode

# What is written when a record is made, and by nothing afterwards.
RECORD_COLUMNS = (
    "id",
    "organization_id",
    "session_id",
    "student_id",
    "reference",
    "recorded_at",
)
# What a check-in says of an arrival; a later one writes all of it over an absence.
EVIDENCE_COLUMNS = (
    "status",
    "source",
    "arrived_at",
    "band",
    "reasons",
    "device_key",
    "network",
    "location_verdict",
    "distance_band",
    "accuracy_m",
    "location_mark",
)
# What a record says. Only what changes nowhere without a RecordChange may stand here, or an
# ordinary act would look like tampering. `contested` does not: a refused try of a student who is
# absent sets it (`store.keep_attempt`), and the attempt, not a change, is the trace of that.
STATE_COLUMNS = (*RECORD_COLUMNS, *EVIDENCE_COLUMNS)
CHANGE_COLUMNS = (
    "id",
    "organization_id",
    "record_id",
    "kind",
    "at",
    "by_id",
    "from_status",
    "to_status",
    "from_arrived_at",
    "reason",
)


def canonical(label: str, values: Mapping[str, object]) -> bytes:
    """Return the bytes that stand for these values under this label, the same everywhere.

    Values are what Django reads from either database: None, bool, int, str, float, aware
    datetime, bytes, or what JSON holds. Different values give different bytes. Raises TypeError for
    anything else, ValueError for a time without a zone and for numbers that are none.
    """
    written = {name: _written(value) for name, value in values.items()}
    return f"{_VERSION}\n{label}\n{_encode(written)}".encode("ascii")


def _written(value: object) -> object:
    """Return a value as JSON can hold it; what JSON knows several ways to write is tagged."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        # The shortest text that reads back as the same number. SQLite stores -0.0 as 0.0.
        return {"float": _encode(value + 0.0)}
    if isinstance(value, datetime):
        return {"time": _time(value)}
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, (list, dict)):
        # PostgreSQL keeps JSON parsed, and gives the keys back in an order of its own.
        return {"json": value}
    raise TypeError(f"a ledger cannot hold a {type(value).__name__}")


def _time(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a time without a zone is no moment")
    # Both databases keep microseconds; always six digits, so that whole seconds look alike.
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def row_digest(label: str, columns: Sequence[str], values: Sequence[object]) -> bytes:
    """Return the SHA-256 of a row: its values in the order of the columns."""
    named = dict(zip(columns, values, strict=True))
    return hashlib.sha256(canonical(label, named)).digest()


def record_hash(values: Sequence[object]) -> bytes:
    """Return the hash of what never changes of a record, given in order of RECORD_COLUMNS."""
    return row_digest("record", RECORD_COLUMNS, values)


def state_hash(values: Sequence[object]) -> bytes:
    """Return the hash of a record as it stands, given in order of STATE_COLUMNS."""
    return row_digest("state", STATE_COLUMNS, values)


def change_hash(values: Sequence[object]) -> bytes:
    """Return the hash of a change, given in order of CHANGE_COLUMNS."""
    return row_digest("change", CHANGE_COLUMNS, values)


@dataclass(frozen=True, slots=True)
class SealedRow:
    """What an entry says of the row that it seals."""

    kind: str
    row_id: int
    record_id: int
    row_hash: bytes
    state_hash: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of an organisation's chain."""

    sequence: int
    row: SealedRow
    sealed_at: datetime
    previous_hash: bytes
    hash: bytes

    def is_sound(self, *, organization_id: int, after: bytes) -> bool:
        """Return whether the link hangs on the hash before it and its own hash is right."""
        computed = link_hash(
            organization_id=organization_id,
            sequence=self.sequence,
            row=self.row,
            sealed_at=self.sealed_at,
            previous_hash=self.previous_hash,
        )
        return self.previous_hash == after and self.hash == computed


def link_hash(
    *,
    organization_id: int,
    sequence: int,
    row: SealedRow,
    sealed_at: datetime,
    previous_hash: bytes,
) -> bytes:
    """Return the hash of an entry: all that it says, and the hash of the one before."""
    values = {
        "organization": organization_id,
        "sequence": sequence,
        "kind": row.kind,
        "row_id": row.row_id,
        "record_id": row.record_id,
        "row_hash": row.row_hash,
        "state_hash": row.state_hash,
        "sealed_at": sealed_at,
        "previous_hash": previous_hash,
    }
    return hashlib.sha256(canonical("link", values)).digest()


def chained(
    rows: Sequence[SealedRow],
    *,
    organization_id: int,
    sealed_at: datetime,
    after_sequence: int,
    after_hash: bytes,
) -> list[Link]:
    """Return the links that continue a chain with these rows, in their order."""
    links = []
    previous = after_hash
    for sequence, row in enumerate(rows, start=after_sequence + 1):
        mine = link_hash(
            organization_id=organization_id,
            sequence=sequence,
            row=row,
            sealed_at=sealed_at,
            previous_hash=previous,
        )
        links.append(Link(sequence, row, sealed_at, previous, mine))
        previous = mine
    return links
