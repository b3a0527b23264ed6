"""A course's register in tests: sessions of past days, what is asked of it, and a big one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from apps.attendance.enums import DistanceBand, LocationVerdict
from apps.attendance.models import AttendanceRecord, AttendanceSession
from apps.attendance.services import sessions
from apps.attendance.services.store import new_reference
from apps.core import clock, tenancy
from tests.support.world import World, make_student


def held(world: World, opens_at: datetime, **options: Any) -> AttendanceSession:
    """Return a session that was opened and closed at a time before now."""
    session = world.open(now=opens_at, place=options.pop("place", False), **options)
    with tenancy.activate(world.organization):
        return sessions.close(
            session=session, by=world.lecturer.user, now=opens_at + timedelta(minutes=10)
        )


def recorded(session: AttendanceSession, band: DistanceBand | None, students: int) -> None:
    """Give a session records of new students at one distance."""
    with tenancy.activate(session.organization):
        AttendanceRecord.objects.bulk_create(
            AttendanceRecord(
                session=session,
                student=make_student(session.organization),
                status="present",
                reference="A",
                recorded_at=clock.now(),
                location_verdict=LocationVerdict.ABSENT if band is None else LocationVerdict.INSIDE,
                distance_band=band,
            )
            for _ in range(students)
        )


def register(world: World, query: str = "", *, course: int | None = None) -> dict[str, Any]:
    """Return the register of the world's course as its lecturer sees it."""
    path = f"/api/courses/{course or world.course.pk}/register/?{query}"
    answer = world.staff().get(path)
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def letters(world: World, query: str = "") -> list[str]:
    """Return the cells of every student, by number."""
    return [one["cells"] for one in register(world, query)["students"]]


# Session, student, status, and what was seen there.
Mark = tuple[Any, Any, str, str | None]


def mark_cells(world: World, marks: Sequence[Mark], reason: str = "") -> Any:
    """Mark cells as the lecturer."""
    body = {
        "marks": [
            {"session": session.pk, "student": student.pk, "status": status, "expected": expected}
            for session, student, status, expected in marks
        ],
        "reason": reason,
    }
    return world.staff().send("POST", f"/api/courses/{world.course.pk}/register/marks/", body)


def undo_cells(world: World, changes: Sequence[int]) -> Any:
    """Take changes back."""
    path = f"/api/courses/{world.course.pk}/register/undo/"
    return world.staff().send("POST", path, {"changes": list(changes)})


def fill(world: World, *, sessions_held: int) -> list[AttendanceSession]:
    """Give the course that many closed sessions, a day apart, with a record of every student.

    Few statements, however many; every seventh is absent, every ninth late.
    """
    statuses = ["present" if n % 7 and n % 9 else "late" if n % 7 else "absent" for n in range(63)]
    first = clock.now() - timedelta(days=sessions_held + 1)
    with tenancy.activate(world.organization):
        students = list(world.course.enrollments.order_by("pk").values_list("student", flat=True))
        made = AttendanceSession.objects.bulk_create(
            AttendanceSession(
                course=world.course,
                state="closed",
                opens_at=first + timedelta(days=day),
                closes_at=first + timedelta(days=day, minutes=15),
                closed_at=first + timedelta(days=day, minutes=15),
                absences_written_at=first + timedelta(days=day, minutes=15),
                policy_data=world.organization.policy.to_json(),
                started_by=world.lecturer.user,
            )
            for day in range(sessions_held)
        )
        AttendanceRecord.objects.bulk_create(
            AttendanceRecord(
                session=session,
                student_id=student,
                status=(status := statuses[(row * 5 + column * 11) % 63]),
                source="" if status == "absent" else "qr",
                reference=new_reference(),
                arrived_at=None if status == "absent" else session.opens_at,
                recorded_at=session.closes_at,
                band=None if status == "absent" else "high",
                device_key="" if status == "absent" else f"{student:032x}",
            )
            for column, session in enumerate(made)
            for row, student in enumerate(students)
        )
    return made
