"""API of teaching: the days of an enrolment; many at once, and taking that back."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import signed_in
from apps.core import clock
from apps.core.api.views import ApiView
from apps.courses.api.serializers import (
    EnrollmentChangeSerializer,
    EnrollmentSerializer,
    RosterAnswerSerializer,
    RosterInputSerializer,
    RosterUndoneSerializer,
    RosterUndoSerializer,
    WithdrawalInputSerializer,
)
from apps.courses.api.views import CourseView, found_or_404, today_of
from apps.courses.permissions import IsTeachingStaff
from apps.courses.selectors import enrollments_of
from apps.courses.services import enrollments, rosters


class EnrollmentDetailView(ApiView):
    """One enrolment."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(
        operation_id="enrollment_change",
        request=EnrollmentChangeSerializer,
        responses=EnrollmentSerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change from when or until when somebody attends; null ends it at no day."""
        by = signed_in(request)
        enrollment = found_or_404(enrollments_of(by).filter(pk=pk))
        entered = EnrollmentChangeSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        changes = dict(entered.validated_data)
        changed = enrollments.set_days(
            enrollment=enrollment,
            version=changes.pop("version", None),
            changes=changes,
            by=by,
            now=clock.now(),
        )
        return Response(EnrollmentSerializer(changed).data)


class RosterEnrolView(CourseView):
    """Enrol many."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(
        operation_id="roster_enrol", request=RosterInputSerializer, responses=RosterAnswerSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Enrol up to 1,000 students; the answer says of each what became of them."""
        course = self.course(request, pk)
        entered = RosterInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        values = {"from_date": today_of(request), **entered.validated_data}
        change = rosters.enroll_many(
            course=course, **values, by=signed_in(request), now=clock.now()
        )
        return Response(RosterAnswerSerializer(change).data)


class RosterWithdrawView(CourseView):
    """Withdraw many."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(
        operation_id="roster_withdraw",
        request=WithdrawalInputSerializer,
        responses=RosterAnswerSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """End enrolments from today on; one that has not begun before today is taken away."""
        course = self.course(request, pk)
        entered = WithdrawalInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        change = rosters.withdraw_many(
            course=course,
            students=entered.validated_data["students"],
            today=today_of(request),
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(RosterAnswerSerializer(change).data)


class RosterUndoView(CourseView):
    """Take a change of many back."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(
        operation_id="roster_undo", request=RosterUndoSerializer, responses=RosterUndoneSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Bring enrolments back to what they were; those changed since stay as they are."""
        course = self.course(request, pk)
        entered = RosterUndoSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        restored = rosters.undo(
            course=course,
            undo=entered.validated_data["undo"],
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(RosterUndoneSerializer({"restored": restored}).data)
