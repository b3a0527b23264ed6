"""The admin site: one of the three edges that open the tenancy scope."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, SuspiciousOperation
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from apps.core import tenancy
from apps.core.http import query_id
from apps.orgs.enums import AuditAction
from apps.orgs.models import Organization
from apps.orgs.site import scope
from apps.orgs.site.bases import AdminBase, TenantModelAdmin
from apps.orgs.site.trail import note

NEXT = "next"
# A form carries the organisation it was opened for, so that one from another tab is noticed.
POSTED_ORGANIZATION = "_organization"
View = Callable[..., HttpResponseBase]


class Choices(AutocompleteJsonView):
    """Rows that a field with a search offers."""

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that match, with what their labels need."""
        found: QuerySet[Any] = super().get_queryset()
        page = self.model_admin
        if isinstance(page, AdminBase) and page.label_related:
            return found.select_related(*page.label_related)
        return found

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Return key and label of one row."""
        page = self.model_admin
        label = page.label_of(obj) if isinstance(page, AdminBase) else str(obj)
        return {"id": str(getattr(obj, to_field_name)), "text": label}


class OrganizationAdminSite(AdminSite):
    """Runs each page inside the scope of the organisation that its user works for."""

    site_title = "Attendance administration"
    index_title = "Administration"
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take pages on our bases only, for no others are held to an organisation.

        Those that Django's apps bring (groups of permissions) are left out: roles decide here.
        Raises ImproperlyConfigured for a page of ours on another base.
        """
        if admin_class is not None and admin_class.__module__.startswith("django.contrib."):
            return
        if admin_class is None or not issubclass(admin_class, AdminBase):
            raise ImproperlyConfigured(f"{admin_class} is not below TenantModelAdmin")
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may use the admin site at this address."""
        return scope.may_enter(request)

    def login(  # type: ignore[override]  # a response of any kind
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Show the log-in, or try one, for the organisation at this address if there is one."""
        organization = getattr(request, "organization", None)
        if organization is None:
            return super().login(request, extra_context)
        with tenancy.activate(organization):
            return _rendered(super().login(request, extra_context))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Return Django's addresses and that of the choice.

        The one that finds any row by its content type is left out: no model has a page of its
        own, and it would tell which keys exist.
        """
        kept = [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]
        choice = path(
            "organization/",
            self.admin_view(self.choose_organization),
            name="choose_organization",
        )
        return [choice, *kept]

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]  # noqa: FBT001, FBT002 - Django's signature, with a response of any kind
        """Wrap a page: who may enter, whose rows, rendered before the scope closes."""

        @wraps(view)
        def scoped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refuse_unreadable(request)
            # Use keeps the session alive; requests outside of the admin site do not.
            request.session.modified = True
            organization = scope.working_organization(request)
            if _posted_for_another(request, organization):
                messages.error(
                    request,
                    "Nothing was stored: you have changed the organisation in another window.",
                )
                return HttpResponseRedirect(reverse("admin:index"))
            if organization is None:
                if isinstance(getattr(view, "__self__", None), TenantModelAdmin):
                    return _to_choice(request)
                return _rendered(view(request, *args, **kwargs))
            zone = ZoneInfo(organization.timezone)
            with tenancy.activate(organization), timezone.override(zone):
                return _rendered(view(request, *args, **kwargs))

        return super().admin_view(scoped, cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows: for whom one works, and for which organisation."""
        organization = scope.working_organization(request)
        named = organization or getattr(request, "organization", None)
        platform = scope.is_platform_staff(request.user)
        if platform and organization is None:
            header = "Attendance · all organisations"
        else:
            header = f"{named.name} · administration" if named else "Attendance administration"
        return {
            **super().each_context(request),
            "site_header": header,
            "working_organization": organization,
            "is_platform_staff": platform,
        }

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]  # a response of any kind
        """Return rows to choose from, called as their pages call them."""
        return Choices.as_view(admin_site=self)(request)

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry, LogEntry]:
        """Return what the start page lists as recent: nothing for platform staff.

        Theirs would be of several organisations, with links that lead nowhere in the chosen one.
        """
        entries = super().get_log_entries(request)
        return entries.none() if scope.is_platform_staff(request.user) else entries

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show one app's models; lead to the choice when all of them need an organisation."""
        try:
            return super().app_index(request, app_label, extra_context)
        except Http404:
            if scope.working_organization(request) is None:
                return _to_choice(request)
            raise

    def choose_organization(self, request: HttpRequest) -> HttpResponseBase:
        """Let platform staff choose, change or leave the organisation they work for."""
        if not scope.is_platform_staff(request.user):
            raise PermissionDenied
        if request.method == "POST":
            wanted = query_id(request.POST, "organization")
            chosen = None
            if wanted is not None:
                chosen = get_object_or_404(Organization, pk=wanted, is_active=True)
            scope.choose(request, chosen)
            if chosen is not None:
                note(request, action=AuditAction.PLATFORM_ENTERED, target=chosen)
            return HttpResponseRedirect(_next_of(request))
        context = {
            **self.each_context(request),
            "title": "Choose an organisation",
            "organizations": Organization.objects.filter(is_active=True).order_by("name"),
            "next": request.GET.get(NEXT, ""),
        }
        return TemplateResponse(request, "admin/choose_organization.html", context)


def refuse_unreadable(request: HttpRequest) -> None:
    """Raise SuspiciousOperation for a NUL in the address, which no database text holds."""
    if "\x00" in request.path or "\x00" in unquote(request.META.get("QUERY_STRING", "")):
        raise SuspiciousOperation("NUL in the address")


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Render a lazy answer now: its rows are read inside the scope or not at all."""
    if isinstance(response, TemplateResponse) and not response.is_rendered:
        return response.render()
    return response


def _posted_for_another(request: HttpRequest, organization: Organization | None) -> bool:
    if request.method != "POST" or POSTED_ORGANIZATION not in request.POST:
        return False
    own = str(organization.pk) if organization is not None else ""
    return request.POST[POSTED_ORGANIZATION] != own


def _to_choice(request: HttpRequest) -> HttpResponse:
    # Only an address that can be opened again is worth coming back to.
    back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    query = urlencode({NEXT: back})
    return HttpResponseRedirect(f"{reverse('admin:choose_organization')}?{query}")


def _next_of(request: HttpRequest) -> str:
    wanted = request.POST.get(NEXT, "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("admin:index")
