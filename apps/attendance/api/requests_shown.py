"""Turns requests and disputes into the plain values that the API answers with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from apps.accounts.models import Student
from apps.attendance.enums import RequestState
from apps.attendance.models import (
    AbsenceRequest,
    AttendanceSession,
    CheckInAttempt,
    RequestPart,
)
from apps.attendance.rules.messages import text_for_staff
from apps.attendance.selectors.decisions import Waiting, rates, tries_beside
from apps.attendance.selectors.requests import coverage
from apps.core import files

Rates = Mapping[tuple[int, int], tuple[int, int]]


def mine(asked: AbsenceRequest) -> dict[str, Any]:
    """Return a request as its student sees it."""
    parts = sorted(asked.parts.all(), key=lambda part: (part.course.code, part.pk))
    return {
        **_what(asked),
        "id": asked.pk,
        "parts": [{**_answer(part), "id": part.pk, "course": part.course} for part in parts],
    }


def requests(
    parts: Sequence[RequestPart], *, timezone: str, now: datetime
) -> dict[int, dict[str, Any]]:
    """Return parts as those who decide them see them, by key; a constant number of statements."""
    pairs = {(part.request.student_id, part.course_id) for part in parts}
    found, covered = rates(pairs), coverage(parts, timezone=timezone)
    return {
        part.pk: {
            **_what(part.request),
            **_answer(part),
            "id": part.pk,
            "student": _person(part.request.student),
            "course": part.course,
            "rate": _rate(found, part.request.student_id, part.course_id),
            "classes": [
                {
                    "id": session.pk,
                    "opens_at": session.opens_at,
                    "state": session.state_at(now),
                    "status": status,
                }
                for session, status in covered[part.pk]
            ],
        }
        for part in parts
    }


def queue(page: Sequence[Waiting], *, timezone: str, now: datetime) -> list[dict[str, Any]]:
    """Return the matters of a page of the queue."""
    parts = [one.part for one in page if one.part is not None]
    shown = requests(parts, timezone=timezone, now=now)
    tries = tries_beside(page)
    found = rates({(_student(one).pk, _session(one).course_id) for one in page if not one.part})
    return [
        {
            "kind": one.kind,
            "since": one.at,
            "request": shown[one.part.pk] if one.part else None,
            "dispute": None if one.part else _dispute(one, found, tries),
        }
        for one in page
    ]


def _dispute(
    one: Waiting, found: Rates, tries: Mapping[tuple[int, int], Sequence[CheckInAttempt]]
) -> dict[str, Any]:
    student, session = _student(one), _session(one)
    appeal = getattr(one.attempt, "appeal", None)
    told = one.contest or appeal
    row = one.contest or one.attempt
    return {
        "id": row.pk if row else 0,
        "student": _person(student),
        "course": session.course,
        "rate": _rate(found, student.pk, session.course_id),
        "session": session,
        "note": told.note if told else "",
        "said_at": told.at if told else None,
        "tries": [
            {
                "id": attempt.pk,
                "at": attempt.at,
                "shown_at": attempt.shown_at,
                "claimed_at": attempt.claimed_at,
                "outcome": attempt.outcome,
                "text": text_for_staff(attempt.outcome),
            }
            for attempt in tries.get((session.pk, student.pk), ())
        ],
    }


def _student(one: Waiting) -> Student:
    if one.contest is not None:
        return one.contest.record.student
    student = one.attempt.student if one.attempt is not None else None
    assert student is not None  # noqa: S101 - the queue asks for it; tells mypy
    return student


def _session(one: Waiting) -> AttendanceSession:
    if one.contest is not None:
        return one.contest.record.session
    session = one.attempt.session if one.attempt is not None else None
    assert session is not None  # noqa: S101 - the queue asks for it; tells mypy
    return session


def _what(asked: AbsenceRequest) -> dict[str, Any]:
    return {
        "asked_at": asked.asked_at,
        "session": asked.session,
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "kind": asked.kind,
        "text": asked.text,
        "file": _file(asked.file),
    }


def _file(name: str) -> dict[str, str] | None:
    if not name:
        return None
    kind = "pdf" if files.ending_of(name) == "pdf" else "picture"
    return {"url": files.address(name), "kind": kind}


def _answer(part: RequestPart) -> dict[str, Any]:
    by = part.decided_by
    return {
        "state": RequestState(part.state),
        "reason": part.reason,
        "decided_at": part.decided_at,
        "decided_by": by.get_full_name() if by else None,
    }


def _person(student: Student) -> dict[str, Any]:
    return {
        "id": student.pk,
        "student_id": student.student_id,
        "full_name": student.user.full_name,
    }


def _rate(found: Rates, student: int, course: int) -> dict[str, int]:
    attended, counted = found.get((student, course), (0, 0))
    return {"attended": attended, "counted": counted}
