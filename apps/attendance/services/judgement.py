"""The order of judgement: every entrance of a check-in ends here.

The rows are those of docs/check-in.md; the first that applies answers. A refusal is stored as an
attempt before it is raised, in a transaction of its own, so that it survives its own 4xx.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

from apps.accounts.models import Student
from apps.attendance import errors
from apps.attendance.enums import (
    ATTENDED,
    Band,
    ClaimState,
    LocationVerdict,
    Outcome,
    Reason,
    RecordStatus,
    SessionState,
    Source,
)
from apps.attendance.models import AttendanceRecord, Claim
from apps.attendance.rules import codes, location
from apps.attendance.rules.codes import Scanned
from apps.attendance.rules.evidence import band_of, network_is_listed
from apps.attendance.rules.timing import LATE_RECEIPT_LIMIT
from apps.attendance.selectors.judgement import class_now
from apps.attendance.services import store
from apps.attendance.services.case import Case, CheckIn, facts
from apps.core.errors import AppError
from apps.orgs.enums import Rule

_REFUSALS: Mapping[Outcome, type[AppError]] = {
    Outcome.TOKEN_REVOKED: errors.TokenRevoked,
    Outcome.TOKEN_EXPIRED: errors.TokenExpired,
    Outcome.SESSION_CLOSED: errors.SessionClosed,
    Outcome.CODE_EXPIRED: errors.CodeExpired,
    Outcome.CLAIM_EXPIRED: errors.ClaimExpired,
    Outcome.CLAIM_NOT_YOURS: errors.ClaimNotYours,
    Outcome.WRONG_ORGANISATION: errors.WrongOrganisation,
    Outcome.NOT_ENROLLED: errors.NotEnrolled,
    Outcome.DEVICE_ALREADY_USED: errors.DeviceAlreadyUsed,
    Outcome.NETWORK_NOT_ALLOWED: errors.NetworkNotAllowed,
    Outcome.OUTSIDE_GEOFENCE: errors.OutsideGeofence,
}

_ACCEPTED = (Outcome.ACCEPTED, Outcome.ACCEPTED_FOR_REVIEW)


def judge_scan(case: Case, scanned: Scanned) -> CheckIn:
    """Judge a code that has just arrived: rows 3 to 6, then the person."""
    if is_received_late(case, scanned):
        return _received_late(case)
    # A kept scan whose code still holds is like any other: only late ones carry a claimed time.
    case = replace(case, claimed_at=None)
    token, state = case.context.token, case.session.state_at(case.now)
    closes = case.session.closed_at or case.session.closes_at
    if token.revoked_at is not None:
        return _repeated(case) or _refuse(case, Outcome.TOKEN_REVOKED)
    # A token that ends with its session is told as "closed".
    if token.valid_until <= case.now and token.valid_until < closes:
        return _repeated(case) or _refuse(case, Outcome.TOKEN_EXPIRED)
    if state == SessionState.PLANNED:
        _require_signature(case)
        early = case.session.opens_at - case.now
        return _wait(case, Outcome.SESSION_NOT_OPEN, extra=early)
    if state == SessionState.CLOSED:
        return _repeated(case) or _refuse(
            case, Outcome.SESSION_CLOSED, closed_at=closes.isoformat()
        )
    if scanned.steps_late:
        return _repeated(case) or _refuse(
            case, Outcome.CODE_EXPIRED, seconds_late=scanned.seconds_late
        )
    return judge_person(case)


def _repeated(case: Case) -> CheckIn | None:
    """Answer a scan that was taken in time and is sent again because its answer was lost.

    The phone repeats its reference and signs again; whoever knows neither is told what has
    happened to the code since.
    """
    if not case.signature_ok:
        return None
    claim = store.claim_before(case)
    if claim is not None:
        first = replace(
            case,
            claim=claim,
            claimed_at=claim.claimed_at,
            arrived_at=claim.arrived_at,
            ms_into_step=claim.ms_into_step,
        )
        return judge_claim(first)
    if _attended(case) and store.attempt_before(case, _ACCEPTED):
        return _already(case)
    return None


def is_received_late(case: Case, scanned: Scanned) -> bool:
    """Return whether this is a scan that a phone without connection kept and signed.

    The code proves when the screen showed it: while the session was open and the token live.
    What the phone's clock says is kept, and decides nothing.
    """
    token, session = case.context.token, case.session
    closed = case.session.state_at(case.now) == SessionState.CLOSED
    if case.claimed_at is None or case.shown_at is None or not case.signature_ok:
        return False
    if not case.public_key or not (scanned.steps_late or closed):
        return False
    # The first code of a session began to be shown before it.
    shown_until = case.shown_at + timedelta(seconds=token.period_s)
    closes = session.closed_at or session.closes_at
    in_session = session.opens_at < shown_until and case.shown_at < closes
    was_live = token.revoked_at is None or case.shown_at < token.revoked_at
    return in_session and was_live and case.now - case.shown_at <= LATE_RECEIPT_LIMIT


def judge_claim(case: Case) -> CheckIn:
    """Judge the finishing of a claim: what row 4 had put off, then the person.

    A claim that came before the opening has been judged by rows 1 to 4 only. Whether its session
    ever opened (row 5) and its code was still shown (row 6) is judged when it is finished, or
    a photograph of an early projector page would be good until the class begins.
    """
    session, claim = case.session, case.claim
    if claim is not None and session.state_at(case.now) != SessionState.PLANNED:
        if session.closed_at is not None and session.closed_at < session.opens_at:
            store.end_claim(case, ClaimState.REFUSED)
            _refuse(case, Outcome.SESSION_CLOSED, closed_at=session.closed_at.isoformat())
        if case.shown_at is not None and claim.claimed_at is None:
            _check_age_at_arrival(case, claim)
    return judge_person(case)


def _check_age_at_arrival(case: Case, claim: Claim) -> None:
    then = codes.age(
        claim.step,
        period_s=case.context.token.period_s,
        grace_steps=case.session.policy.grace_steps,
        now_ms=int(claim.arrived_at.timestamp() * 1000),
    )
    if then.steps_late:
        store.end_claim(case, ClaimState.REFUSED)
        _refuse(case, Outcome.CODE_EXPIRED, seconds_late=then.seconds_late)


def judge_kiosk(case: Case) -> CheckIn:
    """Judge a number that its owner confirmed at a lecturer's device: rows 5, 11, 12, the register.

    Who stands there is not shown by a phone or a place, so that the rules about those say nothing.
    An entry made in time counts, also when the connection let it through after the end.
    """
    closed_at = case.session.closed_at or case.session.closes_at
    closed = case.session.state_at(case.now) == SessionState.CLOSED
    if closed and case.arrived_at >= closed_at:
        _refuse(case, Outcome.SESSION_CLOSED, closed_at=closed_at.isoformat())
    _require_student(case)
    if _attended(case) or store.attempt_before(case, _ACCEPTED):
        return _already(case)
    reasons = [Reason.KIOSK_ENTERED, *_register_reasons(case)]
    band = band_of(reasons, for_review=False, verdict=LocationVerdict.ABSENT)
    return _accept(case, store.Evidence(tuple(reasons), band, None))


def judge_person(case: Case) -> CheckIn:
    """Judge who asks with which phone and from where: rows 7 to 16."""
    if case.visitor.user is None:
        # A finish may come unsigned here; a claim is never stored for a key that did not sign it,
        # or somebody in the class could claim for the keys of friends elsewhere.
        if case.claim is None:
            _require_signature(case)
        return _wait(case, Outcome.SIGN_IN_REQUIRED)
    if case.claim is not None:
        _check_claim(case, case.claim)
    _require_signature(case)
    _require_student(case)
    if case.claim is not None and case.claim.claimed_at is not None:
        return _received_late(case)
    if case.claim is not None and case.session.state_at(case.now) == SessionState.PLANNED:
        return _wait(case, Outcome.SESSION_NOT_OPEN)
    return _already(case) if _attended(case) else _judge_evidence(case)


def _attended(case: Case) -> bool:
    record = case.context.record
    return record is not None and record.status in ATTENDED


def _require_signature(case: Case) -> None:
    if not case.signature_ok:
        _refuse(case, Outcome.CLAIM_NOT_YOURS)


def _check_claim(case: Case, claim: Claim) -> None:
    student = case.visitor.student
    used_by_other = claim.student_id is not None and (
        student is None or claim.student_id != student.pk
    )
    finished_by_me = claim.state == ClaimState.FINISHED and not used_by_other
    # One claim is one record: where a person has changed that since, a repeat does not undo it.
    used_up = finished_by_me and not _attended(case)
    received = claim.state == ClaimState.RECEIVED_LATE and not used_by_other
    if used_up or (case.now > claim.open_until and not finished_by_me and not received):
        store.end_claim(case, ClaimState.EXPIRED)
        _refuse(case, Outcome.CLAIM_EXPIRED)
    if used_by_other:
        _refuse(case, Outcome.CLAIM_NOT_YOURS)


def _require_student(case: Case) -> Student:
    user = case.visitor.user
    if user is None or user.organization_id != case.context.organization.pk:
        _refuse(case, Outcome.WRONG_ORGANISATION, foreign=True)
    student = case.visitor.student
    if student is None:
        raise errors.NotEnrolled("Only students check in.", params=facts(case))
    if not case.context.enrolled:
        zone = case.context.organization.timezone
        current = class_now(student, now=case.now, timezone=zone)
        now_in = {"code": current.code, "name": current.name} if current else None
        _refuse(case, Outcome.NOT_ENROLLED, current_class=now_in)
    return student


def _judge_evidence(case: Case) -> CheckIn:
    reasons = [*_device_reasons(case), *_network_reasons(case), *_register_reasons(case)]
    fence, judged, for_review = case.fence, None, False
    if fence is not None:
        if case.finish is None:
            return _wait(case, Outcome.LOCATION_REQUIRED)
        policy = case.session.policy
        judged = location.judge(fence, case.finish.fix, accuracy_limit_m=policy.accuracy_limit_m)
        follows = location.consequence(
            judged,
            mode=policy.geofence_mode,
            status=case.finish.location_status,
            without_location=case.finish.without_location,
        )
        if follows.required:
            return _wait(case, Outcome.LOCATION_REQUIRED)
        if follows.refused:
            _refuse_outside(case, judged)
        for_review = follows.for_review
        if follows.reason is not None:
            reasons.append(follows.reason)
        if not judged.plausible:
            reasons.append(Reason.LOCATION_IMPLAUSIBLE)
    if case.source == Source.TYPED:
        reasons.append(Reason.CODE_TYPED)
    verdict = judged.verdict if judged else LocationVerdict.ABSENT
    band = band_of(reasons, for_review=for_review, verdict=verdict)
    return _accept(case, store.Evidence(tuple(reasons), band, judged))


def _register_reasons(case: Case) -> list[Reason]:
    """Say so when a person, not the clock, has made the student absent: that person looks again."""
    record = case.context.record
    if record is None or record.source is None or record.status != RecordStatus.ABSENT:
        return []
    return [Reason.MARKED_ABSENT]


def _device_reasons(case: Case) -> list[Reason]:
    rule = case.session.policy.device_rule
    if rule == Rule.OFF:
        return []
    if not case.device_key:
        return [Reason.DEVICE_MISSING]
    if case.context.device_shared:
        if rule == Rule.ENFORCE:
            store.end_claim(case, ClaimState.REFUSED)
            _refuse(case, Outcome.DEVICE_ALREADY_USED)
        return [Reason.DEVICE_SHARED]
    return [Reason.DEVICE_NEW] if case.context.device_new else []


def _network_reasons(case: Case) -> list[Reason]:
    policy = case.session.policy
    if policy.network_rule == Rule.OFF or not policy.allowed_networks:
        return []
    if network_is_listed(case.visitor.address, policy.allowed_networks):
        return []
    if policy.network_rule == Rule.ENFORCE:
        store.end_claim(case, ClaimState.REFUSED)
        _refuse(case, Outcome.NETWORK_NOT_ALLOWED)
    return [Reason.NETWORK_UNLISTED]


def _accept(case: Case, evidence: store.Evidence) -> CheckIn:
    low = evidence.band == Band.LOW
    outcome = Outcome.ACCEPTED_FOR_REVIEW if low else Outcome.ACCEPTED
    try:
        kept = store.keep(case, outcome, evidence)
    except store.ClaimEnded as ended:
        return _ended_meanwhile(case, ended.claim)
    if kept is None:
        return _already(case)
    return _answer(case, outcome, record=kept[0], attempt_id=kept[1])


def _ended_meanwhile(case: Case, claim: Claim) -> CheckIn:
    """Answer a finish that lost the race for its claim, or came to one that had ended."""
    student = case.visitor.student
    if student is None or claim.student_id != student.pk:
        _refuse(case, Outcome.CLAIM_NOT_YOURS)
    if claim.state != ClaimState.FINISHED:
        _refuse(case, Outcome.CLAIM_EXPIRED)
    return _already(case)


def _already(case: Case) -> CheckIn:
    record = case.context.record
    if record is None or not _attended(case):
        record = AttendanceRecord.objects.get(session=case.session, student=case.visitor.student)
    store.end_claim(case, ClaimState.FINISHED)
    return _answer(case, Outcome.ALREADY_CHECKED_IN, record=record)


def _received_late(case: Case) -> CheckIn:
    if case.visitor.user is None:
        return _wait(case, Outcome.SIGN_IN_REQUIRED)
    student = _require_student(case)
    if _attended(case):
        return _already(case)
    attempt = store.attempt_before(case, [Outcome.RECEIVED_LATE])
    if attempt is None:
        attempt = store.keep_attempt(case, Outcome.RECEIVED_LATE, {}, student=student)
    store.end_claim(case, ClaimState.RECEIVED_LATE)
    return _answer(case, Outcome.RECEIVED_LATE, attempt_id=attempt.pk)


def _wait(case: Case, outcome: Outcome, *, extra: timedelta = timedelta()) -> CheckIn:
    claim = store.keep_claim(case, open_until_extra=extra)
    return _answer(case, outcome, claim=claim)


def _answer(case: Case, outcome: Outcome, **found: Any) -> CheckIn:
    return CheckIn(
        outcome=outcome,
        organization=case.context.organization,
        course=case.context.course,
        session=case.session,
        location_wanted=case.fence is not None,
        **found,
    )


def _refuse_outside(case: Case, judged: location.Judged) -> NoReturn:
    """Refuse for the place, and keep the claim open: a better fix may follow within the wait."""
    claim = store.keep_claim(case)
    _refuse(
        case,
        Outcome.OUTSIDE_GEOFENCE,
        claim_id=str(claim.pk),
        distance_m=round(judged.distance_m or 0),
        accuracy_m=round(judged.accuracy_m or 0),
        radius_m=case.session.radius_m,
    )


def _refuse(case: Case, outcome: Outcome, *, foreign: bool = False, **params: Any) -> NoReturn:
    """Store the refused attempt, then raise its error with what the person should see."""
    error = _REFUSALS[outcome]
    told = {**facts(case), **params}
    organization = case.context.organization
    user = case.visitor.user
    if user is not None and user.organization_id != organization.pk:
        store.keep_foreign_attempt(case, outcome, user_pk=user.pk)
        raise error(params=told if foreign else facts(case))
    if case.visitor.student is not None:
        attempt = store.keep_attempt(case, outcome, params, student=case.visitor.student)
        told["attempt_id"] = attempt.pk
    raise error(params=told)
