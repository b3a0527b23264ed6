"""Imports over HTTP: files that are none, pages of rows, files of errors and templates."""

import csv
import io

import pytest

from apps.accounts.models import ImportRun
from apps.core import tenancy
from apps.core.imports.importer import kinds
from apps.core.imports.reading import FORMULA_STARTS, MAX_BYTES, MAX_RECORDS, MAX_ROWS
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts, reasons
from tests.support.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world())


NO_TABLES: dict[str, tuple[bytes, str]] = {
    "empty": (b"  \n", "The file is empty."),
    "header alone": (b"student_id,name\n", "The file has no rows below its header."),
    "blank header": (b",,\nN1,a\n", "The first row must hold the names of the columns."),
    "missing": (
        b"name,year\nA,1\n",
        "Columns are missing: student_id. The file has: name, year.",
    ),
    "twice": (
        b"student_id,Reg No,name\nN1,N1,A\n",
        "The columns “student_id” and “Reg No” both mean student_id.",
    ),
    "quote": (
        b'student_id,name\nN1,"A\n',
        "Line 2 is no CSV: unexpected end of data. Look for a quote that is not closed.",
    ),
    "picture": (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x81",
        "The file is no Windows-1252 text (byte 17). Save it as UTF-8 CSV.",
    ),
    "wide": (b",".join([b"a"] * 61) + b"\nN1\n", "The file has more than 60 columns."),
    "long": (
        b"student_id,name\n" + b"N,A\n" * (MAX_ROWS + 1),
        f"The file has {MAX_ROWS + 1} rows. At most {MAX_ROWS} at a time: split it.",
    ),
    # A file of empty lines alone kept a web process busy for a minute.
    "blank": (
        b"student_id,name\nN1,A" + b"\n" * MAX_RECORDS,
        "The file has more rows than a spreadsheet, most of them blank.",
    ),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table_is_refused_with_its_reason(office: Office, name: str) -> None:
    data, reason = NO_TABLES[name]
    answer = office.upload("students", data)
    assert answer.status_code == 400, answer.content
    assert answer.json()["fields"] == {"file": [reason]}
    with tenancy.activate(office.world.organization):
        assert not ImportRun.objects.exists()


def test_passwords_are_taken_only_for_accounts(office: Office) -> None:
    answer = office.upload("guardians", b"student_id,name,email,Pass word\nN1,A,a@x.example,b\n")
    assert answer.status_code == 400
    (reason,) = answer.json()["fields"]["file"]
    assert reason.startswith("The column “Pass word” is not taken: a password in a file is known")


def test_a_file_of_ten_mebibytes_and_one_is_too_large(office: Office) -> None:
    for size in (MAX_BYTES + 1, MAX_BYTES + 100_000):
        answer = office.upload("students", b"x" * size)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert office.upload("students", b"x" * 2_000_000).status_code == 400, "the control"


@pytest.mark.parametrize("form", [{}, {"kind": "nonsense"}, {"kind": "students", "file": "text"}])
def test_a_form_without_kind_or_file_is_invalid(office: Office, form: dict[str, str]) -> None:
    answer = office.client.post("/api/imports/", form, headers=office.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_bodies_that_are_no_form_are_refused(office: Office) -> None:
    for kind, data, status in (
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=x", b"--y", 400),
    ):
        answer = office.client.generic(
            "POST", "/api/imports/", data, content_type=kind, headers=office.headers
        )
        assert answer.status_code == status, kind


def test_checking_has_a_limit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.accounts.services.imports.CHECKS", 2)
    text = b"student_id,name\nN1,A\n"
    answers = [office.upload("students", text).status_code for _ in range(3)]
    assert answers == [201, 201, 429]


def test_rows_come_in_pages_and_by_result(office: Office) -> None:
    body = "".join(f"N{n},{'A' if n % 3 else ''}\n" for n in range(1, 301))
    pk = office.check("students", f"student_id,name\n{body}")["id"]
    errors = office.get(f"{pk}/rows/?result=error&page_size=30&page=2").json()
    assert errors["count"] == 100
    assert [row["number"] for row in errors["results"]] == [1 + 3 * n for n in range(31, 61)]
    assert {row["result"] for row in errors["results"]} == {"error"}
    everything = office.get(f"{pk}/rows/?page_size=200&page=2").json()
    assert (everything["count"], len(everything["results"])) == (300, 100)
    assert office.get(f"{pk}/rows/?page=99").status_code == 404


HOSTILE = ["=1+1", "-2", "@x", "+1", "'plain", "שלום", 'a "b"; c', "<b>", "ü, ö"]


def test_a_file_of_errors_comes_back_as_it_was(office: Office) -> None:
    """Only rows with errors are in it; corrected and sent again, they are stored as meant."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["student_id", "name", "year"])
    for number, name in enumerate(HOSTILE):
        writer.writerow([f"N{number}", name, "wrong"])
    writer.writerow(["N99", "Good", "1"])
    checked = office.check("students", buffer.getvalue())
    assert checked["counts"] == counts(new=1, error=len(HOSTILE))
    answer = office.get(f"{checked['id']}/errors.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["student_id", "name", "year", "reasons"]
    assert len(rows) == len(HOSTILE) + 1
    assert {row[3] for row in rows[1:]} == {"year is no year, as 2"}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]
    again = office.check("students", text.replace("wrong", "2"))
    assert again["counts"] == counts(new=len(HOSTILE))
    assert again["unknown"] == []
    office.post(f"{again['id']}/commit/")
    assert office.work() == "done"
    same = office.check("students", buffer.getvalue().replace("wrong", "2"))
    assert same["counts"] == counts(new=1, same=len(HOSTILE))


def test_templates_can_be_read_back(office: Office) -> None:
    for kind, _ in kinds():
        answer = office.get(f"templates/{kind}.csv")
        assert answer.status_code == 200
        checked = office.upload(kind, answer.content)
        assert checked.status_code == 201, checked.content
        assert checked.json()["unknown"] == []
    assert office.get("templates/nonsense.csv").status_code == 404


def test_lecturers_and_guardians(office: Office) -> None:
    student = office.world.students[0].student_id
    text = "staff no\tname\tdept\nL1\tAda\tPhysics\n"
    assert office.commit("lecturers", text)["counts"] == counts(new=1)
    assert office.commit("lecturers", text)["counts"] == counts(same=1)
    changed = office.check("lecturers", text.replace("Physics", "Maths"))
    assert reasons(changed) == {2: [("department", "was “Physics”")]}
    text = (
        f"student_id,name,email,phone\n{student},Ruth,r@x.example,\n"
        f"{student},Tom,,+256700000001\n{student},Ann,,\nS0,Zoe,z@x.example,\n"
    )
    answer = office.check("guardians", text)
    assert reasons(answer) == {
        4: [("", "needs an e-mail address or a telephone number")],
        5: [("student_id", "is no student's number")],
    }
    assert office.commit("guardians", text)["counts"] == counts(new=2, error=2)
    assert office.commit("guardians", text)["counts"] == counts(same=2, error=2)
    other = office.commit("guardians", text.replace("Ruth", "Ruth A.").replace("0001", "0002"))
    assert other["counts"] == counts(changed=2, error=2)
