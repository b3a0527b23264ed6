"""Makes a school with its people, its courses and who attends them."""

import random
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from apps.accounts.enums import Role
from apps.accounts.models import Lecturer, Student, User
from apps.core import tenancy
from apps.courses.models import (
    ClassSchedule,
    Course,
    CourseLecturer,
    Enrollment,
    Holiday,
    Term,
    Venue,
)
from apps.ops.management.demo.plan import PASSWORD, School, Teaching
from apps.orgs.models import Organization

# Letters that decomposition leaves alone.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ß": "ss"}
)


CLASS_LENGTH = timedelta(minutes=110)


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """A course with its plan and its enrolments."""

    course: Course
    teaching: Teaching
    lecturers: list[Lecturer]
    enrollments: list[Enrollment]
    # One for each of the plan's slots.
    schedules: list[ClassSchedule]


@dataclass(frozen=True, slots=True)
class Campus:
    """A school as it stands in the database, before anything has been taught."""

    organization: Organization
    term: Term
    venues: list[Venue]
    classes: list[ClassGroup]


def make_campus(school: School, *, today: date, rng: random.Random) -> Campus:
    """Create organisation, people and teaching. The caller owns the transaction."""
    organization = Organization.objects.create(
        name=school.name,
        slug=school.slug,
        timezone=school.timezone,
        currency=school.currency,
        policy_data=dict(school.policy),
    )
    # Hashed once: a school of people with a password each would take longer than all the rest.
    password = make_password(PASSWORD)
    with tenancy.activate(organization):
        lecturers = _staff(school, organization, password)
        students = _students(school, organization, password, rng)
        term = _term(school, today)
        _holiday(school, today)
        venues = Venue.objects.bulk_create(
            Venue(
                name=one.name,
                latitude=one.latitude,
                longitude=one.longitude,
                radius_m=one.radius_m,
            )
            for one in school.venues
        )
        classes = [
            _class(teaching, term, venues, lecturers, students, rng) for teaching in school.courses
        ]
    return Campus(organization, term, venues, classes)


def username_of(full_name: str) -> str:
    """Return first and last name in plain letters, "" for a name in another script."""
    decomposed = unicodedata.normalize("NFKD", full_name.lower().translate(_PLAIN))
    words = [
        "".join(letter for letter in word if letter.isascii() and letter.isalnum())
        for word in decomposed.split()
    ]
    words = [word for word in words if word]
    return ".".join(dict.fromkeys([words[0], words[-1]])) if words else ""


def _staff(school: School, organization: Organization, password: str) -> list[Lecturer]:
    User.objects.bulk_create(
        [
            User(
                organization=organization,
                username=school.admin.username,
                full_name=school.admin.full_name,
                email=f"{school.admin.username}@{school.mail_domain}",
                role=Role.ADMIN,
                is_staff=True,
                password=password,
            )
        ]
    )
    users = User.objects.bulk_create(
        User(
            organization=organization,
            username=one.username,
            full_name=one.full_name,
            email=f"{one.username}@{school.mail_domain}",
            role=Role.LECTURER,
            password=password,
        )
        for one in school.lecturers
    )
    return Lecturer.objects.bulk_create(
        Lecturer(user=user, staff_id=one.number, department=one.department)
        for user, one in zip(users, school.lecturers, strict=True)
    )


def _students(
    school: School, organization: Organization, password: str, rng: random.Random
) -> list[Student]:
    names = list(school.students)
    rng.shuffle(names)
    numbers = [school.student_number.format(place) for place in range(1, len(names) + 1)]
    users = User.objects.bulk_create(
        User(
            organization=organization,
            username=username_of(name) or number.lower(),
            full_name=name,
            email=f"{number.lower()}@students.{school.mail_domain}",
            role=Role.STUDENT,
            password=password,
        )
        for name, number in zip(names, numbers, strict=True)
    )
    return Student.objects.bulk_create(
        Student(
            user=user,
            student_id=number,
            programme=rng.choice(school.programmes),
            year=school.years[place % len(school.years)],
        )
        for place, (user, number) in enumerate(zip(users, numbers, strict=True))
    )


def _term(school: School, today: date) -> Term:
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=school.weeks_past)
    last = monday + timedelta(weeks=school.weeks_ahead, days=4)
    return Term.objects.create(
        name=f"{first:%B %Y} – {last:%B %Y}",  # noqa: RUF001 - an en dash between two months
        first_day=first,
        last_day=last,
    )


def _holiday(school: School, today: date) -> None:
    """Leave out the Wednesday after next week: it shows among the classes of two weeks."""
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=9)
    Holiday.objects.create(name=school.holiday, first_day=day, last_day=day)


def _class(
    teaching: Teaching,
    term: Term,
    venues: list[Venue],
    lecturers: list[Lecturer],
    students: list[Student],
    rng: random.Random,
) -> ClassGroup:
    course = Course.objects.create(
        term=term,
        code=teaching.code,
        name=teaching.name,
        join_code=teaching.join_code,
        default_venue=None if teaching.venue is None else venues[teaching.venue],
    )
    teachers = [lecturers[index] for index in teaching.lecturers]
    CourseLecturer.objects.bulk_create(
        CourseLecturer(course=course, lecturer=one) for one in teachers
    )
    attending = [
        one for one in students if one.year in teaching.years and rng.random() < teaching.share
    ]
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(course=course, student=one, from_date=term.first_day) for one in attending
    )
    _come_and_go(enrollments, term, rng)
    return ClassGroup(course, teaching, teachers, enrollments, _schedules(course, teaching))


def _schedules(course: Course, teaching: Teaching) -> list[ClassSchedule]:
    """Let the course meet at each slot of its plan, for two hours less the way to the next."""
    slots = [
        (weekday, datetime.combine(date.min, time(hour, minute)))
        for weekday, hour, minute in teaching.slots
    ]
    return ClassSchedule.objects.bulk_create(
        ClassSchedule(
            course=course,
            weekdays=str(weekday + 1),
            starts=begins.time(),
            opens_itself=teaching.opens_itself,
            ends=(begins + CLASS_LENGTH).time(),
        )
        for weekday, begins in slots
    )


def _come_and_go(enrollments: list[Enrollment], term: Term, rng: random.Random) -> None:
    """Let one in thirty join two weeks late, and one in fifty leave after three weeks."""
    for enrollment in enrollments:
        draw = rng.random()
        if draw < 1 / 30:
            enrollment.from_date = term.first_day + timedelta(weeks=2)
        elif draw < 1 / 30 + 1 / 50:
            enrollment.to_date = term.first_day + timedelta(weeks=3)
    Enrollment.objects.bulk_update(enrollments, ["from_date", "to_date"])
