"""Whole imports are taken back: what goes, what stays and why, once, and after a kill."""

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.importers.undoing import GuardianUndoer, StudentUndoer
from apps.accounts.models import AuthToken, Guardian, ImportChange, ImportRun, Student, User
from apps.accounts.services import import_undo, imports
from apps.attendance.enums import RecordStatus
from apps.attendance.models import AttendanceRecord
from apps.attendance.services import register
from apps.core import clock, tenancy
from apps.courses.models import Course, CourseLecturer, Enrollment
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office
from tests.support.world import make_student, make_world

pytestmark = pytest.mark.django_db

FILE = "student_id,name,year,email\n" + "".join(
    f"N{number},Person {number},1,n{number}@x.example\n" for number in range(6)
)


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world(students=1))


def students(office: Office) -> set[str]:
    with tenancy.activate(office.world.organization):
        return set(Student.objects.values_list("student_id", flat=True))


def student(office: Office, number: str) -> Student:
    with tenancy.activate(office.world.organization):
        return Student.objects.select_related("user").get(student_id=number)


def test_new_rows_go_with_their_accounts_and_the_answer_says_so(office: Office) -> None:
    before = students(office)
    pk = office.commit("students", FILE)["id"]
    assert len(students(office)) == len(before) + 6
    told = office.undo(pk)
    assert told["state"] == "undone"
    assert told["undo_counts"] == {"removed": 6, "restored": 0, "deactivated": 0, "left": 0}
    assert students(office) == before
    assert not User.objects.filter(username__startswith="N").exists()
    assert office.kept(pk) == []
    with tenancy.activate(office.world.organization):
        assert not ImportChange.objects.filter(run=pk).exists()
        entry = AuditEntry.objects.get(action=AuditAction.IMPORT_UNDONE)
    assert (entry.actor_id, entry.target_id) == (office.user.pk, str(pk))
    assert office.commit("students", FILE)["counts"]["new"] == 6, "it can be imported again"


def test_people_whom_others_need_are_deactivated_and_named(office: Office) -> None:
    pk = office.commit("students", FILE)["id"]
    course = office.world.course
    enrolled, guarded, signed_in = (student(office, f"N{n}") for n in range(3))
    with tenancy.activate(office.world.organization):
        Enrollment.objects.create(course=course, student=enrolled, from_date="2026-01-01")
        Guardian.objects.create(student=guarded, name="Ruth", email="r@x.example")
        office.world.sign_in(enrolled.user)
    User.objects.filter(pk=signed_in.user_id).update(last_login=clock.now())
    told = office.undo(pk)
    assert told["undo_counts"] == {"removed": 3, "restored": 0, "deactivated": 3, "left": 0}
    assert sorted(office.kept(pk)) == [
        ("deactivated", "N0 Person 0", "needed by 1 enrollment"),
        ("deactivated", "N1 Person 1", "needed by 1 guardian"),
        ("deactivated", "N2 Person 2", "has signed in"),
    ]
    assert not student(office, "N0").user.is_active
    assert not AuthToken.objects.filter(user=enrolled.user).exists()
    assert not students(office) & {"N3", "N4", "N5"}


def test_who_has_another_role_by_now_is_left(office: Office) -> None:
    pk = office.commit("students", FILE)["id"]
    User.objects.filter(username="N0").update(role="admin")
    assert office.undo(pk)["undo_counts"]["left"] == 1
    assert office.kept(pk) == [("left", "N0 Person 0", "is administrator now")]
    assert student(office, "N0").user.is_active


def test_former_values_come_back_unless_somebody_changed_them_since(office: Office) -> None:
    office.commit("students", FILE)
    User.objects.update(email_verified_at=clock.now())
    changed = FILE.replace(",1,", ",2,").replace("Person", "Human").replace("n5@", "other@")
    pk = office.commit("students", changed)["id"]
    User.objects.filter(username="N0").update(full_name="By hand")
    with tenancy.activate(office.world.organization):
        Student.objects.filter(student_id="N1").update(year=3)
    make_student(office.world.organization, email="n5@x.example")
    told = office.undo(pk)
    assert told["undo_counts"] == {"removed": 0, "restored": 9, "deactivated": 0, "left": 3}
    assert sorted(office.kept(pk)) == [
        ("left", "N1 Human 1", "somebody has changed year since"),
        ("left", "user By hand", "somebody has changed full name since"),
        ("left", "user Human 5", "another row has the former value now"),
    ]
    found = {number: student(office, number) for number in ("N0", "N1", "N2", "N5")}
    names = {number: one.user.full_name for number, one in found.items()}
    assert names == {"N0": "By hand", "N1": "Person 1", "N2": "Person 2", "N5": "Human 5"}
    assert [found[number].year for number in ("N0", "N1", "N2")] == [1, 3, 1]
    assert found["N2"].user.email_verified_at is not None


def test_courses_and_enrolments(office: Office) -> None:
    world = office.world
    session = world.open()
    number = make_student(world.organization).student_id
    office.commit("courses", "code,name\nMAT2,Analysis\n")
    text = f"code,name,lecturers\nMAT1,Algebra,{world.lecturer.staff_id}\n"
    courses = office.commit("courses", text)
    free, held = world.students[0].student_id, number
    enrolled = office.commit(
        "enrollments", f"student_id,course\n{held},CSC101\n{held},MAT1\n{free},MAT1\n"
    )
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=Student.objects.get(student_id=held).pk,
            status=RecordStatus.PRESENT,
            by=world.lecturer.user,
            reason="",
            now=clock.now(),
        )
        assert AttendanceRecord.objects.filter(student__student_id=held).exists()
    assert office.undo(enrolled["id"])["undo_counts"] == {
        "removed": 2,
        "restored": 0,
        "deactivated": 1,
        "left": 0,
    }
    assert office.kept(enrolled["id"]) == [
        ("deactivated", f"{held} in CSC101", "needed by 1 attendance record")
    ]
    with tenancy.activate(world.organization):
        assert Enrollment.objects.get(student__student_id=held).to_date is not None
        assert not Enrollment.objects.filter(course__code="MAT1").exists()
    office.commit("enrollments", f"student_id,course\n{free},MAT1\n")
    told = office.undo(courses["id"])
    assert office.kept(courses["id"]) == [
        ("deactivated", "course MAT1 Algebra", "needed by 1 enrollment")
    ]
    assert told["undo_counts"]["removed"] == 1, "who teaches it"
    with tenancy.activate(world.organization):
        assert not Course.objects.get(code="MAT1").is_active
        assert Course.objects.get(code="MAT2").is_active
        assert not CourseLecturer.objects.filter(course__code="MAT1").exists()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("checked", "there is nothing to undo"),
        ("failed", "there is nothing to undo"),
        ("running", "This import is running"),
        ("undoing", "This import is being undone"),
        ("undone", "This import has been undone already"),
        ("old", "more than 30 days old"),
        ("same", "changed nothing"),
    ],
)
def test_what_cannot_be_undone_is_refused_in_words(office: Office, state: str, words: str) -> None:
    pk = office.commit("students", FILE)["id"]
    if state == "same":
        pk = office.commit("students", FILE)["id"]
    changes: dict[str, Any] = {"state": state}
    if state == "old":
        changes = {"finished_at": clock.now() - import_undo.POSSIBLE_FOR}
    with tenancy.activate(office.world.organization):
        if state != "same":
            ImportRun.objects.filter(pk=pk).update(**changes)
    refused = office.post(f"{pk}/undo/")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert words in refused.json()["detail"]
    assert office.get(f"{pk}/").json()["undo_refusal"] == refused.json()["detail"]


def test_an_undo_that_breaks_takes_nothing_back_and_can_be_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = office.commit("students", FILE)["id"]
    original = StudentUndoer.remove

    def remove(self: StudentUndoer, rows: Any) -> None:
        original(self, rows)
        raise RuntimeError("a secret name")

    with monkeypatch.context() as patch:
        patch.setattr(StudentUndoer, "remove", remove)
        office.post(f"{pk}/undo/")
        assert office.work() == "done"
    told = office.get(f"{pk}/").json()
    assert (told["state"], told["failure"], told["undo_refusal"]) == ("done", "RuntimeError", "")
    assert {"N0", "N5"} <= students(office)
    assert office.undo(pk)["undo_counts"]["removed"] == 6, "the control: it can be tried again"


@pytest.mark.parametrize(("needed", "left"), [(True, 1), (False, 0)], ids=["needed", "control"])
def test_what_must_stay_and_knows_no_being_inactive_is_left_as_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch, needed: bool, left: int
) -> None:
    office.commit("students", FILE)
    pk = office.commit("guardians", "student_id,name,email\nN0,Ann,ann@x.example\n")["id"]

    def reasons(_self: GuardianUndoer, rows: Any) -> dict[int, str]:
        return {row.pk: "needed by 1 letter" for row in rows} if needed else {}

    monkeypatch.setattr(GuardianUndoer, "needed", reasons)
    assert office.undo(pk)["undo_counts"]["left"] == left
    told = [(fate, why) for fate, _, why in office.kept(pk)]
    assert told == [("left", "other rows depend on it")] * left
    with tenancy.activate(office.world.organization):
        assert Guardian.objects.filter(name="Ann").count() == left


def test_a_killed_undo_is_done_by_the_next_worker_and_only_once(office: Office) -> None:
    pk = office.commit("students", FILE)["id"]
    office.post(f"{pk}/undo/")
    with tenancy.activate(office.world.organization):
        # A worker took it and was killed: its transaction is gone, its lease is not.
        lease = clock.now() + imports.LEASE
        ImportRun.objects.filter(pk=pk).update(lease_until=lease, attempts=1)
        assert imports.run_waiting(now=clock.now()) == "", "the lease still holds"
        later = clock.now() + imports.LEASE + timedelta(seconds=1)
        assert imports.run_waiting(now=later) == "undone"
        assert imports.run_waiting(now=later) == "", "there is nothing left to do"
    assert office.get(f"{pk}/").json()["undo_counts"]["removed"] == 6


def test_undo_and_import_do_not_run_at_once(office: Office) -> None:
    first = office.commit("students", FILE)["id"]
    second = office.check("students", FILE.replace("N", "M"))["id"]
    office.post(f"{second}/commit/")
    assert office.post(f"{first}/undo/").status_code == 409
    office.work()
    assert office.post(f"{first}/undo/").status_code == 202, "the control"
    assert office.post(f"{second}/undo/").status_code == 409


def test_what_an_import_did_is_forgotten_with_the_possibility_to_undo_it(office: Office) -> None:
    pk = office.commit("students", FILE)["id"]
    with tenancy.activate(office.world.organization):
        almost = clock.now() + import_undo.POSSIBLE_FOR - timedelta(minutes=1)
        assert import_undo.forget(now=almost) == 0
        assert import_undo.forget(now=almost + timedelta(minutes=2)) == 1
        assert not ImportChange.objects.filter(run=pk).exists()


def test_a_file_of_which_nothing_is_stored_can_be_discarded(office: Office) -> None:
    pk = office.check("students", FILE)["id"]
    delete = office.client.delete(f"/api/imports/{pk}/", headers=office.headers)
    assert delete.status_code == 204
    assert office.get(f"{pk}/").status_code == 404
    stored = office.commit("students", FILE)["id"]
    refused = office.client.delete(f"/api/imports/{stored}/", headers=office.headers)
    assert refused.status_code == 409
