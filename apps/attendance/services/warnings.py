"""Warns students, and those named as their contacts, of absences."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from apps.accounts.models import Guardian, Student
from apps.attendance.enums import RecordStatus
from apps.attendance.models import AbsenceNotice, AttendanceRecord, AttendanceSession
from apps.attendance.notices import AbsenceWarning
from apps.attendance.rules.absence import Finding
from apps.attendance.selectors.absences import CORRECTION_TIME, absences_in
from apps.attendance.services import watermarks
from apps.core import tenancy
from apps.notifications.enums import Channel
from apps.notifications.kinds import Addressed
from apps.notifications.services import notify
from apps.orgs.models import Organization

_NAME = "absence_warnings"
_OVERLAP = timedelta(minutes=10)


def warn_absences(*, now: datetime) -> int:
    """Warn of the absences in sessions that have been closed for an hour; return how many.

    The watermark is moved only after everything is written, and each reason is told once, so a
    run that was killed is simply made up for.
    """
    until = now - CORRECTION_TIME
    since = watermarks.read(_NAME, first=until - _OVERLAP) - _OVERLAP
    organization = Organization.objects.get(pk=tenancy.current_organization_id())
    courses = (
        AttendanceSession.objects.filter(
            absences_written_at__gt=since, absences_written_at__lte=until
        )
        .order_by("course_id")
        .values_list("course_id", flat=True)
        .distinct()
    )
    warned = sum(_warn_course(course, since, organization, now) for course in courses)
    watermarks.advance(_NAME, to=until)
    return warned


def _warn_course(course_id: int, since: datetime, organization: Organization, now: datetime) -> int:
    missed = AttendanceRecord.objects.filter(
        session__course=course_id,
        session__absences_written_at__gt=since,
        session__absences_written_at__lte=now - CORRECTION_TIME,
        status=RecordStatus.ABSENT,
        student__user__is_active=True,
    ).values_list("student_id", flat=True)
    found = absences_in(course_id=course_id, students=missed, organization=organization, now=now)
    told = set(
        AbsenceNotice.objects.filter(course=course_id, student__in=found).values_list(
            "student_id", "finding"
        )
    )
    warned = 0
    for student_id, absences in found.items():
        fresh = [one for one in absences.findings if (student_id, one.key) not in told]
        if fresh:
            warned += _warn(course_id, student_id, fresh, organization, now)
    return warned


def _warn(
    course_id: int,
    student_id: int,
    fresh: Sequence[Finding],
    organization: Organization,
    now: datetime,
) -> int:
    student = Student.objects.select_related("user").get(pk=student_id)
    key = f"{course_id}:{student_id}:{'+'.join(one.key for one in fresh)}"
    to = [Addressed(key=key, user_id=student.user_id, addressee=student.user.get_full_name())]
    if organization.policy.warn_guardians:
        to += _guardians(student, key)
    try:
        with transaction.atomic():
            AbsenceNotice.objects.bulk_create(
                [
                    AbsenceNotice(course_id=course_id, student=student, finding=one.key, at=now)
                    for one in fresh
                ]
            )
            notify(
                kind=AbsenceWarning,
                to=to,
                params={"course": course_id, "student": student_id},
                now=now,
            )
    except IntegrityError:
        # Another worker was told to do the same, and was faster.
        return 0
    return 1


def _guardians(student: Student, key: str) -> list[Addressed]:
    found = []
    for guardian in Guardian.objects.filter(student=student):
        ways = [(Channel.EMAIL, guardian.email)]
        if settings.SMS_ENABLED and not guardian.email:
            ways.append((Channel.SMS, guardian.phone))
        found += [
            Addressed(
                key=f"{key}:guardian:{guardian.pk}",
                address=address,
                addressee=guardian.name,
                channel=channel,
                params={"guardian": guardian.pk},
            )
            for channel, address in ways
            if address
        ]
    return found
