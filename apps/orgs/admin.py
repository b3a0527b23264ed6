"""Pages of the admin site about organisations."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from apps.orgs.enums import AuditAction
from apps.orgs.forms import OrganizationForm, policy_lines
from apps.orgs.models import AuditEntry, Organization
from apps.orgs.selectors import logo_of
from apps.orgs.services.logos import remove_logo, store_logo
from apps.orgs.site.bases import PlatformModelAdmin, ReadOnly, TenantModelAdmin


@admin.register(Organization)
class OrganizationAdmin(PlatformModelAdmin):
    """Organisations, for platform staff. One that ends is deactivated, never deleted."""

    form = OrganizationForm
    list_display = ["name", "slug", "domain", "timezone", "currency", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "slug", "domain"]
    readonly_fields = ["logo_now", "policy_in_force", "created_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "domain", "is_active"]}),
        ("Logo", {"fields": ["logo", "remove_logo", "logo_now"]}),
        ("Place", {"fields": ["timezone", "currency"]}),
        ("Policy", {"fields": ["policy_data", "policy_in_force"]}),
        (None, {"fields": ["created_at"]}),
    ]

    def audit_actions(self, changed: Mapping[str, Any]) -> Sequence[AuditAction]:
        """Tell apart what changes how check-ins are judged."""
        policy = [AuditAction.POLICY_CHANGED] if "policy_data" in changed else []
        rest = [AuditAction.ORGANIZATION_CHANGED] if changed.keys() - {"policy_data"} else []
        return policy + rest

    @admin.display(description="In force")
    def policy_in_force(self, obj: Organization) -> str:
        """Return every setting with its value, defaults included."""
        return format_html_join("", "<div>{}: <b>{}</b></div>", policy_lines(obj))

    @admin.display(description="Logo now")
    def logo_now(self, obj: Organization) -> str:
        """Return the logo as a picture."""
        image = logo_of(obj) if obj.pk else None
        if image is None:
            return "none: mails carry the name alone"
        data = base64.b64encode(image).decode()
        return format_html('<img src="data:image/png;base64,{}" alt="" height="48">', data)

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Store the organisation and what was chosen about its logo."""
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("logo"):
            store_logo(organization=obj, image=form.cleaned_data["logo"])
        elif form.cleaned_data.get("remove_logo"):
            remove_logo(organization=obj)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Organization | None = None
    ) -> dict[str, Sequence[str]]:
        """Propose a short name for a new organisation only: a stored one is in links."""
        return {"slug": ("name",)} if obj is None else {}


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, TenantModelAdmin):
    """Who did what in the organisation, when, and from which network."""

    list_display = ["at", "action", "actor_name", "target_label", "summary", "network"]
    list_display_links = ["at", "action"]
    list_filter = ["action", "by_platform_staff"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = ["actor_name", "target_label", "summary", "network"]
    fields = [
        *("at", "action", "actor", "actor_name", "by_platform_staff", "network"),
        *("target_type", "target_id", "target_label", "summary", "details"),
    ]
