"""Students, guardians, lecturers and staff over HTTP: found, created, changed, ended, invited."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.enums import AccountAction, LinkPurpose, Role
from apps.accounts.models import Guardian, Lecturer, OneTimeLink, Student, User
from apps.accounts.services import access
from apps.core import clock, tenancy
from apps.notifications.models import Notification
from apps.orgs.enums import AuditAction
from apps.orgs.selectors import forget_cached
from tests.support.people import ACTIONS, House
from tests.support.world import make_lecturer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


# --- Lists ---------------------------------------------------------------------------------
def test_every_word_must_be_found_somewhere_in_any_case(house: House) -> None:
    house.student("S77", full_name="Grace Auma", email="grace@x.example", username="gauma")
    house.student("S78", full_name="Özil Auma")
    assert house.names("search=AUMA+grace") == ["Grace Auma"]
    assert house.names("search=auma+s78") == ["Özil Auma"]
    assert house.names("search=özil") == house.names("search=ÖZIL") == ["Özil Auma"]
    assert house.names("search=grace@x") == house.names("search=gauma") == ["Grace Auma"]
    assert house.names("search=grace+s78") == []


def test_who_may_not_see_an_address_finds_nobody_by_it(house: House) -> None:
    student = house.student(full_name="Grace", email="secret@x.example", username="hidden")
    bursar = house.of(make_user(house.organization, Role.BURSAR))
    for reader in (house.world.staff(), bursar):
        assert house.names("search=secret", by=reader) == []
        assert house.names("search=hidden", by=reader) == []
        assert house.names("search=grace", by=reader) == ["Grace"]
        row = reader.get(f"/api/students/{student.pk}/").json()
        assert row["account"] is None
        assert "secret@x.example" not in reader.get("/api/students/").content.decode()
        for query in ("state=invited", "state=never_signed_in", "sort=-last_login"):
            assert reader.get(f"/api/students/?{query}").status_code == 403
    assert house.names("search=secret") == ["Grace"], "the control"


def test_a_student_sees_only_themself(house: House) -> None:
    me, other = house.student(full_name="Me", email="me@x.example"), house.student(full_name="You")
    phone = house.of(me.user)
    assert house.names("state=all", by=phone) == ["Me"]
    assert phone.get(f"/api/students/{me.pk}/").json()["account"]["email"] == "me@x.example"
    assert phone.get(f"/api/students/{other.pk}/").status_code == 404


def test_rows_have_pictures_that_cost_no_statement(house: House) -> None:
    def rows(path: str) -> tuple[dict[str, str | None], int]:
        with CaptureQueriesContext(connection) as captured:
            found = house.desk.get(f"/api/{path}/").json()["results"]
        return {row["full_name"]: row["picture_url"] for row in found}, len(captured)

    people = [house.student(full_name=f"S{number}").user for number in range(3)]
    people.append(make_lecturer(house.organization, full_name="L0").user)
    lists = ("students", "lecturers", "staff")
    rows("students")  # what is asked once, of whom the organisation is, is known from here on
    without = [rows(path) for path in lists]
    assert {url for found, _ in without for url in found.values()} == {None}
    for one in people[1:]:
        User.objects.filter(pk=one.pk).update(picture=f"organizations/1/pictures/{one.pk}.webp")
    for path, (_, before) in zip(lists, without, strict=True):
        found, statements = rows(path)
        assert statements == before
        shown = {name for name, url in found.items() if url and url.startswith("/api/files/")}
        assert shown == {"S1", "S2", "L0"} & set(found)
    assert house.desk.get(f"/api/staff/{people[3].pk}/").json()["picture_url"]


def test_filters_and_orders(house: House) -> None:
    now = clock.now()
    with_password = house.student("A3", full_name="cara", password="x" * 12)
    User.objects.filter(pk=with_password.user_id).update(last_login=now)
    new = house.student("a2", full_name="Bob", email="bob@x.example")
    given = house.student("A1", full_name="Ann", password="y" * 12, must_change_password=True)
    gone = house.student("A9", full_name="Gone", is_active=False)
    with tenancy.activate(house.organization):
        Student.objects.filter(pk__in=[new.pk, given.pk]).update(programme="Law", year=2)
    assert house.names() == ["Ann", "Bob", "cara"]
    assert house.names("sort=-name") == ["cara", "Bob", "Ann"]
    assert house.names("sort=password") == house.names()
    assert house.names("sort=-year")[-1] == "cara", "what is not known stands at the end"
    assert house.names("programme=Law&year=2") == ["Ann", "Bob"]
    assert house.names("state=inactive") == [gone.user.full_name]
    assert len(house.names("state=all")) == 4
    assert house.names("state=never_signed_in") == ["Ann", "Bob"]
    assert house.names("state=must_change") == ["Ann"]
    assert house.names("state=not_invited") == ["Bob"]
    assert house.act("invite", new.user).json()["done"] == [new.user_id]
    assert house.names("state=invited") == ["Bob"]
    assert house.names("state=not_invited") == []
    assert house.desk.get("/api/students/?state=nonsense").status_code == 400
    facets = house.desk.get("/api/students/facets/").json()
    assert facets == {"programmes": ["Law"], "years": [2]}


# --- Creating and changing -----------------------------------------------------------------
def test_a_new_student_has_no_password_and_is_invited_if_asked(house: House) -> None:
    body = {"student_id": "S1", "full_name": "Grace", "email": "g@x.example", "invite": True}
    body["phone"] = "00256 (700) 000-001"
    created = house.desk.send("POST", "/api/students/", body)
    assert created.status_code == 201, created.content
    account = created.json()["account"]
    assert (account["username"], account["phone"]) == ("S1", "+256700000001")
    assert account["state"] == "invited"
    user = User.objects.get(pk=account["id"])
    assert not user.has_usable_password()
    with tenancy.activate(house.organization):
        assert Notification.objects.filter(recipient=user, kind="invitation").exists()
    assert house.told(AuditAction.PERSON_CREATED) == ["Grace"]


def test_everything_that_is_taken_is_named(house: House) -> None:
    house.student("S1", username="taken", email="taken@x.example")
    body = {"student_id": "s1", "full_name": "G", "username": "TAKEN", "email": "Taken@x.example"}
    answer = house.desk.send("POST", "/api/students/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["fields"].keys() == {"student_id", "username", "email"}
    assert not User.objects.filter(full_name="G").exists(), "all or nothing"
    elsewhere = House("away")
    assert elsewhere.desk.send("POST", "/api/students/", body).status_code == 201, "the control"


def test_a_change_of_what_was_changed_meanwhile_is_refused(house: House) -> None:
    student = house.student("S1", full_name="Grace", email="g@x.example")
    path = f"/api/students/{student.pk}/"
    seen = house.desk.get(path).json()["version"]
    first = house.desk.send("PATCH", path, {"version": seen, "full_name": "Grace A", "year": 2})
    assert (first.json()["full_name"], first.json()["year"]) == ("Grace A", 2)
    second = house.desk.send("PATCH", path, {"version": seen, "programme": "Law"})
    assert (second.status_code, second.json()["code"]) == (409, "changed_meanwhile")
    # Past every service, as an import writes.
    User.objects.filter(pk=student.user_id).update(phone="+256700000001")
    stale = house.desk.send("PATCH", path, {"version": first.json()["version"], "programme": "Law"})
    assert stale.status_code == 409
    now = house.desk.get(path).json()["version"]
    assert house.desk.send("PATCH", path, {"version": now, "programme": "Law"}).status_code == 200
    assert house.told(AuditAction.PERSON_CHANGED) == ["Grace A", "Grace A"]


def test_a_changed_address_is_not_confirmed(house: House) -> None:
    student = house.student(email="old@x.example")
    User.objects.filter(pk=student.user_id).update(email_verified_at=clock.now())
    path = f"/api/students/{student.pk}/"
    version = house.desk.get(path).json()["version"]
    house.desk.send("PATCH", path, {"version": version, "email": "new@x.example"})
    assert house.desk.get(path).json()["account"]["email_verified"] is False


def test_guardians_need_an_address_or_a_number_and_have_each_once(house: House) -> None:
    student = house.student(full_name="Grace")
    path = f"/api/students/{student.pk}/guardians/"
    nobody = house.desk.send("POST", path, {"name": "Ruth"})
    assert (nobody.status_code, nobody.json()["fields"].keys()) == (400, {"email"})
    ruth = house.desk.send("POST", path, {"name": "Ruth", "email": "r@x.example"}).json()
    again = house.desk.send("POST", path, {"name": "R", "email": "R@x.example"})
    assert (again.status_code, again.json()["fields"].keys()) == (409, {"email"})
    one = f"/api/guardians/{ruth['id']}/"
    empty = house.desk.send("PATCH", one, {"version": ruth["version"], "email": ""})
    assert empty.status_code == 400
    changed = house.desk.send("PATCH", one, {"version": ruth["version"], "phone": "+256700000001"})
    assert changed.json()["phone"] == "+256700000001"
    stale = house.desk.send("PATCH", one, {"version": ruth["version"], "name": "X"})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    assert house.desk.send("DELETE", one).status_code == 204
    assert house.desk.get(path).json() == []
    assert house.told(AuditAction.GUARDIAN_CHANGED) == ["Grace"] * 3


# --- Many at once --------------------------------------------------------------------------
def test_deactivation_ends_sign_ins_and_is_undone_by_its_opposite(house: House) -> None:
    students = [house.student() for _ in range(3)]
    phone = house.of(students[0].user)
    assert phone.get("/api/me/").status_code == 200, "the control"
    answer = house.act("deactivate", *(one.user for one in students), house.admin).json()
    assert answer["done"] == [one.user_id for one in students]
    assert answer["reasons"] == [{"reason": "yourself", "count": 1}]
    assert answer["skipped"][0]["name"] == "Ada Office"
    assert phone.get("/api/me/").status_code == 401
    undone = house.desk.send(
        "POST", ACTIONS, {"action": "reactivate", "accounts": answer["done"]}
    ).json()
    assert undone["done"] == answer["done"]
    assert len(house.names()) == 3
    assert phone.get("/api/me/").status_code == 401, "they sign in anew"
    assert len(house.told(AuditAction.DEACTIVATED)) == 3
    assert len(house.told(AuditAction.REACTIVATED)) == 3


def test_invitations_are_sent_and_withdrawn(house: House) -> None:
    new = house.student(email="new@x.example")
    others = [house.student(), house.student(email="p@x.example", password="x" * 12)]
    others.append(house.student(email="i@x.example", is_active=False))
    everybody = [new.user, *(one.user for one in others)]
    answer = house.act("invite", *everybody).json()
    assert answer["done"] == [new.user_id]
    reasons = {one["reason"] for one in answer["reasons"]}
    assert reasons == {"no_email", "has_password", "inactive"}
    assert house.act("withdraw_invitation", *everybody).json()["done"] == [new.user_id]
    with tenancy.activate(house.organization):
        assert not OneTimeLink.objects.filter(purpose=LinkPurpose.INVITATION).exists()


def test_all_that_match_are_those_that_somebody_has_seen(house: House) -> None:
    law, other = house.student(), house.student()
    with tenancy.activate(house.organization):
        Student.objects.filter(pk=law.pk).update(programme="Law")
    matching: dict[str, Any] = {"list": "students", "query": {"programme": "Law"}}
    refused = house.act("deactivate", **matching, expected=2)
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
    assert house.act("deactivate", **matching, expected=1).json()["done"] == [law.user_id]
    assert house.names() == [other.user.full_name]
    unknown = {"list": "students", "query": {"state": "nonsense"}}
    assert house.act("deactivate", **unknown, expected=0).status_code == 400


def test_more_invitations_than_a_request_sends_are_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = [house.student(email=f"m{n}@x.example").user for n in range(3)]
    monkeypatch.setattr(access, "INVITATIONS_AT_ONCE", 2)
    assert house.act("invite", *users).json()["fields"].keys() == {"accounts"}
    all_of_them: dict[str, Any] = {"list": "students", "query": {}, "expected": 3}
    assert house.act("invite", **all_of_them).status_code == 400
    assert len(house.act("invite", *users[:2]).json()["done"]) == 2, "the control"


def test_one_foreign_key_and_nothing_is_done(house: House) -> None:
    own, away = house.student(), House("away").student()
    forget_cached()
    refused = house.act("deactivate", own.user, away.user)
    missing = house.desk.send(
        "POST", ACTIONS, {"action": "deactivate", "accounts": [own.user_id, 987_654_321]}
    )
    assert refused.status_code == missing.status_code == 404
    assert User.objects.filter(pk__in=[own.user_id, away.user_id], is_active=True).count() == 2


@pytest.mark.parametrize("action", list(AccountAction))
def test_many_cost_as_many_statements_as_few(house: House, action: AccountAction) -> None:
    def statements(users: list[User]) -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = house.act(action, *users).json()
        assert len(answer["done"]) == len(users)
        return len(captured)

    batches = []
    for size in (1, 1, 9):
        batch = [house.student().user for _ in range(size)]
        for one in batch:
            User.objects.filter(pk=one.pk).update(email=f"m{one.pk}@x.example")
        if action == AccountAction.REACTIVATE:
            house.act("deactivate", *batch)
        if action == AccountAction.WITHDRAW_INVITATION:
            house.act("invite", *batch)
        batches.append(batch)
    statements(batches[0])
    assert statements(batches[1]) == statements(batches[2])


# --- Roles ---------------------------------------------------------------------------------
def test_a_role_is_changed_by_somebody_else_and_ends_sign_ins(house: House) -> None:
    bursar = make_user(house.organization, Role.BURSAR, full_name="Ben")
    phone = house.of(bursar)
    path = f"/api/staff/{bursar.pk}/role/"
    lecturer = house.desk.send("PUT", path, {"role": "lecturer"})
    assert (lecturer.status_code, lecturer.json()["fields"].keys()) == (400, {"role"})
    assert phone.get("/api/me/").status_code == 200, "the control"
    assert house.desk.send("PUT", path, {"role": "admin"}).json()["account"]["role"] == "admin"
    assert phone.get("/api/me/").status_code == 401
    own = house.desk.send("PUT", f"/api/staff/{house.admin.pk}/role/", {"role": "bursar"})
    assert (own.status_code, own.json()["code"]) == (409, "own_account")
    student = house.student()
    into = house.desk.send("PUT", f"/api/staff/{student.user_id}/role/", {"role": "admin"})
    assert into.status_code == 404
    assert house.told(AuditAction.ROLE_CHANGED) == ["Ben"]


def test_who_is_no_administrator_any_more_loses_the_admin_site(house: House) -> None:
    other = make_user(house.organization, Role.ADMIN, is_staff=True)
    house.desk.send("PUT", f"/api/staff/{other.pk}/role/", {"role": "bursar"})
    other.refresh_from_db()
    assert (other.role, other.is_staff) == (Role.BURSAR, False)


def test_lecturers_keep_what_they_teach_as_administrators(house: House) -> None:
    lecturer = make_lecturer(house.organization, full_name="Lea")
    path = f"/api/staff/{lecturer.user_id}/role/"
    for role in ("admin", "lecturer"):
        assert house.desk.send("PUT", path, {"role": role}).status_code == 200
    with tenancy.activate(house.organization):
        assert Lecturer.objects.filter(pk=lecturer.pk).exists()
    assert house.names("search=lea", path="staff") == ["Lea"]


def test_guardians_of_others_are_none(house: House) -> None:
    away = House("away")
    student = away.student()
    with tenancy.activate(away.organization):
        guardian = Guardian.objects.create(student=student, name="G", phone="+256700000001")
    forget_cached()
    for method, path in (
        ("DELETE", f"/api/guardians/{guardian.pk}/"),
        ("PATCH", f"/api/guardians/{guardian.pk}/"),
        ("GET", f"/api/students/{student.pk}/guardians/"),
    ):
        assert house.desk.send(method, path, {"version": "0"}).status_code == 404
