"""The source system's own files: passwords are hashed, changed at first log-in, never kept."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core import serializers
from django.test import Client

from apps.accounts.models import ImportPasswords, ImportRun, Lecturer, Student, User
from apps.accounts.services import import_passwords, imports
from apps.core import clock, tenancy
from apps.core.sealing import SealBroken, seal, unseal
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts
from tests.support.world import make_world

pytestmark = pytest.mark.django_db

STUDENTS = (
    "username,password,student_id,name,programme_of_study,year,phone_number\n"
    "auma,=Zebra-17',N1,Grace Auma,BSc Physics,2,+256700000001\n"
    "okot,Giraffe 18,N2,Paul Okot,BSc Physics,1,\n"
    ",Lion-19,N3,,BSc Physics,1,\n"
    "nopw,,N4,No Password,,,\n"
)
LECTURERS = (
    "username,password,staff_id,name,department,phone_number\n"
    "ada,Hippo-20,L1,Ada Obi,Physics,+256700000002\n"
)
SECRETS = ("Zebra-17", "Giraffe 18", "Lion-19", "Hippo-20")


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world(students=1))


def log_in(office: Office, name: str, password: str) -> Any:
    client = Client(headers={"host": f"{office.world.organization.slug}.localhost"})
    return client.post(
        "/api/auth/login/",
        {"identifier": name, "password": password},
        content_type="application/json",
    )


def everything_stored(office: Office) -> str:
    """Return all rows of imports as text, as somebody who stole the database reads them."""
    with tenancy.activate(office.world.organization):
        rows = [*ImportRun.objects.all(), *ImportPasswords.objects.all()]
        text: str = serializers.serialize("json", rows)
        return text


def test_both_formats_of_the_source_system_are_taken_as_they_are(office: Office) -> None:
    assert office.commit("students", STUDENTS)["counts"] == counts(new=3, error=1)
    assert office.commit("lecturers", LECTURERS)["counts"] == counts(new=1)
    with tenancy.activate(office.world.organization):
        auma = Student.objects.select_related("user").get(student_id="N1")
        assert (auma.user.username, auma.programme, auma.year) == ("auma", "BSc Physics", 2)
        assert Lecturer.objects.get(staff_id="L1").department == "Physics"
        assert not ImportPasswords.objects.exists()
    for name, password in (("auma", "=Zebra-17'"), ("okot", "Giraffe 18"), ("ada", "Hippo-20")):
        answer = log_in(office, name, password)
        assert answer.status_code == 200, name
        token = answer.json()["token"]
        me = office.client.get(
            "/api/courses/", headers={**office.headers, "Authorization": f"Token {token}"}
        )
        assert me.json()["code"] == "password_change_required"
    assert log_in(office, "nopw", "").status_code != 200
    assert not User.objects.get(username="nopw").must_change_password


def test_no_password_is_kept_shown_or_logged_in_plain_text(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    checked = office.check("students", STUDENTS)
    pk = checked["id"]
    rows = office.get(f"{pk}/rows/").content.decode()
    errors = office.get(f"{pk}/errors.csv").content.decode()
    seen = [everything_stored(office), json.dumps(checked), rows, errors, caplog.text]
    assert checked["password_count"] == 2
    office.post(f"{pk}/commit/")
    office.work()
    seen += [everything_stored(office), caplog.text]
    for text in seen:
        assert not [one for one in SECRETS if one in text]
    assert "(not kept)" in errors
    assert "BSc Physics" in everything_stored(office), "the control: other cells are seen"
    again = office.check("students", errors.replace(",N3,,", ",N3,Leo,"))
    assert (again["counts"], again["password_count"]) == (counts(new=1), 0)


def test_accounts_that_exist_keep_their_password(office: Office) -> None:
    office.commit("students", STUDENTS)
    user = User.objects.get(username="okot")
    user.set_password("of my own choice")
    user.must_change_password = False
    user.save()
    ended = office.commit("students", STUDENTS.replace("Giraffe 18", "Giraffe 99"))
    assert (ended["counts"], ended["password_count"]) == (counts(same=3, error=1), 0)
    user.refresh_from_db()
    assert user.check_password("of my own choice")
    assert not user.must_change_password


def test_passwords_are_forgotten_after_a_day_and_the_file_is_to_be_checked_again(
    office: Office,
) -> None:
    pk = office.check("students", STUDENTS)["id"]
    with tenancy.activate(office.world.organization):
        almost = clock.now() + import_passwords.KEPT - timedelta(minutes=1)
        assert import_passwords.forget(now=almost) == 0
        assert import_passwords.forget(now=almost + timedelta(minutes=2)) == 2
        assert not ImportPasswords.objects.exists()
    refused = office.post(f"{pk}/commit/")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "Check the file again" in refused.json()["detail"]
    assert office.commit("students", STUDENTS)["counts"]["new"] == 3, "the control"


def test_hashing_goes_on_where_it_was_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long files are hashed in several tasks; nothing is stored before all are."""
    monkeypatch.setattr(import_passwords, "TOGETHER", 2)
    monkeypatch.setattr(import_passwords, "AT_ONCE", 4)
    made: list[str] = []

    def count(password: str) -> str:
        made.append(password)
        if len(made) == 6:
            raise RuntimeError("killed")
        return make_password(password)

    monkeypatch.setattr("apps.accounts.services.import_passwords.make_password", count)
    header = "username,password,student_id,name,programme_of_study,year,phone_number\n"
    body = "".join(f"u{n},secret {n},N{n},Name {n},,,\n" for n in range(9))
    pk = office.check("students", header + body)["id"]
    office.post(f"{pk}/commit/")
    assert office.work() == "running"
    told = office.get(f"{pk}/").json()
    assert (told["passwords_done"], told["password_count"], told["rows_done"]) == (4, 9, 0)
    assert office.work() == "failed"
    with tenancy.activate(office.world.organization):
        assert not Student.objects.filter(student_id="N0").exists()
    office.post(f"{pk}/commit/")
    while office.work() == "running":
        continue
    assert office.get(f"{pk}/").json()["state"] == "done"
    # Only the part that broke is hashed again.
    assert sorted(made) == sorted([f"secret {n}" for n in (*range(9), 4, 5)])
    assert log_in(office, "u8", "secret 8").status_code == 200


def test_a_file_sealed_under_a_lost_key_is_refused_in_words(office: Office, settings: Any) -> None:
    pk = office.check("students", STUDENTS)["id"]
    settings.SECRET_KEY = "another key " * 5
    with tenancy.activate(office.world.organization):
        run = ImportRun.objects.get(pk=pk)
        imports.commit(run=run, by=office.user, now=clock.now())
    assert office.work() == "failed"
    assert "Check the file again" in office.run(pk).failure


def test_a_seal_opens_for_its_purpose_and_under_former_keys_only(settings: Any) -> None:
    sealed = seal("a secret", purpose="one")
    assert "a secret" not in sealed
    assert unseal(sealed, purpose="one") == "a secret"
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="another")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key " * 6
    assert unseal(sealed, purpose="one") == "a secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="one")
