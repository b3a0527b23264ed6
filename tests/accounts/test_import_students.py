"""Students from a file: what it would do, what it does, and what it refuses."""

import pytest
from django.contrib.auth.hashers import is_password_usable

from apps.accounts.models import ImportChange, Student, User
from apps.core import clock, tenancy
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts, reasons
from tests.support.world import make_student, make_world

pytestmark = pytest.mark.django_db

FILE = """student_id,name,programme_of_study,year,phone_number,email
N1,Grace Auma,BSc Physics,2,+256700000001,grace@x.example
N2,Ödön Łukasz,BSc Maths,3,00256 700-000-002,
"""


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world())


def students(office: Office) -> dict[str, Student]:
    with tenancy.activate(office.world.organization):
        found = Student.objects.filter(student_id__startswith="N").select_related("user")
        return {one.student_id: one for one in found}


def test_checking_tells_and_stores_nothing(office: Office) -> None:
    answer = office.check("students", FILE)
    assert answer["counts"] == counts(new=2)
    assert (answer["state"], answer["encoding"], answer["row_count"]) == ("checked", "UTF-8", 2)
    assert answer["rows"][0] == {
        "number": 2,
        "result": "new",
        "values": {
            "student_id": "N1",
            "name": "Grace Auma",
            "programme_of_study": "BSc Physics",
            "year": "2",
            "phone_number": "+256700000001",
            "email": "grace@x.example",
        },
        "reasons": [],
    }
    assert students(office) == {}


def test_a_worker_stores_what_was_checked(office: Office) -> None:
    done = office.commit("students", FILE)
    assert (done["state"], done["counts"], done["rows_done"]) == ("done", counts(new=2), 2)
    found = students(office)
    grace, odon = found["N1"], found["N2"]
    assert (grace.programme, grace.year) == ("BSc Physics", 2)
    assert (grace.user.username, grace.user.full_name) == ("N1", "Grace Auma")
    assert (grace.user.email, grace.user.phone) == ("grace@x.example", "+256700000001")
    assert grace.user.role == "student"
    assert grace.user.organization == office.world.organization
    assert not is_password_usable(grace.user.password)
    assert (odon.user.full_name, odon.user.phone) == ("Ödön Łukasz", "+256700000002")


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    office.commit("students", FILE)
    again = office.commit("students", FILE.replace("N1", "n1"))
    assert again["counts"] == counts(same=2)
    with tenancy.activate(office.world.organization):
        assert ImportChange.objects.filter(run=again["id"]).count() == 0
    assert len(students(office)) == 2


def test_what_differs_is_changed_and_named(office: Office) -> None:
    office.commit("students", FILE)
    other = FILE.replace("BSc Physics", "BSc Optics").replace("Grace Auma", "Grace Achen")
    answer = office.check("students", other)
    assert answer["counts"] == counts(changed=1, same=1)
    assert reasons(answer) == {
        2: [("name", "was “Grace Auma”"), ("programme_of_study", "was “BSc Physics”")]
    }
    assert office.commit("students", other)["counts"] == counts(changed=1, same=1)
    grace = students(office)["N1"]
    assert (grace.user.full_name, grace.programme) == ("Grace Achen", "BSc Optics")


def test_another_address_is_not_verified_and_the_same_one_stays_so(office: Office) -> None:
    other = FILE.replace("002,", "002,odon@x.example")
    office.commit("students", other)
    User.objects.filter(username__startswith="N").update(email_verified_at=clock.now())
    office.commit("students", other.replace("grace@", "g@").replace("Łukasz", "Lukasz"))
    found = students(office)
    assert found["N1"].user.email_verified_at is None
    assert found["N2"].user.email_verified_at is not None, "the control"


def test_an_empty_cell_leaves_what_is_stored(office: Office) -> None:
    office.commit("students", FILE)
    answer = office.commit("students", "student_id;name;year\nN1;Grace Auma;\n")
    assert answer["counts"] == counts(same=1)
    assert students(office)["N1"].year == 2


BAD = {
    "N1,,B,1,,": ("name", "is missing"),
    ",X,B,1,,": ("student_id", "is missing"),
    "N1,X,B,two,,": ("year", "is no year, as 2"),
    "N1,X,B,0,,": ("year", "is no year, as 2"),
    "N1,X,B,1,0700000001,": (
        "phone_number",
        "is no number with its country code, as +256700000000",
    ),
    "N1,X,B,1,,grace": ("email", "is no e-mail address"),
    "N1,a\x00b,B,1,,": ("name", "holds a character that cannot be read"),
    "N1,a\x07b,B,1,,": ("name", "holds a control character (U+0007)"),
    'N1,"a\nb",B,1,,': ("name", "holds a control character (U+000A)"),
    f"N1,{'x' * 201},B,1,,": ("name", "is longer than 200 characters"),
    f"{'9' * 41},X,B,1,,": ("student_id", "is longer than 40 characters"),
    "N1,X,B,1,,,more": ("", "has 7 cells, more than the header"),
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_row_is_named_with_its_reason(office: Office, line: str) -> None:
    header = FILE.splitlines()[0]
    answer = office.check("students", f"{header}\n{line}\nN2,Control,B,1,,\n")
    assert answer["counts"] == counts(new=1, error=1)
    assert reasons(answer) == {2: [BAD[line]]}


def test_who_is_named_twice_is_an_error_the_second_time(office: Office) -> None:
    answer = office.check(
        "students",
        "student_id,name,username,email\n"
        "N1,One,one,one@x.example\n"
        "n1,Two,two,\n"
        "N3,Three,ONE,\n"
        "N4,Four,four,One@x.example\n"
        "N5,Five,five,five@x.example\n",
    )
    assert answer["counts"] == counts(new=2, error=3)
    assert reasons(answer) == {
        3: [("student_id", "is in row 2 already")],
        4: [("username", "“ONE” is in row 2 already")],
        5: [("email", "“One@x.example” is in row 2 already")],
    }


def test_a_name_of_another_account_is_refused_and_ones_own_is_not(office: Office) -> None:
    taken = make_student(office.world.organization, username="Taken", email="t@x.example").user
    answer = office.check(
        "students",
        "student_id,name,username,email\nN1,One,taken,\nN2,Two,,T@x.example\n"
        f"{taken.student.student_id},{taken.full_name},taken,t@x.example\n",
    )
    assert reasons(answer) == {
        2: [("username", "“taken” belongs to another account")],
        3: [("email", "“T@x.example” belongs to another account")],
        4: [("username", "was “Taken”")],
    }


def test_another_organisations_people_are_neither_seen_nor_touched(office: Office) -> None:
    away = Office(make_world("away"))
    away.commit("students", FILE)
    answer = office.commit("students", FILE.replace("Grace", "Gloria"))
    assert answer["counts"] == counts(new=2)
    assert students(away)["N1"].user.full_name == "Grace Auma"
    assert User.objects.filter(username="N1").count() == 2


def test_a_deactivated_account_stays_so_and_the_row_says_it(office: Office) -> None:
    office.commit("students", FILE)
    User.objects.filter(username="N1").update(is_active=False)
    answer = office.check("students", FILE)
    assert answer["counts"] == counts(same=2)
    assert reasons(answer) == {2: [("", "the account is deactivated, and stays so")]}


HOSTILE = [
    "=1+1",
    "+256",
    "-2+3",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "O'Brien; DROP TABLE",
    "<script>alert(1)</script>",
    "שלום עולם",
    "مرحبا",
    "\u202eevil",
    "👩🏽‍🎓 Zoë",
    "x" * 200,
    'the "great" one',
]


def test_hostile_names_are_stored_as_they_are(office: Office) -> None:
    lines = "".join(
        f'N{place},"{name.replace(chr(34), chr(34) * 2)}"\n' for place, name in enumerate(HOSTILE)
    )
    answer = office.commit("students", f"student_id,name\n{lines}")
    assert answer["counts"] == counts(new=len(HOSTILE))
    found = students(office)
    assert [found[f"N{place}"].user.full_name for place in range(len(HOSTILE))] == HOSTILE


def test_columns_are_found_by_their_synonyms_and_others_are_told(office: Office) -> None:
    answer = office.check(
        "students",
        "Reg. No;FULL NAME;Année;E-Mail;Year of Study;Mobile\n"
        "N1;Ann;x;a@x.example;1;+256700000001\n",
    )
    assert answer["counts"] == counts(new=1)
    assert answer["unknown"] == ["Année"]
    assert answer["columns"] == {
        "student_id": "Reg. No",
        "name": "FULL NAME",
        "email": "E-Mail",
        "year": "Year of Study",
        "phone_number": "Mobile",
    }
