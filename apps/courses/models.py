"""Terms, courses, who teaches and who attends them, and where."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper

from apps.accounts.models import Lecturer, Student
from apps.orgs.models import TenantModel
from apps.orgs.rules import Policy, PolicyError
from apps.orgs.rules.overrides import overridden


def validate_overrides(value: object) -> None:
    """Raise ValidationError unless ``value`` are rules that a course can have of its own."""
    if not isinstance(value, dict):
        raise ValidationError("Own rules are a JSON object.")
    try:
        overridden(Policy(), value)
    except PolicyError as error:
        raise ValidationError(str(error)) from error


class Term(TenantModel):
    """A stretch of teaching: semester, trimester, school term."""

    name = models.CharField(max_length=80)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="courses_term_name"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="courses_term_days"
            ),
        ]
        ordering: ClassVar = ["-first_day"]

    def __str__(self) -> str:
        return self.name


class Venue(TenantModel):
    """A place where classes meet: the centre and radius of its geofence."""

    name = models.CharField(max_length=120)
    latitude = models.FloatField(
        help_text="Degrees, WGS 84.", validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        help_text="Degrees, WGS 84.", validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    radius_m = models.PositiveIntegerField(
        help_text="Metres.", validators=[MinValueValidator(10), MaxValueValidator(5000)]
    )

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="courses_venue_name")
        ]
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Course(TenantModel):
    """What is taught in one term under one code."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="courses")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    join_code = models.CharField(max_length=12, null=True, blank=True)
    default_venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    policy_overrides = models.JSONField(
        "own rules", default=dict, blank=True, validators=[validate_overrides]
    )
    lecturers: "models.ManyToManyField[Lecturer, CourseLecturer]" = models.ManyToManyField(
        Lecturer, through="CourseLecturer", related_name="courses"
    )

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organization", "term", Upper("code"), name="courses_course_code"
            ),
            models.UniqueConstraint(
                fields=["organization", "join_code"], name="courses_course_join_code"
            ),
        ]
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CourseLecturer(TenantModel):
    """Who teaches a course."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="teaching")
    lecturer = models.ForeignKey(Lecturer, on_delete=models.PROTECT, related_name="teaching")

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "course", "lecturer"], name="courses_courselecturer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lecturer_id} teaches {self.course_id}"


class Enrollment(TenantModel):
    """A student attends a course, from a day to a day; it counts only while it runs."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="enrollments")
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "course", "student"], name="courses_enrollment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(to_date=None) | models.Q(to_date__gte=models.F("from_date")),
                name="courses_enrollment_days",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "student", "course"])]

    def __str__(self) -> str:
        return f"{self.student_id} attends {self.course_id}"
