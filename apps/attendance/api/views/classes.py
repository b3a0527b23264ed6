"""API of classes: what is on some days, and calling a single class off."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Role
from apps.accounts.selectors import signed_in
from apps.attendance.api.serializers.classes import (
    MOST_DAYS,
    MOST_DAYS_OF_ALL,
    CallOffInputSerializer,
    ClassInputSerializer,
    ClassListSerializer,
    ClassQuerySerializer,
)
from apps.attendance.permissions import HasClasses, RunsSessions
from apps.attendance.selectors.classes import ClassEntry, can_start, classes_for
from apps.attendance.services import classes
from apps.core import clock
from apps.core.api.serializers import ScopedRelatedField
from apps.core.api.views import ApiView
from apps.core.errors import NotFound
from apps.courses.models import ClassSchedule
from apps.courses.selectors import local_day, schedule_for
from apps.orgs.selectors import organization_of


class ClassListView(ApiView):
    """The user's classes: of the courses they teach, attend, or oversee."""

    permission_classes = [HasClasses]
    # Dashboards ask again while they are open.
    counts_as_use = False

    @extend_schema(
        operation_id="classes",
        parameters=[
            OpenApiParameter("from", str, required=True, description="First day, as 2026-09-01."),
            OpenApiParameter("to", str, required=True, description="Last day; at most 62 days."),
            OpenApiParameter("course", int, description="Id of a course."),
        ],
        responses=ClassListSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the classes of some days, with their sessions; called off ones among them.

        Days are those of the organisation's time zone. Administrators ask for up to 14 days of all
        courses at once.
        """
        user, organization, now = signed_in(request), organization_of(request), clock.now()
        most = MOST_DAYS_OF_ALL if user.role == Role.ADMIN else MOST_DAYS
        asked = ClassQuerySerializer(data=request.query_params.dict(), context={"most_days": most})
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        runs = RunsSessions().has_permission(request, self)
        found = classes_for(
            user,
            first=values["from"],
            last=values["to"],
            course=values.get("course"),
            timezone=organization.timezone,
            now=now,
        )
        answer = {
            "timezone": organization.timezone,
            "today": local_day(now, organization.timezone),
            "classes": [
                _plain(one, can_start=runs and can_start(one, organization.timezone, now=now))
                for one in found
            ],
        }
        return Response(ClassListSerializer(answer).data)


class ClassView(ApiView):
    """What the views of one class share."""

    permission_classes = [RunsSessions]

    def schedule(self, request: Request, schedule: ClassSchedule) -> ClassSchedule:
        """Return a schedule of the user's; any other is answered like one that does not exist."""
        try:
            return schedule_for(signed_in(request), pk=schedule.pk)
        except NotFound as error:
            raise ScopedRelatedField.no_such_row("schedule", schedule.pk) from error


class CallOffView(ClassView):
    """Calls one class off."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="class_call_off", request=CallOffInputSerializer, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        """Call one class off, planned or not yet: nobody is absent from it."""
        entered = CallOffInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        values = entered.validated_data
        classes.call_off(
            schedule=self.schedule(request, values["schedule"]),
            class_date=values["class_date"],
            reason=values["reason"],
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(status=204)


class RestoreView(ClassView):
    """Brings a class back that was called off."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="class_restore", request=ClassInputSerializer, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        """Let a class that was called off take place."""
        entered = ClassInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        classes.restore(
            schedule=self.schedule(request, entered.validated_data["schedule"]),
            class_date=entered.validated_data["class_date"],
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(status=204)


def _plain(one: ClassEntry, *, can_start: bool) -> dict[str, Any]:
    session = one.session
    return {
        "schedule_id": one.schedule_id,
        "class_date": one.class_date,
        "course": one.course,
        "venue_name": one.venue_name,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "opens_itself": one.opens_itself,
        "called_off": one.called_off,
        "reason": one.reason,
        "holiday": one.holiday,
        "can_start": can_start,
        "session": (
            {
                "id": session.pk,
                "state": one.state,
                "opens_at": session.opens_at,
                "closes_at": session.closes_at,
            }
            if session
            else None
        ),
    }
