"""Makes and revokes the tokens whose codes let students in."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.attendance.enums import EventKind, SessionState, TokenKind
from apps.attendance.errors import SessionStateInvalid
from apps.attendance.models import AttendanceSession, AttendanceToken, SessionEvent
from apps.attendance.rules.codes import new_public_id, new_secret
from apps.attendance.services.locking import locked_session
from apps.core import tenancy
from apps.core.errors import Invalid, NotFound

# A rotating token outlives its session, so that a scan after the end hears "closed" and a phone
# that was offline can still prove when it scanned.
ROTATING_AFTERLIFE = timedelta(hours=24)


def make_token(
    *,
    session: AttendanceSession,
    kind: TokenKind,
    by: User | None,
    now: datetime,
    valid_until: datetime | None = None,
) -> AttendanceToken:
    """Create a live token for a session that has none.

    A fixed one is valid until the given time or the session's end; a rotating one as long as
    the session is.
    """
    rotating = kind == TokenKind.ROTATING
    until = session.closes_at + ROTATING_AFTERLIFE if rotating else valid_until
    return AttendanceToken.objects.create(
        session=session,
        public_id=_free_public_id(),
        kind=kind,
        secret=new_secret(),
        period_s=session.policy.code_period_s,
        valid_from=now,
        valid_until=until or session.closes_at,
        created_by=by,
    )


def regenerate(
    *,
    session: AttendanceSession,
    kind: TokenKind,
    by: User,
    now: datetime,
    valid_until: datetime | None = None,
) -> AttendanceToken:
    """Replace the session's token: the one before is revoked at once.

    Raises SessionStateInvalid for a closed session, Invalid for an end in the past.
    """
    if session.state_at(now) == SessionState.CLOSED:
        raise SessionStateInvalid("The session is closed; reopen it first.")
    if valid_until is not None and valid_until <= now:
        raise Invalid(fields={"valid_until": ["Choose a time from now on."]})
    with transaction.atomic():
        locked_session(session.pk)
        AttendanceToken.objects.filter(session=session, revoked_at=None).update(revoked_at=now)
        token = make_token(session=session, kind=kind, by=by, now=now, valid_until=valid_until)
        SessionEvent.objects.create(session=session, kind=EventKind.TOKEN_MADE, at=now, by=by)
    return token


def revoke(
    *, session: AttendanceSession, token_id: int, by: User, now: datetime
) -> AttendanceToken:
    """Revoke a token of the session; its codes stop working at once. Raises NotFound."""
    with transaction.atomic():
        # Before its token, as whoever takes the session back goes: else each waits for the other.
        locked_session(session.pk)
        token = (
            AttendanceToken.objects.select_for_update(no_key=True)
            .filter(session=session, pk=token_id)
            .first()
        )
        if token is None:
            raise NotFound
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            SessionEvent.objects.create(
                session=session, kind=EventKind.TOKEN_REVOKED, at=now, by=by
            )
    return token


def _free_public_id() -> str:
    """Return an id no token of the installation has; 40 random bits seldom need a second try."""
    with tenancy.unscoped(reason="public ids are unique over the installation"):
        while True:
            candidate = new_public_id()
            if not AttendanceToken.objects.filter(public_id=candidate).exists():
                return candidate
