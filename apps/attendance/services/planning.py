"""Plans the sessions of classes that open themselves, and keeps the plan in line with them.

A plan reaches about a day ahead, because a session's policy is copied when it is planned. It is
made by a job, and anew in the transaction of every change of classes. Both compare what should be
there with what is: running it twice, or twice at once, leads to the same sessions, for the
database lets no class have two.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import PROTECT, F

from apps.accounts.models import User
from apps.attendance.enums import EventKind, SessionState
from apps.attendance.errors import SessionAlreadyOpen, SessionOverlaps
from apps.attendance.models import AttendanceSession, SessionEvent
from apps.attendance.services.changed_classes import When, tell_called_off, tell_moved
from apps.attendance.services.locking import locked_session
from apps.attendance.services.places import ClassSlot, Place, is_at, place_for, put_at
from apps.attendance.services.sessions import open_session, prolong_token, refuse_overlap
from apps.core import tenancy
from apps.core.errors import NotFound
from apps.courses.models import ClassSchedule, Course
from apps.courses.selectors import (
    ScheduledClass,
    local_day,
    running_schedules,
    scheduled_classes,
)
from apps.orgs.models import Organization

logger = logging.getLogger(__name__)

# Longer than a day, so that a job which runs a little late leaves no gap.
HORIZON = timedelta(hours=26)
Key = tuple[int, date]
NO_CLASS = "Its class does not take place."


def plan_due(*, now: datetime) -> dict[str, int]:
    """Bring the active organisation's plan in line with its classes; return what was done.

    ``planned`` sessions are new, ``moved`` ones begin or meet elsewhere, ``withdrawn`` ones have
    no class any more, ``blocked`` ones would run into another session of their course.
    """
    planned = AttendanceSession.objects.filter(
        state=SessionState.PLANNED, started_by=None, schedule__isnull=False
    )
    concerned = running_schedules().filter(opens_itself=True)
    ended = ClassSchedule.objects.select_related("course__term", "venue", "course__default_venue")
    return _plan(
        {one.pk: one for one in concerned}
        | {one.pk: one for one in ended.filter(pk__in=planned.values("schedule"))},
        now=now,
    )


def replan(schedules: Sequence[ClassSchedule], now: datetime) -> None:
    """Bring the plan of some schedules in line, in the transaction of their change."""
    keys = [one.pk for one in schedules]
    found = ClassSchedule.objects.select_related("course__term", "venue", "course__default_venue")
    _plan({one.pk: one for one in found.filter(pk__in=keys)}, now=now)


def replan_organizations(organizations: Sequence[Organization], now: datetime) -> None:
    """Bring all plans of some organisations in line, in the transaction of their change."""
    for organization in organizations:
        with tenancy.activate(organization):
            plan_due(now=now)


def class_place(organization: Organization, schedule: ClassSchedule) -> Place:
    """Return where the classes of a schedule meet: its venue, else the course's."""
    return place_for(
        organization=organization,
        course=schedule.course,
        venue=schedule.venue,
        venue_given=schedule.venue is not None,
        position=None,
    )


def _plan(schedules: dict[int, ClassSchedule], *, now: datetime) -> dict[str, int]:
    done: Counter[str] = Counter(planned=0, moved=0, withdrawn=0, blocked=0)
    if not schedules:
        return dict(done)
    organization = Organization.objects.get(pk=tenancy.current_organization_id())
    wanted = _wanted(schedules, organization, now=now)
    # What makes room for others goes first.
    for session in _planned(schedules, now=now):
        key = (session.schedule_id or 0, session.class_date or date.min)
        if key not in wanted:
            done["withdrawn"] += _withdraw(session, now=now)
    for session in _called_back(wanted, now=now):
        done[_plan_again(session, now=now)] += 1
    for session in _planned(schedules, now=now):
        key = (session.schedule_id or 0, session.class_date or date.min)
        if key in wanted:
            done[_fit(session, wanted[key], organization, now=now)] += 1
    known = set(
        AttendanceSession.objects.filter(
            schedule__in=schedules, class_date__in={day for _, day in wanted}
        ).values_list("schedule_id", "class_date")
    )
    for key, one in wanted.items():
        if key not in known and one.time.starts_at <= now + HORIZON:
            done[_create(one, organization, now=now)] += 1
    return {name: done[name] for name in ("planned", "moved", "withdrawn", "blocked")}


def _wanted(
    schedules: dict[int, ClassSchedule], organization: Organization, *, now: datetime
) -> dict[Key, ScheduledClass]:
    """Return the classes ahead that open themselves."""
    opening = [
        one
        for one in schedules.values()
        if one.opens_itself and one.is_active and one.course.is_active
    ]
    found = scheduled_classes(
        opening,
        first=local_day(now, organization.timezone),
        # A plan may reach further when a class was moved to a later hour since it was made.
        last=local_day(now + HORIZON + timedelta(days=1), organization.timezone),
        timezone=organization.timezone,
    )
    return {
        (one.schedule.pk, one.time.day): one
        for one in found
        if one.takes_place and one.time.starts_at > now
    }


def _planned(schedules: dict[int, ClassSchedule], *, now: datetime) -> list[AttendanceSession]:
    """Return what the schedules have planned and has not opened; nobody has taken it over."""
    return list(
        AttendanceSession.objects.filter(
            schedule__in=schedules, state=SessionState.PLANNED, started_by=None, opens_at__gt=now
        ).order_by("opens_at", "pk")
    )


def _withdraw(session: AttendanceSession, *, now: datetime) -> bool:
    """Take a session back whose class is none any more; return whether that was done.

    What somebody has done to it, scanned of it, or asked about it stays: then it is called off
    instead.
    """
    with transaction.atomic():
        # With its key, so that nothing can be written about it meanwhile.
        locked = (
            AttendanceSession.objects.select_for_update(of=("self",)).filter(pk=session.pk).first()
        )
        if locked is None or locked.state_at(now) != SessionState.PLANNED:
            return False
        tell_called_off(locked, now=now)
        if not _is_touched(locked):
            locked.delete()
            return True
        locked.state = SessionState.CLOSED
        locked.closed_at = locked.absences_written_at = now
        locked.save(update_fields=["state", "closed_at", "absences_written_at"])
        SessionEvent.objects.create(
            session=locked, kind=EventKind.CLOSED, at=now, by=None, reason=NO_CLASS
        )
    return True


def _called_back(wanted: Mapping[Key, ScheduledClass], *, now: datetime) -> list[AttendanceSession]:
    """Return what the clock has taken back, as its last event says, and has a class once more."""
    found = AttendanceSession.objects.filter(
        schedule__in={schedule for schedule, _ in wanted},
        class_date__in={day for _, day in wanted},
        state=SessionState.CLOSED,
        closed_at__lt=F("opens_at"),
        opens_at__gt=now,
    ).prefetch_related("events")
    return [
        one
        for one in found
        if (one.schedule_id or 0, one.class_date or date.min) in wanted and _was_withdrawn(one)
    ]


def _was_withdrawn(session: AttendanceSession) -> bool:
    """Return whether no person has closed it, but that its class did not take place."""
    last = max(session.events.all(), key=lambda event: (event.at, event.pk), default=None)
    return last is not None and last.by_id is None and last.reason == NO_CLASS


def _plan_again(session: AttendanceSession, *, now: datetime) -> str:
    try:
        with transaction.atomic():
            Course.objects.select_for_update(no_key=True).get(pk=session.course_id)
            # Of two who see the same class come back, the second finds it planned.
            waiting = AttendanceSession.objects.filter(pk=session.pk, state=SessionState.CLOSED)
            locked = waiting.select_for_update(of=("self",), no_key=True).first()
            if locked is None:
                return "same"
            plan_again(locked, by=None, now=now)
    except (SessionAlreadyOpen, SessionOverlaps):
        return "blocked"
    return "planned"


def plan_again(session: AttendanceSession, *, by: User | None, now: datetime) -> None:
    """Let a session that was called off wait for its time again. Its course is locked.

    Raises SessionAlreadyOpen, or SessionOverlaps when another session is in its time.
    """
    begins, ends = session.opens_at, session.closes_at
    refuse_overlap(session.course, begins=begins, ends=ends, but=session, now=now)
    session.state = SessionState.PLANNED
    session.closed_at = session.absences_written_at = None
    session.save(update_fields=["state", "closed_at", "absences_written_at"])
    SessionEvent.objects.create(session=session, kind=EventKind.PLANNED, at=now, by=by)


def _is_touched(session: AttendanceSession) -> bool:
    """Return whether a row that stays names the session: an event, a scan, a request about it."""
    return any(
        getattr(session, str(relation.get_accessor_name())).exists()
        for relation in AttendanceSession._meta.related_objects
        if relation.on_delete is PROTECT
    )


def _fit(
    session: AttendanceSession, one: ScheduledClass, organization: Organization, *, now: datetime
) -> str:
    """Move a planned session to when and where its class is now; return the word for it."""
    place = class_place(organization, one.schedule)
    starts = one.time.starts_at
    if session.planned_start == starts and is_at(session, place):
        return "same"
    ends = starts + (session.closes_at - session.opens_at)
    try:
        with transaction.atomic():
            Course.objects.select_for_update(no_key=True).get(pk=session.course_id)
            locked = locked_session(session.pk)
            # Opened meanwhile, or moved by somebody who saw the same change.
            moved = locked.planned_start != starts or not is_at(locked, place)
            if locked.state_at(now) != SessionState.PLANNED or not moved:
                return "same"
            was = When.of(locked)
            refuse_overlap(locked.course, begins=starts, ends=ends, but=locked, now=now)
            locked.planned_start = locked.opens_at = starts
            locked.closes_at = ends
            put_at(locked, place)
            locked.save()
            prolong_token(locked, ended_before=session.closes_at)
            tell_moved(locked, was=was, now=now)
    except (SessionAlreadyOpen, SessionOverlaps):
        # It stays where it was rather than nowhere.
        return "blocked"
    except NotFound:
        # Taken back by somebody who saw a later change.
        return "same"
    return "moved"


def _create(one: ScheduledClass, organization: Organization, *, now: datetime) -> str:
    """Plan the session of one class; return the word for what became of it."""
    slot = ClassSlot(one.schedule, one.time.day, one.time.starts_at)
    try:
        open_session(
            organization=organization,
            course=one.schedule.course,
            by=None,
            now=now,
            place=class_place(organization, one.schedule),
            opens_at=one.time.starts_at,
            slot=slot,
        )
    except (SessionAlreadyOpen, SessionOverlaps):
        # Another beat was first, or the course meets then already. The next run looks again.
        logger.info("the class of %s on %s was not planned", one.schedule, one.time.day)
        return "blocked"
    return "planned"
