"""Pages of the admin site about records and the chain over them: to be read, never edited."""

from typing import Any

from django.contrib import admin

from apps.attendance.admin.sessions import COURSE, OfSession
from apps.attendance.models import AbsenceNotice, AttendanceRecord, LedgerEntry, RecordChange
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin

STUDENT = ("student__student_id", "student__user__full_name")


@admin.register(AttendanceRecord)
class AttendanceRecordAdmin(OfSession):
    """Who was there. A status is changed on the session's page, where it leaves its trace."""

    list_display = [
        *("recorded_at", "student", "name", "course", "status"),
        *("source", "arrived_at", "band", "contested"),
    ]
    list_display_links = ["recorded_at", "student"]
    list_filter = ["status", "source", "band", "contested", "session__course__term"]
    list_select_related = ["student__user", "session__course"]
    date_hierarchy = "recorded_at"
    ordering = ["-recorded_at", "-pk"]
    search_fields = [*STUDENT, *COURSE, "reference"]
    fields = [
        *("session", "course", "student", "name", "status", "source", "reference"),
        *("arrived_at", "recorded_at", "band", "reasons", "contested"),
        *("network", "location_verdict", "distance_band", "accuracy_m"),
    ]
    readonly_fields = ["course", "name"]

    @admin.display(description="name", ordering="student__user__full_name")
    def name(self, obj: AttendanceRecord) -> str:
        """Return the student's name."""
        return str(obj.student.user)


@admin.register(RecordChange)
class RecordChangeAdmin(ReadOnly, TenantModelAdmin):
    """Every change of a record: who, when, from what, to what, why."""

    list_display = ["at", "kind", "student", "course", "from_status", "to_status", "by", "reason"]
    list_display_links = ["at", "kind"]
    list_filter = ["kind", "to_status"]
    list_select_related = ["record__student__user", "record__session__course", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [
        *(f"record__{path}" for path in (*STUDENT, *COURSE)),
        *("by__full_name", "reason"),
    ]
    fields = [
        *("record", "student", "course", "kind", "at", "by"),
        *("from_status", "to_status", "from_arrived_at", "reason"),
    ]
    readonly_fields = ["student", "course"]

    @admin.display(description="student", ordering="record__student__student_id")
    def student(self, obj: RecordChange) -> str:
        """Return number and name of the student."""
        student = obj.record.student
        return f"{student.student_id} {student.user}"

    @admin.display(description="course", ordering="record__session__course__code")
    def course(self, obj: RecordChange) -> str:
        """Return the course of the record's session."""
        return str(obj.record.session.course)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly, TenantModelAdmin):
    """The chain of hashes over records and changes. ``manage.py verify_ledger`` checks it."""

    list_display = ["sequence", "kind", "row_id", "record_id", "sealed_at", "hash_hex"]
    list_filter = ["kind"]
    date_hierarchy = "sealed_at"
    ordering = ["-sequence"]
    search_fields = ["=sequence", "=record_id"]
    search_help_text = "The number of an entry or of a record."
    fields = [
        *("sequence", "kind", "row_id", "record_id", "sealed_at"),
        *("row_hash_hex", "state_hash_hex", "previous_hash_hex", "hash_hex"),
    ]
    readonly_fields = ["row_hash_hex", "state_hash_hex", "previous_hash_hex", "hash_hex"]

    @admin.display(description="hash of the row")
    def row_hash_hex(self, obj: LedgerEntry) -> str:
        """Return the hash of what never changes."""
        return _hex(obj.row_hash)

    @admin.display(description="hash of the record")
    def state_hash_hex(self, obj: LedgerEntry) -> str:
        """Return the hash of the record as it was."""
        return _hex(obj.state_hash)

    @admin.display(description="hash before")
    def previous_hash_hex(self, obj: LedgerEntry) -> str:
        """Return the hash of the entry before."""
        return _hex(obj.previous_hash)

    @admin.display(description="hash")
    def hash_hex(self, obj: LedgerEntry) -> str:
        """Return the hash of the entry."""
        return _hex(obj.hash)


def _hex(digest: Any) -> str:
    # PostgreSQL hands a memoryview over.
    return bytes(digest).hex()


@admin.register(AbsenceNotice)
class AbsenceNoticeAdmin(ReadOnly, TenantModelAdmin):
    """Of what students have been warned, so that nobody is warned of it twice."""

    list_display = ["at", "student", "name", "course", "finding"]
    list_display_links = ["at", "student"]
    list_filter = ["course__term"]
    list_select_related = ["student__user", "course"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [*STUDENT, "course__code", "course__name"]
    fields = ["student", "name", "course", "finding", "at"]
    readonly_fields = ["name"]

    @admin.display(description="name", ordering="student__user__full_name")
    def name(self, obj: AbsenceNotice) -> str:
        """Return the student's name."""
        return str(obj.student.user)
