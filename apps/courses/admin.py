"""Pages of the admin site about teaching: terms, venues, courses, enrolments."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core import clock
from apps.courses.forms import CourseForm
from apps.courses.models import (
    CalledOffClass,
    ClassSchedule,
    Course,
    Enrollment,
    Holiday,
    Term,
    Venue,
)
from apps.courses.selectors import local_day
from apps.courses.services import courses, enrollments
from apps.orgs.rules.overrides import OVERRIDABLE
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin
from apps.orgs.site.scope import working_organization


@admin.register(Term)
class TermAdmin(TenantModelAdmin):
    """Stretches of teaching."""

    list_display = ["name", "first_day", "last_day"]
    search_fields = ["name"]
    date_hierarchy = "first_day"
    fields = ["name", "first_day", "last_day"]


@admin.register(Venue)
class VenueAdmin(TenantModelAdmin):
    """Places with their geofences."""

    list_display = ["name", "latitude", "longitude", "radius_m"]
    search_fields = ["name"]
    fields = ["name", "latitude", "longitude", "radius_m"]


@admin.register(Course)
class CourseAdmin(TenantModelAdmin):
    """Courses with those who teach them. One that ends is deactivated, never deleted."""

    form = CourseForm
    list_display = ["code", "name", "term", "default_venue", "is_active"]
    list_display_links = ["code", "name"]
    list_filter = ["is_active", "term"]
    list_select_related = ["term", "default_venue"]
    search_fields = ["code", "name", "lecturers__staff_id", "lecturers__user__full_name"]
    autocomplete_fields = ["term", "default_venue"]
    fields = [
        *("term", "code", "name", "taught_by", "default_venue", "is_active", "join_code"),
        "own_rules",
    ]
    readonly_fields = ["join_code", "own_rules"]
    actions = ["deactivate", "reactivate"]

    def save_model(self, request: HttpRequest, obj: Course, form: Any, change: Any) -> None:
        """Store the course and who teaches it."""
        super().save_model(request, obj, form, change)
        courses.set_lecturers(course=obj, lecturers=form.cleaned_data["taught_by"])

    @admin.display(description="own rules")
    def own_rules(self, obj: Course) -> str:
        """Return the rules of its own in words; its page changes them."""
        said = [
            f"{one.title}: {one.words(obj.policy_overrides[one.name])}"
            for one in OVERRIDABLE
            if one.name in obj.policy_overrides
        ]
        return "; ".join(said) or "none"

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Course]) -> None:
        """End the selected courses; what was recorded in them stays."""
        self._set_active(request, queryset, active=False)

    @admin.action(description="Reactivate", permissions=["change"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Course]) -> None:
        """Let the selected courses run again."""
        self._set_active(request, queryset, active=True)

    def _set_active(
        self, request: HttpRequest, queryset: QuerySet[Course], *, active: bool
    ) -> None:
        changed = courses.set_courses_active(courses=queryset, active=active, now=clock.now())
        word = "Reactivated" if active else "Deactivated"
        for course in changed:
            self.log_change(request, course, f"{word}.")
        messages.success(request, f"{word}: {len(changed)}.")


@admin.register(Enrollment)
class EnrollmentAdmin(TenantModelAdmin):
    """Who attends which course, from when to when."""

    list_display = ["student", "name", "course", "term", "from_date", "to_date"]
    list_display_links = ["student", "name"]
    list_filter = ["course__term"]
    list_select_related = ["student__user", "course__term"]
    date_hierarchy = "from_date"
    search_fields = [
        *("student__student_id", "student__user__full_name"),
        *("course__code", "course__name"),
    ]
    autocomplete_fields = ["course", "student"]
    fields = ["course", "student", "from_date", "to_date"]
    actions = ["withdraw"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what is not edited: an enrolment stays with its student and course."""
        return ["course", "student"] if obj is not None else []

    @admin.display(description="name", ordering="student__user__full_name")
    def name(self, obj: Enrollment) -> str:
        """Return the student's name."""
        return str(obj.student.user)

    @admin.display(description="term", ordering="course__term__first_day")
    def term(self, obj: Enrollment) -> str:
        """Return the term of the course."""
        return str(obj.course.term)

    @admin.action(description="Withdraw from today", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Enrollment]) -> None:
        """End the selected enrolments; one that has not begun is taken away."""
        organization = working_organization(request)
        if organization is None:
            return
        today = local_day(clock.now(), organization.timezone)
        done = enrollments.withdraw_selected(enrollments=queryset, today=today)
        for enrollment in done:
            self.log_change(request, enrollment, "Withdrawn.")
        messages.success(request, f"Withdrawn: {len(done)}.")


@admin.register(ClassSchedule)
class ClassScheduleAdmin(ReadOnly, TenantModelAdmin):
    """When courses meet. Schedules are changed on the page of their course, which checks them."""

    list_display = ["course", "weekdays", "starts", "ends", "venue", "opens_itself", "is_active"]
    list_filter = ["is_active", "opens_itself", "course__term"]
    list_select_related = ["course", "venue"]
    search_fields = ["course__code", "course__name"]
    fields = [
        *("course", "weekdays", "starts", "ends", "first_day", "last_day"),
        *("venue", "opens_itself", "is_active"),
    ]


@admin.register(Holiday)
class HolidayAdmin(ReadOnly, TenantModelAdmin):
    """Days without classes. They are changed on the page of terms, which plans anew."""

    list_display = ["name", "first_day", "last_day", "term"]
    list_filter = ["term"]
    list_select_related = ["term"]
    date_hierarchy = "first_day"
    search_fields = ["name"]
    fields = ["name", "first_day", "last_day", "term"]


@admin.register(CalledOffClass)
class CalledOffClassAdmin(ReadOnly, TenantModelAdmin):
    """Single classes that somebody has called off."""

    list_display = ["schedule", "course", "class_date", "reason", "by", "at"]
    list_select_related = ["schedule__course", "by"]
    date_hierarchy = "class_date"
    search_fields = ["schedule__course__code", "schedule__course__name", "reason"]
    fields = ["schedule", "class_date", "reason", "by", "at"]

    @admin.display(description="course", ordering="schedule__course__code")
    def course(self, obj: CalledOffClass) -> str:
        """Return the course of the class."""
        return str(obj.schedule.course)
