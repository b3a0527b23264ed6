"""Kiosk mode: a lecturer's device at which students enter their number.

The device holds a token of its own, good for one session: it looks a number up, shows enough of the
name for its owner to say "that is me", and checks them in. The check-in ends in the same order of
judgement as every other.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction

from apps.accounts.models import Student, User
from apps.accounts.rules import token_digest
from apps.attendance.enums import EventKind, SessionState, Source
from apps.attendance.errors import (
    ClaimExpired,
    KioskEnded,
    KioskNumberUnknown,
    SessionStateInvalid,
)
from apps.attendance.models import AttendanceRecord, AttendanceSession, Kiosk, SessionEvent
from apps.attendance.selectors.judgement import Context
from apps.attendance.selectors.sessions import live_token
from apps.attendance.services.case import Case, CheckIn, Visitor
from apps.attendance.services.judgement import judge_kiosk
from apps.core import ratelimit
from apps.core.http import network_prefix
from apps.courses.models import Enrollment
from apps.courses.selectors import running_on

_TOKEN_BYTES = 32
_SALT = "attendance.kiosk"
# How long a confirmed entry may wait for a connection that was lost.
TICKET_WAIT = timedelta(minutes=15)
# A card every second, for one device; and numbers that are nobody's, which is how one guesses.
LOOK_UPS = 60
MISSES = 10
WINDOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Started:
    """A kiosk, with the token that is told once."""

    kiosk: Kiosk
    token: str


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of the class: what is shown of the name, and what confirms it."""

    name: str
    ticket: str


def start(*, session: AttendanceSession, by: User, now: datetime) -> Started:
    """Start kiosk mode for an open session. Raises SessionStateInvalid for any other."""
    if session.state_at(now) != SessionState.OPEN:
        raise SessionStateInvalid("Kiosk mode is for a session that is open.")
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with transaction.atomic():
        kiosk = Kiosk.objects.create(
            session=session, digest=token_digest(token), started_at=now, started_by=by
        )
        _note(session, EventKind.KIOSK_STARTED, by=by, now=now)
    return Started(kiosk, token)


def end(*, kiosk: Kiosk, by: User, now: datetime) -> None:
    """End kiosk mode on a device: its next request is refused. Ending twice changes nothing."""
    with transaction.atomic():
        if Kiosk.objects.filter(pk=kiosk.pk, ended_at=None).update(ended_at=now):
            _note(kiosk.session, EventKind.KIOSK_ENDED, by=by, now=now)


def kiosk_of(*, token: str) -> Kiosk:
    """Return the kiosk of a token; raise KioskEnded for one that is none, or is none any more."""
    kiosk = (
        Kiosk.objects.select_related("session__course", "session__organization")
        .filter(digest=token_digest(token), ended_at=None)
        .first()
    )
    if kiosk is None:
        raise KioskEnded
    return kiosk


def look_up(*, token: str, number: str, now: datetime) -> Found:
    """Find who a student number belongs to, among the students of the class alone.

    Raises KioskEnded, also once the session is over; KioskNumberUnknown, for a number of nobody
    like for one of somebody elsewhere; RateLimited when somebody tries numbers out.
    """
    kiosk = kiosk_of(token=token)
    session = kiosk.session
    if session.state_at(now) != SessionState.OPEN:
        raise KioskEnded
    ratelimit.enforce(f"kiosk:{kiosk.pk}", limit=LOOK_UPS, window=WINDOW, now=now)
    day = session.day_in(session.organization.timezone)
    student = (
        Student.objects.select_related("user")
        .filter(
            student_id__iexact=number.strip(),
            user__is_active=True,
            pk__in=Enrollment.objects.filter(running_on(day), course=session.course_id).values(
                "student"
            ),
        )
        .first()
    )
    if student is None:
        ratelimit.enforce(f"kiosk-missed:{kiosk.pk}", limit=MISSES, window=WINDOW, now=now)
        raise KioskNumberUnknown
    content = {
        "kiosk": kiosk.pk,
        "student": student.pk,
        "reference": str(uuid4()),
        "at": now.isoformat(),
    }
    return Found(_short(student.user.full_name), signing.dumps(content, salt=_SALT))


def check_in(*, token: str, ticket: str, address: str, now: datetime) -> CheckIn:
    """Check in whom a look-up has found; the arrival is the look-up.

    The same ticket again is answered with the record that it has made. Raises KioskEnded,
    ClaimExpired for a ticket of another kiosk, of somebody deactivated since, or one that waited
    too long, and the refusals of the order of judgement.
    """
    kiosk = kiosk_of(token=token)
    try:
        content = signing.loads(ticket, salt=_SALT)
    except signing.BadSignature as error:
        raise ClaimExpired from error
    entered_at = datetime.fromisoformat(content["at"])
    if content["kiosk"] != kiosk.pk or now - entered_at > TICKET_WAIT:
        raise ClaimExpired
    student = Student.objects.select_related("user__organization").get(pk=content["student"])
    if not student.user.is_active:
        raise ClaimExpired
    case = _case(
        kiosk.session,
        student,
        reference=UUID(content["reference"]),
        entered_at=entered_at,
        address=address,
        now=now,
    )
    return judge_kiosk(case)


def _case(
    session: AttendanceSession,
    student: Student,
    *,
    reference: UUID,
    entered_at: datetime,
    address: str,
    now: datetime,
) -> Case:
    # No code was scanned: which token it is, and whether it was revoked, is never looked at.
    code = live_token(session)
    if code is None:
        raise KioskEnded
    day = session.day_in(session.organization.timezone)
    context = Context(
        organization=session.organization,
        token=code,
        session=session,
        course=session.course,
        record=AttendanceRecord.objects.filter(session=session, student=student).first(),
        enrolled=Enrollment.objects.filter(
            running_on(day), course=session.course_id, student=student
        ).exists(),
        device_shared=False,
        device_new=False,
    )
    return Case(
        context=context,
        visitor=Visitor(student.user, None, address),
        source=Source.KIOSK,
        arrived_at=entered_at,
        shown_at=None,
        step=0,
        ms_into_step=0,
        client_reference=reference,
        public_key="",
        device_key="",
        network=network_prefix(address),
        signature_ok=True,
        claimed_at=None,
        finish=None,
        claim=None,
        now=now,
    )


def _short(name: str) -> str:
    """Return enough of a name for its owner: "Amina W."."""
    first, *others = name.split() or [""]
    return f"{first} {others[-1][0]}." if others else first


def _note(session: AttendanceSession, kind: EventKind, *, by: User, now: datetime) -> None:
    SessionEvent.objects.create(session=session, kind=kind, at=now, by=by)
