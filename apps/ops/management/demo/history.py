"""Writes what has happened at a school since the term began: sessions and who came.

Rows are inserted in bulk rather than by the services that make them one at a time; a term of
sessions then takes seconds. Every row is one that the services could have written.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.accounts.rules import token_digest
from apps.attendance.enums import EventKind, SessionState, TokenKind
from apps.attendance.models import (
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    AttendanceToken,
    CheckInAttempt,
    Kiosk,
    RecordChange,
    SessionEvent,
)
from apps.attendance.rules.codes import new_public_id, new_secret
from apps.attendance.services.tokens import ROTATING_AFTERLIFE
from apps.core import tenancy
from apps.courses.models import ClassSchedule
from apps.courses.rules import runs_on
from apps.ops.management.demo.people import Campus, ClassGroup
from apps.ops.management.demo.stories import Scene, Story, Visit, story_of

BATCH = 500
# A class that has been: its schedule, and when it began by the clock on the wall.
Met = tuple[ClassSchedule, datetime]


@dataclass(slots=True)
class Habits:
    """How somebody attends: the chances of coming at all and of coming late, and their phone."""

    comes: float
    is_late: float
    device_key: str


@dataclass(slots=True)
class _Written:
    """What was written so far, for the summary."""

    sessions: int = 0
    stories: list[Story] = field(default_factory=list)


def write_history(
    campus: Campus, *, network: str, now: datetime, rng: random.Random
) -> tuple[int, int]:
    """Write every session since the term began; return how many sessions and records.

    The caller owns the transaction.
    """
    zone = ZoneInfo(campus.organization.timezone)
    written = _Written()
    with tenancy.activate(campus.organization):
        habits = _habits(campus, rng)
        for one in campus.classes:
            sessions = _sessions(one, campus, list(_starts(one, campus, zone, now)), rng)
            written.sessions += len(sessions)
            if one.teaching.kiosk and sessions:
                _kiosk(sessions[-1], teacher=one.lecturers[0].user)
            for place, session in enumerate(sessions):
                scene = Scene(
                    session=session,
                    teacher=rng.choice(one.lecturers).user,
                    network=network,
                    is_latest=place == len(sessions) - 1,
                    kiosk=one.teaching.kiosk and place == len(sessions) - 1,
                    now=now,
                )
                written.stories += _stories(one, scene, habits, zone, rng)
        _store(written.stories)
    return written.sessions, len(written.stories)


def _habits(campus: Campus, rng: random.Random) -> dict[int, Habits]:
    students = sorted({row.student_id for one in campus.classes for row in one.enrollments})
    found = {}
    for student in students:
        comes, is_late = rng.choices(
            [(0.98, 0.03), (0.92, 0.08), (0.86, 0.32), (0.58, 0.12)], weights=[52, 30, 9, 9]
        )[0]
        key = hashlib.sha256(f"demo device {student} {rng.random()}".encode()).hexdigest()[:32]
        found[student] = Habits(comes, is_late, key)
    return found


def _starts(one: ClassGroup, campus: Campus, zone: ZoneInfo, now: datetime) -> Iterator[Met]:
    """Yield when the class has met so far: each slot of each week whose session is over."""
    day = campus.term.first_day
    while day <= campus.term.last_day:
        for (weekday, hour, minute), schedule in zip(
            one.teaching.slots, one.schedules, strict=True
        ):
            start = datetime.combine(day, time(hour, minute), tzinfo=zone)
            if day.weekday() == weekday and start < now - timedelta(hours=2):
                yield schedule, start
        day += timedelta(days=1)


def _sessions(
    one: ClassGroup, campus: Campus, met: list[Met], rng: random.Random
) -> list[AttendanceSession]:
    policy = campus.organization.policy
    venue = one.course.default_venue
    sessions = []
    for schedule, start in met:
        opens = start + timedelta(seconds=rng.randint(-30, 240))
        closes = opens + timedelta(minutes=policy.closes_after_min)
        sessions.append(
            AttendanceSession(
                course=one.course,
                schedule=schedule,
                class_date=start.date(),
                state=SessionState.CLOSED,
                opens_at=opens,
                closes_at=closes,
                closed_at=closes,
                absences_written_at=closes,
                policy_data=policy.to_json(),
                venue=venue,
                venue_name=venue.name if venue else "",
                latitude=venue.latitude if venue else None,
                longitude=venue.longitude if venue else None,
                radius_m=venue.radius_m if venue else None,
                started_by=rng.choice(one.lecturers).user,
            )
        )
    stored = AttendanceSession.objects.bulk_create(sessions, batch_size=BATCH)
    _tokens_and_events(stored)
    return stored


def _tokens_and_events(sessions: list[AttendanceSession]) -> None:
    # Secrets stay random: a code of the demonstration must not be known from this file.
    AttendanceToken.objects.bulk_create(
        [
            AttendanceToken(
                session=session,
                public_id=new_public_id(),
                kind=TokenKind.ROTATING,
                secret=new_secret(),
                period_s=session.policy.code_period_s,
                valid_from=session.opens_at,
                valid_until=session.closes_at + ROTATING_AFTERLIFE,
                created_by=session.started_by,
            )
            for session in sessions
        ],
        batch_size=BATCH,
    )
    SessionEvent.objects.bulk_create(
        [
            SessionEvent(
                session=session,
                kind=EventKind.OPENED,
                at=session.opens_at,
                by=session.started_by,
            )
            for session in sessions
        ],
        batch_size=BATCH,
    )


def _kiosk(session: AttendanceSession, *, teacher: User) -> None:
    """Let the lecturer's tablet stand at the door until shortly before the end."""
    started, ended = (
        session.opens_at + timedelta(minutes=1),
        session.closes_at - timedelta(minutes=1),
    )
    Kiosk.objects.create(
        session=session,
        digest=token_digest(new_secret().hex()),
        started_at=started,
        started_by=teacher,
        ended_at=ended,
    )
    for kind, at in ((EventKind.KIOSK_STARTED, started), (EventKind.KIOSK_ENDED, ended)):
        SessionEvent.objects.create(session=session, kind=kind, at=at, by=teacher)


def _stories(
    one: ClassGroup,
    scene: Scene,
    habits: dict[int, Habits],
    zone: ZoneInfo,
    rng: random.Random,
) -> list[Story]:
    day = scene.session.opens_at.astimezone(zone).date()
    visits = []
    for row in one.enrollments:
        if runs_on(day, from_date=row.from_date, to_date=row.to_date):
            habit = habits[row.student_id]
            comes = rng.random() < habit.comes
            late = comes and rng.random() < habit.is_late
            visits.append(Visit(row.student, habit.device_key, comes=comes, late=late))
    _share_a_phone(visits, rng)
    return [story_of(scene, visit, rng) for visit in visits]


def _share_a_phone(visits: list[Visit], rng: random.Random) -> None:
    """In one session of twelve, let one student check in with a neighbour's phone."""
    present = [visit for visit in visits if visit.comes]
    if len(present) > 1 and rng.random() < 1 / 12:
        lender, borrower = rng.sample(present, 2)
        borrower.device_key = lender.device_key


def _store(stories: list[Story]) -> None:
    AttendanceRecord.objects.bulk_create([one.record for one in stories], batch_size=BATCH)
    attempts: list[CheckInAttempt] = []
    changes: list[RecordChange] = []
    for one in stories:
        if one.made_by is not None:
            one.made_by.record = one.record
            attempts.append(one.made_by)
        attempts += one.refused
        for change in one.changes:
            change.record = one.record
            changes.append(change)
    CheckInAttempt.objects.bulk_create(attempts, batch_size=BATCH)
    RecordChange.objects.bulk_create(changes, batch_size=BATCH)
    appeals: list[AttemptAppeal] = []
    decisions: list[AttemptDecision] = []
    for one in stories:
        for appeal in one.appeals:
            appeal.attempt = one.refused[-1]
            appeals.append(appeal)
        for decision in one.decisions:
            decision.attempt = one.refused[-1]
            decisions.append(decision)
    AttemptAppeal.objects.bulk_create(appeals, batch_size=BATCH)
    AttemptDecision.objects.bulk_create(decisions, batch_size=BATCH)
