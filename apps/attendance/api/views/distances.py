"""API of the distances at which a course's students checked in."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.attendance.api.serializers.distances import DistancesSerializer
from apps.attendance.api.views.grid import GridBase
from apps.attendance.permissions import RunsSessions
from apps.attendance.selectors.distances import distances


class DistancesView(GridBase):
    """Whether the radius of a course's room is right."""

    permission_classes = [RunsSessions]

    @extend_schema(operation_id="course_distances", responses=DistancesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return how many check-ins there were at which distance; coordinates never."""
        return Response(DistancesSerializer(distances(self.course(pk))).data)
