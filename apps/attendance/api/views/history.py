"""API of a student's own history and of how they stand in their courses."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.attendance.api.serializers.history import (
    AttemptQuerySerializer,
    HistoryQuerySerializer,
    HistoryRecordSerializer,
    MyCourseDetailSerializer,
    MyCoursesSerializer,
)
from apps.attendance.api.serializers.students import MyAttemptSerializer
from apps.attendance.api.views.students import StudentBase
from apps.attendance.models import AttendanceRecord, CheckInAttempt
from apps.attendance.permissions import ChecksIn
from apps.attendance.rules.rates import Tally, can_miss, ends_at, meets, percent
from apps.attendance.selectors import history
from apps.core import clock
from apps.core.errors import NotFound
from apps.orgs.selectors import organization_of


def wanted(request: Request, query: type[BaseSerializer[Any]]) -> history.Wanted:
    """Return how the history is narrowed; raise ValidationError for what cannot be read."""
    asked = {name: value for name, value in request.query_params.items() if value}
    read = query(data=asked)
    read.is_valid(raise_exception=True)
    return history.Wanted(zone=organization_of(request).timezone, **read.validated_data)


class MyRecordListView(StudentBase, ListAPIView[AttendanceRecord]):
    """My records, with the attempts and the changes beneath them."""

    permission_classes = [ChecksIn]
    serializer_class = HistoryRecordSerializer

    def get_queryset(self) -> QuerySet[AttendanceRecord]:
        """Return the student's records that are asked for, newest first."""
        return history.records(self.student, wanted(self.request, HistoryQuerySerializer))

    @extend_schema(operation_id="my_records", parameters=[HistoryQuerySerializer])
    def get(self, request: Request) -> Response:
        """Return a page of my records, newest class first; 400 for a filter that is none."""
        page = self.paginate_queryset(self.get_queryset()) or []
        details = history.details_of(self.student, page)
        shown = HistoryRecordSerializer(page, many=True, context={"details": details})
        return self.get_paginated_response(shown.data)


class MyAttemptListView(StudentBase, ListAPIView[CheckInAttempt]):
    """My attempts."""

    permission_classes = [ChecksIn]
    serializer_class = MyAttemptSerializer

    def get_queryset(self) -> QuerySet[CheckInAttempt]:
        """Return the student's attempts that are asked for, newest first."""
        return history.attempts(self.student, wanted(self.request, AttemptQuerySerializer))

    @extend_schema(operation_id="my_attempts", parameters=[AttemptQuerySerializer])
    def get(self, request: Request) -> Response:
        """Return a page of my attempts with their outcomes in words, newest first."""
        return self.list(request)


class MyCoursesView(StudentBase):
    """How I stand in each of my courses."""

    permission_classes = [ChecksIn]

    @extend_schema(operation_id="my_courses", responses=MyCoursesSerializer)
    def get(self, request: Request) -> Response:
        """Return my courses, present and past, with the rate of each."""
        now, organization = clock.now(), organization_of(request)
        limit = organization.policy.at_risk_threshold_pct
        found = history.standings(self.student, zone=organization.timezone, now=now)
        answer = {
            "as_of": now,
            "threshold_pct": limit,
            "courses": [_standing(one, limit) for one in found],
        }
        return Response(MyCoursesSerializer(answer).data)


class MyCourseView(StudentBase):
    """How I stand in one of my courses."""

    permission_classes = [ChecksIn]

    @extend_schema(operation_id="my_course", responses=MyCourseDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return the course with its coming classes and what missing some of them leads to."""
        now, organization = clock.now(), organization_of(request)
        limit = organization.policy.at_risk_threshold_pct
        found = history.standings(self.student, zone=organization.timezone, now=now)
        one = next((one for one in found if one.enrollment.course_id == pk), None)
        if one is None:
            raise NotFound
        coming = one.outlook.coming if one.outlook else ()
        ends = [
            ends_at(one.tally, remaining=len(coming), missed=missed)
            for missed in range(len(coming) + 1)
        ]
        answer = {
            **_standing(one, limit),
            "as_of": now,
            "threshold_pct": limit,
            "coming": coming,
            "if_missed": [one for one in ends if one is not None] if coming else [],
        }
        return Response(MyCourseDetailSerializer(answer).data)


def _standing(one: history.Standing, limit: int) -> dict[str, Any]:
    tally = one.tally
    return {
        "course": one.enrollment.course,
        "term": one.enrollment.course.term.name,
        "from_date": one.enrollment.from_date,
        "to_date": one.enrollment.to_date,
        "is_current": one.is_current,
        "tally": tally,
        "percent": percent(tally.attended, tally.counted),
        "is_below": not meets(tally.attended, tally.counted, threshold_pct=limit),
        "outlook": _outlook(tally, len(one.outlook.coming), limit) if one.outlook else None,
    }


def _outlook(tally: Tally, remaining: int, limit: int) -> dict[str, Any]:
    whole = tally.counted + remaining
    return {
        "remaining": remaining,
        "whole": whole,
        "percent": percent(tally.attended, whole),
        "can_miss": can_miss(tally, remaining=remaining, threshold_pct=limit),
        "best_percent": ends_at(tally, remaining=remaining, missed=0),
    }
