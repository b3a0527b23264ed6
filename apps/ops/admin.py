"""Pages of the admin site about the installation itself."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from apps.core import clock, jobs
from apps.core.models import JobState
from apps.orgs.site.bases import PlatformModelAdmin, ReadOnly

_MARKED = frozenset({jobs.Word.LATE, jobs.Word.FAILED})


@admin.register(JobState)
class JobStateAdmin(ReadOnly, PlatformModelAdmin):
    """How the scheduled jobs stand. Rows are written by the worker alone."""

    list_display = [
        "name",
        "standing",
        "every",
        "last_started_at",
        "last_succeeded_at",
        "lag",
        "last_counts",
        "last_error",
    ]
    fields = [
        *("name", "standing", "every", "lag", "last_started_at", "last_succeeded_at"),
        *("last_failed_at", "last_error", "last_duration_ms", "last_counts"),
        *("runs", "failures", "lease_until"),
    ]
    readonly_fields = ["standing", "every", "lag"]
    search_fields = ["name"]
    ordering = ["name"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the jobs; name those of the schedule that no worker has ever begun."""
        begun = set(JobState.objects.values_list("name", flat=True))
        missing = [name for name in settings.JOBS if name not in begun]
        told = f"Never begun: {', '.join(missing)}" if missing else None
        return super().changelist_view(request, {"subtitle": told, **(extra_context or {})})

    @admin.display(description="state")
    def standing(self, obj: JobState) -> str:
        """Return how the job stands, marked when somebody should look."""
        report = _report(obj)
        if report is None:
            return "not scheduled"
        if report.word in _MARKED:
            return format_html('<span class="late">{}</span>', report.word)
        return report.word

    @admin.display(description="every")
    def every(self, obj: JobState) -> str:
        """Return the interval of the schedule."""
        interval = settings.JOBS.get(obj.name)
        return str(interval) if interval is not None else "not scheduled"

    @admin.display(description="overdue by")
    def lag(self, obj: JobState) -> str:
        """Return by how many seconds the last success is overdue."""
        report = _report(obj)
        return f"{report.lag_s} s" if report is not None else ""


def _report(state: JobState) -> jobs.JobReport | None:
    every = settings.JOBS.get(state.name)
    return None if every is None else jobs.report(state, every=every, now=clock.now())
