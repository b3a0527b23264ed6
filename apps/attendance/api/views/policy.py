"""What changed rules would mean; it counts sessions, which the rules' own apps cannot see."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import signed_in
from apps.attendance.api.serializers.policy import (
    PolicyPreviewInputSerializer,
    PolicyPreviewSerializer,
)
from apps.attendance.permissions import Administers, RunsSessions
from apps.attendance.selectors.policy import policy_notes
from apps.core import clock
from apps.core.api.views import ApiView
from apps.courses.selectors import course_for, local_day, own_policy, own_policy_version
from apps.courses.services.policy import after_change
from apps.orgs.rules.overrides import overridden
from apps.orgs.rules.settings import changes_between
from apps.orgs.selectors import organization_of, policy_now, policy_version
from apps.orgs.services.policy import with_settings


class PolicyPreviewView(ApiView):
    """A look at a change of the policy before it is stored."""

    permission_classes = [Administers]

    @extend_schema(
        operation_id="previewPolicy",
        request=PolicyPreviewInputSerializer,
        responses=PolicyPreviewSerializer,
    )
    def post(self, request: Request) -> Response:
        """Return what would change, in words, and store nothing.

        400 names each setting that is refused.
        """
        entered = PolicyPreviewInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        before = policy_now(organization_of(request))
        changes = changes_between(before, with_settings(before, entered.validated_data["settings"]))
        answer = {
            "version": policy_version(before),
            "changes": changes,
            "notes": policy_notes(changes),
        }
        return Response(PolicyPreviewSerializer(answer).data)


class CoursePolicyPreviewView(ApiView):
    """A look at a change of a course's rules before it is stored."""

    permission_classes = [RunsSessions]

    @extend_schema(
        operation_id="previewCoursePolicy",
        request=PolicyPreviewInputSerializer,
        responses=PolicyPreviewSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Return what would change for the course, in words, and store nothing.

        A value of null takes the organisation's. 400 names each setting that is refused.
        """
        organization, by = organization_of(request), signed_in(request)
        course = course_for(by, pk=pk, today=local_day(clock.now(), organization.timezone))
        entered = PolicyPreviewInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        policy = policy_now(organization)
        rules = after_change(
            course=course, policy=policy, settings=entered.validated_data["settings"], by=by
        )
        changes = changes_between(own_policy(course, policy), overridden(policy, rules))
        answer = {
            "version": own_policy_version(course, policy),
            "changes": changes,
            "notes": policy_notes(changes, course=course),
        }
        return Response(PolicyPreviewSerializer(answer).data)
