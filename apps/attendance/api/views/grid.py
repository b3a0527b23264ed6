"""API of a course's register: students by sessions, marks of many cells, walk-ins."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import signed_in
from apps.attendance.api import representation
from apps.attendance.api.serializers.grid import (
    CellSerializer,
    GridMarkedSerializer,
    GridMarksInputSerializer,
    GridQuerySerializer,
    GridSerializer,
    GridUndoInputSerializer,
    WalkInInputSerializer,
    WalkInSerializer,
)
from apps.attendance.api.views.sessions import SessionBase
from apps.attendance.enums import MarkOutcome, RecordStatus
from apps.attendance.permissions import RunsSessions
from apps.attendance.rules.rates import percent
from apps.attendance.selectors import cell as cell_selectors
from apps.attendance.selectors import grid as selectors
from apps.attendance.selectors.grid_version import version
from apps.attendance.services import marks, sessions, walk_ins
from apps.core import clock
from apps.core.api.views import ApiView
from apps.courses.models import Course
from apps.courses.selectors import course_for, local_day
from apps.orgs.selectors import organization_of


class GridBase(ApiView):
    """What the views of a course's register share."""

    permission_classes = [RunsSessions]

    def course(self, pk: int) -> Course:
        """Return a course the user may run; 404 for any other."""
        today = local_day(clock.now(), organization_of(self.request).timezone)
        return course_for(signed_in(self.request), pk=pk, today=today)


class GridView(GridBase):
    """What an open register asks for, again and again."""

    permission_classes = [RunsSessions]
    counts_as_use = False

    @extend_schema(
        operation_id="course_register", parameters=[GridQuerySerializer], responses=GridSerializer
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return the register of a range of days, or just its version when nothing has changed."""
        asked = GridQuerySerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values, now, organization = asked.validated_data, clock.now(), organization_of(request)
        course = self.course(pk)
        first_day, last_day = selectors.days_of(
            course,
            first_day=values.get("from"),
            last_day=values.get("to"),
            today=local_day(now, organization.timezone),
        )
        sessions.settle_due(now=now, course=course)
        # Read before the rows: what changes in between shows when it is asked again.
        current = version(course, now=now)
        if values["version"] == current:
            return Response({"version": current, "changed": False})
        found = selectors.grid(
            course,
            organization=organization,
            first_day=first_day,
            last_day=last_day,
            page=values["page"],
            now=now,
        )
        policy = organization.policy
        return Response(
            {
                "version": current,
                "changed": True,
                "from": found.first_day.isoformat(),
                "to": found.last_day.isoformat(),
                "page": found.page,
                "pages": found.pages,
                "session_count": found.session_count,
                "at_risk_threshold_pct": policy.at_risk_threshold_pct,
                "rate_after_sessions": policy.rate_after_sessions,
                "sessions": [_column(one) for one in found.columns],
                "students": [_line(one) for one in found.lines],
            }
        )


class GridMarksView(GridBase):
    """Statuses set by hand, many at once."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="course_register_mark",
        request=GridMarksInputSerializer,
        responses=GridMarkedSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Mark up to 2,000 cells; those that are not as they were seen are left, and told."""
        course = self.course(pk)
        entered = GridMarksInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        wishes = [
            marks.Wish(
                session_id=one["session"],
                student_id=one["student"],
                status=RecordStatus(one["status"]),
                expected=RecordStatus(one["expected"]) if one["expected"] else None,
            )
            for one in entered.validated_data["marks"]
        ]
        lines = marks.mark_many(
            course=course,
            wishes=wishes,
            reason=entered.validated_data["reason"],
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(_marked(lines))


class GridUndoView(GridBase):
    """Take back marks, many at once."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="course_register_undo",
        request=GridUndoInputSerializer,
        responses=GridMarkedSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Undo these changes within five minutes; what has changed since stays, and is told."""
        course = self.course(pk)
        entered = GridUndoInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        lines = marks.undo_many(
            course=course,
            changes=entered.validated_data["changes"],
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(_marked(lines))


class CellView(SessionBase):
    """One student in one session."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="register_cell", responses=CellSerializer)
    def get(self, request: Request, pk: int, student_pk: int) -> Response:
        """Return how a record came about, with its changes, newest first (100 at most)."""
        found = cell_selectors.cell_of(self.session(pk), student_pk=student_pk)
        return Response(CellSerializer(asdict(found)).data)


class WalkInView(SessionBase):
    """Somebody who came without being enrolled."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="walk_in", request=WalkInInputSerializer, responses={201: WalkInSerializer}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record a student who is not enrolled that day, and enrol them if that is asked."""
        now = clock.now()
        session = sessions.settle_if_due(session=self.session(pk), now=now)
        entered = WalkInInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        values = entered.validated_data
        change = walk_ins.add(
            session=session,
            student=values["student"],
            status=RecordStatus(values["status"]),
            enrol=values["enrol"],
            reason=values["reason"],
            by=self.member,
            now=now,
        )
        found = cell_selectors.cell_of(session, student_pk=values["student"].pk)
        answer = {
            "student": found.student,
            "status": found.status,
            "walk_in": not found.enrolled,
            "change_id": change.pk,
        }
        return Response(WalkInSerializer(answer).data, status=201)


def _column(column: selectors.Column) -> dict[str, Any]:
    session = column.session
    return {
        "id": session.pk,
        "state": str(column.state),
        "settled": column.settled,
        "opens_at": representation.iso(session.opens_at),
        "closes_at": representation.iso(session.closes_at),
        "venue_name": session.venue_name,
        "counts": column.counts,
    }


def _line(line: selectors.Line) -> dict[str, Any]:
    begins, ends = line.period or (None, None)
    tally = line.tally
    return {
        "id": line.student,
        "student_id": line.number,
        "full_name": line.name,
        "enrolled_from": begins.isoformat() if begins else None,
        "enrolled_to": ends.isoformat() if ends else None,
        "cells": line.letters,
        "flags": line.flags,
        "totals": {
            "present": tally.present,
            "late": tally.late,
            "excused": tally.excused,
            "absent": tally.absent,
            "attended": tally.attended,
            "counted": tally.counted,
            "rate_pct": percent(tally.attended, tally.counted),
            "at_risk": line.at_risk,
        },
    }


def _marked(lines: Sequence[marks.MarkLine]) -> dict[str, Any]:
    """Return what became of many cells; by hand, because there may be thousands."""
    changed, conflicts, kept = [], [], []
    for line in lines:
        cell = {"session": line.session_id, "student": line.student_id}
        status = str(line.status) if line.status else None
        if line.change is not None:
            changed.append({**cell, "status": status, "change": line.change.pk})
        elif line.outcome == MarkOutcome.CONFLICT:
            last = line.last
            conflicts.append(
                {
                    **cell,
                    "status": status,
                    "by": last.by.get_full_name() if last and last.by else None,
                    "at": representation.iso(line.at),
                    "reason": last.reason if last else "",
                }
            )
        else:
            kept.append({**cell, "why": str(line.outcome)})
    return {"changed": changed, "conflicts": conflicts, "kept": kept}
