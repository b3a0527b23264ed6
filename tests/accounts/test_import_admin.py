"""Imports in the admin site: by the same services, for the own organisation alone."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import ImportRun, Student
from apps.core import tenancy
from apps.core.imports.reading import MAX_BYTES
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.administration import (
    browser_of,
    choose,
    inline_parts,
    make_administrator,
    make_platform_staff,
)
from tests.support.importing import Office
from tests.support.world import make_world

pytestmark = pytest.mark.django_db

RUNS = "/admin/accounts/importrun/"
FILE = "student_id,name,year\nN1,Grace <b>,1\nN2,Paul,<x>\n"


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world("home", students=0))


@pytest.fixture
def browser(office: Office) -> Client:
    return browser_of(make_administrator(office.world.organization))


def upload(browser: Client, data: bytes, kind: str = "students") -> Any:
    file = SimpleUploadedFile("people.csv", data, "text/csv")
    return browser.post(f"{RUNS}add/", {"kind": kind, "file": file}, follow=True)


def the_run(office: Office) -> ImportRun:
    with tenancy.activate(office.world.organization):
        return ImportRun.objects.get()


def numbers(office: Office) -> set[str]:
    with tenancy.activate(office.world.organization):
        return set(Student.objects.values_list("student_id", flat=True))


def told(office: Office) -> list[str]:
    with tenancy.activate(office.world.organization):
        return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_file_is_checked_stored_and_undone(office: Office, browser: Client) -> None:
    assert inline_parts(browser.get(f"{RUNS}add/").content.decode()) == []
    page = upload(browser, FILE.encode())
    run = the_run(office)
    assert page.redirect_chain == [(f"{RUNS}{run.pk}/change/", 302)]
    html = page.content.decode()
    assert "new 1, changed 0, same 0, error 1" in html
    assert "Row 3: year is no year, as 2" in html
    assert inline_parts(html) == []
    assert numbers(office) == set()
    browser.get(f"{RUNS}{run.pk}/commit/")
    assert the_run(office).state == "checked", "opening a page stores nothing"
    assert "A worker stores" in browser.post(f"{RUNS}{run.pk}/commit/", follow=True).text
    assert office.work() == "done"
    assert numbers(office) == {"N1"}
    asked = browser.get(f"{RUNS}{run.pk}/undo/").content.decode()
    assert "Undo the import?" in asked
    assert inline_parts(asked) == []
    assert the_run(office).state == "done", "asking undoes nothing"
    browser.post(f"{RUNS}{run.pk}/undo/")
    assert office.work() == "undone"
    assert numbers(office) == set()
    done = [AuditAction.ADMIN_ADDED, AuditAction.IMPORT_COMMITTED, AuditAction.IMPORT_UNDONE]
    assert told(office) == done
    assert LogEntry.objects.filter(object_id=str(run.pk)).count() == 3


def test_rows_with_errors_are_handed_out_and_told(office: Office, browser: Client) -> None:
    upload(browser, FILE.encode())
    answer = browser.get(f"{RUNS}{the_run(office).pk}/errors/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "N2,Paul,<x>" in answer.content.decode("utf-8-sig")
    assert told(office)[-1] == AuditAction.EXPORTED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"student_id\nN1\n", "Columns are missing: name"),
        (b"PK\x03\x04\x00\x00" + bytes(60), "no rows below its header"),
        (b"x" * (MAX_BYTES + 1), "larger than 10 MiB"),
        (b"", "empty"),
    ],
    ids=["columns", "archive", "large", "empty"],
)
def test_what_is_wrong_with_a_file_stands_beside_it(
    data: bytes, words: str, office: Office, browser: Client
) -> None:
    page = upload(browser, data)
    assert page.status_code == 200
    assert words in page.content.decode()
    with tenancy.activate(office.world.organization):
        assert not ImportRun.objects.exists()


def test_refusals_are_said_and_store_nothing(office: Office, browser: Client) -> None:
    pk = office.check("students", FILE)["id"]
    refused = browser.post(f"{RUNS}{pk}/undo/", follow=True)
    assert "nothing to undo" in refused.text
    assert "nothing to undo" in browser.get(f"{RUNS}{pk}/undo/").text
    browser.post(f"{RUNS}{pk}/commit/")
    assert "is running" in browser.post(f"{RUNS}{pk}/commit/", follow=True).text
    assert "Add import run" not in browser_of(None).get(RUNS).text


def test_another_organisations_import_is_as_one_that_does_not_exist(
    office: Office, browser: Client
) -> None:
    away = Office(make_world("away"))
    pk = away.check("students", FILE)["id"]
    platform = browser_of(make_platform_staff())
    choose(platform, office.world.organization)
    for client in (browser, platform):
        for step in ("commit", "undo", "errors"):
            for method in (client.get, client.post):
                answers = [method(f"{RUNS}{key}/{step}/") for key in (pk, pk + 999, "9" * 40)]
                assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/admin/")}
    assert away.run(pk).state == "checked"
    choose(platform, away.world.organization)
    platform.post(f"{RUNS}{pk}/commit/")
    assert away.run(pk).state == "running", "the control"


def test_platform_staff_import_for_the_organisation_they_chose(office: Office) -> None:
    platform = browser_of(make_platform_staff())
    choose(platform, office.world.organization)
    upload(platform, FILE.encode())
    pk = the_run(office).pk
    platform.post(f"{RUNS}{pk}/commit/")
    assert office.work() == "done"
    assert office.get(f"{pk}/").status_code == 200
    assert numbers(office) == {"N1"}


def test_lists_and_polled_answers_leave_the_files_where_they_are(
    office: Office, browser: Client
) -> None:
    pk = office.commit("students", FILE)["id"]
    for ask in (
        lambda: browser.get(RUNS),
        lambda: browser.get("/admin/accounts/importchange/"),
        lambda: office.get(""),
        lambda: office.get(f"{pk}/"),
    ):
        with CaptureQueriesContext(connection) as seen:
            assert ask().status_code == 200
        assert not [one for one in seen if '"accounts_importrun"."text"' in one["sql"]]
    with CaptureQueriesContext(connection) as seen:
        office.get(f"{pk}/rows/")
    assert [one for one in seen if '"accounts_importrun"."text"' in one["sql"]], "the control"
