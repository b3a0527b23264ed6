"""Pages of the admin site about imports: what was read, by whom, and what it changed."""

from django.contrib import admin

from apps.accounts.models import ImportChange, ImportRun
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, TenantModelAdmin):
    """Imports. The text of the file is not shown: it may hold anything."""

    list_display = ["created_at", "kind", "file_name", "state", "row_count", "counts", "by"]
    list_display_links = ["created_at", "kind"]
    list_filter = ["state", "kind"]
    list_select_related = ["by"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    search_fields = ["file_name", "by__username", "by__full_name"]
    fields = [
        *("kind", "file_name", "encoding", "state", "by"),
        *("row_count", "counts", "columns", "unknown", "failure"),
        *("created_at", "started_at", "finished_at", "text_forgotten_at", "attempts"),
    ]


@admin.register(ImportChange)
class ImportChangeAdmin(ReadOnly, TenantModelAdmin):
    """What an import did to which rows: their keys and columns, not the values."""

    list_display = ["run", "file", "model", "what"]
    list_display_links = ["run", "model"]
    list_filter = ["run__kind"]
    list_select_related = ["run"]
    ordering = ["-pk"]
    search_fields = ["run__file_name", "model"]
    fields = ["run", "file", "model", "created", "changed", "what"]
    readonly_fields = ["file", "what"]

    @admin.display(description="file", ordering="run__file_name")
    def file(self, obj: ImportChange) -> str:
        """Return the name of the file."""
        return obj.run.file_name

    @admin.display(description="what")
    def what(self, obj: ImportChange) -> str:
        """Return how many rows are new, or which columns of one row changed."""
        if obj.changed is None:
            return f"new rows: {len(obj.created)}"
        return f"row {obj.changed}: {', '.join(sorted(obj.after))}"
