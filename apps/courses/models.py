"""Terms, courses, who teaches and who attends them, and where."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Upper

from apps.accounts.models import Lecturer, Student
from apps.courses.rules.timetable import Closure, Pattern
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


class ClassSchedule(TenantModel):
    """When a course meets each week, by the clock on the wall in the organisation's zone.

    Its classes are computed, not stored; without days of its own it lasts as long as the term.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="schedules")
    weekdays = models.CharField(
        max_length=7,
        validators=[RegexValidator(r"^(?=.)1?2?3?4?5?6?7?$", "Digits of weekdays, in order.")],
        help_text="ISO: 1 is Monday, 7 is Sunday.",
    )
    starts = models.TimeField(help_text="By the clock on the wall.")
    ends = models.TimeField(help_text="By the clock on the wall, on the same day.")
    first_day = models.DateField(null=True, blank=True, help_text="Empty: the term's.")
    last_day = models.DateField(null=True, blank=True, help_text="Empty: the term's.")
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opens_itself = models.BooleanField(
        default=False, help_text="Sessions open by the clock, with nobody there to start them."
    )
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="courses_schedule_times"
            ),
            models.CheckConstraint(
                condition=models.Q(first_day=None)
                | models.Q(last_day=None)
                | models.Q(last_day__gte=models.F("first_day")),
                name="courses_schedule_days",
            ),
            models.CheckConstraint(
                condition=~models.Q(weekdays=""), name="courses_schedule_weekdays"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "course", "is_active"])]
        ordering: ClassVar = ["weekdays", "starts", "pk"]

    def __str__(self) -> str:
        return f"schedule {self.pk} of course {self.course_id}"

    @property
    def from_day(self) -> date:
        """The first day on which it may have a class; reads course and term."""
        return self.first_day or self.course.term.first_day

    @property
    def to_day(self) -> date:
        """The last day on which it may have a class; reads course and term."""
        return self.last_day or self.course.term.last_day

    @property
    def pattern(self) -> Pattern:
        """What its classes are computed from; reads course and term."""
        return Pattern(self.weekdays, self.starts, self.ends, self.from_day, self.to_day)


class Holiday(TenantModel):
    """Days without classes: of the whole organisation, or in the courses of one term."""

    term = models.ForeignKey(
        Term,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="holidays",
        help_text="Empty: the whole organisation.",
    )
    name = models.CharField(max_length=80)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="courses_holiday_days",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "first_day"])]
        ordering: ClassVar = ["first_day", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def closure(self) -> Closure:
        """The days without classes."""
        return Closure(self.first_day, self.last_day, self.name)


class CalledOffClass(TenantModel):
    """One class of a schedule that somebody has called off: it opens for nobody that day."""

    schedule = models.ForeignKey(ClassSchedule, on_delete=models.CASCADE, related_name="called_off")
    class_date = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: an import.",
    )

    class Meta(TenantModel.Meta):
        abstract = False
        verbose_name_plural = "called off classes"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "schedule", "class_date"],
                name="courses_calledoff_once",
            )
        ]

    def __str__(self) -> str:
        return f"class of schedule {self.schedule_id} on {self.class_date}"
