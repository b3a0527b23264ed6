"""A lecture hall full of students, each with a phone that signs what it sends."""

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from apps.accounts.enums import Role
from apps.accounts.models import AuthToken, Student, User
from apps.accounts.rules import token_digest
from apps.core import clock, tenancy
from apps.courses.models import Enrollment
from tests.support.volley import http_post
from tests.support.world import FENCE, Phone, World, at

CLAIM_PREFIX = b"attendance-claim:v1\n"


@dataclass(frozen=True, slots=True)
class Member:
    """One student of the crowd with their phone."""

    student: Student
    phone: Phone


def make_crowd(
    world: World, count: int, *, password: str = "", signed_in: bool = True
) -> list[Member]:
    """Enrol ``count`` more students in the world's course; few statements however many.

    ``password`` is an encoded one that all of them share; without it nobody can log in.
    """
    organization = world.organization
    first = uuid.uuid4().hex[:8]
    users = User.objects.bulk_create(
        User(
            organization=organization,
            username=f"crowd-{first}-{number}",
            full_name=f"Student {number}",
            role=Role.STUDENT,
            password=password or f"{UNUSABLE_PASSWORD_PREFIX}{number}",
        )
        for number in range(count)
    )
    with tenancy.activate(organization):
        students = Student.objects.bulk_create(
            Student(user=user, student_id=user.username) for user in users
        )
        Enrollment.objects.bulk_create(
            Enrollment(course=world.course, student=one, from_date=date(2020, 1, 1))
            for one in students
        )
    tokens = [secrets.token_urlsafe(32) for _ in users] if signed_in else []
    now = clock.now()
    AuthToken.objects.bulk_create(
        AuthToken(
            user=user,
            organization=organization,
            digest=token_digest(token),
            password_state=user.get_session_auth_hash(),
            created_at=now,
            last_used_at=now,
        )
        for user, token in zip(users, tokens, strict=False)
    )
    host = f"{organization.slug}.localhost"
    return [
        Member(one, Phone(tokens[place] if signed_in else None, host=host))
        for place, one in enumerate(students)
    ]


def scan_bytes(member: Member, code: str) -> bytes:
    """Return a scan of this code from a seat in the hall, signed, ready to be sent."""
    fix = {
        "latitude": FENCE.latitude + (member.student.pk % 89) / 1e6 + 1.2e-7,
        "longitude": FENCE.longitude + (member.student.pk % 97) / 1e6 + 1.3e-7,
        "accuracy_m": 12.5,
        "age_s": 0.4,
    }
    content: dict[str, Any] = {
        "code": code,
        "client_reference": str(uuid.uuid4()),
        "public_key": member.phone.public_key,
        "scanned_at": None,
        "scanned_age_s": None,
        "finish": at(fix),
    }
    body = json.dumps(content).encode()
    headers = member.phone.headers(CLAIM_PREFIX + body)
    host = headers.pop("Host")
    return http_post("/api/claims/", body, host=host, headers=headers)


def login_bytes(member: Member, password: str) -> bytes:
    """Return the log-in of a member, ready to be sent."""
    body = json.dumps({"identifier": member.student.student_id, "password": password}).encode()
    return http_post("/api/auth/login/", body, host=member.phone.host, headers={})
