"""Stores what a check-in leaves behind: claims, attempts, records."""

from apps.attendance.services.store.attempts import (
    attempt_before,
    keep_attempt,
    keep_foreign_attempt,
)
from apps.attendance.services.store.claims import (
    ClaimEnded,
    claim_before,
    end_claim,
    keep_claim,
)
from apps.attendance.services.store.records import keep
from apps.attendance.services.store.rows import Evidence, new_reference

__all__ = [
    "ClaimEnded",
    "Evidence",
    "attempt_before",
    "claim_before",
    "end_claim",
    "keep",
    "keep_attempt",
    "keep_claim",
    "keep_foreign_attempt",
    "new_reference",
]
