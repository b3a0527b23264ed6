"""API of absence requests for the students who make them."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api import requests_shown as shown
from apps.attendance.api.serializers.requests import (
    AbsenceRequestInputSerializer,
    ContestInputSerializer,
    MyRequestSerializer,
    RequestOptionsSerializer,
)
from apps.attendance.api.serializers.students import MyRecordSerializer
from apps.attendance.api.views.students import StudentBase
from apps.attendance.enums import AbsenceReason
from apps.attendance.models import AbsenceRequest
from apps.attendance.permissions import ChecksIn
from apps.attendance.rules.asking import AHEAD, FILE_BYTES, LONGEST, earliest_day
from apps.attendance.selectors import requests as selectors
from apps.attendance.selectors import students
from apps.attendance.services import contests
from apps.attendance.services import requests as services
from apps.core import clock
from apps.core.api.parsers import SafeJSONParser
from apps.core.api.serializers import ScopedRelatedField
from apps.core.errors import NotFound
from apps.courses.selectors import local_day
from apps.orgs.selectors import organization_of

# What a form says beside its file.
FORM_BYTES = 64 * 1024


class MyRequestListView(StudentBase, ListAPIView[AbsenceRequest]):
    """My absence requests."""

    permission_classes = [ChecksIn]
    parser_classes = [MultiPartParser, SafeJSONParser]
    serializer_class = MyRequestSerializer
    body_limit = FILE_BYTES + FORM_BYTES

    @extend_schema(operation_id="my_absence_requests")
    def get(self, request: Request) -> Response:
        """Return a page of my requests, newest first."""
        page = self.paginate_queryset(selectors.requests_of(self.student))
        plain = [shown.mine(asked) for asked in page or ()]
        return self.get_paginated_response(MyRequestSerializer(plain, many=True).data)

    @extend_schema(
        operation_id="absence_request_create",
        request={
            "multipart/form-data": AbsenceRequestInputSerializer,
            "application/json": AbsenceRequestInputSerializer,
        },
        responses={201: MyRequestSerializer},
    )
    def post(self, request: Request) -> Response:
        """Ask to be excused from a class, or from all classes of some days.

        The same `client_reference` again answers with the request that is there already.
        """
        entered = AbsenceRequestInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        values = entered.validated_data
        self._hold_to_own(values)
        file = values["file"]
        meant = services.Asked(
            client_reference=values["client_reference"],
            session=values["session"],
            first_day=values["first_day"],
            last_day=values["last_day"],
            courses=values["courses"],
            kind=AbsenceReason(values["kind"]),
            text=values["text"],
            file=file.read() if file is not None else None,
        )
        try:
            asked = services.ask(
                student=self.student,
                asked=meant,
                organization=organization_of(request),
                now=clock.now(),
            )
        except NotFound as error:
            # As a moment later, when there is no such class any more.
            gone = values["session"]
            raise ScopedRelatedField.no_such_row("session", gone and gone.pk) from error
        return Response(_mine(self, asked.pk), status=201)

    def _hold_to_own(self, values: dict[str, Any]) -> None:
        """Refuse courses and classes that are not the student's, as if they did not exist."""
        mine = selectors.ever_attended(self.student)
        session = values["session"]
        if session is not None and session.course_id not in mine:
            raise ScopedRelatedField.no_such_row("session", session.pk)
        for course in values["courses"]:
            if course.pk not in mine:
                raise ScopedRelatedField.no_such_row("courses", course.pk)


class MyRequestOptionsView(StudentBase):
    """What the form of a request offers."""

    permission_classes = [ChecksIn]

    @extend_schema(operation_id="absence_request_options", responses=RequestOptionsSerializer)
    def get(self, request: Request) -> Response:
        """Return until when I may ask, and my courses and classes to ask about."""
        organization, now = organization_of(request), clock.now()
        today = local_day(now, organization.timezone)
        policy = organization.policy
        since = earliest_day(today, days_after=policy.request_days_after)
        classes = selectors.classes_to_ask_about(self.student, organization, since=since, now=now)
        options = {
            "enabled": policy.absence_requests,
            "today": today,
            "earliest_day": since,
            "latest_day": today + AHEAD,
            "longest_days": LONGEST // timedelta(days=1),
            "courses": selectors.courses_between(self.student, first=since, last=today + AHEAD),
            "classes": [
                {
                    "id": one.pk,
                    "opens_at": one.opens_at,
                    "course": one.course,
                    "missed": one.opens_at <= now,
                }
                for one in classes
            ],
        }
        return Response(RequestOptionsSerializer(options).data)


class MyRequestView(StudentBase):
    """One of my absence requests."""

    permission_classes = [ChecksIn]

    @extend_schema(operation_id="my_absence_request", responses=MyRequestSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return one of my requests."""
        return Response(_mine(self, pk))


class WithdrawView(StudentBase):
    """Withdraw a request."""

    permission_classes = [ChecksIn]

    @extend_schema(
        operation_id="absence_request_withdraw", request=None, responses=MyRequestSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw what nobody has decided yet."""
        asked = selectors.requests_of(self.student).filter(pk=pk).first()
        if asked is None:
            raise NotFound
        services.withdraw(request=asked, now=clock.now())
        return Response(_mine(self, pk))


class ContestView(StudentBase):
    """The student says of an absence: I was here."""

    permission_classes = [ChecksIn]

    @extend_schema(
        operation_id="contest",
        request=ContestInputSerializer,
        responses={201: MyRecordSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put one of my absences before the lecturer."""
        record = students.records(self.student).filter(pk=pk).first()
        if record is None:
            raise NotFound
        entered = ContestInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        contests.contest(
            record=record,
            note=entered.validated_data["note"],
            organization=organization_of(request),
            now=clock.now(),
        )
        stored = students.records(self.student).get(pk=pk)
        return Response(MyRecordSerializer(stored).data, status=201)


def _mine(view: StudentBase, pk: int) -> dict[str, Any]:
    asked = selectors.requests_of(view.student).filter(pk=pk).first()
    if asked is None:
        raise NotFound
    plain: dict[str, Any] = MyRequestSerializer(shown.mine(asked)).data
    return plain
