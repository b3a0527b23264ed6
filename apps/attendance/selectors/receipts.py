"""Receipts as they are found and verified. Nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import Student
from apps.attendance.enums import ATTENDED, Outcome
from apps.attendance.models import AttendanceRecord, CheckInAttempt, Receipt, ReceiptKey
from apps.attendance.rules import receipts as rules

_ACCEPTED = (Outcome.ACCEPTED, Outcome.ACCEPTED_FOR_REVIEW)


@dataclass(frozen=True, slots=True)
class Verified:
    """What is known of a receipt that somebody holds.

    ``differs`` is whether the register says something else of the check-in today; None when the
    receipt was verified by its file and is not among those of this installation.
    """

    valid: bool
    payload: Mapping[str, Any]
    differs: bool | None


def accepted_attempts() -> QuerySet[CheckInAttempt]:
    """Return the tries that were accepted: each of them has, or will have, a receipt."""
    return CheckInAttempt.objects.filter(outcome__in=_ACCEPTED, record__isnull=False)


def accepted_attempt(student: Student, *, record_pk: int) -> CheckInAttempt | None:
    """Return the student's own accepted try that made a record what it is, or last did."""
    return (
        accepted_attempts()
        .filter(record__pk=record_pk, student=student)
        .select_related("session__course", "session__organization", "student__user", "receipt")
        .order_by("-at", "-pk")
        .first()
    )


def published_keys() -> list[dict[str, str]]:
    """Return every key that has signed receipts of the organisation, as JWKs, newest first."""
    keys = ReceiptKey.objects.order_by("-created_at", "-pk")
    return [rules.jwk(bytes(key.public_key)) for key in keys]


def verify_code(entered: str) -> Verified | None:
    """Return what the receipt of a code attests; None when the organisation has none such."""
    code = rules.read_code(entered)
    if code is None:
        return None
    receipt = Receipt.objects.select_related("key", "attempt__record").filter(code=code).first()
    return None if receipt is None else _verified(receipt)


def verify_text(text: str) -> Verified | None:
    """Return what a receipt's file attests; None for what no key of the organisation signed."""
    parts = rules.take_apart(text)
    if parts is None:
        return None
    key = ReceiptKey.objects.filter(key_id=parts.kid).first()
    if key is None or not parts.is_signed_by(bytes(key.public_key)):
        return None
    receipt = (
        Receipt.objects.select_related("attempt__record")
        .filter(code=str(parts.payload.get("code")))
        .first()
    )
    return Verified(
        valid=True,
        payload=parts.payload,
        differs=None if receipt is None else _differs(receipt, parts.payload),
    )


def _verified(receipt: Receipt) -> Verified:
    parts = rules.take_apart(receipt.text)
    if parts is None:
        return Verified(valid=False, payload={}, differs=None)
    valid = (
        parts.is_signed_by(bytes(receipt.key.public_key))
        and parts.payload.get("code") == receipt.code
    )
    return Verified(valid=valid, payload=parts.payload, differs=_differs(receipt, parts.payload))


def _differs(receipt: Receipt, payload: Mapping[str, Any]) -> bool:
    """Return whether the register no longer says what the receipt does."""
    record: AttendanceRecord | None = receipt.attempt.record
    if record is None or record.status not in ATTENDED:
        return True
    return record.status != payload.get("status")
