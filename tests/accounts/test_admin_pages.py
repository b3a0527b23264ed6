"""People in the admin site: finding them, editing them, what is refused."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.enums import Role
from apps.accounts.models import AuthToken, Lecturer, OneTimeLink, Student, User
from apps.core import tenancy
from apps.notifications.models import Notification
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.administration import (
    browser_of,
    choose,
    make_administrator,
    make_platform_staff,
)
from tests.support.world import PASSWORD, World, make_student, make_user, make_world

USERS = "/admin/accounts/user/"
STUDENTS = "/admin/accounts/student/"
SIGN_INS = "/admin/accounts/authtoken/"


@pytest.fixture
def world(db: None) -> World:
    forget_cached()
    return make_world("home")


@pytest.fixture
def admin(world: World) -> User:
    return make_administrator(world.organization)


@pytest.fixture
def browser(admin: User) -> Client:
    return browser_of(admin)


def entered(user: User, **changes: Any) -> dict[str, Any]:
    values = {
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "phone": user.phone,
        "role": user.role,
        "is_active": user.is_active,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not False}


def edit(browser: Client, user: User, **changes: Any) -> Any:
    answer = browser.post(f"{USERS}{user.pk}/change/", entered(user, **changes))
    user.refresh_from_db()
    return answer


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


def test_the_hash_of_a_password_is_neither_shown_nor_asked_for(
    world: World, admin: User, browser: Client
) -> None:
    user = world.students[0].user
    user.set_password(PASSWORD)
    user.save()
    platform = browser_of(make_platform_staff())
    choose(platform, world.organization)
    for one in (browser, platform):
        text = one.get(f"{USERS}{user.pk}/change/").content.decode()
        assert user.password not in text
        assert "md5$" not in text
        for query in ("password__startswith=m", "password__gte=a"):
            assert one.get(f"{USERS}?{query}").status_code == 400
        for query in ("user__password__startswith=m", "user__is_active__password=m"):
            assert one.get(f"{STUDENTS}?{query}").status_code in {302, 400}
    edit(browser, user, password="planted")
    assert user.check_password(PASSWORD)


def test_platform_staff_set_a_password_that_the_validators_accept(world: World) -> None:
    user = world.students[0].user
    platform = browser_of(make_platform_staff())
    choose(platform, world.organization)
    path = f"{USERS}{user.pk}/password/"
    assert path in platform.get(f"{USERS}{user.pk}/change/").content.decode()
    new = {"password1": "short", "password2": "short", "usable_password": "true"}
    answer = platform.post(path, {**new, "set-password": "1"})
    assert answer.status_code == 200
    assert "too short" in answer.content.decode()
    new = {**new, "password1": "a much better horse", "password2": "a much better horse"}
    answer = platform.post(path, {**new, "set-password": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"{USERS}{user.pk}/change/")
    user.refresh_from_db()
    assert user.check_password("a much better horse")
    # Somebody else has chosen it: it opens nothing but its change.
    assert user.must_change_password


def test_a_password_that_somebody_sets_for_themselves_is_their_own(db: None) -> None:
    me = make_platform_staff()
    new = {"password1": "a much better horse", "password2": "a much better horse"}
    data = {**new, "usable_password": "true", "set-password": "1"}
    answer = browser_of(me, host="localhost").post(f"{USERS}{me.pk}/password/", data)
    assert answer.status_code == 302
    me.refresh_from_db()
    assert me.check_password("a much better horse")
    assert not me.must_change_password


def test_sign_ins_are_ended_from_their_list(world: World, browser: Client) -> None:
    first, second = (world.sign_in(one.user) for one in world.students[:2])
    kept, ended = (AuthToken.objects.get(user=one.user) for one in world.students[:2])
    page = browser.get(SIGN_INS).content.decode()
    assert str(ended.user) in page
    assert ended.digest not in page
    data = {"action": "end", "_selected_action": [ended.pk], "index": 0}
    assert browser.post(SIGN_INS, data).status_code == 302
    answers = [
        Client().get(
            "/api/me/", headers={"Host": "home.localhost", "Authorization": f"Token {one}"}
        )
        for one in (first, second)
    ]
    assert [one.status_code for one in answers] == [200, 401]
    assert AuthToken.objects.filter(pk=kept.pk).exists()


def test_the_password_form_is_for_platform_staff_and_the_chosen_organisation(
    world: World, admin: User, browser: Client
) -> None:
    user = world.students[0].user
    path = f"{USERS}{user.pk}/password/"
    new = {"password1": "a much better horse", "password2": "a much better horse"}
    platform = browser_of(make_platform_staff())
    choose(platform, make_world("away").organization)
    for one, expected in ((browser, 403), (platform, 404), (browser_of(user), 302)):
        before = user.password
        assert one.get(path).status_code == expected
        one.post(path, {**new, "usable_password": "true"})
        user.refresh_from_db()
        assert user.password == before
    choose(platform, world.organization)
    assert platform.get(path).status_code == 200


def test_an_administrator_changes_their_own_password(world: World) -> None:
    admin = make_administrator(world.organization, password=PASSWORD)
    browser = browser_of(admin)
    new = {"new_password1": "a much better horse", "new_password2": "a much better horse"}
    answer = browser.post("/admin/password_change/", {"old_password": "wrong", **new})
    assert answer.status_code == 200
    answer = browser.post("/admin/password_change/", {"old_password": PASSWORD, **new})
    assert answer.status_code == 302
    assert browser.get("/admin/").status_code == 200
    admin.refresh_from_db()
    assert admin.check_password("a much better horse")


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


def act(browser: Client, path: str, action: str, *keys: int) -> str:
    data = {"action": action, "_selected_action": keys, "index": 0}
    assert browser.post(path, data).status_code == 302
    return str(browser.get(path).content.decode())


def test_people_are_deactivated_and_reactivated_by_actions(
    world: World, browser: Client, admin: User
) -> None:
    student = world.students[0]
    world.sign_in(student.user)
    page = act(browser, STUDENTS, "deactivate", student.pk)
    assert "Deactivated: 1." in page
    student.user.refresh_from_db()
    assert not student.user.is_active
    assert not AuthToken.objects.filter(user=student.user).exists()
    page = act(browser, USERS, "deactivate", student.user.pk, admin.pk)
    assert "Deactivated: 0." in page
    assert "1 are so already" in page
    assert "1 is your own account" in page
    page = act(browser, USERS, "reactivate", student.user.pk)
    assert "Reactivated: 1." in page
    assert User.objects.get(pk=student.user.pk).is_active
    with tenancy.activate(world.organization):
        told = AuditEntry.objects.filter(actor=admin, target_id=student.user.pk)
        actions = set(told.values_list("action", flat=True))
    assert {AuditAction.DEACTIVATED, AuditAction.REACTIVATED} <= actions


def test_whoever_has_no_password_is_invited_by_an_action(world: World, browser: Client) -> None:
    new, old = world.students[:2]
    new.user.set_unusable_password()
    new.user.email = "new@example.edu"
    new.user.save()
    page = act(browser, STUDENTS, "invite", new.pk, old.pk)
    assert "Invited: 1." in page
    assert "Left as they are: 1 have" in page
    with tenancy.activate(world.organization):
        assert [one.user_id for one in OneTimeLink.objects.all()] == [new.user_id]


def test_actions_reach_nobody_of_another_organisation(world: World, browser: Client) -> None:
    away = make_world("away").students[0]
    act(browser, USERS, "deactivate", away.user.pk)
    act(browser, STUDENTS, "deactivate", away.pk)
    platform = make_platform_staff()
    staff = browser_of(platform)
    # Without a chosen organisation there is nothing that could be done to many at once.
    staff.post(USERS, {"action": "deactivate", "_selected_action": [platform.pk], "index": 0})
    for user in (away.user, platform):
        user.refresh_from_db()
        assert user.is_active
    choose(staff, away.user.organization)
    assert "Deactivated: 1." in act(staff, USERS, "deactivate", away.user.pk)  # the control


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
