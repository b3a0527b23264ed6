"""API of students and their guardians."""

from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.people.base import PeopleListView, PeopleView, hold_administrator
from apps.accounts.api.people_serializers import (
    FacetsSerializer,
    GuardianChangeSerializer,
    GuardianInputSerializer,
    GuardianSerializer,
    PersonSerializer,
    StudentChangeSerializer,
    StudentInputSerializer,
    StudentQuerySerializer,
)
from apps.accounts.enums import Role
from apps.accounts.models import Guardian, Student
from apps.accounts.permissions import IsAdministrator, IsMember, IsStaff
from apps.accounts.selectors import directory as reads
from apps.accounts.selectors import signed_in
from apps.accounts.selectors.directory import STUDENTS
from apps.accounts.services import people as writes
from apps.core import clock
from apps.core.api.views import ApiView
from apps.core.errors import NotFound


class StudentView(PeopleView):
    """What the views of students share."""

    permission_classes = [IsMember]
    directory = STUDENTS
    role = Role.STUDENT
    profile = Student
    query = StudentQuerySerializer
    shape = PersonSerializer


class StudentListView(StudentView, PeopleListView):
    """The organisation's students; a student is given themself alone."""

    permission_classes = [IsMember]

    def get_queryset(self) -> QuerySet[Any]:
        """Return the students as asked for; for a student, only their own row."""
        found = super().get_queryset()
        viewer = signed_in(self.request)
        return found if viewer.role in IsStaff.roles else found.filter(user=viewer)

    @extend_schema(operation_id="students", parameters=[StudentQuerySerializer])
    def get(self, request: Request) -> Response:
        """Return a page of students, by number unless asked otherwise."""
        return self.list(request)

    @extend_schema(
        operation_id="student_create",
        request=StudentInputSerializer,
        responses={201: PersonSerializer},
    )
    def post(self, request: Request) -> Response:
        """Create a student with their account (administrators)."""
        hold_administrator(request)
        return self.create(request, StudentInputSerializer.read(request.data))


class StudentFacetsView(ApiView):
    """By what students can be filtered."""

    permission_classes = [IsStaff]

    @extend_schema(operation_id="student_facets", responses=FacetsSerializer)
    def get(self, request: Request) -> Response:
        """Return the programmes and years that there are."""
        return Response(FacetsSerializer(reads.student_facets()).data)


class StudentDetailView(StudentView):
    """One student."""

    permission_classes = [IsMember]

    @extend_schema(operation_id="student", responses=PersonSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return a student; for a student, nobody but themself."""
        row, viewer = self.row(pk), signed_in(request)
        if viewer.role not in IsStaff.roles and row.user_id != viewer.pk:
            raise NotFound
        return Response(self.represent(request, row))

    @extend_schema(
        operation_id="student_change", request=StudentChangeSerializer, responses=PersonSerializer
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change a student and their account (administrators)."""
        hold_administrator(request)
        return self.change(request, pk, StudentChangeSerializer.read(request.data))


class GuardianListView(ApiView):
    """Who is to be told about a student."""

    permission_classes = [IsAdministrator]

    def student(self, pk: int) -> Student:
        """Return the student. Raises NotFound."""
        return cast("Student", reads.person(STUDENTS, pk=pk, now=clock.now()))

    @extend_schema(operation_id="guardians", responses=GuardianSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Return the student's guardians by name: a handful, so they come whole."""
        found = Guardian.objects.filter(student=self.student(pk)).order_by("name", "pk")
        return Response(GuardianSerializer(found, many=True).data)

    @extend_schema(
        operation_id="guardian_create",
        request=GuardianInputSerializer,
        responses={201: GuardianSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add a guardian."""
        student = self.student(pk)
        created = writes.create_guardian(
            by=signed_in(request),
            student=student,
            values=GuardianInputSerializer.read(request.data),
            now=clock.now(),
        )
        return Response(GuardianSerializer(created).data, status=201)


class GuardianView(ApiView):
    """One guardian."""

    permission_classes = [IsAdministrator]

    def guardian(self, pk: int) -> Guardian:
        """Return the guardian. Raises NotFound."""
        found = Guardian.objects.filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found

    @extend_schema(
        operation_id="guardian_change",
        request=GuardianChangeSerializer,
        responses=GuardianSerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change a guardian."""
        guardian = self.guardian(pk)
        entered = GuardianChangeSerializer(data=request.data, context={"guardian": guardian})
        entered.is_valid(raise_exception=True)
        changes = dict(entered.validated_data)
        changed = writes.update_guardian(
            by=signed_in(request),
            guardian=guardian,
            version=changes.pop("version"),
            changes=changes,
            now=clock.now(),
        )
        return Response(GuardianSerializer(changed).data)

    @extend_schema(operation_id="guardian_delete", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Delete a guardian; nobody is told anything from now on."""
        guardian = self.guardian(pk)
        writes.delete_guardian(by=signed_in(request), guardian=guardian, now=clock.now())
        return Response(status=204)
