"""Valid requests about a course's register, for the sweep over all operations."""

from tests.support.calls import Call
from tests.support.campus import Campus
from tests.support.valid_requests import course_of, key_of, session_of


def mark_cells(campus: Campus, kind: str) -> Call:
    body = {
        "session": campus.own.session.pk,
        "student": campus.own.student.pk,
        "status": "late",
        "expected": None,
    }
    path = f"/api/courses/{course_of(campus, kind)}/register/marks/"
    return Call(path, {"marks": [body], "reason": "bus"})


def cell(campus: Campus, kind: str) -> Call:
    student = campus.own.student if kind == "random" else campus.of(kind).student
    return Call(f"/api/sessions/{session_of(campus, kind)}/register/{student.pk}/changes/")


def cell_of_student(campus: Campus, kind: str) -> Call:
    student = key_of(campus, kind, lambda one: one.student.pk)
    return Call(f"/api/sessions/{campus.own.session.pk}/register/{student}/changes/")


def walk_in(campus: Campus, kind: str) -> Call:
    # Not enrolled in the course whose session it is.
    guest = campus.home.students[1]
    return Call(f"/api/sessions/{session_of(campus, kind)}/walk-ins/", {"student": guest.pk})
