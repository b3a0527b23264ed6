"""Pages of the admin site about absence requests and contested absences: read, never edited."""

from typing import Any

from django.contrib import admin

from apps.attendance.models import (
    AbsenceContest,
    AbsenceRequest,
    ContestDecision,
    ExcusedRecord,
    RequestDecision,
    RequestPart,
)
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin


def _searched(path: str) -> list[str]:
    return [f"{path}student__student_id", f"{path}student__user__full_name"]


@admin.register(AbsenceRequest)
class AbsenceRequestAdmin(ReadOnly, TenantModelAdmin):
    """What students ask for. Their file is opened by those who decide, and not from here."""

    list_display = ["asked_at", "student", "kind", "first_day", "last_day", "session", "has_file"]
    list_display_links = ["asked_at", "student"]
    list_filter = ["kind"]
    list_select_related = ["student__user", "session__course"]
    date_hierarchy = "asked_at"
    ordering = ["-asked_at", "-pk"]
    search_fields = _searched("")
    readonly_fields = ["has_file"]
    fields = [
        *("student", "asked_at", "session", "first_day", "last_day"),
        *("kind", "text", "has_file"),
    ]

    @admin.display(description="has a file", boolean=True)
    def has_file(self, obj: Any) -> bool:
        """Return whether a file was sent and is still kept."""
        return bool(obj.file)


@admin.register(RequestPart)
class RequestPartAdmin(ReadOnly, TenantModelAdmin):
    """Where each course's part of a request stands."""

    list_display = ["request", "course", "state", "decided_at", "decided_by", "reason"]
    list_display_links = ["request", "course"]
    list_filter = ["state", "course__term"]
    list_select_related = ["request", "course", "decided_by"]
    ordering = ["-pk"]
    search_fields = [*_searched("request__"), "course__code"]
    fields = ["request", "course", "state", "decided_at", "decided_by", "reason"]


@admin.register(RequestDecision)
class RequestDecisionAdmin(ReadOnly, TenantModelAdmin):
    """Each act of an approver."""

    list_display = ["at", "part", "act", "by", "reason"]
    list_display_links = ["at", "part"]
    list_filter = ["act"]
    list_select_related = ["part", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [*_searched("part__request__"), "part__course__code"]
    fields = ["part", "act", "at", "by", "reason"]


@admin.register(ExcusedRecord)
class ExcusedRecordAdmin(ReadOnly, TenantModelAdmin):
    """Which record was excused by which request."""

    list_display = ["name", "course", "record", "change"]
    list_display_links = ["name"]
    list_select_related = ["record__student__user", "part__course", "change"]
    ordering = ["-pk"]
    search_fields = _searched("record__")
    readonly_fields = ["name", "course"]
    fields = ["name", "course", "record", "part", "change"]

    @admin.display(description="student", ordering="record__student__user__full_name")
    def name(self, obj: Any) -> str:
        """Return number and name of the student."""
        return f"{obj.record.student.student_id} {obj.record.student.user}"

    @admin.display(description="course", ordering="part__course__code")
    def course(self, obj: Any) -> str:
        """Return the course of the record."""
        return str(obj.part.course)


@admin.register(AbsenceContest)
class AbsenceContestAdmin(ReadOnly, TenantModelAdmin):
    """Absences of which students say that they were there."""

    list_display = ["at", "record", "state", "note", "reason"]
    list_display_links = ["at", "record"]
    list_filter = ["state", "record__session__course__term"]
    list_select_related = ["record"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [*_searched("record__"), "record__session__course__code"]
    fields = ["record", "at", "note", "state", "reason"]


@admin.register(ContestDecision)
class ContestDecisionAdmin(ReadOnly, TenantModelAdmin):
    """Each act of a lecturer upon a contested absence."""

    list_display = ["at", "contest", "state", "status", "by", "reason"]
    list_display_links = ["at", "contest"]
    list_filter = ["state"]
    list_select_related = ["contest", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = _searched("contest__record__")
    fields = ["contest", "state", "status", "at", "by", "reason", "change"]
