"""API of a student's own attendance."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Student
from apps.accounts.selectors import student_of
from apps.attendance.api import representation
from apps.attendance.api.serializers.students import (
    AppealInputSerializer,
    MyAttemptSerializer,
    StudentHomeSerializer,
)
from apps.attendance.permissions import ChecksIn
from apps.attendance.selectors import students as selectors
from apps.attendance.services import register as services
from apps.core import clock
from apps.core.api.views import ApiView
from apps.core.errors import NotFound
from apps.orgs.selectors import organization_of

RECENT = 5


class StudentBase(ApiView):
    """What the student views share."""

    permission_classes = [ChecksIn]

    @property
    def student(self) -> Student:
        """The student who asks; 404 for a user without a student profile."""
        return student_of(self.request)


class StudentHomeView(StudentBase):
    """What a student sees first."""

    permission_classes = [ChecksIn]

    @extend_schema(operation_id="student_home", responses=StudentHomeSerializer)
    def get(self, request: Request) -> Response:
        """Return open sessions of my courses, my last attempts and records."""
        now, student = clock.now(), self.student
        timezone = organization_of(request).timezone
        sessions = selectors.open_sessions(student, now=now, timezone=timezone)
        mine = {
            one.session_id: one for one in selectors.records(student).filter(session__in=sessions)
        }
        home = {
            "server_time_ms": representation.milliseconds(now),
            "questions": selectors.questions_to_answer(student),
            "open_sessions": [
                {
                    "id": one.pk,
                    "course": one.course,
                    "venue_name": one.venue_name,
                    "opens_at": one.opens_at,
                    "closes_at": one.closes_at,
                    "state": one.state_at(now),
                    "my_record": mine.get(one.pk),
                }
                for one in sessions
            ],
            "recent_attempts": selectors.attempts(student)[:RECENT],
            "recent_records": selectors.records(student)[:RECENT],
        }
        return Response(StudentHomeSerializer(home).data)


class AppealView(StudentBase):
    """The student says: I was here."""

    permission_classes = [ChecksIn]

    @extend_schema(
        operation_id="appeal",
        request=AppealInputSerializer,
        responses={201: MyAttemptSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put one of my refused attempts before the lecturer."""
        attempt = selectors.attempts(self.student).filter(pk=pk).first()
        if attempt is None:
            raise NotFound
        entered = AppealInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        services.appeal(attempt=attempt, note=entered.validated_data["note"], now=clock.now())
        stored = selectors.attempts(self.student).get(pk=pk)
        return Response(MyAttemptSerializer(stored).data, status=201)
