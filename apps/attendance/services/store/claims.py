"""Stores claims, and ends each once."""

from datetime import timedelta

from apps.attendance.enums import ClaimState
from apps.attendance.models import Claim
from apps.attendance.services.case import Case


class ClaimEnded(Exception):
    """Another request has ended the claim; ``claim`` is how it stands now."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        super().__init__(f"claim {claim.pk} is {claim.state}")


def keep_claim(case: Case, *, open_until_extra: timedelta = timedelta()) -> Claim:
    """Store the claim of a valid code that still waits for something; a repeat finds the first.

    ``open_until_extra`` is added to the policy's wait (for a session that opens later).
    """
    if case.claim is not None:
        return case.claim
    claim, _ = Claim.objects.get_or_create(
        session=case.session,
        client_reference=case.client_reference,
        defaults={
            "token": case.context.token,
            "state": ClaimState.OPEN,
            "source": case.source,
            "step": case.step,
            "ms_into_step": case.ms_into_step,
            "arrived_at": case.arrived_at,
            "open_until": case.arrived_at + case.wait + open_until_extra,
            "claimed_at": case.claimed_at,
            "public_key": case.public_key,
            "device_key": case.device_key,
            "network": case.network,
        },
    )
    return claim


def end_claim(case: Case, state: ClaimState) -> bool:
    """Move the case's open claim to its end; return False when another request has ended it."""
    if case.claim is None:
        return True
    student = case.visitor.student
    # The row belongs to the session's organisation; so must whoever is written on it.
    if student is not None and student.organization_id != case.session.organization_id:
        student = None
    ended = Claim.objects.filter(pk=case.claim.pk, state=ClaimState.OPEN).update(
        state=state, student=student
    )
    return ended == 1


def claim_before(case: Case) -> Claim | None:
    """Return the claim that the same phone made of the same code under the same reference."""
    return Claim.objects.filter(
        session=case.session,
        client_reference=case.client_reference,
        device_key=case.device_key,
        step=case.step,
    ).first()
