"""Pages of the admin site about organisations."""

from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join

from apps.orgs.forms import OrganizationForm, policy_lines
from apps.orgs.models import Organization
from apps.orgs.site.bases import PlatformModelAdmin


@admin.register(Organization)
class OrganizationAdmin(PlatformModelAdmin):
    """Organisations, for platform staff. One that ends is deactivated, never deleted."""

    form = OrganizationForm
    list_display = ["name", "slug", "domain", "timezone", "currency", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "slug", "domain"]
    readonly_fields = ["policy_in_force", "created_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "domain", "is_active"]}),
        ("Place", {"fields": ["timezone", "currency"]}),
        ("Policy", {"fields": ["policy_data", "policy_in_force"]}),
        (None, {"fields": ["created_at"]}),
    ]

    @admin.display(description="In force")
    def policy_in_force(self, obj: Organization) -> str:
        """Return every setting with its value, defaults included."""
        return format_html_join("", "<div>{}: <b>{}</b></div>", policy_lines(obj))

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Organization | None = None
    ) -> dict[str, Sequence[str]]:
        """Propose a short name for a new organisation only: a stored one is in links."""
        return {"slug": ("name",)} if obj is None else {}
