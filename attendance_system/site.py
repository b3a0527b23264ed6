"""The admin site put together: the tenant-safe site with the log-in of accounts."""

from apps.accounts.forms import AdminLogInForm
from apps.orgs.site.site import OrganizationAdminSite


class AttendanceAdminSite(OrganizationAdminSite):
    """The one admin site of the installation."""

    login_form = AdminLogInForm
