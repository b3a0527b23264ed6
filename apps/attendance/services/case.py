"""What one try to check in consists of, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.accounts.models import AuthToken, Student, User
from apps.attendance.enums import LocationStatus, Outcome, Source
from apps.attendance.models import AttendanceRecord, AttendanceSession, Claim
from apps.attendance.rules.location import Fence, Fix
from apps.attendance.selectors.judgement import Context
from apps.courses.models import Course
from apps.orgs.enums import GeofenceMode
from apps.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and from where: the full client address, of which only the network is kept."""

    user: User | None
    auth_token: AuthToken | None
    address: str

    @property
    def student(self) -> Student | None:
        """The student who asks, if the user is one."""
        return getattr(self.user, "student", None) if self.user else None


@dataclass(frozen=True, slots=True)
class Finish:
    """What a phone sends to finish a claim."""

    fix: Fix | None
    location_status: LocationStatus
    without_location: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """The raw body of a request and the device's signature of it."""

    body: bytes
    signature: str | None


@dataclass(frozen=True, slots=True)
class ClaimInput:
    """What a phone sends when it has scanned a code. Times are the phone's own."""

    code: str
    client_reference: UUID
    public_key: str | None
    scanned_at: datetime | None
    scanned_age_s: float | None
    finish: Finish | None


@dataclass(frozen=True, slots=True)
class TypedInput:
    """What a phone sends when its user has typed a code."""

    code: str
    client_reference: UUID
    public_key: str | None
    finish: Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One try to check in with a code whose proof is right."""

    context: Context
    visitor: Visitor
    source: Source
    arrived_at: datetime
    shown_at: datetime | None
    step: int
    ms_into_step: int
    client_reference: UUID
    public_key: str
    device_key: str
    network: str
    signature_ok: bool
    claimed_at: datetime | None
    finish: Finish | None
    claim: Claim | None
    now: datetime

    @property
    def session(self) -> AttendanceSession:
        """The session that the code belongs to."""
        return self.context.session

    @property
    def fence(self) -> Fence | None:
        """The fence, unless the policy does not look at locations."""
        if self.session.policy.geofence_mode == GeofenceMode.OFF:
            return None
        return self.session.fence

    @property
    def wait(self) -> timedelta:
        """How long a claim waits for sign-in and location."""
        return timedelta(seconds=self.session.policy.claim_wait_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """The answer to a try that was not refused."""

    outcome: Outcome
    organization: Organization
    course: Course
    session: AttendanceSession
    location_wanted: bool
    record: AttendanceRecord | None = None
    claim: Claim | None = None
    attempt_id: int | None = None


def facts(case: Case) -> Mapping[str, Any]:
    """Return what every refusal tells: course, organisation, place."""
    return {
        "course": {
            "id": case.context.course.pk,
            "code": case.context.course.code,
            "name": case.context.course.name,
        },
        "organization": case.context.organization.name,
        "venue_name": case.session.venue_name,
    }
