"""API of teaching: terms, venues, courses, enrolments."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import signed_in, student_of
from apps.core import clock
from apps.core.api.views import ApiView
from apps.core.errors import NotFound, PermissionDenied
from apps.core.http import query_text
from apps.courses import selectors
from apps.courses.api.serializers import (
    CourseChangeSerializer,
    CourseInputSerializer,
    CourseQuerySerializer,
    CourseSerializer,
    EnrollmentInputSerializer,
    EnrollmentSerializer,
    JoinedSerializer,
    JoinInputSerializer,
    TermChangeSerializer,
    TermInputSerializer,
    TermSerializer,
    VenueChangeSerializer,
    VenueInputSerializer,
    VenueSerializer,
)
from apps.courses.models import Course, Enrollment, Term, Venue
from apps.courses.permissions import IsAdministrator, IsMember, IsStudent, IsTeachingStaff
from apps.courses.services import courses, enrollments, places
from apps.orgs.selectors import organization_of, public_address

RowT = TypeVar("RowT", bound=Model)


def today_of(request: Request) -> date:
    """Return today's date where the request's organisation is."""
    return selectors.local_day(clock.now(), organization_of(request).timezone)


def hold_administrator(request: Request, view: ApiView) -> None:
    """Raise PermissionDenied for everybody else than administrators."""
    if not IsAdministrator().has_permission(request, view):
        raise PermissionDenied


def found_or_404(rows: QuerySet[RowT]) -> RowT:
    """Return the one row of a query. Raises NotFound for none."""
    row = rows.first()
    if row is None:
        raise NotFound
    return row


class TermListView(ApiView, ListAPIView[Term]):
    """The organisation's terms, newest first."""

    permission_classes = [IsMember]
    serializer_class = TermSerializer

    def get_queryset(self) -> QuerySet[Term]:
        """Return the terms of the active organisation."""
        return Term.objects.order_by("-first_day", "pk")

    @extend_schema(operation_id="terms")
    def get(self, request: Request) -> Response:
        """Return a page of terms."""
        return self.list(request)

    @extend_schema(
        operation_id="term_create", request=TermInputSerializer, responses={201: TermSerializer}
    )
    def post(self, request: Request) -> Response:
        """Create a term (administrators)."""
        hold_administrator(request, self)
        entered = TermInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        term = places.create_term(**entered.validated_data, by=signed_in(request), now=clock.now())
        return Response(TermSerializer(term).data, status=201)


class TermDetailView(ApiView):
    """One term."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="term_change", request=TermChangeSerializer, responses=TermSerializer
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change name or days of a term."""
        term = found_or_404(Term.objects.filter(pk=pk))
        entered = TermChangeSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        changes = dict(entered.validated_data)
        changed = places.update_term(
            term=term,
            version=changes.pop("version", None),
            changes=changes,
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(TermSerializer(changed).data)


class VenueListView(ApiView, ListAPIView[Venue]):
    """Places where classes meet."""

    permission_classes = [IsTeachingStaff]
    serializer_class = VenueSerializer

    def get_queryset(self) -> QuerySet[Venue]:
        """Return the venues of the active organisation by name."""
        return Venue.objects.order_by("name", "pk")

    @extend_schema(operation_id="venues")
    def get(self, request: Request) -> Response:
        """Return a page of venues."""
        return self.list(request)

    @extend_schema(
        operation_id="venue_create", request=VenueInputSerializer, responses={201: VenueSerializer}
    )
    def post(self, request: Request) -> Response:
        """Create a venue."""
        entered = VenueInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        venue = places.create_venue(
            **entered.validated_data, by=signed_in(request), now=clock.now()
        )
        return Response(VenueSerializer(venue).data, status=201)


class VenueDetailView(ApiView):
    """One venue. Lecturers add them; what all share is changed by administrators."""

    permission_classes = [IsAdministrator]

    @extend_schema(
        operation_id="venue_change", request=VenueChangeSerializer, responses=VenueSerializer
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change name, place or radius of a venue; sessions that there are keep theirs."""
        venue = found_or_404(Venue.objects.filter(pk=pk))
        entered = VenueChangeSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        changes = dict(entered.validated_data)
        changed = places.update_venue(
            venue=venue,
            version=changes.pop("version", None),
            changes=changes,
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(VenueSerializer(changed).data)


class CourseView(ApiView):
    """What the course views share."""

    permission_classes = [IsMember]

    def course(self, request: Request, pk: int) -> Course:
        """Return one of the user's courses; 404 for any other."""
        return selectors.course_for(signed_in(request), pk=pk, today=today_of(request))

    def represent(self, request: Request, course: Course) -> dict[str, Any]:
        """Return the course as this user may see it."""
        return CourseSerializer(course, context={"join_page": self.join_page(request)}).data

    def join_page(self, request: Request) -> str:
        """Return what comes before a join code in an address, empty for whom codes are not."""
        if signed_in(request).role not in IsTeachingStaff.roles:
            return ""
        # As in mails, not where this browser happens to be: phones follow it.
        return f"{public_address(organization_of(request))}/join/"


class CourseListView(CourseView, ListAPIView[Course]):
    """Courses: a student's own, a lecturer's own, all for administrators."""

    permission_classes = [IsMember]
    serializer_class = CourseSerializer

    def get_queryset(self) -> QuerySet[Course]:
        """Return the user's courses as the query narrows and sorts them."""
        asked = CourseQuerySerializer(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        return selectors.narrowed(
            selectors.courses_of(signed_in(self.request), today=today_of(self.request)),
            search=values["search"].replace("\x00", ""),
            term=values.get("term"),
            active=values.get("active"),
            sort=values["sort"],
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """Tell the serializer where students join, if staff ask."""
        return {**super().get_serializer_context(), "join_page": self.join_page(self.request)}

    @extend_schema(operation_id="courses", parameters=[CourseQuerySerializer])
    def get(self, request: Request) -> Response:
        """Return a page of courses."""
        return self.list(request)

    @extend_schema(
        operation_id="course_create",
        request=CourseInputSerializer,
        responses={201: CourseSerializer},
    )
    def post(self, request: Request) -> Response:
        """Create a course (lecturers, administrators)."""
        if not IsTeachingStaff().has_permission(request, self):
            raise PermissionDenied
        entered = CourseInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        created = courses.create_course(
            by=signed_in(request), now=clock.now(), **entered.validated_data
        )
        return Response(self.represent(request, self.course(request, created.pk)), status=201)


class CourseDetailView(CourseView):
    """One course."""

    permission_classes = [IsMember]

    @extend_schema(operation_id="course", responses=CourseSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Return the course."""
        return Response(self.represent(request, self.course(request, pk)))

    @extend_schema(
        operation_id="course_change", request=CourseChangeSerializer, responses=CourseSerializer
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change the course; who teaches it, administrators alone."""
        if not IsTeachingStaff().has_permission(request, self):
            raise PermissionDenied
        course = self.course(request, pk)
        entered = CourseChangeSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        changes = dict(entered.validated_data)
        lecturers = changes.pop("lecturers", None)
        if lecturers is not None:
            # Who teaches it sees and changes its registers: no lecturer shuts out another.
            hold_administrator(request, self)
        courses.update_course(
            course=course,
            version=changes.pop("version", None),
            changes=changes,
            lecturers=lecturers,
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(self.represent(request, self.course(request, pk)))


class JoinCodeView(CourseView):
    """The code by which students join a course themselves."""

    permission_classes = [IsTeachingStaff]

    @extend_schema(operation_id="join_code_renew", request=None, responses=CourseSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make a new join code; the one before stops working."""
        course = courses.renew_join_code(
            course=self.course(request, pk), by=signed_in(request), now=clock.now()
        )
        return Response(self.represent(request, course))

    @extend_schema(operation_id="join_code_remove", responses={200: CourseSerializer})
    def delete(self, request: Request, pk: int) -> Response:
        """Close the course for joining by code."""
        course = courses.remove_join_code(
            course=self.course(request, pk), by=signed_in(request), now=clock.now()
        )
        return Response(self.represent(request, course))


class JoinView(ApiView):
    """Join a course by its code."""

    permission_classes = [IsStudent]

    @extend_schema(
        operation_id="course_join", request=JoinInputSerializer, responses={201: JoinedSerializer}
    )
    def post(self, request: Request) -> Response:
        """Enrol the signed-in student from today."""
        entered = JoinInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        enrollment = enrollments.join_by_code(
            student=student_of(request),
            entered=entered.validated_data["join_code"],
            today=today_of(request),
            now=clock.now(),
        )
        return Response(JoinedSerializer(enrollment).data, status=201)


class EnrollmentListView(CourseView, ListAPIView[Enrollment]):
    """Who attends a course."""

    permission_classes = [IsTeachingStaff]
    serializer_class = EnrollmentSerializer

    def get_queryset(self) -> QuerySet[Enrollment]:
        """Return the enrolments of a course of the user."""
        query = self.request.query_params
        return selectors.enrollments(
            self.course(self.request, self.kwargs["pk"]),
            search=query_text(query, "search"),
            attending_on=None if query_text(query, "ended") == "true" else today_of(self.request),
        )

    @extend_schema(
        operation_id="enrollments",
        parameters=[
            OpenApiParameter("search", str, description="Part of a name or number."),
            OpenApiParameter("ended", bool, description="Also those that have ended."),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return a page of enrolments by student number."""
        return self.list(request)

    @extend_schema(
        operation_id="enrollment_create",
        request=EnrollmentInputSerializer,
        responses={201: EnrollmentSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Enrol a student."""
        course = self.course(request, pk)
        entered = EnrollmentInputSerializer(data=request.data)
        entered.is_valid(raise_exception=True)
        enrollment = enrollments.enroll(
            course=course,
            student=entered.validated_data["student"],
            from_date=entered.validated_data.get("from_date", today_of(request)),
            to_date=entered.validated_data.get("to_date"),
            by=signed_in(request),
            now=clock.now(),
        )
        return Response(EnrollmentSerializer(enrollment).data, status=201)
