"""API of people: students and their guardians, lecturers, staff accounts, many at once."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.accounts.api.people_serializers import (
    AccountActionInputSerializer,
    AccountChangeSerializer,
    AccountOutcomeSerializer,
    FacetsSerializer,
    GuardianChangeSerializer,
    GuardianInputSerializer,
    GuardianSerializer,
    LecturerChangeSerializer,
    LecturerInputSerializer,
    LecturerRowSerializer,
    PeopleQuerySerializer,
    PersonSerializer,
    RoleInputSerializer,
    StaffInputSerializer,
    StaffQuerySerializer,
    StaffRowSerializer,
    StudentChangeSerializer,
    StudentInputSerializer,
    StudentQuerySerializer,
)
from apps.accounts.enums import AccountAction, AccountFilter, Role
from apps.accounts.models import Guardian, Lecturer, Student, User
from apps.accounts.permissions import IsAdministrator, IsMember, IsStaff, IsTeachingStaff
from apps.accounts.selectors import directory as reads
from apps.accounts.selectors import picture_urls, signed_in
from apps.accounts.selectors.directory import LECTURERS, STAFF, STUDENTS, Asked, Directory, Profile
from apps.accounts.services import access
from apps.accounts.services import people as writes
from apps.core import clock
from apps.core.api.views import ApiView
from apps.core.errors import NotFound, PermissionDenied

# What everybody may ask for who may read a list; the rest says something about accounts.
_OPEN_STATES = {AccountFilter.ACTIVE, AccountFilter.ALL, AccountFilter.INACTIVE}
_PRIVATE_SORTS = {"last_login", "-last_login"}


def is_administrator(request: Request) -> bool:
    """Return whether an administrator of the organisation asks."""
    return signed_in(request).role == Role.ADMIN


def hold_administrator(request: Request) -> None:
    """Raise PermissionDenied for everybody else than administrators."""
    if not is_administrator(request):
        raise PermissionDenied


def asked_for(
    query: Mapping[str, Any],
    serializer: type[PeopleQuerySerializer],
    *,
    private: bool,
    now: datetime,
) -> Asked:
    """Return what a list's query says.

    Raises ValidationError, and PermissionDenied for what only administrators may ask.
    """
    read = serializer(data=query)
    read.is_valid(raise_exception=True)
    values = dict(read.validated_data)
    state = AccountFilter(values.pop("state", AccountFilter.ACTIVE))
    sort = values.pop("sort", "")
    if not private and (state not in _OPEN_STATES or sort in _PRIVATE_SORTS):
        raise PermissionDenied
    return Asked(
        now=now,
        private=private,
        search=values.pop("search", ""),
        state=state,
        sort=sort,
        equal={name: value for name, value in values.items() if value != ""},
    )


class PeopleView(ApiView):
    """What the views of one directory share."""

    permission_classes = [IsAdministrator]
    directory: ClassVar[Directory]
    role: ClassVar[Role]
    profile: ClassVar[type[Profile] | None] = None
    query: ClassVar[type[PeopleQuerySerializer]] = PeopleQuerySerializer
    shape: ClassVar[type[BaseSerializer[Any]]]

    def represent(self, request: Request, row: Any) -> Any:
        """Return a row as the asker may see it."""
        pictures = picture_urls([reads.account_of(row)])
        return self.shape(row, context={"viewer": signed_in(request), "pictures": pictures}).data

    def row(self, pk: int) -> Any:
        """Return one row. Raises NotFound."""
        return reads.person(self.directory, pk=pk, now=clock.now())

    def create(self, request: Request, values: dict[str, Any]) -> Response:
        """Create somebody; answer as the list shows them."""
        hold_administrator(request)
        role = Role(values.pop("role", self.role))
        user = writes.create_person(
            by=signed_in(request),
            role=role,
            profile=self.profile,
            invite=values.pop("invite"),
            values=values,
            now=clock.now(),
        )
        return Response(self.represent(request, self.row(self._key_of(user))), status=201)

    def change(self, request: Request, pk: int, values: dict[str, Any]) -> Response:
        """Change somebody; answer as the list shows them."""
        hold_administrator(request)
        row = self.row(pk)
        writes.update_person(
            by=signed_in(request),
            account=row.pk if isinstance(row, User) else row.user_id,
            profile=self.profile,
            version=values.pop("version"),
            changes=values,
            now=clock.now(),
        )
        return Response(self.represent(request, self.row(pk)))

    def _key_of(self, user: User) -> int:
        if self.profile is None:
            return int(user.pk)
        return int(self.profile.objects.get(user=user).pk)


class PeopleListView(PeopleView, ListAPIView[Any]):
    """What the lists share."""

    permission_classes = [IsAdministrator]
    pictures: Mapping[int, str] = MappingProxyType({})

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return the shape of a row."""
        return self.shape

    def get_serializer_context(self) -> dict[str, Any]:
        """Tell the shape who asks, and where the pictures of this page's people are."""
        context = super().get_serializer_context()
        return {**context, "viewer": signed_in(self.request), "pictures": self.pictures}

    def paginate_queryset(self, queryset: Any) -> Any:
        """Return one page of rows, with the addresses of its pictures at once."""
        page = super().paginate_queryset(queryset)
        self.pictures = picture_urls(reads.account_of(row) for row in page or ())
        return page

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows as asked for."""
        asked = asked_for(
            self.request.query_params.dict(),
            self.query,
            private=is_administrator(self.request),
            now=clock.now(),
        )
        return reads.people(self.directory, asked)


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


_LISTS: dict[str, tuple[Directory, type[PeopleQuerySerializer]]] = {
    "students": (STUDENTS, StudentQuerySerializer),
    "lecturers": (LECTURERS, PeopleQuerySerializer),
    "staff": (STAFF, StaffQuerySerializer),
}


class AccountActionView(ApiView):
    """One thing done with many accounts."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="act_on_accounts",
        request=AccountActionInputSerializer,
        responses=AccountOutcomeSerializer,
    )
    def post(self, request: Request) -> Response:
        """Deactivate, reactivate, invite, or withdraw invitations; say what became of each."""
        entered = AccountActionInputSerializer.read(request.data)
        action, by, now = AccountAction(entered["action"]), signed_in(request), clock.now()
        matching = entered.get("matching")
        if matching is None:
            outcome = access.act_on_accounts(
                by=by, action=action, accounts=entered["accounts"], now=now
            )
        else:
            directory, query = _LISTS[matching["list"]]
            outcome = access.act_on_matching(
                by=by,
                action=action,
                directory=directory,
                asked=asked_for(matching["query"], query, private=True, now=now),
                expected=matching["expected"],
                now=now,
            )
        return Response(AccountOutcomeSerializer(outcome).data)
