"""Pages of the admin site about organisations."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from apps.core import clock, tenancy
from apps.core.changes import tell_changed
from apps.orgs.enums import AuditAction
from apps.orgs.forms import POLICY_FIELDS, OrganizationForm, policy_fieldsets
from apps.orgs.models import AuditEntry, Organization
from apps.orgs.selectors import logo_of, policy_version
from apps.orgs.services.logos import remove_logo, store_logo
from apps.orgs.services.policy import change_policy
from apps.orgs.site.bases import PlatformModelAdmin, ReadOnly, TenantModelAdmin


@admin.register(Organization)
class OrganizationAdmin(PlatformModelAdmin):
    """Organisations, for platform staff. One that ends is deactivated, never deleted."""

    form = OrganizationForm
    list_display = ["name", "slug", "domain", "timezone", "currency", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "slug", "domain"]
    readonly_fields = ["logo_now", "created_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "domain", "is_active", "policy_version"]}),
        ("Logo", {"fields": ["logo", "remove_logo", "logo_now"]}),
        ("Place", {"fields": ["timezone", "currency"]}),
        *policy_fieldsets(),
        (None, {"fields": ["created_at"]}),
    ]

    def told_changes(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out the policy, of which its own service tells."""
        apart = {*POLICY_FIELDS, "policy_version"}
        return {name: values for name, values in changed.items() if name not in apart}

    def audit_actions(self, changed: Mapping[str, Any]) -> Sequence[AuditAction]:
        """Call it what it is."""
        return [AuditAction.ORGANIZATION_CHANGED]

    @admin.display(description="Logo now")
    def logo_now(self, obj: Organization) -> str:
        """Return the logo as a picture."""
        image = logo_of(obj) if obj.pk else None
        if image is None:
            return "none: mails carry the name alone"
        data = base64.b64encode(image).decode()
        return format_html('<img src="data:image/png;base64,{}" alt="" height="48">', data)

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Store the organisation, its policy, and what was chosen about its logo.

        A stored policy is not written with the rest: it may be another one by now.
        """
        obj.save(update_fields=OrganizationForm.Meta.fields if change else None)
        if change and "timezone" in form.changed_data:
            # What is planned by the clock on the wall begins at another moment now.
            tell_changed(Organization, [obj], now=clock.now())
        self._save_policy(request, obj, form)
        if form.cleaned_data.get("logo"):
            store_logo(organization=obj, image=form.cleaned_data["logo"])
        elif form.cleaned_data.get("remove_logo"):
            remove_logo(organization=obj)

    @staticmethod
    def _save_policy(request: HttpRequest, obj: Organization, form: Any) -> None:
        editor: Any = request.user
        seen = form.cleaned_data["policy_version"] or policy_version(obj.policy)
        with tenancy.activate(obj):
            stored = change_policy(
                by=editor, settings=form.policy_settings, version=seen, now=clock.now()
            )
        obj.policy_data = stored.policy_data

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
