"""The admin site as Django's default one, so that apps register with ``admin.register``."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "attendance_system.site.AttendanceAdminSite"
