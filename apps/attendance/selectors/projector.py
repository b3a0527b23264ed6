"""What a projector page may know: the current and the next code, no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.attendance.enums import SessionState, TokenKind
from apps.attendance.models import AttendanceSession, AttendanceToken
from apps.attendance.rules import codes


@dataclass(frozen=True, slots=True)
class Shown:
    """A code and the stretch of server time (Unix milliseconds) in which it is shown."""

    step: int
    code: str
    valid_from_ms: int
    valid_until_ms: int


def codes_to_show(
    session: AttendanceSession, token: AttendanceToken | None, *, now: datetime
) -> tuple[list[Shown], list[Shown]]:
    """Return QR contents (public id and code) and typed codes: of now, and the next.

    Nothing for a closed session or a token that is revoked or past its time.
    """
    if token is None or token.revoked_at is not None or token.valid_until <= now:
        return [], []
    if session.state_at(now) == SessionState.CLOSED:
        return [], []
    secret = bytes(token.secret)
    now_ms = int(now.timestamp() * 1000)
    if token.kind == TokenKind.FIXED:
        until_ms = int(min(token.valid_until, session.closes_at).timestamp() * 1000)
        fixed = codes.FIXED_STEP
        return (
            [Shown(fixed, token.public_id + codes.qr_code(secret, fixed), now_ms, until_ms)],
            [Shown(fixed, codes.typed_code(secret, fixed), now_ms, until_ms)],
        )
    step = codes.step_at(now_ms, token.period_s)
    typed_step = codes.step_at(now_ms, codes.TYPED_PERIOD_S)
    return (
        [
            _shown(one, token.public_id + codes.qr_code(secret, one), token.period_s)
            for one in (step, step + 1)
        ],
        [
            _shown(one, codes.typed_code(secret, one), codes.TYPED_PERIOD_S)
            for one in (typed_step, typed_step + 1)
        ],
    )


def _shown(step: int, code: str, period_s: int) -> Shown:
    period = timedelta(seconds=period_s) // timedelta(milliseconds=1)
    return Shown(step, code, step * period, (step + 1) * period)
