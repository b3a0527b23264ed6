"""API of the rules that a course has of its own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.enums import Role
from apps.accounts.selectors import signed_in
from apps.core import clock
from apps.courses.api.serializers import CoursePolicyInputSerializer, CoursePolicySerializer
from apps.courses.api.views import CourseView
from apps.courses.models import Course
from apps.courses.permissions import IsTeachingStaff
from apps.courses.selectors import own_policy, own_policy_version
from apps.courses.services.policy import change_own_policy
from apps.orgs.rules import Policy
from apps.orgs.rules.overrides import OVERRIDABLE, may_set
from apps.orgs.selectors import organization_of, policy_now


def _described(course: Course, policy: Policy, *, administrator: bool) -> dict[str, Any]:
    common, values = policy.to_json(), own_policy(course, policy).to_json()
    return {
        "version": own_policy_version(course, policy),
        "settings": [
            {
                **one.described(default=common[one.name], value=values[one.name]),
                "is_own": one.name in course.policy_overrides,
                "editable": may_set(one.name, policy=policy, administrator=administrator),
            }
            for one in OVERRIDABLE
        ],
    }


class CoursePolicyView(CourseView):
    """The rules of one course."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(operation_id="coursePolicy", responses=CoursePolicySerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return every rule that a course may have of its own, beside the organisation's."""
        course = self.course(request, pk)
        return self._answer(request, course, policy_now(organization_of(request)))

    @extend_schema(
        operation_id="changeCoursePolicy",
        request=CoursePolicyInputSerializer,
        responses=CoursePolicySerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Set some rules for the course; a value of null takes the organisation's.

        409 `policy_outdated` when they have changed since: `params` holds their version and
        values as they are now, and which are the course's own. 400 names each that is refused.
        """
        course = self.course(request, pk)
        entered = CoursePolicyInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        policy = policy_now(organization_of(request))
        changed = change_own_policy(
            course=course,
            policy=policy,
            by=signed_in(request),
            now=clock.now(),
            **entered.validated_data,
        )
        return self._answer(request, changed, policy)

    def _answer(self, request: Request, course: Course, policy: Policy) -> Response:
        administrator = signed_in(request).role == Role.ADMIN
        described = _described(course, policy, administrator=administrator)
        return Response(CoursePolicySerializer(described).data)
