"""Pages of the admin site about roll-calls, their tokens, and what was done to them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.attendance.enums import SessionState
from apps.attendance.errors import ReasonRequired
from apps.attendance.models import AttendanceSession, AttendanceToken, Kiosk, SessionEvent
from apps.attendance.services import sessions, tokens
from apps.core import clock
from apps.core.errors import AppError
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin

COURSE = ("session__course__code", "session__course__name")


class ReasonForm(ActionForm):
    """The choice of an action, with the reason that some of them ask for."""

    reason = forms.CharField(required=False, max_length=300, label="Reason:")


@admin.register(AttendanceSession)
class AttendanceSessionAdmin(ReadOnly, TenantModelAdmin):
    """Roll-calls. They are run on their own page; here they can be closed and opened again."""

    list_display = [
        *("course", "opens_at", "closes_at", "standing"),
        *("venue_name", "started_by", "reopen_count"),
    ]
    list_filter = ["state", "course__term"]
    list_select_related = ["course", "started_by"]
    date_hierarchy = "opens_at"
    ordering = ["-opens_at", "-pk"]
    search_fields = ["course__code", "course__name", "venue_name"]
    fields = [
        *(
            "course",
            "schedule",
            "class_date",
            "standing",
            "planned_start",
            "opens_at",
            "closes_at",
            "closed_at",
        ),
        *("absences_written_at", "reopen_count", "started_by"),
        *("venue", "venue_name", "latitude", "longitude", "radius_m", "policy_data"),
    ]
    readonly_fields = ["standing"]
    action_form = ReasonForm
    actions = ["close", "reopen"]

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may close and reopen sessions."""
        return self.is_administered(request)

    @admin.display(description="state", ordering="state")
    def standing(self, obj: AttendanceSession) -> str:
        """Return where the session stands by the clock: the stored state may lag behind it."""
        return SessionState(obj.state_at(clock.now())).label

    @admin.action(description="Close (give a reason)", permissions=["run"])
    def close(self, request: HttpRequest, queryset: QuerySet[AttendanceSession]) -> None:
        """Close the selected sessions and write their absences."""
        reason = _reason_of(request)
        done = 0
        for session in queryset:
            if session.state_at(clock.now()) != SessionState.CLOSED:
                by: Any = request.user
                sessions.close(session=session, by=by, now=clock.now(), reason=reason)
                self.log_change(request, session, f"Closed: {reason}")
                done += 1
        messages.success(request, f"Closed: {done}.")

    @admin.action(description="Reopen (give a reason)", permissions=["run"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[AttendanceSession]) -> None:
        """Open the selected closed sessions again; say which could not be."""
        reason = _reason_of(request)
        done = 0
        for session in queryset.select_related("course"):
            by: Any = request.user
            try:
                sessions.reopen(
                    session=session, reason=reason, minutes=None, by=by, now=clock.now()
                )
            except AppError as error:
                messages.warning(request, f"{session.course}: {error.message}")
                continue
            self.log_change(request, session, f"Reopened: {reason}")
            done += 1
        messages.success(request, f"Reopened: {done}.")


def _reason_of(request: HttpRequest) -> str:
    """Return the reason given with an action. Raises ReasonRequired without one."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise ReasonRequired("Say why, beside the action.")
    return reason


class OfSession(ReadOnly, TenantModelAdmin):
    """What pages of rows that belong to a session share."""

    list_select_related = ["session__course"]
    list_filter = ["session__course__term"]
    search_fields: ClassVar[list[str]] = [*COURSE]

    @admin.display(description="course", ordering="session__course__code")
    def course(self, obj: Any) -> str:
        """Return the course of the session."""
        return str(obj.session.course) if obj.session is not None else "unknown"


@admin.register(AttendanceToken)
class AttendanceTokenAdmin(OfSession):
    """What lets students in: when it was valid. Its secret is shown to nobody."""

    list_display = [
        *("course", "session", "kind", "valid_from", "valid_until"),
        *("revoked_at", "created_by"),
    ]
    list_filter = ["kind", "session__course__term"]
    list_select_related = ["session__course", "created_by"]
    date_hierarchy = "valid_from"
    ordering = ["-valid_from", "-pk"]
    fields = [
        *("course", "session", "kind", "period_s", "valid_from", "valid_until"),
        *("revoked_at", "created_by"),
    ]
    readonly_fields = ["course"]
    actions = ["revoke"]

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may revoke tokens."""
        return self.is_administered(request)

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[AttendanceToken]) -> None:
        """Revoke the selected tokens: their codes stop working at once."""
        living = list(queryset.filter(revoked_at=None).select_related("session"))
        for token in living:
            by: Any = request.user
            tokens.revoke(session=token.session, token_id=token.pk, by=by, now=clock.now())
            self.log_change(request, token, "Revoked.")
        messages.success(request, f"Revoked: {len(living)}.")


@admin.register(SessionEvent)
class SessionEventAdmin(OfSession):
    """Who opened, prolonged, closed or reopened a session, and why."""

    list_display = ["at", "kind", "course", "session", "by", "reason"]
    list_display_links = ["at", "kind"]
    list_filter = ["kind", "session__course__term"]
    list_select_related = ["session__course", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = [*COURSE, "by__full_name", "reason"]
    fields = ["session", "course", "kind", "at", "by", "reason"]
    readonly_fields = ["course"]


@admin.register(Kiosk)
class KioskAdmin(ReadOnly, TenantModelAdmin):
    """Devices at which students entered their number; their tokens are on no page."""

    list_display = ["started_at", "session", "started_by", "ended_at"]
    list_select_related = ["session__course", "started_by"]
    date_hierarchy = "started_at"
    ordering = ["-started_at", "-pk"]
    search_fields = ["session__course__code", "started_by__full_name"]
    fields = ["session", "started_at", "started_by", "ended_at"]
