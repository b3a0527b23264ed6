"""People in the admin site: finding them, editing them, what is refused."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.enums import Role
from apps.accounts.models import Lecturer, Student, User
from apps.core import tenancy
from apps.notifications.models import Notification
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from tests.support.administration import (
    browser_of,
    choose,
    make_platform_staff,
)
from tests.support.people import STUDENTS, USERS, edit
from tests.support.world import World, make_student, make_user, make_world


def test_people_are_found_by_name_number_and_filter(world: World, browser: Client) -> None:
    first, second = world.students[:2]
    for query in (f"q={first.student_id}", f"q={first.user.username}&role__exact=student"):
        text = browser.get(f"{USERS}?{query}").content.decode()
        assert f">{first.user.username}<" in text, query
        assert f">{second.user.username}<" not in text, query
    text = browser.get(f"{STUDENTS}?user__is_active__exact=0").content.decode()
    assert first.student_id not in text
    text = browser.get(f"{STUDENTS}?user__is_active__exact=1").content.decode()
    assert first.student_id in text


def test_a_person_is_edited(world: World, browser: Client) -> None:
    user = world.students[0].user
    answer = edit(
        browser, user, full_name="Zoë Åse", email="zoe@example.edu", phone="+256700000001"
    )
    assert answer.status_code == 302
    assert (user.full_name, user.email, user.phone) == (
        "Zoë Åse",
        "zoe@example.edu",
        "+256700000001",
    )
    edit(browser, user, is_active=False)
    assert not user.is_active


WRONG = {
    "email": ("no address", "Enter a valid email address."),
    "phone": ("0700", "Write the number as"),
    "role": ("king", "Select a valid choice."),
    "username": ("", "This field is required."),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_value_is_refused_with_a_reason(field: str, world: World, browser: Client) -> None:
    user = world.students[0].user
    before = getattr(user, field)
    value, reason = WRONG[field]
    answer = edit(browser, user, **{field: value})
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert getattr(user, field) == before


def test_what_is_taken_is_named_and_only_inside_the_organisation(
    world: World, browser: Client
) -> None:
    user, other = (one.user for one in world.students[:2])
    edit(browser, other, email="taken@example.edu")
    for field, value in (("username", other.username.upper()), ("email", "TAKEN@example.edu")):
        answer = edit(browser, user, **{field: value})
        assert answer.status_code == 200
        assert "Another user has this" in answer.content.decode()
    elsewhere = make_user(make_world("away").organization, Role.STUDENT, email="far@example.edu")
    answer = edit(browser, user, username=elsewhere.username, email=elsewhere.email)
    assert answer.status_code == 302
    assert user.email == "far@example.edu"


def test_nobody_locks_themselves_out(admin: User, browser: Client) -> None:
    for changes in ({"is_active": False}, {"role": "lecturer"}):
        answer = edit(browser, admin, **changes)
        assert answer.status_code == 200
        assert "your own" in answer.content.decode()
        assert (admin.is_active, admin.role) == (True, Role.ADMIN)
    assert edit(browser, admin, full_name="Still Here").status_code == 302
    assert admin.full_name == "Still Here"


def test_only_platform_staff_open_the_admin_site_to_somebody(world: World, browser: Client) -> None:
    person = make_user(world.organization, Role.ADMIN)
    lecturer = world.lecturer.user
    edit(browser, person, is_staff="on", is_superuser="on", organization="")
    assert (person.is_staff, person.is_superuser) == (False, False)
    assert person.organization == world.organization
    platform = browser_of(make_platform_staff())
    choose(platform, world.organization)
    answer = edit(platform, lecturer, is_staff="on")
    assert "Only administrators may open the admin site." in answer.content.decode()
    assert not lecturer.is_staff
    edit(platform, person, is_staff="on", is_superuser="on")
    assert (person.is_staff, person.is_superuser) == (True, False)
    assert browser_of(person).get("/admin/").status_code == 200
    # Who is no administrator any more loses it with the role.
    edit(browser, person, role="lecturer")
    assert not person.is_staff


NEW = {
    "username": "asmith",
    "full_name": "Ann Smith",
    "email": "ann@example.edu",
    "phone": "",
    "role": "admin",
}


def test_platform_staff_add_the_first_administrator_by_an_invitation(world: World) -> None:
    platform = browser_of(make_platform_staff())
    assert platform.get(f"{USERS}add/").status_code == 403
    choose(platform, world.organization)
    assert platform.post(f"{USERS}add/", {**NEW, "is_staff": "on"}).status_code == 302
    ann = User.objects.get(username="asmith")
    assert (ann.organization, ann.role, ann.is_staff) == (world.organization, Role.ADMIN, True)
    assert not ann.has_usable_password()
    with tenancy.activate(world.organization):
        assert Notification.objects.get(recipient=ann).kind == "invitation"
        told = AuditEntry.objects.get(action=AuditAction.PERSON_CREATED)
    assert (told.target_label, told.by_platform_staff) == ("Ann Smith", True)


def test_administrators_add_accounts_of_their_organisation_alone(
    world: World, browser: Client
) -> None:
    away = make_world("away").organization
    make_user(away, Role.ADMIN, username="asmith", email=NEW["email"])
    sent = {**NEW, "is_staff": "on", "is_superuser": "on", "organization": away.pk}
    assert browser.post(f"{USERS}add/", sent).status_code == 302
    ann = User.objects.get(username="asmith", organization=world.organization)
    assert (ann.is_staff, ann.is_superuser) == (False, False)
    # The second one is refused beside the field, and nobody is mailed.
    again = browser.post(f"{USERS}add/", {**NEW, "username": "ASMITH"})
    assert "Another user has this" in again.content.decode()
    for field, value in (("email", ""), ("role", "student"), ("role", "king")):
        refused = browser.post(f"{USERS}add/", {**NEW, "username": "other", field: value})
        assert refused.status_code == 200
    assert not User.objects.filter(username="other").exists()
    with tenancy.activate(world.organization):
        assert Notification.objects.filter(kind="invitation").count() == 1


def test_nobody_is_deleted(world: World, browser: Client) -> None:
    user = world.students[0].user
    assert browser.post(f"{USERS}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [user.pk]}
    browser.post(USERS, action)
    assert User.objects.filter(pk=user.pk).exists()


def test_a_profile_is_made_for_a_user_of_its_role(world: World, browser: Client) -> None:
    student = make_user(world.organization, Role.STUDENT)
    bursar = make_user(world.organization, Role.BURSAR)
    answer = browser.post(f"{STUDENTS}add/", {"user": bursar.pk, "student_id": "N1"})
    assert "is not a student" in answer.content.decode()
    assert (
        browser.post(f"{STUDENTS}add/", {"user": student.pk, "student_id": "N1"}).status_code == 302
    )
    with tenancy.activate(world.organization):
        assert Student.objects.get(student_id="N1").user == student
    again = make_user(world.organization, Role.STUDENT)
    answer = browser.post(f"{STUDENTS}add/", {"user": again.pk, "student_id": "n1"})
    assert "Another student has this student number." in answer.content.decode()


def test_a_profile_stays_with_its_person(world: World, browser: Client) -> None:
    other = make_student(world.organization)
    student = world.students[0]
    path = f"{STUDENTS}{student.pk}/change/"
    page = browser.get(path).content.decode()
    assert f'href="{USERS}{student.user.pk}/change/"' in page
    answer = browser.post(path, {"student_id": "N9", "user": other.user.pk, "year": 2})
    assert answer.status_code == 302
    with tenancy.activate(world.organization):
        stored = Student.objects.get(pk=student.pk)
        assert (stored.student_id, stored.year) == ("N9", 2)
        assert stored.user_id == student.user.pk
    lecturer = world.lecturer
    browser.post(
        f"/admin/accounts/lecturer/{lecturer.pk}/change/",
        {"staff_id": "L9", "department": "Physics"},
    )
    with tenancy.activate(world.organization):
        assert Lecturer.objects.get(pk=lecturer.pk).department == "Physics"


def test_what_a_row_itself_refuses_is_said_and_not_a_failure(
    world: World, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{STUDENTS}{world.students[0].pk}/change/"

    def refuse(self: Student, *args: Any, **kwargs: Any) -> None:
        raise tenancy.ScopeError("accounts.Student belongs to another organisation")

    monkeypatch.setattr(Student, "save", refuse)
    answer = browser.post(path, {"student_id": "N9"})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert "Nothing was stored." in browser.get(path).content.decode()


def test_lists_ask_as_often_for_many_rows_as_for_few(world: World, browser: Client) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    paths = (USERS, STUDENTS, "/admin/accounts/lecturer/")
    browser.get("/admin/")  # the process remembers the organisation for a few seconds
    few = [statements(path) for path in paths]
    for _ in range(5):
        make_student(world.organization)
    assert [statements(path) for path in paths] == few


def test_choices_of_people_show_number_and_name_at_one_cost(world: World, browser: Client) -> None:
    names = "app_label=accounts&model_name=guardian&field_name=student"

    def asked(term: str) -> tuple[list[str], int]:
        with CaptureQueriesContext(connection) as seen:
            answer = browser.get(f"/admin/autocomplete/?{names}&term={term}")
        return [one["text"] for one in answer.json()["results"]], len(seen)

    first = world.students[0]
    asked("")  # what the process remembers from then on
    (label,), few = asked(first.student_id)
    assert label == f"{first.student_id} {first.user.full_name}"
    labels, more = asked("")
    assert len(labels) > 1
    assert few == more
    # A form that comes back with its faults names the chosen one alike.
    data = {"student": first.pk, "name": "", "email": "", "phone": ""}
    page = browser.post("/admin/accounts/guardian/add/", data).content.decode()
    assert f"{first.student_id} {first.user.full_name}</option>" in page
