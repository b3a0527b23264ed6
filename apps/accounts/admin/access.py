"""Pages of the admin site about sign-ins and one-time links; none shows what lets somebody in."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts.models import AuthToken, OneTimeLink
from apps.accounts.rules import ends_at
from apps.accounts.services import sign_ins
from apps.orgs.site.bases import ReadOnly, TenantModelAdmin


@admin.register(AuthToken)
class SignInAdmin(ReadOnly, TenantModelAdmin):
    """Sign-ins of the organisation's people: when, and from which network."""

    list_display = ["user", "network", "created_at", "last_used_at", "ends"]
    list_filter = ["user__role"]
    list_select_related = ["user"]
    date_hierarchy = "created_at"
    ordering = ["-last_used_at", "-pk"]
    search_fields = ["user__username", "user__full_name", "network"]
    fields = ["user", "network", "created_at", "last_used_at", "ends"]
    readonly_fields = ["ends"]
    actions = ["end"]

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may end sign-ins of others."""
        return self.is_administered(request)

    @admin.action(description="End", permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet[AuthToken]) -> None:
        """End the selected sign-ins: their next request is answered with 401."""
        selected = list(queryset)
        self.log_deletions(request, queryset)
        ended = sign_ins.end_selected(tokens=selected)
        messages.success(request, f"Ended: {ended}.")

    @admin.display(description="ends without use")
    def ends(self, obj: AuthToken) -> datetime:
        """Return when it ends if it is not used again."""
        return ends_at(created_at=obj.created_at, last_used_at=obj.last_used_at)


@admin.register(OneTimeLink)
class OneTimeLinkAdmin(ReadOnly, TenantModelAdmin):
    """Links that were mailed: to whom, what for, used or not. Never the link itself."""

    list_display = ["user", "purpose", "email", "created_at", "expires_at", "used_at"]
    list_filter = ["purpose"]
    list_select_related = ["user"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    search_fields = ["user__username", "user__full_name", "email"]
    fields = ["user", "purpose", "email", "created_at", "expires_at", "used_at"]
