"""What the two invented schools are made of. Places are real enough to stand on a map."""

from dataclasses import dataclass, field
from typing import Any

from apps.ops.management.demo.names import SCHOOL_STUDENTS, UNIVERSITY_STUDENTS

# One password for every account: these people and their records are invented, and the command
# refuses to make them on an installation that serves others.
PASSWORD = "demo-roll-call"  # noqa: S105 - published on purpose, see above


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff: name, user name, staff number, department."""

    full_name: str
    username: str
    number: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A venue: centre in degrees, radius in metres."""

    name: str
    latitude: float
    longitude: float
    radius_m: int


@dataclass(frozen=True, slots=True)
class Teaching:
    """A course: who teaches it (indexes of lecturers), where, when and to whom.

    ``slots`` are weekday (Monday is 0), hour and minute of the wall clock. ``years`` are the
    years of study it is meant for, ``share`` the part of them that takes it. Where there was a
    ``kiosk`` in the latest class, some students entered their number there.
    """

    code: str
    name: str
    lecturers: tuple[int, ...]
    venue: int | None
    slots: tuple[tuple[int, int, int], ...]
    years: tuple[int, ...]
    share: float = 1.0
    opens_itself: bool = False
    kiosk: bool = False
    join_code: str | None = None


@dataclass(frozen=True, slots=True)
class School:
    """One organisation of the demonstration."""

    name: str
    slug: str
    timezone: str
    currency: str
    mail_domain: str
    network: str
    admin: Person
    lecturers: tuple[Person, ...]
    students: tuple[str, ...]
    student_number: str
    programmes: tuple[str, ...]
    years: tuple[int, ...]
    venues: tuple[Place, ...]
    courses: tuple[Teaching, ...]
    weeks_past: int
    weeks_ahead: int
    seed: int
    holiday: str
    policy: dict[str, Any] = field(default_factory=dict)


def university(slug: str) -> School:
    """Return the university that answers where no other organisation is named."""
    return School(
        name="Lakeside University",
        slug=slug,
        timezone="Africa/Kampala",
        currency="UGX",
        mail_domain="lakeside.example",
        network="41.210.172.0/24",
        # Whoever tries it at home is far from the lecture theatre: the location is asked for
        # and noted, and refuses nobody.
        policy={"geofence_mode": "record"},
        admin=Person("Ruth Nagawa", "admin"),
        lecturers=(
            Person("Dr Grace Nambi", "lecturer", "LU-0417", "Computing"),
            Person("Prof. Sanjay Krishnamurthy", "lecturer2", "LU-0102", "Mathematics"),
        ),
        students=UNIVERSITY_STUDENTS,
        student_number="LU26-{:04d}",
        programmes=(
            "BSc Computer Science",
            "BSc Information Technology",
            "BSc Statistics",
            "BSc Software Engineering",
        ),
        years=(1, 2, 3),
        venues=(
            Place("Main Lecture Theatre", 0.332871, 32.570543, 80),
            Place("Science Block, Room 204", 0.334512, 32.567891, 60),
            Place("Computing Laboratory 1", 0.335107, 32.569218, 50),
        ),
        courses=(
            Teaching(
                "CSC 1101",
                "Introduction to Programming",
                lecturers=(0,),
                venue=0,
                slots=((0, 9, 0), (3, 11, 0)),
                years=(1,),
                join_code="CSC1101A",
            ),
            Teaching(
                "STA 1103",
                "Probability and Statistics",
                lecturers=(1,),
                venue=0,
                slots=((1, 8, 0), (4, 10, 0)),
                years=(1, 2),
                share=0.75,
            ),
            Teaching(
                "CSC 2105",
                "Database Systems",
                lecturers=(0,),
                venue=2,
                slots=((1, 14, 0), (3, 14, 0)),
                years=(2,),
            ),
            Teaching(
                "MTH 3204",
                "Graph Theory and Algorithms",
                lecturers=(1, 0),
                venue=1,
                slots=((2, 9, 0), (4, 14, 30)),
                years=(3,),
                share=0.85,
                kiosk=True,
            ),
            Teaching(
                "HUM 2002",
                "Technology, Ethics and Society",
                lecturers=(0, 1),
                venue=None,
                slots=((2, 16, 0),),
                years=(2, 3),
                share=0.6,
                opens_itself=True,
            ),
        ),
        weeks_past=7,
        weeks_ahead=9,
        seed=20_260_817,
        holiday="Foundation Day",
    )


def school() -> School:
    """Return the small school, which answers at a name of its own and has another policy."""
    return School(
        name="Fjordheim Folk High School",
        slug="fjordheim",
        timezone="Europe/Oslo",
        currency="NOK",
        mail_domain="fjordheim.example",
        network="84.208.20.0/24",
        policy={
            "code_period_s": 15,
            "grace_steps": 1,
            "late_after_min": 5,
            "closes_after_min": 30,
            "geofence_mode": "off",
            "device_rule": "off",
        },
        admin=Person("Bjørg Ånestad", "admin"),
        lecturers=(Person("Sjur Håheim", "lecturer", "FF-03", "Music"),),
        students=SCHOOL_STUDENTS,
        student_number="FF26-{:02d}",
        programmes=("Folk music", "Outdoor life"),
        years=(1,),
        venues=(Place("Hall by the water", 61.186412, 6.850317, 70),),
        courses=(
            Teaching(
                "CHOIR",
                "Choir and ensemble",
                lecturers=(0,),
                venue=0,
                slots=((0, 10, 0), (2, 10, 0)),
                years=(1,),
                join_code="FJ0RDSNG",
            ),
            Teaching(
                "MOUNTAIN",
                "Mountain safety",
                lecturers=(0,),
                venue=None,
                slots=((4, 9, 0),),
                years=(1,),
                share=0.6,
            ),
        ),
        weeks_past=4,
        weeks_ahead=12,
        seed=20_260_901,
        holiday="Winter days",
    )
