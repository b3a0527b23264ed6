"""Reading tables as spreadsheets write them, and writing ones that they may open."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.core.errors import Invalid
from apps.core.imports.columns import Column, find_columns, normalise
from apps.core.imports.reading import FORMULA_STARTS, clean, is_formula, read_file, read_text
from apps.core.imports.writing import csv_lines

TEXT = "id;name\r\nN1;Zoë Núñez\r\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found(codec: str, name: str) -> None:
    table, encoding = read_file(TEXT.encode(codec))
    assert encoding == name
    assert table.header == ("id", "name")
    assert list(table.rows()) == [(2, ["N1", "Zoë Núñez"])]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_outside_of_quotes(separator: str) -> None:
    text = f'"a,b;c\td"{separator}name\n"x{separator}y",z\n'.replace(",z", f"{separator}z")
    assert list(read_text(text).rows()) == [(2, [f"x{separator}y", "z"])]


def test_excels_own_line_about_the_separator_is_read_and_counted() -> None:
    table = read_text("sep=;\nid;name\nN1;A\n")
    assert table.header == ("id", "name")
    assert list(table.rows()) == [(3, ["N1", "A"])]
    with pytest.raises(Invalid, match="comma, semicolon or tab"):
        read_text("sep=|\nid|name\nN1|A\n")


def test_quotes_and_line_ends() -> None:
    table = read_text('id,name\r\nN1,"the ""great"" one"\r\n\r\n,\r\nN2,b')
    # Blank rows are passed over, and counted as the spreadsheet counts them.
    assert list(table.rows()) == [(2, ["N1", 'the "great" one']), (5, ["N2", "b"])]
    old, _ = read_file(b"id,name\rN1,a\rN2,b\r")
    assert [number for number, _ in old.rows()] == [2, 3]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" a ", "a"),
        ("\u00a0a", "a"),
        ("'=1", "=1"),
        ("'+2", "+2"),
        ("'tis", "'tis"),
        ("''=1", "''=1"),
        ("\u202eabc", "\u202eabc"),
    ],
)
def test_what_a_cell_means(cell: str, text: str) -> None:
    assert clean(cell) == text


@pytest.mark.parametrize("code", [0x01, 0x07, 0x0A, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x2029])
def test_control_characters_are_refused_by_their_name(code: int) -> None:
    with pytest.raises(ValueError, match=f"control character \\(U\\+{code:04X}\\)"):
        clean(f"a{chr(code)}b")


@given(st.binary(min_size=1, max_size=300))
def test_whatever_is_sent_is_a_table_or_invalid(data: bytes) -> None:
    for start in (b"", b"a,b\n", b"\xff\xfe", b"\xef\xbb\xbf"):
        with suppress(Invalid):
            table, _ = read_file(start + data)
            assert list(table.rows())
            assert "\x00" not in table.text


LETTERS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="�")
)


@given(st.lists(LETTERS.filter(lambda one: one == one.strip() and one), min_size=1, max_size=4))
@example(["' =1", "'=1", "'a"])
def test_what_is_written_is_read_back_and_no_formula(cells: list[str]) -> None:
    text = "".join(csv_lines([["head"] * len(cells), cells]))
    read, _ = read_file(text.encode())
    _, found = next(read.rows())
    assert not [cell for cell in found if cell.strip().startswith(FORMULA_STARTS)]
    # A text that begins with the mark itself loses it: spreadsheets do the same.
    meant = [one[1:].strip() if one[:1] == "'" and is_formula(one[1:]) else one for one in cells]
    assert [clean(cell) for cell in found] == meant


@pytest.mark.parametrize("cell", ["\t=1", "\r=1", "\n=1", " =1", "\u00a0@x", "\ta"])
def test_space_before_a_formula_hides_it_neither_from_us_nor_from_who_reads_it(cell: str) -> None:
    read, _ = read_file("".join(csv_lines([["head"], [cell]])).encode())
    _, found = next(read.rows())
    assert found == [f"'{cell}"]
    assert clean(found[0]) == clean(cell) == cell.strip()


def test_without_the_mark_a_formula_would_be_one() -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(["=1+1"])
    assert buffer.getvalue().startswith(FORMULA_STARTS), "the control"
    assert "".join(csv_lines([["=1+1"]])).removeprefix("\ufeff") == "'=1+1\r\n"


COLUMNS = (
    Column("student_id", "", "", ("reg no",), required=True),
    Column("name", "", "", ("prénom", "full name")),
)


@pytest.mark.parametrize("header", ["Reg. No", "REG_NO", " reg no ", "RegNo", "Student ID"])
def test_a_header_is_known_however_it_is_written(header: str) -> None:
    assert find_columns([header, "Shoe size", ""], COLUMNS).headers == {
        "student_id": header.strip()
    }


def test_accents_do_not_matter_and_strangers_are_told() -> None:
    found = find_columns(["Prenom", "Shoe size", "reg no"], COLUMNS)
    assert found.places == {"name": 0, "student_id": 2}
    assert found.unknown == ["Shoe size"]
    assert normalise("Prénom") == normalise("prenom")
