"""The demonstration: believable, loaded once, and open to whom it says."""

import re
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.utils import timezone

from apps.accounts.enums import Role
from apps.accounts.models import Lecturer, Student, User
from apps.attendance.enums import Band, ContestState, Outcome, RecordStatus, Source
from apps.attendance.models import (
    AbsenceContest,
    AbsenceRequest,
    AttendanceRecord,
    AttendanceSession,
    CheckInAttempt,
    Kiosk,
    Question,
    RecordChange,
    RequestPart,
)
from apps.core import clock, tenancy
from apps.courses.models import Course, Enrollment, Term
from apps.courses.rules import normalise_join_code
from apps.ops.management.demo.names import SCHOOL_STUDENTS, UNIVERSITY_STUDENTS
from apps.ops.management.demo.plan import PASSWORD
from apps.orgs.models import Organization
from tests.support.world import Phone, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed() -> str:
    return load()


def load() -> str:
    output = StringIO()
    call_command("load_demo", force=True, stdout=output)
    return output.getvalue()


def rows() -> list[int]:
    counted: list[type[Model]] = [User, Student, Lecturer, Course, Enrollment]
    counted += [AttendanceSession, AttendanceRecord, CheckInAttempt, RecordChange]
    with tenancy.unscoped(reason="counts every table"):
        return [table._default_manager.count() for table in counted]


def test_the_university_is_as_large_as_promised(printed: str) -> None:
    organization = Organization.objects.get(slug="demo")
    with tenancy.activate(organization):
        assert Lecturer.objects.count() == 2
        assert Course.objects.count() == 5
        assert Student.objects.count() == len(UNIVERSITY_STUDENTS) == 120
        today = timezone.now().date()
        term = Term.objects.get()
        assert term.first_day < today < term.last_day
        sessions = AttendanceSession.objects.all()
        assert sessions.count() > 50
        assert not sessions.filter(closes_at__gt=timezone.now()).exists()
        statuses = Counter(AttendanceRecord.objects.values_list("status", flat=True))
        assert set(statuses) == set(RecordStatus)
        assert statuses["present"] > 0.7 * statuses.total()
        assert AttendanceRecord.objects.filter(contested=True).exists()
        assert AttendanceRecord.objects.filter(band=Band.LOW).exists()
        assert RecordChange.objects.exists()
        waiting = CheckInAttempt.objects.filter(outcome=Outcome.RECEIVED_LATE, decision=None)
        assert waiting.exists()
        # What is to be decided, and what was, shows on first sight.
        states = set(RequestPart.objects.values_list("state", flat=True))
        assert {"pending", "approved", "declined"} <= states
        assert AbsenceRequest.objects.exclude(file="").exists()
        assert set(AbsenceContest.objects.values_list("state", flat=True)) == set(ContestState)
        assert Question.objects.filter(answer=None).exists()
        assert AttendanceRecord.objects.filter(source=Source.KIOSK).exists()
        assert Kiosk.objects.exclude(ended_at=None).exists()
        for course in Course.objects.exclude(join_code=None):
            assert normalise_join_code(str(course.join_code)) == course.join_code


def test_loading_again_changes_nothing_and_the_second_school_differs(printed: str) -> None:
    before = rows()
    assert load() == printed
    assert rows() == before
    demo, school = (Organization.objects.get(slug=slug) for slug in ("demo", "fjordheim"))
    assert demo.policy != school.policy
    with tenancy.activate(school):
        assert Student.objects.count() == len(SCHOOL_STUDENTS)


def test_the_same_people_do_the_same_in_each_installation() -> None:
    def describe() -> list[tuple[Any, ...]]:
        with tenancy.activate(Organization.objects.get(slug="demo")):
            return list(
                AttendanceRecord.objects.order_by(
                    "session__opens_at", "session__course__code", "student__student_id"
                ).values_list("student__student_id", "status", "source", "reference", "arrived_at")
            )

    now = timezone.now()
    with clock.use(lambda: now):
        load()
        first = describe()
        for organization in Organization.objects.all():
            organization.slug += "-before"
            organization.save()
        load()
    assert describe() == first


def test_everybody_printed_can_sign_in_and_be_present(printed: str) -> None:
    heading = re.findall(r"^\S.* — http://(\S+):\d+ .*: (\S+)$", printed, re.MULTILINE)
    assert [password for _, password in heading] == [PASSWORD, PASSWORD]
    schools = printed.strip().split("\n\n")
    accounts = [
        sign_in(one, slug) for one, slug in zip(schools, ("demo", "fjordheim"), strict=True)
    ]
    assert [len(people) for people in accounts] == [6, 5]
    lecturer = accounts[0]["lecturer"]
    course = lecturer.get("/api/courses/?search=CSC 1101").json()["results"][0]["id"]
    started = lecturer.send("POST", "/api/sessions/", {"course": course})
    assert started.status_code == 201
    projector = lecturer.get(f"/api/sessions/{started.json()['id']}/projector/").json()
    code = projector["codes"][0]["url"].rpartition("/")[2]
    # Nobody who tries it at home is refused for the place.
    at_home = {"latitude": 51.4778621, "longitude": -0.0014512, "accuracy_m": 20, "age_s": 1}
    student = next(phone for name, phone in accounts[0].items() if "." in name)
    scanned = student.scan(code, finish=at(at_home))
    assert scanned.status_code == 201
    assert scanned.json()["outcome"] == "accepted"


def sign_in(table: str, slug: str) -> dict[str, Phone]:
    """Sign in everybody of one printed table; the role printed must be theirs."""
    phones = {}
    for role, username in re.findall(
        r"^  (Lecturer|Student|Administrator)\s+(\S+)  ", table, re.MULTILINE
    ):
        phone = Phone(host=f"{slug}.localhost")
        body = {"identifier": username, "password": PASSWORD}
        answer = phone.send("POST", "/api/auth/login/", body)
        assert answer.status_code == 200, (slug, username, answer.content)
        assert Role(answer.json()["user"]["role"]).label == role
        phone.token = answer.json()["token"]
        phones[username] = phone
    return phones


def test_it_refuses_an_installation_that_is_not_for_trying() -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo")
    assert not Organization.objects.exists()


def test_it_leaves_a_real_organisation_of_the_same_name_alone() -> None:
    Organization.objects.create(name="Demo Institute", slug="demo")
    with pytest.raises(CommandError, match="'demo'"):
        load()
    assert Organization.objects.count() == 1
