"""The entrances of a check-in: a scanned code, the finishing of a claim, a typed code.

All three build a case and hand it to the order of judgement; none decides anything itself.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.attendance import errors
from apps.attendance.enums import Outcome, Source, TokenKind
from apps.attendance.models import AttendanceToken, CheckInAttempt, Claim
from apps.attendance.rules import codes, devices
from apps.attendance.rules.timing import (
    ATTEMPTS,
    ATTEMPTS_WINDOW,
    DEVICE_COOL_DOWN,
    TYPED_TRIES,
    TYPED_WINDOW,
)
from apps.attendance.selectors.judgement import Context, context_of_token, live_tokens_for
from apps.attendance.services.case import (
    Case,
    CheckIn,
    ClaimInput,
    Finish,
    Signed,
    TypedInput,
    Visitor,
)
from apps.attendance.services.judgement import judge_claim, judge_person, judge_scan
from apps.core import ratelimit, tenancy
from apps.core.errors import Invalid, NotAuthenticated, NotFound
from apps.core.http import network_prefix

INVALID_CODES_WINDOW = timedelta(hours=1)


def make_claim(*, entered: ClaimInput, signed: Signed, visitor: Visitor, now: datetime) -> CheckIn:
    """Take a scanned code: judge it, and finish it at once when nothing is missing.

    Raises the refusals of the order of judgement; CodeInvalid leaves nothing but a counter
    unless a student is signed in.
    """
    device_key = _device_key(entered.public_key)
    code = codes.normalise(entered.code)
    public_id, proof = code[: codes.PUBLIC_ID_LENGTH], code[codes.PUBLIC_ID_LENGTH :]
    context = None
    if codes.is_readable(code, codes.PUBLIC_ID_LENGTH + codes.CODE_LENGTH):
        context = _context(public_id, visitor=visitor, device_key=device_key, now=now)
    scanned = _read(context, proof, now) if context else None
    if context is None or scanned is None:
        _keep_invalid(visitor, entered.client_reference, Source.QR, device_key, now)
        raise errors.CodeInvalid
    rotating = context.token.kind == TokenKind.ROTATING
    case = Case(
        context=context,
        visitor=visitor,
        source=Source.QR,
        arrived_at=now,
        shown_at=_moment(scanned.shown_from_ms, now) if rotating else None,
        step=scanned.step,
        ms_into_step=scanned.ms_into_step,
        client_reference=entered.client_reference,
        public_key=entered.public_key or "",
        device_key=device_key,
        network=network_prefix(visitor.address),
        signature_ok=_signature_ok(
            entered.public_key or "", signed.signature, devices.message_of_claim(signed.body)
        ),
        claimed_at=_claimed_at(entered, now),
        finish=entered.finish,
        claim=None,
        now=now,
    )
    judged = _judge_scan(case, scanned, public_id)
    if judged is None:
        _keep_invalid(visitor, entered.client_reference, Source.QR, device_key, now)
        raise errors.CodeInvalid
    return judged


def finish_claim(
    *, claim_id: UUID, finish: Finish, signed: Signed, visitor: Visitor, now: datetime
) -> CheckIn:
    """Finish a claim: the same phone, a signed-in student, a location if one is wanted.

    Raises NotFound for no such claim, else the refusals of the order of judgement.
    """
    with tenancy.unscoped(reason="a claim is found by its random id before anybody is known"):
        claim = Claim.objects.select_related("token").filter(pk=claim_id).first()
    if claim is None or claim.token is None:
        raise NotFound
    context = _context(claim.token.public_id, visitor=visitor, device_key=claim.device_key, now=now)
    if context is None:
        raise NotFound
    case = Case(
        context=context,
        visitor=visitor,
        source=Source(claim.source),
        arrived_at=claim.arrived_at,
        shown_at=_shown_at(context.token, claim),
        step=claim.step,
        ms_into_step=claim.ms_into_step,
        client_reference=claim.client_reference,
        public_key=claim.public_key,
        device_key=claim.device_key,
        network=network_prefix(visitor.address),
        signature_ok=_signature_ok(
            claim.public_key,
            signed.signature,
            devices.message_of_finish(str(claim_id), signed.body),
        ),
        claimed_at=claim.claimed_at,
        finish=finish,
        claim=claim,
        now=now,
    )
    with tenancy.activate(context.organization):
        return judge_claim(case)


def check_in_typed(
    *, entered: TypedInput, signed: Signed, visitor: Visitor, now: datetime
) -> CheckIn:
    """Check in by a typed code, matched only against open sessions of the student's courses.

    Raises RateLimited after five tries a minute, CodeInvalid, and the refusals of the order of
    judgement.
    """
    student = visitor.student
    if student is None or visitor.user is None or visitor.user.organization is None:
        raise NotAuthenticated
    ratelimit.enforce(f"typed:{student.pk}", limit=TYPED_TRIES, window=TYPED_WINDOW, now=now)
    device_key = _device_key(entered.public_key)
    code = codes.normalise(entered.code)
    token = None
    if codes.is_readable(code, codes.TYPED_LENGTH):
        token = _match_typed(code, visitor, now)
    context = (
        _context(token.public_id, visitor=visitor, device_key=device_key, now=now)
        if token
        else None
    )
    if context is None:
        _keep_invalid(visitor, entered.client_reference, Source.TYPED, device_key, now)
        raise errors.CodeInvalid("That code does not match an open session of your courses.")
    case = Case(
        context=context,
        visitor=visitor,
        source=Source.TYPED,
        arrived_at=now,
        shown_at=None,
        step=codes.step_at(_ms(now), codes.TYPED_PERIOD_S),
        ms_into_step=_ms(now) % (codes.TYPED_PERIOD_S * 1000),
        client_reference=entered.client_reference,
        public_key=entered.public_key or "",
        device_key=device_key,
        network=network_prefix(visitor.address),
        signature_ok=_signature_ok(
            entered.public_key or "", signed.signature, devices.message_of_typed(signed.body)
        ),
        claimed_at=None,
        finish=entered.finish,
        claim=None,
        now=now,
    )
    with tenancy.activate(context.organization):
        return judge_person(case)


def _judge_scan(case: Case, scanned: codes.Scanned, public_id: str) -> CheckIn | None:
    """Judge a scan; None when its session was taken back since the code was read.

    A planned session whose class is called off is deleted with its codes, unless somebody has
    scanned one (``planning``). Of a scan at that very moment the database keeps nothing; it is
    answered as it would be a moment later, when nobody knows the code any more.
    """
    try:
        with tenancy.activate(case.context.organization):
            return judge_scan(case, scanned)
    except IntegrityError:
        visitor, device_key = case.visitor, case.device_key
        if _context(public_id, visitor=visitor, device_key=device_key, now=case.now):
            raise
        return None


def _context(public_id: str, *, visitor: Visitor, device_key: str, now: datetime) -> Context | None:
    return context_of_token(
        public_id,
        student=visitor.student,
        device_key=device_key,
        known_since=now - DEVICE_COOL_DOWN,
    )


def _read(context: Context, proof: str, now: datetime) -> codes.Scanned | None:
    token = context.token
    if token.kind == TokenKind.FIXED:
        return codes.read_fixed(proof, secret=bytes(token.secret), now_ms=_ms(now))
    return codes.read_qr(
        proof,
        secret=bytes(token.secret),
        period_s=token.period_s,
        grace_steps=context.session.policy.grace_steps,
        now_ms=_ms(now),
        earliest_ms=_ms(max(token.valid_from, now - codes.READ_BACK)),
    )


def _match_typed(code: str, visitor: Visitor, now: datetime) -> AttendanceToken | None:
    student, user = visitor.student, visitor.user
    if student is None or user is None or user.organization is None:
        return None
    with tenancy.activate(user.organization):
        zone = user.organization.timezone
        for token in live_tokens_for(student, now=now, timezone=zone):
            fixed = token.kind == TokenKind.FIXED
            if codes.typed_matches(code, secret=bytes(token.secret), now_ms=_ms(now), fixed=fixed):
                return token
    return None


def _keep_invalid(
    visitor: Visitor, reference: UUID, source: Source, device_key: str, now: datetime
) -> None:
    """Keep an attempt of a signed-in student, a counter of anybody else."""
    student, user = visitor.student, visitor.user
    if student is None or user is None or user.organization is None:
        ratelimit.count("code_invalid", window=INVALID_CODES_WINDOW, now=now)
        return
    ratelimit.enforce(f"attempts:{student.pk}", limit=ATTEMPTS, window=ATTEMPTS_WINDOW, now=now)
    with tenancy.activate(user.organization), transaction.atomic():
        CheckInAttempt.objects.create(
            student=student,
            at=now,
            arrived_at=now,
            outcome=Outcome.CODE_INVALID,
            source=source,
            client_reference=reference,
            device_key=device_key,
            network=network_prefix(visitor.address),
        )


def _device_key(public_key: str | None) -> str:
    if not public_key:
        return ""
    try:
        devices.read_public_key(public_key)
    except devices.KeyUnreadable as error:
        raise Invalid(fields={"public_key": [str(error)]}) from error
    return devices.thumbprint(public_key)


def _signature_ok(public_key: str, signature: str | None, message: bytes) -> bool:
    """Return whether a write is signed as it must be: by the key, or not at all without one."""
    if not public_key:
        return True
    return devices.signature_is_valid(public_key=public_key, signature=signature, message=message)


def _claimed_at(entered: ClaimInput, now: datetime) -> datetime | None:
    if entered.scanned_age_s is not None and entered.scanned_at is not None:
        return now - timedelta(seconds=entered.scanned_age_s)
    return entered.scanned_at


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(ms: int, like: datetime) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=like.tzinfo)


def _shown_at(token: AttendanceToken, claim: Claim) -> datetime | None:
    if token.kind == TokenKind.FIXED or claim.source != Source.QR:
        return None
    return _moment(claim.step * token.period_s * 1000, token.valid_from)
