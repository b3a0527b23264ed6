"""API of when classes meet: class schedules of courses, and holidays."""

from itertools import islice

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import signed_in
from apps.core import clock
from apps.core.api.serializers import ScopedRelatedField
from apps.core.api.views import ApiView
from apps.core.http import query_id, query_text
from apps.courses import selectors
from apps.courses.api.schedule_serializers import (
    HolidayChangeSerializer,
    HolidayInputSerializer,
    HolidaySerializer,
    ScheduleChangeSerializer,
    ScheduleInputSerializer,
    SchedulePreviewInputSerializer,
    SchedulePreviewSerializer,
    ScheduleSerializer,
)
from apps.courses.api.views import CourseView, found_or_404, hold_administrator, today_of
from apps.courses.models import ClassSchedule, Holiday
from apps.courses.permissions import IsAdministrator, IsMember, IsTeachingStaff
from apps.courses.services import schedules
from apps.orgs.selectors import organization_of

PREVIEWED = 8


class ScheduleListView(CourseView, ListAPIView[ClassSchedule]):
    """When a course meets."""

    permission_classes = [IsTeachingStaff]
    serializer_class = ScheduleSerializer

    def get_queryset(self) -> QuerySet[ClassSchedule]:
        """Return the schedules of a course of the user, those that have ended when asked."""
        course = self.course(self.request, self.kwargs["pk"])
        found = selectors.schedules().filter(course=course)
        if query_text(self.request.query_params, "ended") != "true":
            found = found.filter(is_active=True)
        return found

    @extend_schema(
        operation_id="schedules",
        parameters=[OpenApiParameter("ended", bool, description="Also those that have ended.")],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of class schedules, by weekday and time."""
        return self.list(request)

    @extend_schema(
        operation_id="schedule_create",
        request=ScheduleInputSerializer,
        responses={201: ScheduleSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let the course meet each week (its lecturers, administrators)."""
        course = self.course(request, pk)
        entered = ScheduleInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        stored = schedules.create_schedule(
            course=course, values=entered.validated_data, by=signed_in(request), now=clock.now()
        )
        return Response(ScheduleSerializer(stored).data, status=201)


class SchedulePreviewView(CourseView):
    """What a schedule would mean."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(
        operation_id="schedule_preview",
        request=SchedulePreviewInputSerializer,
        responses=SchedulePreviewSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Return the next classes that a schedule would have; nothing is stored.

        Refused as storing it would be: wrong times, no class at all, another class then.
        """
        course = self.course(request, pk)
        entered = SchedulePreviewInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        values = entered.validated_data
        key, replaced = values.pop("schedule", None), None
        if key is not None:
            replaced = selectors.schedules().filter(course=course, pk=key).first()
            if replaced is None:
                raise ScopedRelatedField.no_such_row("schedule", key)
        drafted = schedules.draft(course=course, values=values, schedule=replaced)
        found = selectors.classes_of_draft(drafted, timezone=organization_of(request).timezone)
        today = today_of(request)
        ahead = islice((one for one in found if one.day >= today), PREVIEWED)
        answer = {"classes": list(ahead), "total": sum(not one.holiday for one in found)}
        return Response(SchedulePreviewSerializer(answer).data)


class ScheduleDetailView(ApiView):
    """One class schedule."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(
        operation_id="schedule_change",
        request=ScheduleChangeSerializer,
        responses=ScheduleSerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change when and where the course meets, or end that; sessions not yet open follow.

        With the ``version`` that was read: 409 ``changed_meanwhile`` when it is not so any more.
        """
        schedule = selectors.schedule_for(signed_in(request), pk=pk)
        entered = ScheduleChangeSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        changes = dict(entered.validated_data)
        stored = schedules.update_schedule(
            schedule=schedule,
            version=changes.pop("version", None),
            changes=changes,
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(ScheduleSerializer(stored).data)


class HolidayListView(ApiView, ListAPIView[Holiday]):
    """Days without classes."""

    permission_classes = [IsMember]
    serializer_class = HolidaySerializer

    def get_queryset(self) -> QuerySet[Holiday]:
        """Return the organisation's holidays; with ``term`` those that fall on its classes."""
        found = Holiday.objects.select_related("term").order_by("first_day", "pk")
        term = query_id(self.request.query_params, "term")
        return found if term is None else found.filter(Q(term=term) | Q(term=None))

    @extend_schema(
        operation_id="holidays",
        parameters=[OpenApiParameter("term", int, description="Id of a term.")],
    )
    def get(self, request: Request) -> Response:
        """Return a page of holidays, by day."""
        return self.list(request)

    @extend_schema(
        operation_id="holiday_create",
        request=HolidayInputSerializer,
        responses={201: HolidaySerializer},
    )
    def post(self, request: Request) -> Response:
        """Let no classes take place on some days (administrators)."""
        hold_administrator(request, self)
        entered = HolidayInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        stored = schedules.add_holiday(
            values=entered.validated_data, by=signed_in(request), now=clock.now()
        )
        return Response(HolidaySerializer(stored).data, status=201)


class HolidayDetailView(ApiView):
    """One holiday."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="holiday_change",
        request=HolidayChangeSerializer,
        responses=HolidaySerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change name, days or term of a holiday; sessions not yet open follow.

        With the ``version`` that was read: 409 ``changed_meanwhile`` when it is not so any more.
        """
        holiday = found_or_404(Holiday.objects.select_related("term").filter(pk=pk))
        entered = HolidayChangeSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        changes = dict(entered.validated_data)
        stored = schedules.update_holiday(
            holiday=holiday,
            version=changes.pop("version", None),
            changes=changes,
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(HolidaySerializer(stored).data)

    @extend_schema(operation_id="holiday_remove", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Let classes take place on these days."""
        holiday = found_or_404(Holiday.objects.filter(pk=pk))
        schedules.remove_holiday(holiday=holiday, by=signed_in(request), now=clock.now())
        return Response(status=204)
