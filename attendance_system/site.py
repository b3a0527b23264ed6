"""The admin site put together: the tenant-safe site with the log-in of accounts."""

from typing import Any

from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from apps.accounts.forms import AdminLogInForm, OwnPasswordForm
from apps.accounts.models import User
from apps.accounts.services.limits import remember_device
from apps.orgs.site.site import OrganizationAdminSite


class AttendanceAdminSite(OrganizationAdminSite):
    """The one admin site of the installation."""

    login_form = AdminLogInForm

    def login(  # type: ignore[override]  # a response of any kind
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Show the log-in, or try one; a browser that got in is known at the next.

        So that nobody who fails elsewhere, as often as they like, keeps its owner out.
        """
        answer = super().login(request, extra_context)
        entered = request.method == "POST" and isinstance(answer, HttpResponseRedirect)
        if entered and isinstance(request.user, User):
            remember_device(answer, request=request, user=request.user)
        return answer

    def password_change(  # type: ignore[override]  # a response of any kind
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Let somebody replace their own password, as they do in the API."""
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            template_name="registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)
