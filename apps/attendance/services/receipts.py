"""Issues receipts of accepted check-ins, after the check-in and beside it, and keeps their keys."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from apps.accounts.models import Student
from apps.attendance.models import CheckInAttempt, Receipt, ReceiptKey
from apps.attendance.rules import receipts as rules
from apps.attendance.rules.devices import decode_base64url
from apps.attendance.rules.timing import status_of_arrival
from apps.attendance.selectors.receipts import accepted_attempt, accepted_attempts
from apps.attendance.services import watermarks
from apps.core import sealing
from apps.core.errors import NotFound
from apps.orgs.selectors import public_address

logger = logging.getLogger(__name__)

_NAME = "receipts"
_PURPOSE = "receipt-key"
# The first run reaches back so far; the receipt of anything older is made when it is asked for.
_FIRST = timedelta(days=1)
# A claim may be finished a little after its session has closed.
_AFTER_CLOSING = timedelta(hours=1)
_BATCH = 500
_BATCHES = 100


def receipt_of(*, student: Student, record_pk: int, now: datetime) -> Receipt:
    """Return the receipt of the student's check-in, issuing it unless that was done before.

    Raises NotFound for a record that is not the student's, or that no check-in has made.
    """
    attempt = accepted_attempt(student, record_pk=record_pk)
    if attempt is None:
        raise NotFound
    receipt: Receipt | None = getattr(attempt, "receipt", None)
    return receipt or _issue(attempt, now=now)


def issue_due(*, now: datetime) -> int:
    """Issue the receipts of sessions that have closed since the last run; return how many.

    After the end, so that no check-in waits for it; and not much later, so that what is signed is
    what was true then. May run twice, and beside itself.
    """
    since = watermarks.read(_NAME, first=now - _FIRST) - _AFTER_CLOSING
    due = (
        accepted_attempts()
        .filter(
            session__closes_at__gte=since,
            session__closes_at__lte=now,
            receipt__isnull=True,
        )
        .select_related("session__course", "session__organization", "student__user")
        .order_by("pk")
    )
    issued = 0
    for _ in range(_BATCHES):
        attempts = list(due[:_BATCH])
        if attempts:
            issued += _issue_many(attempts, now=now)
        if len(attempts) < _BATCH:
            watermarks.advance(_NAME, to=now)
            break
    return issued


def rotate_key(*, now: datetime) -> ReceiptKey:
    """Replace the organisation's key. The old one signs no more and stays published."""
    with transaction.atomic():
        for key in ReceiptKey.objects.select_for_update().filter(retired_at=None):
            _retire(key, now=now)
        return _make_key(now=now)[0]


def _issue(attempt: CheckInAttempt, *, now: datetime) -> Receipt:
    key, private = _signing_key(now=now)
    try:
        with transaction.atomic():
            receipt = _signed(attempt, key, private, now=now)
            receipt.save()
            return receipt
    except IntegrityError:
        # Asked for twice at once: what the other request signed stands.
        return Receipt.objects.get(attempt=attempt)


def _issue_many(attempts: Sequence[CheckInAttempt], *, now: datetime) -> int:
    key, private = _signing_key(now=now)
    rows = [_signed(attempt, key, private, now=now) for attempt in attempts]
    # A student who asks meanwhile has issued one of them; that one stands.
    Receipt.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _signed(attempt: CheckInAttempt, key: ReceiptKey, private: bytes, *, now: datetime) -> Receipt:
    code = rules.new_code()
    text = rules.sign(_payload(attempt, code, now=now), private_key=private)
    return Receipt(attempt=attempt, key=key, code=code, text=text, issued_at=now)


def _payload(attempt: CheckInAttempt, code: str, *, now: datetime) -> Mapping[str, Any]:
    """Return what a receipt attests: of the attempt, which never changes, not of the record."""
    session, student = attempt.session, attempt.student
    assert session is not None and student is not None  # noqa: S101, PT018 - accepted; tells mypy
    organization = session.organization
    status = status_of_arrival(
        attempt.arrived_at, starts=session.starts_at, late_after_min=session.policy.late_after_min
    )
    return {
        "version": 1,
        "code": code,
        "organization": organization.name,
        "issuer": public_address(organization),
        "student_number": student.student_id,
        "student_name": student.user.full_name,
        "course_code": session.course.code,
        "course_name": session.course.name,
        "session_id": session.pk,
        "session_started_at": _time(session.starts_at),
        "arrived_at": _time(attempt.arrived_at),
        "accepted_at": _time(attempt.at),
        "outcome": str(attempt.outcome),
        "source": str(attempt.source),
        "status": str(status),
        "issued_at": _time(now),
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _signing_key(*, now: datetime) -> tuple[ReceiptKey, bytes]:
    """Return the organisation's live key with its private part, made at first use.

    A key that this installation cannot open any more (its secret key is another one) is retired:
    what it has signed stays verifiable, and a new one goes on.
    """
    key = ReceiptKey.objects.filter(retired_at=None).first()
    if key is not None:
        try:
            return key, _private_of(key)
        except sealing.SealBroken:
            logger.warning("receipt key %s cannot be unsealed; a new one is made", key.key_id)
    try:
        with transaction.atomic():
            if key is not None:
                _retire(key, now=now)
            return _make_key(now=now)
    except IntegrityError:
        # Another request was first.
        key = ReceiptKey.objects.get(retired_at=None)
        return key, _private_of(key)


def _make_key(*, now: datetime) -> tuple[ReceiptKey, bytes]:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    secret = private.private_bytes_raw()
    key = ReceiptKey.objects.create(
        key_id=rules.key_id(public),
        public_key=public,
        sealed_private_key=sealing.seal(rules.base64url(secret), purpose=_PURPOSE),
        created_at=now,
    )
    return key, secret


def _private_of(key: ReceiptKey) -> bytes:
    return decode_base64url(sealing.unseal(key.sealed_private_key, purpose=_PURPOSE))


def _retire(key: ReceiptKey, *, now: datetime) -> None:
    key.retired_at = now
    key.sealed_private_key = ""
    key.save(update_fields=["retired_at", "sealed_private_key"])
