"""Addresses of the installation itself: health, page shells, service worker."""

from django.urls import path, re_path

from apps.ops import pages
from apps.ops.api.health import healthz

urlpatterns = [
    path("api/healthz/", healthz, name="healthz"),
    path("sw.js", pages.service_worker, name="service-worker"),
    path("", pages.light_shell, name="home"),
    path("login", pages.light_shell, name="login"),
    path("forgot-password", pages.light_shell, name="forgot-password-page"),
    # What is behind # in the links of mails never comes here.
    path("reset-password", pages.light_shell, name="reset-password-page"),
    path("invitation", pages.light_shell, name="invitation-page"),
    path("verify-email", pages.light_shell, name="verify-email-page"),
    path("choose-password", pages.light_shell, name="choose-password-page"),
    path("account/security", pages.light_shell, name="security-page"),
    path("account/data", pages.light_shell, name="my-data-page"),
    path("scan", pages.light_shell, name="scan"),
    path("absences", pages.light_shell, name="absences-page"),
    path("history", pages.light_shell, name="history"),
    path("history/courses/<int:path>", pages.light_shell, name="history-course-page"),
    path("notifications", pages.light_shell, name="notifications-page"),
    path("notifications/settings", pages.light_shell, name="notification-settings-page"),
    path("account", pages.light_shell, name="account-page"),
    path("unsubscribe/<str:path>", pages.light_shell, name="unsubscribe-page"),
    # QR codes are written in upper case, which makes them smaller.
    re_path(r"^[cC]/(?P<path>[^/]+)/?$", pages.light_shell, name="check-in"),
    path("join/<str:path>", pages.light_shell, name="join-page"),
    path("receipts/<int:path>", pages.light_shell, name="receipt-page"),
    path("receipts", pages.private_light_shell, name="receipt-verification-form"),
    re_path(r"^[rR]/(?P<path>[^/]+)/?$", pages.private_light_shell, name="receipt-verification"),
    path("kiosk", pages.light_shell, name="kiosk"),
    path("sessions/<int:path>/kiosk", pages.staff_shell, name="kiosk-page"),
    path("dashboard", pages.staff_shell, name="dashboard"),
    path("settings", pages.staff_shell, name="settings-page"),
    path("requests", pages.staff_shell, name="requests-page"),
    path("audit", pages.staff_shell, name="audit-page"),
    path("sessions", pages.staff_shell, name="sessions-page"),
    path("courses", pages.staff_shell, name="courses-page"),
    path("courses/<int:path>", pages.staff_shell, name="course-page"),
    path("courses/<int:path>/register", pages.staff_shell, name="register-page"),
    path("courses/<int:path>/register/print", pages.staff_shell, name="print-list-page"),
    path("courses/<int:path>/sessions", pages.staff_shell, name="course-sessions-page"),
    path("courses/<int:path>/settings", pages.staff_shell, name="course-settings-page"),
    path("students", pages.staff_shell, name="students-page"),
    path("students/<int:path>", pages.staff_shell, name="student-page"),
    path("lecturers", pages.staff_shell, name="lecturers-page"),
    path("terms", pages.staff_shell, name="terms-page"),
    path("venues", pages.staff_shell, name="venues-page"),
    path("staff", pages.staff_shell, name="staff-page"),
    path("imports", pages.staff_shell, name="imports-page"),
    path("imports/<int:path>", pages.staff_shell, name="import-page"),
    path("sessions/<int:path>", pages.staff_shell, name="session-page"),
    path("sessions/<int:path>/projector", pages.staff_shell, name="projector-page"),
]
