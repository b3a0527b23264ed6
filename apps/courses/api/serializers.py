"""Shapes of teaching in the API."""

from typing import Any

from rest_framework import serializers

from apps.accounts.models import Lecturer, Student
from apps.core.api.serializers import (
    DayField,
    FiniteFloatField,
    ScopedRelatedField,
    StrictSerializer,
)
from apps.courses import selectors
from apps.courses.enums import RosterOutcome
from apps.courses.models import Course, Term, Venue
from apps.courses.selectors import COURSE_SORTS
from apps.courses.services.rosters import MOST_AT_ONCE
from apps.orgs.rules.settings import KINDS

LARGEST_KEY = 2**63 - 1


class VersionField(serializers.CharField):
    """The name of a row as it was read: a change that sends it overwrites nothing unseen."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True, help_text="To be sent with a change.")

    def to_representation(self, value: Any) -> str:
        """Return the digest of the row."""
        return selectors.version_of(value)


class ChangeSerializer(StrictSerializer):
    """A change of a row."""

    version = serializers.CharField(
        max_length=16,
        required=False,
        help_text="Of the row as the editor saw it: 409 `changed_meanwhile` when it has changed.",
    )


class TermSerializer(serializers.Serializer[Any]):
    """A term."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    version = VersionField()


class VenueSerializer(serializers.Serializer[Any]):
    """A place with its geofence: degrees (WGS 84) and metres."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    radius_m = serializers.IntegerField()
    version = VersionField()


class VenueInputSerializer(StrictSerializer):
    """A new venue."""

    name = serializers.CharField(max_length=120)
    latitude = FiniteFloatField(min_value=-90, max_value=90)
    longitude = FiniteFloatField(min_value=-180, max_value=180)
    radius_m = serializers.IntegerField(min_value=10, max_value=5000)


class VenueChangeSerializer(ChangeSerializer):
    """Changes of a venue."""

    name = serializers.CharField(max_length=120, required=False)
    latitude = FiniteFloatField(min_value=-90, max_value=90, required=False)
    longitude = FiniteFloatField(min_value=-180, max_value=180, required=False)
    radius_m = serializers.IntegerField(min_value=10, max_value=5000, required=False)


class TermInputSerializer(StrictSerializer):
    """A new term."""

    name = serializers.CharField(max_length=80)
    first_day = DayField()
    last_day = DayField()


class TermChangeSerializer(ChangeSerializer):
    """Changes of a term."""

    name = serializers.CharField(max_length=80, required=False)
    first_day = DayField(required=False)
    last_day = DayField(required=False)


class CourseQuerySerializer(serializers.Serializer[Any]):
    """How a list of courses is narrowed and sorted."""

    search = serializers.CharField(required=False, allow_blank=True, default="")
    term = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY)
    active = serializers.BooleanField(required=False)
    sort = serializers.ChoiceField(
        choices=[f"{sign}{name}" for name in COURSE_SORTS for sign in ("", "-")],
        required=False,
        default="",
        allow_blank=True,
    )


class CourseLecturerSerializer(serializers.Serializer[Any]):
    """One of a course's lecturers."""

    id = serializers.IntegerField(source="lecturer.pk")
    full_name = serializers.CharField(source="lecturer.user.full_name")


class CourseSerializer(serializers.Serializer[Any]):
    """A course. What concerns joining, and ``enrolled_count``, is null but for those who teach.

    The context says by ``join_page`` where students of the organisation join, empty when
    somebody else than staff asks.
    """

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    term = TermSerializer()
    lecturers = CourseLecturerSerializer(many=True, source="teaching.all")
    is_active = serializers.BooleanField()
    version = VersionField()
    default_venue = VenueSerializer(allow_null=True)
    join_code = serializers.SerializerMethodField()
    join_address = serializers.SerializerMethodField(
        help_text="Where a student joins with the code: for a QR code."
    )
    enrolled_count = serializers.SerializerMethodField()

    def get_join_code(self, course: Course) -> str | None:
        """Return the join code to those who teach, nothing to others."""
        return course.join_code if self.context["join_page"] else None

    def get_join_address(self, course: Course) -> str | None:
        """Return the page that joins the course, to those who teach, while it has a code."""
        code = self.get_join_code(course)
        return None if code is None else f"{self.context['join_page']}{code}"

    def get_enrolled_count(self, course: Course) -> int | None:
        """Return how many are enrolled today to those who teach, nothing to others."""
        return getattr(course, "enrolled_count", 0) if self.context["join_page"] else None


class CourseInputSerializer(StrictSerializer):
    """A new course."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=200)
    term = ScopedRelatedField(model=Term)
    lecturers = ScopedRelatedField(model=Lecturer, many=True, required=False)
    default_venue = ScopedRelatedField(model=Venue, required=False, allow_null=True)


class CourseChangeSerializer(ChangeSerializer):
    """Changes of a course."""

    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=200, required=False)
    term = ScopedRelatedField(model=Term, required=False)
    is_active = serializers.BooleanField(required=False)
    default_venue = ScopedRelatedField(model=Venue, required=False, allow_null=True)
    lecturers = ScopedRelatedField(model=Lecturer, many=True, required=False)


class EnrolledStudentSerializer(serializers.Serializer[Any]):
    """The student of an enrolment."""

    id = serializers.IntegerField()
    student_id = serializers.CharField()
    full_name = serializers.CharField(source="user.full_name")


class EnrollmentSerializer(serializers.Serializer[Any]):
    """A student in a course, from a day to a day."""

    id = serializers.IntegerField()
    student = EnrolledStudentSerializer()
    from_date = serializers.DateField()
    to_date = serializers.DateField(allow_null=True)
    version = VersionField()


class EnrollmentInputSerializer(StrictSerializer):
    """Whom to enrol: by id or by student number."""

    student = ScopedRelatedField(model=Student, required=False)
    student_number = serializers.CharField(max_length=40, required=False)
    from_date = serializers.DateField(required=False)
    to_date = serializers.DateField(required=False, allow_null=True, help_text="Included.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take exactly one of the two ways to name the student."""
        if ("student" in attrs) == ("student_number" in attrs):
            raise serializers.ValidationError({"student": ["Give an id or a student number."]})
        number = attrs.pop("student_number", None)
        if number is not None:
            found = Student.objects.filter(student_id__iexact=number.strip()).first()
            if found is None:
                raise serializers.ValidationError({"student_number": ["No such student."]})
            attrs["student"] = found
        return attrs


class EnrollmentChangeSerializer(ChangeSerializer):
    """From when and until when somebody attends, both days included."""

    from_date = serializers.DateField(required=False)
    to_date = serializers.DateField(required=False, allow_null=True)


class RosterInputSerializer(StrictSerializer):
    """Whom to enrol, by ids, by student numbers, or both; from today without another day."""

    students = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        required=False,
        max_length=MOST_AT_ONCE,
        default=list,
    )
    numbers = serializers.ListField(
        child=serializers.CharField(max_length=40, allow_blank=True),
        required=False,
        max_length=MOST_AT_ONCE,
        default=list,
    )
    from_date = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take somebody at least."""
        if not attrs["students"] and not any(one.strip() for one in attrs["numbers"]):
            raise serializers.ValidationError({"students": ["Name at least one student."]})
        return attrs


class WithdrawalInputSerializer(StrictSerializer):
    """Whose enrolments end."""

    students = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        min_length=1,
        max_length=MOST_AT_ONCE,
    )


class RosterUndoSerializer(StrictSerializer):
    """What a change of many was answered with."""

    undo = serializers.CharField(max_length=200_000)


class RosterLineSerializer(serializers.Serializer[Any]):
    """One of those who were named, and what became of them."""

    entered = serializers.CharField()
    student = EnrolledStudentSerializer(allow_null=True)
    outcome = serializers.ChoiceField(choices=RosterOutcome.choices)


class RosterAnswerSerializer(serializers.Serializer[Any]):
    """What became of everybody who was named. ``undo`` takes it back within two minutes."""

    changed = serializers.IntegerField()
    lines = RosterLineSerializer(many=True)
    undo = serializers.CharField(allow_blank=True)


class RosterUndoneSerializer(serializers.Serializer[Any]):
    """How many enrolments are again as they were."""

    restored = serializers.IntegerField()


class CourseRuleSerializer(serializers.Serializer[Any]):
    """One rule for check-ins: the organisation's value, and the course's if it has its own."""

    name = serializers.CharField(read_only=True)
    group = serializers.CharField(read_only=True, help_text="Heading it stands under.")
    title = serializers.CharField(read_only=True)
    help = serializers.CharField(read_only=True, help_text="What it does, in plain words.")
    kind = serializers.ChoiceField(choices=KINDS, read_only=True)
    unit = serializers.CharField(read_only=True)
    minimum = serializers.IntegerField(read_only=True, allow_null=True)
    maximum = serializers.IntegerField(read_only=True, allow_null=True)
    choices = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="Label by value."
    )
    default = serializers.JSONField(read_only=True, help_text="The organisation's value.")
    default_words = serializers.CharField(read_only=True)
    value = serializers.JSONField(read_only=True, help_text="In force for the course.")
    is_own = serializers.BooleanField(read_only=True)
    editable = serializers.BooleanField(read_only=True, help_text="By whoever asks.")


class CoursePolicySerializer(serializers.Serializer[Any]):
    """The rules by which check-ins of a course are judged, and which ones they are."""

    version = serializers.CharField(read_only=True, help_text="To be sent with a change.")
    settings = CourseRuleSerializer(many=True, read_only=True)


class CoursePolicyInputSerializer(StrictSerializer):
    """A change of a course's own rules."""

    version = serializers.CharField(max_length=16, help_text="Of the rules as the editor saw them.")
    settings = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        allow_empty=False,
        help_text="Values by name; null takes the organisation's.",
    )


class JoinInputSerializer(StrictSerializer):
    """A join code as somebody typed it."""

    join_code = serializers.CharField(max_length=20)


class JoinedSerializer(serializers.Serializer[Any]):
    """The course just joined."""

    id = serializers.IntegerField()
    course = serializers.SerializerMethodField()
    from_date = serializers.DateField()

    def get_course(self, enrollment: Any) -> dict[str, str]:
        """Return code and name of the course."""
        return {"code": enrollment.course.code, "name": enrollment.course.name}
