"""Pages of the admin site about imports: a file is checked, stored and undone by the services.

They are the API's steps without its preview of all rows: who wants that, uses the imports page.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from apps.accounts.enums import ImportState
from apps.accounts.forms import ImportFileForm
from apps.accounts.models import ImportChange, ImportRun
from apps.accounts.selectors import imports as reads
from apps.accounts.services import import_undo, imports
from apps.core import clock
from apps.core.errors import AppError
from apps.core.imports.importer import Result, kinds
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin

SHOWN_ROWS = 50
_READY = frozenset({ImportState.CHECKED, ImportState.FAILED})


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, TenantModelAdmin):
    """Imports. The text of the file is not shown: it may hold anything."""

    add_form_template = "admin/accounts/importrun/add_form.html"
    list_display = ["created_at", "kind", "file_name", "state", "row_count", "rows", "by"]
    list_display_links = ["created_at", "kind"]
    list_filter = ["state", "kind"]
    list_select_related = ["by"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    search_fields = ["file_name", "by__username", "by__full_name"]
    fieldsets = [
        (None, {"fields": ["kind", "file_name", "encoding", "state", "failure", "by"]}),
        ("Rows", {"fields": ["row_count", "rows", "columns", "unknown", "errors", "kept"]}),
        ("Times", {"fields": ["created_at", "started_at", "finished_at", "text_forgotten_at"]}),
    ]
    readonly_fields = ["rows", "errors", "kept"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may import files."""
        return self.is_administered(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        """Return the imports without their files, of which a list would hold hundreds of MiB."""
        return super().get_queryset(request).defer(*reads.HEAVY)

    def get_urls(self) -> list[Any]:
        """Return the pages of the model, and the steps of an import."""
        steps = {"commit": self.commit, "undo": self.undo, "errors": self.error_rows}
        wrap = self.admin_site.admin_view
        return [
            *(
                path(f"<int:pk>/{name}/", wrap(step), name=f"accounts_importrun_{name}")
                for name, step in steps.items()
            ),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for a file and have it checked; lead to what its rows would do."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        # Any, for Django's stubs know forms of rows alone.
        form: Any = ImportFileForm(request.POST or None, request.FILES or None)
        if form.is_valid() and (run := self._check(request, form)):
            self.log_addition(request, run, [{"added": {}}])
            messages.success(request, "The file is checked. Nothing of it is stored yet.")
            return HttpResponseRedirect(_address("change", run.pk))
        sets = [(None, {"fields": list(form.fields)})]
        context = {
            **self.admin_site.each_context(request),
            "title": "Check a file",
            "adminform": helpers.AdminForm(form, sets, {}, model_admin=self),
            "media": self.media + form.media,
            "errors": helpers.AdminErrorList(form, []),
            "inline_admin_formsets": [],
            **(extra_context or {}),
        }
        return self.render_change_form(request, context, add=True, form_url=form_url)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what the rows would do or have done, with the steps that are possible."""
        run = self.get_object(request, object_id)
        steps: dict[str, Any] = {}
        if run is not None:
            kept = _is_readable(run)
            steps = {
                "can_commit": kept and run.state in _READY,
                "can_undo": not import_undo.refusal(run, now=clock.now()),
                "has_errors": kept and bool(run.counts.get(Result.ERROR.value)),
                "title": f"Import of {run.file_name}",
            }
        return super().change_view(request, object_id, form_url, {**steps, **(extra_context or {})})

    def commit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Have a worker store a checked file; a page that is only opened does nothing."""
        run = self._run(request, pk)
        if run is None:
            return self._missing(request, pk)
        if request.method == "POST":
            self._step(request, run, imports.commit, "A worker stores the rows now.")
        return HttpResponseRedirect(_address("change", pk))

    def undo(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask whether an import is to be undone, and have a worker do it."""
        run = self._run(request, pk)
        if run is None:
            return self._missing(request, pk)
        if request.method == "POST":
            self._step(request, run, imports.undo, "A worker takes the import back now.")
            return HttpResponseRedirect(_address("change", pk))
        context = {
            **self.admin_site.each_context(request),
            "title": "Undo the import?",
            "opts": self.opts,
            "run": run,
            "refusal": import_undo.refusal(run, now=clock.now()),
        }
        return TemplateResponse(request, "admin/accounts/importrun/undo.html", context)

    def error_rows(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out the rows that are errors, as a file to correct and send again."""
        run = self._run(request, pk)
        if run is None:
            return self._missing(request, pk)
        try:
            reads.importer_named(run.kind)
            lines = imports.hand_out_errors(run=run, by=_user(request), now=clock.now())
        except AppError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(_address("change", pk))
        answer = HttpResponse("".join(lines).encode(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="errors-{run.kind}-{run.pk}.csv"'
        return answer

    @admin.display(description="results")
    def rows(self, obj: ImportRun) -> str:
        """Return how many rows are new, changed, the same and errors."""
        return _counted(obj.counts, Result)

    @admin.display(description="rows with errors")
    def errors(self, obj: ImportRun) -> str:
        """Return the first rows that are errors, with the reasons."""
        many = obj.counts.get(Result.ERROR.value, 0)
        if not many:
            return "none"
        if not _is_readable(obj):
            return f"{many}; the file cannot be read any more"
        found = islice(iter(reads.ImportRows(obj, Result.ERROR)), SHOWN_ROWS)
        told = (
            (
                f"Row {row.number}",
                "; ".join(f"{one.column} {one.text}".strip() for one in row.reasons),
            )
            for row in found
        )
        return _listed(told, many)

    @admin.display(description="not taken back")
    def kept(self, obj: ImportRun) -> str:
        """Return the first rows that undoing deactivated or left, with the reasons."""
        if obj.state != ImportState.UNDONE:
            return "-"
        found = reads.kept_rows(obj)
        told = ((f"{one.name} ({one.fate})", one.reason) for one in found[:SHOWN_ROWS])
        return _listed(told, len(found)) if found else "none"

    def _check(self, request: HttpRequest, form: ImportFileForm) -> ImportRun | None:
        upload = form.cleaned_data["file"]
        try:
            return imports.check(
                by=_user(request),
                kind=form.cleaned_data["kind"],
                file_name=upload.name,
                data=upload.read(),
                now=clock.now(),
            )
        except AppError as error:
            form.add_error("file", error.message)
            return None

    def _step(
        self, request: HttpRequest, run: ImportRun, step: Callable[..., Any], words: str
    ) -> None:
        """Take a step of an import; say what it begins, or why it is refused."""
        try:
            step(run=run, by=_user(request), now=clock.now())
        except AppError as error:
            messages.error(request, error.message)
        else:
            self.log_change(request, run, words)
            messages.success(request, f"{words} Open this page again to see how it ended.")

    def _run(self, request: HttpRequest, pk: int) -> ImportRun | None:
        run: ImportRun | None = self.get_object(request, str(pk))
        return run if run is not None and self.has_add_permission(request) else None

    def _missing(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        answer: HttpResponseBase = self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]  # Django's answer of its own pages, not in the stubs
            request, self.opts, str(pk)
        )
        return answer


def _user(request: HttpRequest) -> Any:
    return request.user


def _address(page: str, pk: int) -> str:
    return reverse(f"admin:accounts_importrun_{page}", args=[pk])


def _is_readable(run: ImportRun) -> bool:
    """Return whether the file is still kept, and its kind still known."""
    return run.text_forgotten_at is None and run.kind in dict(kinds())


def _counted(counts: dict[str, int], names: Iterable[str]) -> str:
    """Return the counts in the order of their names: PostgreSQL keeps none of its own."""
    return ", ".join(f"{name} {counts[name]}" for name in names if name in counts) or "-"


def _listed(told: Iterable[tuple[str, str]], many: int) -> str:
    shown = format_html_join("", "<li>{}: {}</li>", told)
    more = f"and {many - SHOWN_ROWS} more" if many > SHOWN_ROWS else ""
    return format_html("<ul>{}</ul>{}", shown, more)


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

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportChange]:
        """Return the changes, their imports without the files."""
        return super().get_queryset(request).defer(*(f"run__{name}" for name in reads.HEAVY))

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
