"""Valid requests, for the rows of four owners: own, another owner's, foreign, random."""

import base64
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from apps.accounts.models import AuthToken, Guardian, ImportRun, User
from apps.accounts.rules import link_token
from apps.accounts.selectors.directory import version_of
from apps.core import files, tenancy
from apps.courses.models import Enrollment, Holiday
from apps.courses.selectors import own_policy_version
from apps.courses.services import rosters
from apps.notifications.models import Notification
from apps.notifications.services.links import unsubscribe_token
from apps.orgs.selectors import policy_version
from tests.support.calls import Call
from tests.support.campus import CALLED_OFF, COMING, MISSING, NOW, Campus, feed_token, link_seed
from tests.support.world import PASSWORD

# One grey pixel.
SMALL_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
Build = Callable[[Campus, str], Call]


def key_of(campus: Campus, kind: str, pick: Callable[[Any], Any]) -> Any:
    return MISSING if kind == "random" else pick(campus.of(kind))


def course_of(campus: Campus, kind: str) -> int:
    return int(key_of(campus, kind, lambda one: one.course.pk))


def session_of(campus: Campus, kind: str) -> int:
    return int(key_of(campus, kind, lambda one: one.session.pk))


def token_of(campus: Campus, kind: str) -> int:
    if kind == "random":
        return MISSING
    return campus.world_of(kind).token_of(campus.of(kind).session).pk


def plain(path: str, body: Any = None) -> Build:
    return lambda campus, kind: Call(path, body)


def of_course(tail: str, body: Any = None) -> Build:
    return lambda campus, kind: Call(f"/api/courses/{course_of(campus, kind)}/{tail}", body)


def of_session(tail: str, body: Any = None) -> Build:
    return lambda campus, kind: Call(f"/api/sessions/{session_of(campus, kind)}/{tail}", body)


def login(campus: Campus, kind: str) -> Call:
    user = campus.own.student.user
    user.set_password(PASSWORD)
    user.save()
    return Call("/api/auth/login/", {"identifier": user.username, "password": PASSWORD})


def by_link(path: str, purpose: str, **body: str) -> Build:
    """Follow the link in a mail to a student."""

    def build(campus: Campus, kind: str) -> Call:
        user = key_of(campus, kind, lambda one: one.student.user_id)
        return Call(path, {"token": link_token(link_seed(user, purpose)), **body})

    return build


def sign_in_of(campus: Campus, kind: str) -> Call:
    """Name a sign-in of a student."""
    pk = MISSING
    if kind != "random":
        found = AuthToken.objects.filter(user=campus.of(kind).student.user).order_by("pk")
        pk = found[0].pk
    return Call(f"/api/auth/sign-ins/{pk}/")


def invite(campus: Campus, kind: str) -> Call:
    user = key_of(campus, kind, lambda one: one.student.user_id)
    return Call("/api/invitations/", {"users": [user]})


def student(tail: str, body: Any = None) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        return Call(
            f"/api/students/{key_of(campus, kind, lambda one: one.student.pk)}/{tail}", body
        )

    return build


def lecturer(campus: Campus, kind: str) -> Call:
    return Call(f"/api/lecturers/{key_of(campus, kind, lambda one: one.lecturer.pk)}/")


def staff(tail: str, body: Any = None) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        account = key_of(campus, kind, lambda one: one.lecturer.user_id)
        return Call(f"/api/staff/{account}/{tail}", body)

    return build


def guardian(campus: Campus, kind: str) -> Call:
    pk = MISSING
    if kind != "random":
        with tenancy.activate(campus.world_of(kind).organization):
            pk = Guardian.objects.filter(student=campus.of(kind).student).latest("pk").pk
    return Call(f"/api/guardians/{pk}/")


def renamed(build: Build, model: type[Model], *, name: str = "full_name") -> Build:
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


def deactivate(campus: Campus, kind: str) -> Call:
    account = key_of(campus, kind, lambda one: one.student.user_id)
    return Call("/api/accounts/actions/", {"action": "deactivate", "accounts": [account]})


def give_passwords(campus: Campus) -> None:
    """Let everybody have the same password, and leave them signed in."""
    for user in User.objects.filter(auth_tokens__isnull=False).distinct():
        user.set_password(PASSWORD)
        user.save()
        user.auth_tokens.update(password_state=user.get_session_auth_hash())


def course_body(campus: Campus, kind: str) -> Call:
    lecturer, venue = campus.own.lecturer.pk, campus.home.venue.pk
    body = {
        "code": "PHY303",
        "name": "Optics",
        "term": campus.home.term.pk,
        "lecturers": [lecturer],
        "default_venue": venue,
    }
    return Call("/api/courses/", body)


def course_page(tab: str) -> Build:
    return lambda campus, kind: Call(f"/courses/{course_of(campus, kind)}/{tab}")


def join_page(campus: Campus, kind: str) -> Call:
    code = "00000000" if kind == "random" else campus.of(kind).course.join_code
    return Call(f"/join/{code}")


def course_policy(campus: Campus, kind: str) -> Call:
    """Let late begin earlier in a course, by rules as they were just read."""
    course, organization = campus.own.course, campus.home.organization
    if kind in {"other", "foreign"}:
        course, organization = campus.of(kind).course, campus.world_of(kind).organization
    body = {
        "version": own_policy_version(course, organization.policy),
        "settings": {"late_after_min": 7},
    }
    return Call(f"/api/courses/{course_of(campus, kind)}/policy/", body)


def join(campus: Campus, kind: str) -> Call:
    """Join a course: "own" is one of the organisation that the student is not in yet."""
    chosen = {"own": campus.other, "other": campus.own, "foreign": campus.away}
    code = "00000000" if kind == "random" else chosen[kind].course.join_code
    return Call("/api/courses/join/", {"join_code": code})


def enroll(campus: Campus, kind: str) -> Call:
    # The lists of the own course and of the random one take a student of the other course.
    student = campus.own.student if kind == "other" else campus.other.student
    return Call(f"/api/courses/{course_of(campus, kind)}/enrollments/", {"student": student.pk})


def enrollment_days(campus: Campus, kind: str) -> Call:
    pk = MISSING
    if kind != "random":
        with tenancy.activate(campus.world_of(kind).organization):
            pk = Enrollment.objects.filter(course=campus.of(kind).course).latest("pk").pk
    return Call(f"/api/enrollments/{pk}/", {"to_date": "2999-12-31"})


def enroll_many(campus: Campus, kind: str) -> Call:
    body = {"students": [campus.own.student.pk, campus.other.student.pk]}
    return Call(f"/api/courses/{course_of(campus, kind)}/enrollments/bulk/", body)


def undo_roster(campus: Campus, kind: str) -> Call:
    world = campus.world_of(kind) if kind != "random" else campus.home
    course = campus.of(kind).course if kind != "random" else campus.own.course
    with tenancy.activate(world.organization):
        undo = rosters.sign(course, [], now=NOW)
    return Call(f"/api/courses/{course_of(campus, kind)}/enrollments/undo/", {"undo": undo})


def of_place(path: str, name: str) -> Build:
    """Rename the term or venue of an organisation."""

    def build(campus: Campus, kind: str) -> Call:
        pk = MISSING if kind == "random" else getattr(campus.world_of(kind), name).pk
        return Call(f"/api/{path}/{pk}/", {"name": "Renamed"})

    return build


def schedule_of(campus: Campus, kind: str) -> int:
    return int(key_of(campus, kind, lambda one: one.schedule.pk))


def schedule(campus: Campus, kind: str) -> Call:
    return Call(f"/api/schedules/{schedule_of(campus, kind)}/", {"opens_itself": True})


def call_off(campus: Campus, kind: str) -> Call:
    body = {"schedule": schedule_of(campus, kind), "class_date": str(COMING), "reason": "ill"}
    return Call("/api/classes/call-off/", body)


def restore(campus: Campus, kind: str) -> Call:
    body = {"schedule": schedule_of(campus, kind), "class_date": str(CALLED_OFF)}
    return Call("/api/classes/restore/", body)


def calendar(campus: Campus, kind: str) -> Call:
    """Fetch a student's calendar; nobody could make up a random address."""
    owner = key_of(campus, kind, lambda one: one.student.user_id)
    return Call(f"/calendar/{feed_token(owner)}.ics")


def holiday(body: Any = None) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        pk = MISSING
        if kind != "random":
            with tenancy.activate(campus.world_of(kind).organization):
                pk = Holiday.objects.latest("pk").pk
        return Call(f"/api/holidays/{pk}/", body)

    return build


def mark_read(campus: Campus, kind: str) -> Call:
    return Call("/api/notifications/read/", {"ids": [campus.of(kind).told.pk]})


def unsubscribe(path: str) -> Build:
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


def policy(campus: Campus, kind: str) -> Call:
    version = policy_version(campus.home.organization.policy)
    return Call("/api/organization/policy/", {"version": version, "settings": {"grace_steps": 1}})


def import_file(campus: Campus, kind: str) -> Call:
    file = SimpleUploadedFile("students.csv", b"student_id,name\nS9,Nine\n", "text/csv")
    body = encode_multipart(BOUNDARY, {"kind": "students", "file": file})
    return Call("/api/imports/", body, content_type=MULTIPART_CONTENT)


def picture(campus: Campus, kind: str) -> Call:
    file = SimpleUploadedFile("me.png", SMALL_PNG, "image/png")
    body = encode_multipart(BOUNDARY, {"file": file})
    return Call("/api/me/picture/", body, content_type=MULTIPART_CONTENT)


def file(campus: Campus, kind: str) -> Call:
    """Open the signed address of a file; nobody could make up a random one."""
    with tenancy.activate(campus.world_of(kind).organization):
        name = files.store(b"picture", kind="swept", ending="webp")
    address = files.local_address(name, now=NOW)
    return Call(address.replace("signature=", "signature=x") if kind == "random" else address)


def of_import(tail: str) -> Build:
    def build(campus: Campus, kind: str) -> Call:
        run = key_of(campus, kind, lambda one: one.imported.pk)
        return Call(f"/api/imports/{run}/{tail}")

    return build


def undoable_import(campus: Campus, kind: str) -> Call:
    """Every import is done, and has changed something."""
    counts = {"new": 1, "changed": 0, "same": 0, "error": 1}
    for world in (campus.home, campus.foreign):
        with tenancy.activate(world.organization):
            ImportRun.objects.update(state="done", counts=counts, finished_at=NOW)
    return of_import("undo/")(campus, kind)
