"""API of staff accounts."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.people.base import PeopleListView, PeopleView
from apps.accounts.api.people_serializers import (
    AccountChangeSerializer,
    RoleInputSerializer,
    StaffInputSerializer,
    StaffQuerySerializer,
    StaffRowSerializer,
)
from apps.accounts.enums import Role
from apps.accounts.permissions import IsAdministrator
from apps.accounts.selectors import signed_in
from apps.accounts.selectors.directory import STAFF
from apps.accounts.services import access
from apps.core import clock


class StaffView(PeopleView):
    """What the views of staff accounts share."""

    permission_classes = [IsAdministrator]
    directory = STAFF
    role = Role.BURSAR
    query = StaffQuerySerializer
    shape = StaffRowSerializer


class StaffListView(StaffView, PeopleListView):
    """The accounts of lecturers, bursars and administrators."""

    permission_classes = [IsAdministrator]

    @extend_schema(operation_id="staff", parameters=[StaffQuerySerializer])
    def get(self, request: Request) -> Response:
        """Return a page of accounts, by name unless asked otherwise."""
        return self.list(request)

    @extend_schema(
        operation_id="staff_create",
        request=StaffInputSerializer,
        responses={201: StaffRowSerializer},
    )
    def post(self, request: Request) -> Response:
        """Create a bursar or an administrator."""
        return self.create(request, StaffInputSerializer.read(request.data))


class StaffDetailView(StaffView):
    """One account of the staff."""

    permission_classes = [IsAdministrator]

    @extend_schema(operation_id="staff_account", responses=StaffRowSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return an account."""
        return Response(self.represent(request, self.row(pk)))

    @extend_schema(
        operation_id="staff_change", request=AccountChangeSerializer, responses=StaffRowSerializer
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change an account."""
        return self.change(request, pk, AccountChangeSerializer.read(request.data))


class StaffRoleView(StaffView):
    """The role of an account of the staff."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="staff_role", request=RoleInputSerializer, responses=StaffRowSerializer
    )
    def put(self, request: Request, pk: int) -> Response:
        """Give the account another role; its sign-ins end."""
        role = Role(RoleInputSerializer.read(request.data)["role"])
        user = self.row(pk)
        access.change_role(by=signed_in(request), account=user.pk, role=role, now=clock.now())
        return Response(self.represent(request, self.row(pk)))
