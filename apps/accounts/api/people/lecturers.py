"""API of lecturers."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.people.base import PeopleListView, PeopleView, hold_administrator
from apps.accounts.api.people_serializers import (
    LecturerChangeSerializer,
    LecturerInputSerializer,
    LecturerRowSerializer,
    PeopleQuerySerializer,
)
from apps.accounts.enums import Role
from apps.accounts.models import Lecturer
from apps.accounts.permissions import IsTeachingStaff
from apps.accounts.selectors.directory import LECTURERS


class LecturerView(PeopleView):
    """What the views of lecturers share."""

    permission_classes = [IsTeachingStaff]
    directory = LECTURERS
    role = Role.LECTURER
    profile = Lecturer
    shape = LecturerRowSerializer


class LecturerListView(LecturerView, PeopleListView):
    """The organisation's lecturers."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(operation_id="lecturers", parameters=[PeopleQuerySerializer])
    def get(self, request: Request) -> Response:
        """Return a page of lecturers, by number unless asked otherwise."""
        return self.list(request)

    @extend_schema(
        operation_id="lecturer_create",
        request=LecturerInputSerializer,
        responses={201: LecturerRowSerializer},
    )
    def post(self, request: Request) -> Response:
        """Create a lecturer with their account (administrators)."""
        hold_administrator(request)
        return self.create(request, LecturerInputSerializer.read(request.data))


class LecturerDetailView(LecturerView):
    """One lecturer."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(operation_id="lecturer", responses=LecturerRowSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return a lecturer."""
        return Response(self.represent(request, self.row(pk)))

    @extend_schema(
        operation_id="lecturer_change",
        request=LecturerChangeSerializer,
        responses=LecturerRowSerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change a lecturer and their account (administrators)."""
        hold_administrator(request)
        return self.change(request, pk, LecturerChangeSerializer.read(request.data))
