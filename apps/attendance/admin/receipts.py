"""Pages of the admin site about receipts and their keys: to be read, never edited."""

from django.contrib import admin

from apps.attendance.models import Receipt, ReceiptKey
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly, TenantModelAdmin):
    """What was signed for each accepted check-in."""

    list_display = ["issued_at", "code", "student", "course"]
    list_display_links = ["issued_at", "code"]
    list_select_related = ["attempt__student__user", "attempt__session__course"]
    date_hierarchy = "issued_at"
    ordering = ["-issued_at", "-pk"]
    search_fields = [
        "code",
        "attempt__student__student_id",
        "attempt__student__user__full_name",
        "attempt__session__course__code",
    ]
    fields = ["attempt", "student", "course", "code", "key", "issued_at", "text"]
    readonly_fields = ["student", "course"]

    @admin.display(description="student", ordering="attempt__student__student_id")
    def student(self, obj: Receipt) -> str:
        """Return whose check-in it was."""
        return str(obj.attempt.student)

    @admin.display(description="course", ordering="attempt__session__course__code")
    def course(self, obj: Receipt) -> str:
        """Return in which course."""
        return str(obj.attempt.session.course) if obj.attempt.session else ""


@admin.register(ReceiptKey)
class ReceiptKeyAdmin(ReadOnly, TenantModelAdmin):
    """The keys that sign receipts; their private part is on no page."""

    list_display = ["key_id", "created_at", "retired_at"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    search_fields = ["key_id"]
    fields = ["key_id", "created_at", "retired_at"]
