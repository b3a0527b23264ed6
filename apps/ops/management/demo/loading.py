"""Loads a school once, and tells whether it is there already."""

import random
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import Student, User
from apps.core import tenancy
from apps.courses.models import Enrollment
from apps.courses.selectors import local_day
from apps.ops.management.demo.history import write_history
from apps.ops.management.demo.matters import write_matters
from apps.ops.management.demo.people import Campus, make_campus
from apps.ops.management.demo.plan import School
from apps.orgs.models import Organization

# So many students are named to whoever tries the system.
STUDENTS_SHOWN = 3


class SlugTaken(Exception):
    """The name of a demonstration school belongs to a real organisation."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load has made: numbers of sessions and records."""

    sessions: int
    records: int


def load(school: School, *, now: datetime) -> Loaded | None:
    """Make a school with its history, in one transaction; None when it is there already.

    Raises SlugTaken when an organisation of that name is not this school.
    """
    with transaction.atomic():
        existing = Organization.objects.filter(slug=school.slug).first()
        if existing is not None:
            if not _is_this(existing, school):
                raise SlugTaken(school.slug)
            return None
        # The same people do the same things each time; dates move with the calendar.
        rng = random.Random(school.seed)  # noqa: S311 - invention, not secrecy
        campus = make_campus(school, today=local_day(now, school.timezone), rng=rng)
        sessions, records = write_history(campus, network=school.network, now=now, rng=rng)
        write_matters(campus, shown=_shown(school, campus), now=now)
    return Loaded(sessions, records)


def students_to_try(school: School, count: int) -> list[tuple[str, str]]:
    """Return user name and full name of students of the school's first course.

    Those whose user names are typed fastest, on a phone with any keyboard.
    """
    organization = Organization.objects.get(slug=school.slug)
    with tenancy.activate(organization):
        attending = Enrollment.objects.filter(
            course__code=school.courses[0].code, to_date=None
        ).values_list("student__user__username", "student__user__full_name")
        named = [(username, name) for username, name in attending if "." in username]
    return sorted(named, key=lambda one: (len(one[0]), one))[:count]


def _shown(school: School, campus: Campus) -> list[Student]:
    """Return the students whose names are printed, in that order."""
    with tenancy.activate(campus.organization):
        names = [username for username, _ in students_to_try(school, STUDENTS_SHOWN)]
        found = Student.objects.select_related("user").filter(user__username__in=names)
        return sorted(found, key=lambda student: names.index(student.user.username))


def _is_this(organization: Organization, school: School) -> bool:
    address = f"{school.admin.username}@{school.mail_domain}"
    return User.objects.filter(organization=organization, email=address).exists()
