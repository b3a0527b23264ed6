"""A valid request for every operation of the application, for tests that sweep over all.

An operation is a route of the URL configuration with a method. Where a part of the request names
a row (in the path, or a code in the body) there is one case for each such part, and the request
can be made for the rows of four owners: own, another owner's, a foreign organisation's, random.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.views import View

from apps.accounts.models import Guardian, Lecturer, Student, User
from tests.support import valid_requests as make
from tests.support.attendance_cases import ATTENDANCE_CASES
from tests.support.calls import Call
from tests.support.campus import MISSING
from tests.support.cases import Case
from tests.support.world import PASSWORD

HTTP_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CATCH_ALL = "^api(?:/.*)?$"


def routes() -> Iterator[tuple[str, Any]]:
    """Yield every route of the URL configuration with its view, but the admin site's.

    Those come and go with the registered models; tests.contracts.test_admin_sweep asks for them.
    """
    for route, view in _walk(get_resolver().url_patterns, ""):
        if route.partition("/")[0] != "admin":
            yield route, view


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for item in patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _walk(item.url_patterns, route)
        elif isinstance(item, URLPattern):
            yield route, item.callback


def view_class(view: Any) -> type[View] | None:
    """Return the class of a class-based view."""
    found = getattr(view, "cls", None) or getattr(view, "view_class", None)
    return found if isinstance(found, type) else None


def methods_of(view: Any) -> list[str]:
    """Return the methods that a view serves; a function of ours serves GET (and HEAD)."""
    owner = view_class(view)
    if owner is None:
        return ["GET"]
    return [method for method in HTTP_METHODS if hasattr(owner, method.lower())]


def operations() -> list[tuple[str, str]]:
    """Return every (route, method) of the application."""
    return [(route, method) for route, view in routes() for method in methods_of(view)]


A = "/api/auth/"
NEW_PASSWORD = "a wholly other secret"
C, N = "api/courses/<int:pk>/", "api/notifications/"
THURSDAYS = {"weekdays": [4], "starts": "09:00", "ends": "10:30"}
F = "api/imports/<int:pk>/"
CASES = [
    Case("api/healthz/", "GET", make.plain("/api/healthz/")),
    Case("sw.js", "GET", make.plain("/sw.js")),
    Case("", "GET", make.plain("/")),
    Case("login", "GET", make.plain("/login")),
    Case("scan", "GET", make.plain("/scan")),
    Case("forgot-password", "GET", make.plain("/forgot-password")),
    Case("reset-password", "GET", make.plain("/reset-password")),
    Case("invitation", "GET", make.plain("/invitation")),
    Case("verify-email", "GET", make.plain("/verify-email")),
    Case("choose-password", "GET", make.plain("/choose-password")),
    Case("account/security", "GET", make.plain("/account/security")),
    Case("account/data", "GET", make.plain("/account/data")),
    Case("history", "GET", make.plain("/history")),
    Case("absences", "GET", make.plain("/absences")),
    Case("requests", "GET", make.plain("/requests")),
    Case(
        "history/courses/<int:path>",
        "GET",
        lambda campus, kind: Call(f"/history/courses/{make.course_of(campus, kind)}"),
        varies="path",
    ),
    Case("notifications", "GET", make.plain("/notifications")),
    Case("notifications/settings", "GET", make.plain("/notifications/settings")),
    Case("unsubscribe/<str:path>", "GET", make.unsubscribe("/unsubscribe/{}"), varies="path"),
    Case("receipts", "GET", make.plain("/receipts")),
    Case("receipts/<int:path>", "GET", lambda campus, kind: Call("/receipts/1"), varies="path"),
    Case(
        "^[rR]/(?P<path>[^/]+)/?$",
        "GET",
        lambda campus, kind: Call("/R/ABCD-ABCD-ABCD-ABCD"),
        varies="path",
    ),
    Case("kiosk", "GET", make.plain("/kiosk")),
    Case(
        "sessions/<int:path>/kiosk",
        "GET",
        lambda campus, kind: Call(f"/sessions/{make.session_of(campus, kind)}/kiosk"),
        varies="path",
    ),
    Case("dashboard", "GET", make.plain("/dashboard")),
    Case("courses", "GET", make.plain("/courses")),
    Case(
        "courses/<int:path>",
        "GET",
        lambda campus, kind: Call(f"/courses/{make.course_of(campus, kind)}"),
        varies="path",
    ),
    *[
        Case(f"courses/<int:path>/{tab}", "GET", make.course_page(tab), varies="path")
        for tab in ("register", "register/print", "sessions", "settings")
    ],
    Case("join/<str:path>", "GET", make.join_page, varies="path"),
    Case("students", "GET", make.plain("/students")),
    Case(
        "students/<int:path>",
        "GET",
        lambda campus, kind: Call(make.student("")(campus, kind).path.removeprefix("/api")[:-1]),
        varies="path",
    ),
    Case("lecturers", "GET", make.plain("/lecturers")),
    Case("staff", "GET", make.plain("/staff")),
    Case("terms", "GET", make.plain("/terms")),
    Case("venues", "GET", make.plain("/venues")),
    Case("imports", "GET", make.plain("/imports")),
    Case("imports/<int:path>", "GET", make.plain("/imports/1"), varies="path"),
    Case(
        "sessions/<int:path>",
        "GET",
        lambda campus, kind: Call(f"/sessions/{make.session_of(campus, kind)}"),
        varies="path",
    ),
    Case(
        "sessions/<int:path>/projector",
        "GET",
        lambda campus, kind: Call(f"/sessions/{make.session_of(campus, kind)}/projector"),
        varies="path",
    ),
    Case("settings", "GET", make.plain("/settings")),
    Case("audit", "GET", make.plain("/audit")),
    Case("sessions", "GET", make.plain("/sessions")),
    Case("api/organization/", "GET", make.plain("/api/organization/")),
    Case("api/organization/policy/", "GET", make.plain("/api/organization/policy/")),
    Case("api/organization/policy/", "PATCH", make.policy),
    Case(
        "api/organization/policy/preview/",
        "POST",
        make.plain("/api/organization/policy/preview/", {"settings": {"late_after_min": 7}}),
    ),
    Case("api/audit/", "GET", make.plain("/api/audit/")),
    Case("api/auth/login/", "POST", make.login),
    Case("api/auth/logout/", "POST", make.plain("/api/auth/logout/")),
    Case(
        "api/auth/password-reset/", "POST", make.plain(f"{A}password-reset/", {"identifier": "x"})
    ),
    Case(
        "api/auth/password-reset/confirm/",
        "POST",
        make.by_link(f"{A}password-reset/confirm/", "reset", password=NEW_PASSWORD),
        varies="token",
    ),
    Case(
        "api/auth/password/",
        "POST",
        make.plain(f"{A}password/", {"current": PASSWORD, "new": NEW_PASSWORD}),
        prepare=make.give_passwords,
    ),
    Case("api/auth/email/verification/", "POST", make.plain(f"{A}email/verification/")),
    Case(
        "api/auth/email/verify/",
        "POST",
        make.by_link(f"{A}email/verify/", "verification"),
        varies="token",
    ),
    Case("api/invitations/", "POST", make.invite, varies="users"),
    Case(
        "api/auth/invitation/",
        "POST",
        make.by_link(f"{A}invitation/", "invitation", password=NEW_PASSWORD),
        varies="token",
    ),
    Case("api/auth/sign-ins/", "GET", make.plain(f"{A}sign-ins/")),
    Case("api/auth/sign-ins/<int:pk>/", "DELETE", make.sign_in_of, varies="pk"),
    Case("api/auth/sign-ins/end-others/", "POST", make.plain(f"{A}sign-ins/end-others/")),
    Case("api/auth/sign-ins/end-all/", "POST", make.plain(f"{A}sign-ins/end-all/")),
    Case("api/password-requirements/", "GET", make.plain("/api/password-requirements/")),
    Case("account", "GET", make.plain("/account")),
    Case("api/me/", "GET", make.plain("/api/me/")),
    Case(
        "api/me/", "PATCH", make.plain("/api/me/", {"full_name": "Ada", "phone": "+256700000000"})
    ),
    Case("api/me/picture/", "PUT", make.picture),
    Case("api/me/picture/", "DELETE", make.plain("/api/me/picture/")),
    Case("api/files/<path:name>", "GET", make.file, varies="name"),
    Case("api/students/", "GET", make.plain("/api/students/")),
    Case(
        "api/students/",
        "POST",
        make.plain("/api/students/", {"student_id": "S999", "full_name": "Nine"}),
    ),
    Case("api/students/facets/", "GET", make.plain("/api/students/facets/")),
    Case("api/students/<int:pk>/", "GET", make.student(""), varies="pk"),
    Case("api/students/<int:pk>/", "PATCH", make.renamed(make.student(""), Student), varies="pk"),
    Case("api/students/<int:pk>/guardians/", "GET", make.student("guardians/"), varies="pk"),
    Case(
        "api/students/<int:pk>/guardians/",
        "POST",
        make.student("guardians/", {"name": "Ruth", "phone": "+256700000001"}),
        varies="pk",
    ),
    Case(
        "api/guardians/<int:pk>/",
        "PATCH",
        make.renamed(make.guardian, Guardian, name="name"),
        varies="pk",
    ),
    Case("api/guardians/<int:pk>/", "DELETE", make.guardian, varies="pk"),
    Case("api/lecturers/", "GET", make.plain("/api/lecturers/")),
    Case(
        "api/lecturers/",
        "POST",
        make.plain("/api/lecturers/", {"staff_id": "L999", "full_name": "Nine"}),
    ),
    Case("api/lecturers/<int:pk>/", "GET", make.lecturer, varies="pk"),
    Case("api/lecturers/<int:pk>/", "PATCH", make.renamed(make.lecturer, Lecturer), varies="pk"),
    Case("api/staff/", "GET", make.plain("/api/staff/")),
    Case(
        "api/staff/",
        "POST",
        make.plain("/api/staff/", {"username": "nine", "full_name": "Nine", "role": "bursar"}),
    ),
    Case("api/staff/<int:pk>/", "GET", make.staff(""), varies="pk"),
    Case("api/staff/<int:pk>/", "PATCH", make.renamed(make.staff(""), User), varies="pk"),
    Case("api/staff/<int:pk>/role/", "PUT", make.staff("role/", {"role": "bursar"}), varies="pk"),
    Case("api/accounts/actions/", "POST", make.deactivate, varies="accounts"),
    Case("api/terms/", "GET", make.plain("/api/terms/")),
    Case(
        "api/terms/",
        "POST",
        make.plain(
            "/api/terms/", {"name": "T9", "first_day": "2026-09-01", "last_day": "2026-12-18"}
        ),
    ),
    Case("api/terms/<int:pk>/", "PATCH", make.of_place("terms", "term"), varies="pk"),
    Case("api/venues/", "GET", make.plain("/api/venues/")),
    Case(
        "api/venues/",
        "POST",
        make.plain(
            "/api/venues/", {"name": "Hall", "latitude": 0.5, "longitude": 32.5, "radius_m": 80}
        ),
    ),
    Case("api/venues/<int:pk>/", "PATCH", make.of_place("venues", "venue"), varies="pk"),
    Case("api/courses/", "GET", make.plain("/api/courses/")),
    Case("api/courses/", "POST", make.course_body),
    Case("api/courses/join/", "POST", make.join, varies="join_code"),
    Case(C, "GET", make.of_course(""), varies="pk"),
    Case(C, "PATCH", make.of_course("", {"name": "Renamed"}), varies="pk"),
    Case(f"{C}policy/", "GET", make.of_course("policy/"), varies="pk"),
    Case(f"{C}policy/", "PATCH", make.course_policy, varies="pk"),
    Case(
        f"{C}policy/preview/",
        "POST",
        make.of_course("policy/preview/", {"settings": {"late_after_min": 7}}),
        varies="pk",
    ),
    Case(f"{C}join-code/", "POST", make.of_course("join-code/"), varies="pk"),
    Case(f"{C}join-code/", "DELETE", make.of_course("join-code/"), varies="pk"),
    Case(f"{C}enrollments/", "GET", make.of_course("enrollments/"), varies="pk"),
    Case(f"{C}enrollments/", "POST", make.enroll, varies="pk"),
    Case("api/enrollments/<int:pk>/", "PATCH", make.enrollment_days, varies="pk"),
    Case(f"{C}enrollments/bulk/", "POST", make.enroll_many, varies="pk"),
    Case(
        f"{C}enrollments/withdraw/",
        "POST",
        make.of_course("enrollments/withdraw/", {"students": [MISSING]}),
        varies="pk",
    ),
    Case(f"{C}enrollments/undo/", "POST", make.undo_roster, varies="pk"),
    Case(f"{C}schedules/", "GET", make.of_course("schedules/"), varies="pk"),
    Case(f"{C}schedules/", "POST", make.of_course("schedules/", THURSDAYS), varies="pk"),
    Case(
        f"{C}schedules/preview/",
        "POST",
        make.of_course("schedules/preview/", THURSDAYS),
        varies="pk",
    ),
    Case("api/schedules/<int:pk>/", "PATCH", make.schedule, varies="pk"),
    Case("api/holidays/", "GET", make.plain("/api/holidays/")),
    Case(
        "api/holidays/",
        "POST",
        make.plain("/api/holidays/", {"name": "Easter Monday", "first_day": "2026-04-06"}),
    ),
    Case("api/holidays/<int:pk>/", "PATCH", make.holiday({"name": "Renamed"}), varies="pk"),
    Case("api/holidays/<int:pk>/", "DELETE", make.holiday(), varies="pk"),
    Case("api/me/calendar/", "GET", make.plain("/api/me/calendar/")),
    Case("api/me/calendar/", "POST", make.plain("/api/me/calendar/")),
    Case("api/me/calendar/", "DELETE", make.plain("/api/me/calendar/")),
    Case("calendar/<str:token>.ics", "GET", make.calendar, varies="token"),
    Case(f"{C}distances/", "GET", make.of_course("distances/"), varies="pk"),
    Case(f"{C}register/", "GET", make.of_course("register/"), varies="pk"),
    Case(
        f"{C}register/undo/",
        "POST",
        make.of_course("register/undo/", {"changes": [MISSING]}),
        varies="pk",
    ),
    Case(
        ".well-known/attendance-receipt-keys.json",
        "GET",
        make.plain("/.well-known/attendance-receipt-keys.json"),
    ),
    Case(N, "GET", make.plain("/api/notifications/")),
    Case(f"{N}unread/", "GET", make.plain("/api/notifications/unread/")),
    Case(f"{N}read/", "POST", make.mark_read),
    Case(f"{N}preferences/", "GET", make.plain("/api/notifications/preferences/")),
    Case(
        f"{N}preferences/",
        "PATCH",
        make.plain(
            "/api/notifications/preferences/",
            {
                "choices": [{"kind": "next_class", "channel": "email", "enabled": True}],
                "quiet_from": "22:00",
                "quiet_until": "06:30",
                "daily_digest": True,
            },
        ),
    ),
    Case(
        f"{N}unsubscribe/<str:token>/",
        "GET",
        make.unsubscribe("/api/notifications/unsubscribe/{}/"),
        varies="token",
    ),
    Case(
        f"{N}unsubscribe/<str:token>/",
        "POST",
        make.unsubscribe("/api/notifications/unsubscribe/{}/"),
        varies="token",
    ),
    Case("api/imports/", "GET", make.plain("/api/imports/")),
    Case("api/imports/", "POST", make.import_file),
    Case(
        "api/imports/templates/<str:kind>.csv",
        "GET",
        make.plain("/api/imports/templates/courses.csv"),
    ),
    Case(F, "GET", make.of_import(""), varies="pk"),
    Case(f"{F}rows/", "GET", make.of_import("rows/"), varies="pk"),
    Case(f"{F}errors.csv", "GET", make.of_import("errors.csv"), varies="pk"),
    Case(f"{F}commit/", "POST", make.of_import("commit/"), varies="pk"),
    Case(f"{F}undo/", "POST", make.undoable_import, varies="pk"),
    Case(f"{F}kept/", "GET", make.of_import("kept/"), varies="pk"),
    Case(F, "DELETE", make.of_import(""), varies="pk"),
    Case("api/imports/kinds/", "GET", make.plain("/api/imports/kinds/")),
    Case(CATCH_ALL, "GET", make.plain("/api/no-such-thing/")),
    *ATTENDANCE_CASES,
]


def api_cases() -> list[Case]:
    """Return one case for each operation of the API that a view class serves."""
    served = {route for route, view in routes() if view_class(view) is not None}
    found: dict[tuple[str, str], Case] = {}
    for case in CASES:
        if case.route in served:
            found.setdefault((case.route, case.method), case)
    return list(found.values())
