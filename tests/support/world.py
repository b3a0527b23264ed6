"""A small university for tests: one course, one lecturer, some students, a session."""

import base64
import itertools
import json
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import AuthToken, Lecturer, Student, User
from apps.accounts.rules import token_digest
from apps.attendance.enums import TokenKind
from apps.attendance.models import AttendanceSession, AttendanceToken
from apps.attendance.rules import codes
from apps.attendance.rules.location import Fence
from apps.attendance.services import places, sessions
from apps.core import clock, tenancy
from apps.courses.models import Course, CourseLecturer, Enrollment, Term, Venue
from apps.orgs.models import Organization

PASSWORD = "correct horse battery"
FENCE = Fence(latitude=0.334512, longitude=32.567891, radius_m=100)
INSIDE = {"latitude": 0.3346121, "longitude": 32.5678912, "accuracy_m": 12.0, "age_s": 1}
OUTSIDE = {"latitude": 0.3412345, "longitude": 32.5678912, "accuracy_m": 12.0, "age_s": 1}

_numbers = itertools.count(1)


class Phone:
    """A phone's browser: keeps a device key, signs what it sends, may be signed in."""

    def __init__(self, token: str | None = None, *, keyless: bool = False, host: str = "") -> None:
        self.key = None if keyless else ec.generate_private_key(ec.SECP256R1())
        self.token = token
        self.host = host
        self.client = Client(raise_request_exception=False)

    @property
    def public_key(self) -> str | None:
        """The raw point in base64url."""
        if self.key is None:
            return None
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def sign(self, message: bytes) -> str:
        """Return r and s in base64url, as WebCrypto does."""
        assert self.key is not None
        r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(hashes.SHA256())))
        return (
            base64.urlsafe_b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
            .decode()
            .rstrip("=")
        )

    def headers(self, message: bytes | None = None) -> dict[str, str]:
        """Return the headers of a request whose signed message is this."""
        found = {}
        if self.token:
            found["Authorization"] = f"Token {self.token}"
        if message is not None and self.key is not None:
            found["X-Device-Signature"] = self.sign(message)
        if self.host:
            found["Host"] = self.host
        return found

    def post(self, path: str, body: dict[str, Any], prefix: bytes) -> Any:
        """Post signed JSON."""
        raw = json.dumps(body).encode()
        return self.client.post(
            path, raw, content_type="application/json", headers=self.headers(prefix + raw)
        )

    def scan(
        self,
        code: str,
        *,
        finish: dict[str, Any] | None = None,
        reference: str | None = None,
        **more: Any,
    ) -> Any:
        """Claim a scanned code, with ``finish`` inside when given."""
        body: dict[str, Any] = {
            "code": code,
            "client_reference": reference or str(uuid.uuid4()),
            "public_key": self.public_key,
            **more,
        }
        if finish is not None:
            body["finish"] = finish
        return self.post("/api/claims/", body, b"attendance-claim:v1\n")

    def finish(self, claim_id: str, finish: dict[str, Any]) -> Any:
        """Finish a claim."""
        prefix = f"attendance-finish:v1\n{claim_id}\n".encode()
        return self.post(f"/api/claims/{claim_id}/finish/", finish, prefix)

    def type_code(self, code: str, finish: dict[str, Any]) -> Any:
        """Check in by a typed code."""
        body = {
            "code": code,
            "client_reference": str(uuid.uuid4()),
            "public_key": self.public_key,
            "finish": finish,
        }
        return self.post("/api/check-ins/typed/", body, b"attendance-typed:v1\n")

    def get(self, path: str) -> Any:
        """Get a path, signed in if the phone is."""
        return self.client.get(path, headers=self.headers())

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send JSON with any method, unsigned."""
        raw = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method, path, raw, content_type="application/json", headers=self.headers()
        )


def at(location: dict[str, Any] | None, status: str = "granted", **more: Any) -> dict[str, Any]:
    """Return what finishes a claim with this location."""
    if location is None and status == "granted":
        status = "denied"
    return {"location": location, "location_status": status, "without_location": False, **more}


@dataclass
class World:
    """One organisation with people and a course; sessions are opened as a test needs them."""

    organization: Organization
    term: Term
    venue: Venue
    course: Course
    lecturer: Lecturer
    students: list[Student]
    tokens: dict[int, str] = field(default_factory=dict)

    def sign_in(self, user: User) -> str:
        """Return a token of the user, made without hashing a password."""
        if user.pk not in self.tokens:
            token = f"test-token-{user.pk}-{uuid.uuid4().hex}"
            now = clock.now()
            AuthToken.objects.create(
                user=user,
                organization=user.organization,
                digest=token_digest(token),
                password_state=user.get_session_auth_hash(),
                created_at=now,
                last_used_at=now,
            )
            self.tokens[user.pk] = token
        return self.tokens[user.pk]

    def phone(self, student: Student | None = None, **options: Any) -> Phone:
        """Return a phone, of a signed-in student when one is named."""
        token = self.sign_in(student.user) if student else None
        options.setdefault("host", f"{self.organization.slug}.localhost")
        return Phone(token, **options)

    def staff(self) -> Phone:
        """Return the lecturer's browser."""
        host = f"{self.organization.slug}.localhost"
        return Phone(self.sign_in(self.lecturer.user), host=host)

    def open(self, *, place: bool = True, **options: Any) -> AttendanceSession:
        """Open a session of the course now, at the venue unless ``place`` is False."""
        with tenancy.activate(self.organization):
            return sessions.open_session(
                organization=self.organization,
                course=options.pop("course", self.course),
                by=self.lecturer.user,
                now=options.pop("now", clock.now()),
                place=places.Place(
                    venue=self.venue if place else None, fence=FENCE if place else None
                ),
                **options,
            )

    def set_policy(self, **changes: Any) -> None:
        """Change the organisation's policy for sessions to come."""
        self.organization.policy_data = {**self.organization.policy_data, **changes}
        self.organization.save()

    def token_of(self, session: AttendanceSession) -> AttendanceToken:
        """Return the live token of a session."""
        with tenancy.activate(self.organization):
            return AttendanceToken.objects.get(session=session, revoked_at=None)

    def code(self, session: AttendanceSession, *, steps_ago: int = 0) -> str:
        """Return the text of the QR now, or as it was some steps ago."""
        token = self.token_of(session)
        secret = bytes(token.secret)
        if token.kind == TokenKind.FIXED:
            return token.public_id + codes.qr_code(secret, codes.FIXED_STEP)
        now_ms = int(clock.now().timestamp() * 1000)
        step = codes.step_at(now_ms, token.period_s) - steps_ago
        return token.public_id + codes.qr_code(secret, step)

    def typed(self, session: AttendanceSession, *, steps_ago: int = 0) -> str:
        """Return the typed code now, or as it was some steps ago."""
        token = self.token_of(session)
        now_ms = int(clock.now().timestamp() * 1000)
        step = codes.step_at(now_ms, codes.TYPED_PERIOD_S) - steps_ago
        return codes.typed_code(bytes(token.secret), step)


def make_user(organization: Organization | None, role: Role, **fields: Any) -> User:
    """Return a user who cannot sign in by password."""
    number = next(_numbers)
    return User.objects.create_user(
        fields.pop("username", f"user{number}"),
        organization=organization,
        role=role,
        full_name=fields.pop("full_name", f"Person {number}"),
        **fields,
    )


def make_student(organization: Organization, **fields: Any) -> Student:
    """Return a student with a user of their own."""
    user = make_user(organization, Role.STUDENT, **fields)
    with tenancy.activate(organization):
        return Student.objects.create(user=user, student_id=f"S{user.pk:05d}")


def make_lecturer(organization: Organization, **fields: Any) -> Lecturer:
    """Return a lecturer with a user of their own."""
    user = make_user(organization, Role.LECTURER, **fields)
    with tenancy.activate(organization):
        return Lecturer.objects.create(user=user, staff_id=f"L{user.pk:05d}")


def make_world(slug: str = "demo", *, students: int = 3, **policy: Any) -> World:
    """Return an organisation with a course, its lecturer and enrolled students."""
    organization = Organization.objects.create(
        name=f"{slug.title()} University", slug=slug, timezone="Africa/Kampala", policy_data=policy
    )
    lecturer = make_lecturer(organization)
    people = [make_student(organization) for _ in range(students)]
    today = date(2020, 1, 1)
    with tenancy.activate(organization):
        term = Term.objects.create(
            name="Term 1", first_day=today, last_day=clock.now().date() + timedelta(days=90)
        )
        venue = Venue.objects.create(
            name="Room 4",
            latitude=FENCE.latitude,
            longitude=FENCE.longitude,
            radius_m=FENCE.radius_m,
        )
        course = Course.objects.create(
            term=term, code="CSC101", name="Programming", default_venue=venue
        )
        CourseLecturer.objects.create(course=course, lecturer=lecturer)
        Enrollment.objects.bulk_create(
            [Enrollment(course=course, student=one, from_date=today) for one in people]
        )
    return World(organization, term, venue, course, lecturer, people)
