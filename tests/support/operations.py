"""A valid request for every operation of the application, for tests that sweep over all.

An operation is a route of the URL configuration with a method. Where a part of the request names
a row (in the path, or a code in the body) there is one case for each such part, and the request
can be made for the rows of four owners: own, another owner's, a foreign organisation's, random.
"""

import base64
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver
from django.views import View

from apps.accounts.models import AuthToken, Guardian, ImportRun, Lecturer, Student, User
from apps.accounts.rules import link_token
from apps.accounts.selectors.directory import version_of
from apps.attendance.models import AttendanceSession
from apps.core import files, tenancy
from apps.courses.services import rosters
from apps.notifications.models import Notification
from apps.notifications.services.links import unsubscribe_token
from apps.orgs.selectors import policy_version
from tests.support.campus import MISSING, NOW, Call, Campus, link_seed
from tests.support.world import INSIDE, PASSWORD, Phone, at

# One grey pixel.
SMALL_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
KINDS = ("own", "other", "foreign", "random")
HTTP_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CATCH_ALL = "^api(?:/.*)?$"
Build = Callable[[Campus, str], Call]


@dataclass(frozen=True)
class Case:
    """How to make the valid request of one operation; `varies` names the part that names a row."""

    route: str
    method: str
    build: Build
    varies: str = ""
    prepare: Callable[[Campus], None] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The owners for which the request can be made."""
        return KINDS if self.varies else ("own",)


def routes() -> Iterator[tuple[str, Any]]:
    """Yield every route of the URL configuration with its view, but the admin site's.

    Those come and go with the registered models; tests.orgs.test_admin_sweep asks for them.
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


def _id(campus: Campus, kind: str, pick: Callable[[Any], Any]) -> Any:
    return MISSING if kind == "random" else pick(campus.of(kind))


def _course(campus: Campus, kind: str) -> int:
    return int(_id(campus, kind, lambda one: one.course.pk))


def _session(campus: Campus, kind: str) -> int:
    return int(_id(campus, kind, lambda one: one.session.pk))


def _token(campus: Campus, kind: str) -> int:
    if kind == "random":
        return MISSING
    return campus.world_of(kind).token_of(campus.of(kind).session).pk


def _plain(path: str, body: Any = None) -> Build:
    return lambda campus, kind: Call(path, body)


def _of_course(tail: str, body: Any = None) -> Build:
    return lambda campus, kind: Call(f"/api/courses/{_course(campus, kind)}/{tail}", body)


def _of_session(tail: str, body: Any = None) -> Build:
    return lambda campus, kind: Call(f"/api/sessions/{_session(campus, kind)}/{tail}", body)


def _login(campus: Campus, kind: str) -> Call:
    user = campus.own.student.user
    user.set_password(PASSWORD)
    user.save()
    return Call("/api/auth/login/", {"identifier": user.username, "password": PASSWORD})


def _by_link(path: str, purpose: str, **body: str) -> Build:
    """Follow the link in a mail to a student."""

    def build(campus: Campus, kind: str) -> Call:
        user = _id(campus, kind, lambda one: one.student.user_id)
        return Call(path, {"token": link_token(link_seed(user, purpose)), **body})

    return build


def _sign_in(campus: Campus, kind: str) -> Call:
    """Name a sign-in of a student."""
    pk = MISSING
    if kind != "random":
        found = AuthToken.objects.filter(user=campus.of(kind).student.user).order_by("pk")
        pk = found[0].pk
    return Call(f"/api/auth/sign-ins/{pk}/")


def _invite(campus: Campus, kind: str) -> Call:
    user = _id(campus, kind, lambda one: one.student.user_id)
    return Call("/api/invitations/", {"users": [user]})


def _student(tail: str, body: Any = None) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        return Call(f"/api/students/{_id(campus, kind, lambda one: one.student.pk)}/{tail}", body)

    return build


def _lecturer(campus: Campus, kind: str) -> Call:
    return Call(f"/api/lecturers/{_id(campus, kind, lambda one: one.lecturer.pk)}/")


def _staff(tail: str, body: Any = None) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        account = _id(campus, kind, lambda one: one.lecturer.user_id)
        return Call(f"/api/staff/{account}/{tail}", body)

    return build


def _guardian(campus: Campus, kind: str) -> Call:
    pk = MISSING
    if kind != "random":
        with tenancy.activate(campus.world_of(kind).organization):
            pk = Guardian.objects.filter(student=campus.of(kind).student).latest("pk").pk
    return Call(f"/api/guardians/{pk}/")


def _renamed(build: Build, model: type[Model], *, name: str = "full_name") -> Build:
    """Change the name of the row that a request asks for, as it is now."""

    def change(campus: Campus, kind: str) -> Call:
        call = build(campus, kind)
        version = "0"
        if kind != "random":
            with tenancy.activate(campus.world_of(kind).organization):
                row = model._default_manager.get(pk=call.path.rstrip("/").rpartition("/")[2])
                version = version_of(getattr(row, "user", None), row)
        return Call(call.path, {"version": version, name: "Renamed"})

    return change


def _deactivate(campus: Campus, kind: str) -> Call:
    account = _id(campus, kind, lambda one: one.student.user_id)
    return Call("/api/accounts/actions/", {"action": "deactivate", "accounts": [account]})


def give_passwords(campus: Campus) -> None:
    """Let everybody have the same password, and leave them signed in."""
    for user in User.objects.filter(auth_tokens__isnull=False).distinct():
        user.set_password(PASSWORD)
        user.save()
        user.auth_tokens.update(password_state=user.get_session_auth_hash())


def _course_body(campus: Campus, kind: str) -> Call:
    lecturer, venue = campus.own.lecturer.pk, campus.home.venue.pk
    body = {
        "code": "PHY303",
        "name": "Optics",
        "term": campus.home.term.pk,
        "lecturers": [lecturer],
        "default_venue": venue,
    }
    return Call("/api/courses/", body)


def _join(campus: Campus, kind: str) -> Call:
    """Join a course: "own" is one of the organisation that the student is not in yet."""
    chosen = {"own": campus.other, "other": campus.own, "foreign": campus.away}
    code = "00000000" if kind == "random" else chosen[kind].course.join_code
    return Call("/api/courses/join/", {"join_code": code})


def _enroll(campus: Campus, kind: str) -> Call:
    # The lists of the own course and of the random one take a student of the other course.
    student = campus.own.student if kind == "other" else campus.other.student
    return Call(f"/api/courses/{_course(campus, kind)}/enrollments/", {"student": student.pk})


def _enroll_many(campus: Campus, kind: str) -> Call:
    body = {"students": [campus.own.student.pk, campus.other.student.pk]}
    return Call(f"/api/courses/{_course(campus, kind)}/enrollments/bulk/", body)


def _undo_roster(campus: Campus, kind: str) -> Call:
    world = campus.world_of(kind) if kind != "random" else campus.home
    course = campus.of(kind).course if kind != "random" else campus.own.course
    with tenancy.activate(world.organization):
        undo = rosters.sign(course, [], now=NOW)
    return Call(f"/api/courses/{_course(campus, kind)}/enrollments/undo/", {"undo": undo})


def _of_place(path: str, name: str) -> Build:
    """Rename the term or venue of an organisation."""

    def build(campus: Campus, kind: str) -> Call:
        pk = MISSING if kind == "random" else getattr(campus.world_of(kind), name).pk
        return Call(f"/api/{path}/{pk}/", {"name": "Renamed"})

    return build


def _open(campus: Campus, kind: str) -> Call:
    return Call("/api/sessions/", {"course": _course(campus, kind)})


def _code(campus: Campus, kind: str) -> str:
    if kind == "random":
        return "0" * 20
    return campus.world_of(kind).code(campus.of(kind).session)


def _claim(campus: Campus, kind: str) -> Call:
    phone = Phone()
    body = {
        "code": _code(campus, kind),
        "client_reference": str(uuid.uuid4()),
        "public_key": phone.public_key,
        "scanned_at": None,
        "scanned_age_s": None,
        "finish": at(dict(INSIDE)),
    }
    return Call("/api/claims/", body, b"attendance-claim:v1\n", phone)


def _finish(campus: Campus, kind: str) -> Call:
    """Finish a claim; the asker holds the phone of the own claim, and no other."""
    claim = uuid.UUID(int=MISSING) if kind == "random" else campus.of(kind).claim.pk
    prefix = f"attendance-finish:v1\n{claim}\n".encode()
    return Call(f"/api/claims/{claim}/finish/", at(dict(INSIDE)), prefix, campus.own.phone)


def _typed(campus: Campus, kind: str) -> Call:
    phone = Phone()
    chosen = campus.of("own" if kind == "random" else kind).session
    code = "000000" if kind == "random" else campus.world_of(kind).typed(chosen)
    body = {
        "code": code,
        "client_reference": str(uuid.uuid4()),
        "public_key": phone.public_key,
        "finish": at(dict(INSIDE)),
    }
    return Call("/api/check-ins/typed/", body, b"attendance-typed:v1\n", phone)


def _attempt(tail: str, body: Any) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        attempt = _id(campus, kind, lambda one: one.attempt.pk)
        return Call(f"/api/attempts/{attempt}/{tail}", body)

    return build


def _undo(campus: Campus, kind: str) -> Call:
    return Call(f"/api/changes/{_id(campus, kind, lambda one: one.change.pk)}/undo/")


def _mark(campus: Campus, kind: str) -> Call:
    student = campus.own.student if kind == "random" else campus.of(kind).student
    path = f"/api/sessions/{_session(campus, kind)}/register/{student.pk}/"
    return Call(path, {"status": "late", "reason": "bus"})


def _mark_student(campus: Campus, kind: str) -> Call:
    student = _id(campus, kind, lambda one: one.student.pk)
    path = f"/api/sessions/{campus.own.session.pk}/register/{student}/"
    return Call(path, {"status": "late", "reason": "bus"})


def _revoke(campus: Campus, kind: str) -> Call:
    token = _token(campus, "own" if kind == "random" else kind)
    return Call(f"/api/sessions/{_session(campus, kind)}/tokens/{token}/revoke/")


def _revoke_token(campus: Campus, kind: str) -> Call:
    return Call(f"/api/sessions/{campus.own.session.pk}/tokens/{_token(campus, kind)}/revoke/")


def _mark_read(campus: Campus, kind: str) -> Call:
    return Call("/api/notifications/read/", {"ids": [campus.of(kind).told.pk]})


def _unsubscribe(path: str) -> Build:
    """Follow the link in a mail; nobody could make up a random one."""

    def build(campus: Campus, kind: str) -> Call:
        if kind == "random":
            return Call(path.format("eyJvIjoxfQ:1vNotOurs:signature"))
        world = campus.world_of(kind)
        with tenancy.activate(world.organization):
            mail = Notification(
                organization=world.organization,
                recipient=campus.of(kind).student.user,
                kind="check_in_confirmation",
            )
            return Call(path.format(unsubscribe_token(mail)))

    return build


def _policy(campus: Campus, kind: str) -> Call:
    version = policy_version(campus.home.organization.policy)
    return Call("/api/organization/policy/", {"version": version, "settings": {"grace_steps": 1}})


def _import_file(campus: Campus, kind: str) -> Call:
    file = SimpleUploadedFile("students.csv", b"student_id,name\nS9,Nine\n", "text/csv")
    body = encode_multipart(BOUNDARY, {"kind": "students", "file": file})
    return Call("/api/imports/", body, content_type=MULTIPART_CONTENT)


def _picture(campus: Campus, kind: str) -> Call:
    file = SimpleUploadedFile("me.png", SMALL_PNG, "image/png")
    body = encode_multipart(BOUNDARY, {"file": file})
    return Call("/api/me/picture/", body, content_type=MULTIPART_CONTENT)


def _file(campus: Campus, kind: str) -> Call:
    """Open the signed address of a file; nobody could make up a random one."""
    with tenancy.activate(campus.world_of(kind).organization):
        name = files.store(b"picture", kind="swept", ending="webp")
    address = files.local_address(name, now=NOW)
    return Call(address.replace("signature=", "signature=x") if kind == "random" else address)


def _of_import(tail: str) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        run = _id(campus, kind, lambda one: one.imported.pk)
        return Call(f"/api/imports/{run}/{tail}")

    return build


def _undoable_import(campus: Campus, kind: str) -> Call:
    """Every import is done, and has changed something."""
    counts = {"new": 1, "changed": 0, "same": 0, "error": 1}
    for world in (campus.home, campus.foreign):
        with tenancy.activate(world.organization):
            ImportRun.objects.update(state="done", counts=counts, finished_at=NOW)
    return _of_import("undo/")(campus, kind)


def close_all(campus: Campus) -> None:
    """Close every session, as reopening wants them."""
    for world in (campus.home, campus.foreign):
        with tenancy.activate(world.organization):
            AttendanceSession.objects.update(state="closed", closed_at=NOW)


A = "/api/auth/"
NEW_PASSWORD = "a wholly other secret"
C, S, N = "api/courses/<int:pk>/", "api/sessions/<int:pk>/", "api/notifications/"
F = "api/imports/<int:pk>/"
CASES = [
    Case("api/healthz/", "GET", _plain("/api/healthz/")),
    Case("sw.js", "GET", _plain("/sw.js")),
    Case("", "GET", _plain("/")),
    Case("login", "GET", _plain("/login")),
    Case("scan", "GET", _plain("/scan")),
    Case("forgot-password", "GET", _plain("/forgot-password")),
    Case("reset-password", "GET", _plain("/reset-password")),
    Case("invitation", "GET", _plain("/invitation")),
    Case("verify-email", "GET", _plain("/verify-email")),
    Case("choose-password", "GET", _plain("/choose-password")),
    Case("account/security", "GET", _plain("/account/security")),
    Case("history", "GET", _plain("/history")),
    Case("notifications", "GET", _plain("/notifications")),
    Case("notifications/settings", "GET", _plain("/notifications/settings")),
    Case("unsubscribe/<str:path>", "GET", _unsubscribe("/unsubscribe/{}"), varies="path"),
    Case(
        "^[cC]/(?P<path>[^/]+)/?$",
        "GET",
        lambda campus, kind: Call(f"/C/{_code(campus, kind)}"),
        varies="path",
    ),
    Case("dashboard", "GET", _plain("/dashboard")),
    Case("courses", "GET", _plain("/courses")),
    Case(
        "courses/<int:path>",
        "GET",
        lambda campus, kind: Call(f"/courses/{_course(campus, kind)}"),
        varies="path",
    ),
    Case("students", "GET", _plain("/students")),
    Case(
        "students/<int:path>",
        "GET",
        lambda campus, kind: Call(_student("")(campus, kind).path.removeprefix("/api")[:-1]),
        varies="path",
    ),
    Case("lecturers", "GET", _plain("/lecturers")),
    Case("staff", "GET", _plain("/staff")),
    Case("terms", "GET", _plain("/terms")),
    Case("venues", "GET", _plain("/venues")),
    Case("imports", "GET", _plain("/imports")),
    Case("imports/<int:path>", "GET", _plain("/imports/1"), varies="path"),
    Case(
        "sessions/<int:path>",
        "GET",
        lambda campus, kind: Call(f"/sessions/{_session(campus, kind)}"),
        varies="path",
    ),
    Case(
        "sessions/<int:path>/projector",
        "GET",
        lambda campus, kind: Call(f"/sessions/{_session(campus, kind)}/projector"),
        varies="path",
    ),
    Case("settings", "GET", _plain("/settings")),
    Case("audit", "GET", _plain("/audit")),
    Case("api/organization/", "GET", _plain("/api/organization/")),
    Case("api/organization/policy/", "GET", _plain("/api/organization/policy/")),
    Case("api/organization/policy/", "PATCH", _policy),
    Case(
        "api/organization/policy/preview/",
        "POST",
        _plain("/api/organization/policy/preview/", {"settings": {"late_after_min": 7}}),
    ),
    Case("api/audit/", "GET", _plain("/api/audit/")),
    Case("api/auth/login/", "POST", _login),
    Case("api/auth/logout/", "POST", _plain("/api/auth/logout/")),
    Case("api/auth/password-reset/", "POST", _plain(f"{A}password-reset/", {"identifier": "x"})),
    Case(
        "api/auth/password-reset/confirm/",
        "POST",
        _by_link(f"{A}password-reset/confirm/", "reset", password=NEW_PASSWORD),
        varies="token",
    ),
    Case(
        "api/auth/password/",
        "POST",
        _plain(f"{A}password/", {"current": PASSWORD, "new": NEW_PASSWORD}),
        prepare=give_passwords,
    ),
    Case("api/auth/email/verification/", "POST", _plain(f"{A}email/verification/")),
    Case(
        "api/auth/email/verify/",
        "POST",
        _by_link(f"{A}email/verify/", "verification"),
        varies="token",
    ),
    Case("api/invitations/", "POST", _invite, varies="users"),
    Case(
        "api/auth/invitation/",
        "POST",
        _by_link(f"{A}invitation/", "invitation", password=NEW_PASSWORD),
        varies="token",
    ),
    Case("api/auth/sign-ins/", "GET", _plain(f"{A}sign-ins/")),
    Case("api/auth/sign-ins/<int:pk>/", "DELETE", _sign_in, varies="pk"),
    Case("api/auth/sign-ins/end-others/", "POST", _plain(f"{A}sign-ins/end-others/")),
    Case("api/auth/sign-ins/end-all/", "POST", _plain(f"{A}sign-ins/end-all/")),
    Case("api/password-requirements/", "GET", _plain("/api/password-requirements/")),
    Case("account", "GET", _plain("/account")),
    Case("api/me/", "GET", _plain("/api/me/")),
    Case("api/me/", "PATCH", _plain("/api/me/", {"full_name": "Ada", "phone": "+256700000000"})),
    Case("api/me/picture/", "PUT", _picture),
    Case("api/me/picture/", "DELETE", _plain("/api/me/picture/")),
    Case("api/files/<path:name>", "GET", _file, varies="name"),
    Case("api/students/", "GET", _plain("/api/students/")),
    Case(
        "api/students/",
        "POST",
        _plain("/api/students/", {"student_id": "S999", "full_name": "Nine"}),
    ),
    Case("api/students/facets/", "GET", _plain("/api/students/facets/")),
    Case("api/students/<int:pk>/", "GET", _student(""), varies="pk"),
    Case("api/students/<int:pk>/", "PATCH", _renamed(_student(""), Student), varies="pk"),
    Case("api/students/<int:pk>/guardians/", "GET", _student("guardians/"), varies="pk"),
    Case(
        "api/students/<int:pk>/guardians/",
        "POST",
        _student("guardians/", {"name": "Ruth", "phone": "+256700000001"}),
        varies="pk",
    ),
    Case(
        "api/guardians/<int:pk>/", "PATCH", _renamed(_guardian, Guardian, name="name"), varies="pk"
    ),
    Case("api/guardians/<int:pk>/", "DELETE", _guardian, varies="pk"),
    Case("api/lecturers/", "GET", _plain("/api/lecturers/")),
    Case(
        "api/lecturers/",
        "POST",
        _plain("/api/lecturers/", {"staff_id": "L999", "full_name": "Nine"}),
    ),
    Case("api/lecturers/<int:pk>/", "GET", _lecturer, varies="pk"),
    Case("api/lecturers/<int:pk>/", "PATCH", _renamed(_lecturer, Lecturer), varies="pk"),
    Case("api/staff/", "GET", _plain("/api/staff/")),
    Case(
        "api/staff/",
        "POST",
        _plain("/api/staff/", {"username": "nine", "full_name": "Nine", "role": "bursar"}),
    ),
    Case("api/staff/<int:pk>/", "GET", _staff(""), varies="pk"),
    Case("api/staff/<int:pk>/", "PATCH", _renamed(_staff(""), User), varies="pk"),
    Case("api/staff/<int:pk>/role/", "PUT", _staff("role/", {"role": "bursar"}), varies="pk"),
    Case("api/accounts/actions/", "POST", _deactivate, varies="accounts"),
    Case("api/terms/", "GET", _plain("/api/terms/")),
    Case(
        "api/terms/",
        "POST",
        _plain("/api/terms/", {"name": "T9", "first_day": "2026-09-01", "last_day": "2026-12-18"}),
    ),
    Case("api/terms/<int:pk>/", "PATCH", _of_place("terms", "term"), varies="pk"),
    Case("api/venues/", "GET", _plain("/api/venues/")),
    Case(
        "api/venues/",
        "POST",
        _plain(
            "/api/venues/", {"name": "Hall", "latitude": 0.5, "longitude": 32.5, "radius_m": 80}
        ),
    ),
    Case("api/venues/<int:pk>/", "PATCH", _of_place("venues", "venue"), varies="pk"),
    Case("api/courses/", "GET", _plain("/api/courses/")),
    Case("api/courses/", "POST", _course_body),
    Case("api/courses/join/", "POST", _join, varies="join_code"),
    Case(C, "GET", _of_course(""), varies="pk"),
    Case(C, "PATCH", _of_course("", {"name": "Renamed"}), varies="pk"),
    Case(f"{C}join-code/", "POST", _of_course("join-code/"), varies="pk"),
    Case(f"{C}join-code/", "DELETE", _of_course("join-code/"), varies="pk"),
    Case(f"{C}enrollments/", "GET", _of_course("enrollments/"), varies="pk"),
    Case(f"{C}enrollments/", "POST", _enroll, varies="pk"),
    Case(f"{C}enrollments/bulk/", "POST", _enroll_many, varies="pk"),
    Case(
        f"{C}enrollments/withdraw/",
        "POST",
        _of_course("enrollments/withdraw/", {"students": [MISSING]}),
        varies="pk",
    ),
    Case(f"{C}enrollments/undo/", "POST", _undo_roster, varies="pk"),
    Case("api/claims/", "POST", _claim, varies="code"),
    Case("api/claims/<uuid:claim_id>/finish/", "POST", _finish, varies="claim_id"),
    Case("api/check-ins/typed/", "POST", _typed, varies="code"),
    Case("api/student/home/", "GET", _plain("/api/student/home/")),
    Case("api/my/records/", "GET", _plain("/api/my/records/")),
    Case("api/my/attempts/", "GET", _plain("/api/my/attempts/")),
    Case(
        "api/attempts/<int:pk>/appeal/", "POST", _attempt("appeal/", {"note": "here"}), varies="pk"
    ),
    Case(
        "api/attempts/<int:pk>/decide/",
        "POST",
        _attempt("decide/", {"decision": "accept", "reason": "seen"}),
        varies="pk",
    ),
    Case("api/changes/<int:pk>/undo/", "POST", _undo, varies="pk"),
    Case("api/sessions/", "GET", _plain("/api/sessions/")),
    Case("api/sessions/", "POST", _open, varies="course", prepare=close_all),
    Case(S, "GET", _of_session(""), varies="pk"),
    Case(f"{S}extend/", "POST", _of_session("extend/", {"minutes": 5}), varies="pk"),
    Case(f"{S}close/", "POST", _of_session("close/"), varies="pk"),
    Case(
        f"{S}reopen/",
        "POST",
        _of_session("reopen/", {"reason": "fire drill", "minutes": 5}),
        varies="pk",
        prepare=close_all,
    ),
    Case(f"{S}tokens/", "GET", _of_session("tokens/"), varies="pk"),
    Case(f"{S}tokens/", "POST", _of_session("tokens/", {"kind": "fixed"}), varies="pk"),
    Case(f"{S}tokens/<int:token_pk>/revoke/", "POST", _revoke, varies="pk"),
    Case(f"{S}tokens/<int:token_pk>/revoke/", "POST", _revoke_token, varies="token_pk"),
    Case(f"{S}projector/", "GET", _of_session("projector/"), varies="pk"),
    Case(f"{S}live/", "GET", _of_session("live/"), varies="pk"),
    Case(f"{S}review/", "GET", _of_session("review/"), varies="pk"),
    Case(f"{S}register/<int:student_pk>/", "PUT", _mark, varies="pk"),
    Case(f"{S}register/<int:student_pk>/", "PUT", _mark_student, varies="student_pk"),
    Case(N, "GET", _plain("/api/notifications/")),
    Case(f"{N}unread/", "GET", _plain("/api/notifications/unread/")),
    Case(f"{N}read/", "POST", _mark_read),
    Case(f"{N}preferences/", "GET", _plain("/api/notifications/preferences/")),
    Case(
        f"{N}preferences/",
        "PATCH",
        _plain(
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
        _unsubscribe("/api/notifications/unsubscribe/{}/"),
        varies="token",
    ),
    Case(
        f"{N}unsubscribe/<str:token>/",
        "POST",
        _unsubscribe("/api/notifications/unsubscribe/{}/"),
        varies="token",
    ),
    Case("api/imports/", "GET", _plain("/api/imports/")),
    Case("api/imports/", "POST", _import_file),
    Case(
        "api/imports/templates/<str:kind>.csv", "GET", _plain("/api/imports/templates/courses.csv")
    ),
    Case(F, "GET", _of_import(""), varies="pk"),
    Case(f"{F}rows/", "GET", _of_import("rows/"), varies="pk"),
    Case(f"{F}errors.csv", "GET", _of_import("errors.csv"), varies="pk"),
    Case(f"{F}commit/", "POST", _of_import("commit/"), varies="pk"),
    Case(f"{F}undo/", "POST", _undoable_import, varies="pk"),
    Case(f"{F}kept/", "GET", _of_import("kept/"), varies="pk"),
    Case(F, "DELETE", _of_import(""), varies="pk"),
    Case("api/imports/kinds/", "GET", _plain("/api/imports/kinds/")),
    Case(CATCH_ALL, "GET", _plain("/api/no-such-thing/")),
]


def api_cases() -> list[Case]:
    """Return one case for each operation of the API that a view class serves."""
    served = {route for route, view in routes() if view_class(view) is not None}
    found: dict[tuple[str, str], Case] = {}
    for case in CASES:
        if case.route in served:
            found.setdefault((case.route, case.method), case)
    return list(found.values())
