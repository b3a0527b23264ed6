"""Everything that is stored about a student: nothing left out, nothing of anybody else's."""

import csv
import io
import json
import os
import tracemalloc
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from apps.accounts.models import AuthToken, User
from apps.attendance.enums import AbsenceReason, Outcome, Source
from apps.attendance.models import (
    AbsenceRequest,
    AttendanceRecord,
    CheckInAttempt,
    RecordLocation,
    RequestPart,
)
from apps.attendance.selectors.personal import collections_of
from apps.core import clock, files, tenancy
from apps.orgs.models import TenantModel
from tests.support.campus import NOW, Campus, make_campus, stopped_clock
from tests.support.canary import CANARY
from tests.support.checkin import Clock, mark
from tests.support.stores import folder
from tests.support.world import Phone, World

__all__ = ["folder"]

pytestmark = pytest.mark.django_db

# Tables with nothing about a student in them, or nothing that their kinds do not tell.
NOT_ABOUT_STUDENTS = {
    "accounts.Lecturer": "staff",
    "attendance.AttendanceSession": "a class, not a person; those who started it are staff",
    "attendance.AttendanceToken": "codes of a class",
    "attendance.Kiosk": "a device of a class; what students enter there are attempts",
    "attendance.ReceiptKey": "what an organisation signs by",
    "attendance.SessionEvent": "what staff did to a class",
    "attendance.Watermark": "how far a job has come",
    "courses.CalledOffClass": "which class staff called off",
    "courses.ClassSchedule": "when classes are",
    "courses.Course": "a course",
    "courses.CourseLecturer": "staff",
    "courses.Holiday": "days without classes",
    "courses.Term": "a term",
    "courses.Venue": "a place",
    "notifications.Suppression": "hashes of addresses without an account: guardians'",
}


def stored(world: World, number: int = 0) -> dict[str, Any]:
    """Return what the page of one of the students shows, by kind."""
    world.tokens.clear()
    answer = world.phone(world.students[number]).get("/api/my/data/")
    assert answer.status_code == 200, answer.content
    return {one["key"]: one for one in answer.json()["kinds"]}


def ask_for_all(phone: Phone) -> Any:
    return phone.client.post("/api/my/data/download/", headers=phone.headers())


def download(world: World) -> zipfile.ZipFile:
    answer = ask_for_all(world.phone(world.students[0]))
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_every_table_is_told_of_or_holds_nothing_about_students(world: World) -> None:
    with tenancy.activate(world.organization):
        told = {model for one in collections_of(world.students[0]) for model in one.models}
    there = {one for one in apps.get_models() if issubclass(one, TenantModel)} | {AuthToken, User}
    left_out = {one._meta.label for one in there - told}
    assert left_out == set(NOT_ABOUT_STUDENTS)


def test_what_goes_by_itself_says_when(world: World, now: Clock) -> None:
    session = world.open()
    mark(world, session, world.students[0], "present", "seen")
    with tenancy.activate(world.organization):
        record = AttendanceRecord.objects.get(student=world.students[0])
        RecordLocation.objects.create(
            record=record,
            latitude=0.3,
            longitude=32.5,
            accuracy_m=9,
            delete_after=clock.now() + timedelta(hours=24),
        )
    found = stored(world)
    assert found["locations"]["next_deletion"] == "2026-03-03T09:00:00Z"
    assert found["locations"]["examples"][0]["deleted_at"] == "2026-03-03T09:00:00Z"
    assert found["sign_ins"]["next_deletion"] == "2026-03-02T10:00:00Z"
    assert found["records"]["next_deletion"] is None
    assert (found["records"]["count"], found["changes"]["count"]) == (1, 1)
    assert (found["imports"]["count"], found["imports"]["examples"]) == (None, [])
    assert stored(world, 1)["locations"]["count"] == 0
    facts = {one["name"]: one["value"] for one in found["changes"]["examples"][0]["facts"]}
    assert (facts["What"], facts["Reason"]) == ("Present was entered.", "seen")


def test_a_download_has_it_all_in_both_forms(world: World, now: Clock) -> None:
    session = world.open()
    mark(world, session, world.students[0], "late", "=HYPERLINK(1)")
    mark(world, session, world.students[1], "present", "of another")
    found = stored(world)
    with download(world) as archive:
        assert archive.testzip() is None
        whole = json.loads(archive.read("everything.json"))
        rows = {one["key"]: one["rows"] for one in whole["collections"]}
        assert {key: rows[key] if rows[key] is None else len(rows[key]) for key in rows} == {
            key: one["count"] for key, one in found.items()
        }
        (change,) = rows["changes"]
        assert change["reason"] == "=HYPERLINK(1)"
        table = archive.read("tables/changes.csv").decode("utf-8-sig")
        (line,) = csv.DictReader(io.StringIO(table))
        assert line["reason"] == "'=HYPERLINK(1)", "no cell is run as a formula"
        assert "Kept: For good" in archive.read("README.txt").decode()
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "of another" not in everything
    other = world.students[1]
    assert not any(text in everything for text in (other.student_id, other.user.full_name))


def test_downloads_are_limited(world: World, now: Clock) -> None:
    phone = world.phone(world.students[0])
    answers = [ask_for_all(phone).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    now.tick(hours=1)
    world.tokens.clear()
    download(world)


def test_a_file_goes_some_time_after_the_last_decision(
    world: World, now: Clock, folder: Path
) -> None:
    with tenancy.activate(world.organization):
        asked = AbsenceRequest.objects.create(
            student=world.students[0],
            client_reference=uuid.uuid4(),
            asked_at=now(),
            first_day=now().date(),
            last_day=now().date(),
            kind=AbsenceReason.ILLNESS,
            file=files.store(b"a letter", kind="requests", ending="pdf"),
        )
        part = RequestPart.objects.create(request=asked, course=world.course)
    assert stored(world)["absence_requests"]["next_deletion"] is None, "nobody has decided"
    with download(world) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith("files/")]
        assert archive.read(name) == b"a letter"
    with tenancy.activate(world.organization):
        RequestPart.objects.filter(pk=part.pk).update(state="approved", decided_at=now())
    found = stored(world)["absence_requests"]
    assert found["next_deletion"] == "2026-05-31T09:00:00Z"
    assert stored(world, 1)["absence_requests"]["count"] == 0


def much(world: World, letters: list[bytes], tries: int) -> None:
    """Let the first student have tried often, and have sent letters."""
    session, student = world.open(), world.students[0]
    common = {"organization": world.organization, "session": session, "student": student}
    with tenancy.activate(world.organization):
        CheckInAttempt.objects.bulk_create(
            [
                CheckInAttempt(
                    **common,
                    at=clock.now(),
                    arrived_at=clock.now(),
                    outcome=Outcome.CODE_EXPIRED,
                    source=Source.QR,
                    client_reference=uuid.uuid4(),
                )
                for _ in range(tries)
            ]
        )
        for letter in letters:
            AbsenceRequest.objects.create(
                student=student,
                client_reference=uuid.uuid4(),
                asked_at=clock.now(),
                first_day=clock.now().date(),
                last_day=clock.now().date(),
                kind=AbsenceReason.ILLNESS,
                file=files.store(letter, kind="requests", ending="pdf"),
            )


def test_a_download_costs_little_memory_however_much_there_is(
    world: World, now: Clock, folder: Path, tmp_path: Path
) -> None:
    letters = [os.urandom(4_000_000) for _ in range(2)]
    much(world, letters, tries=1000)
    phone, saved = world.phone(world.students[0]), tmp_path / "my-data.zip"
    # What is imported at the first time is not meant.
    assert phone.get("/api/my/data/").status_code == 200
    tracemalloc.start()
    try:
        answer = ask_for_all(phone)
        with saved.open("wb") as file:
            file.writelines(answer.streaming_content)
        _, peak = tracemalloc.get_traced_memory()
        # The control: one of the files as a whole is more than all of it may cost.
        tracemalloc.reset_peak()
        with tenancy.activate(world.organization):
            letter = files.read(AbsenceRequest.objects.all()[0].file)
        _, whole = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert letter in letters
    assert peak < 3_500_000 < whole
    with zipfile.ZipFile(saved) as archive:
        assert archive.testzip() is None
        kinds = json.loads(archive.read("everything.json"))["collections"]
        rows = {one["key"]: one["rows"] for one in kinds}
        sent = [archive.read(name) for name in archive.namelist() if name.startswith("files/")]
        table = archive.read("tables/attempts.csv").decode()
    assert (len(rows["attempts"]), table.count("\r\n")) == (1000, 1001)
    assert sorted(sent) == sorted(letters)


@pytest.fixture
def campus() -> Campus:
    with stopped_clock():
        return make_campus()


def test_a_download_names_nothing_of_another_organisation(campus: Campus) -> None:
    for world, named in ((campus.home, False), (campus.foreign, True)):
        with tenancy.activate(world.organization):
            found = [list(one.everything()) for one in collections_of(world.students[0])]
        text = json.dumps(found, ensure_ascii=False)
        assert (CANARY in text) is named, "the control: the foreign student's own has it"
        assert NOW.date().isoformat() in text
