"""Long files: how many statements, how much memory, how long; and nothing half-done."""

import logging
import random
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Student
from apps.core import tenancy
from apps.core.imports.importer import BATCH
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts
from tests.support.world import make_world

pytestmark = pytest.mark.django_db

MIB = 1024 * 1024
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")


@pytest.fixture
def office() -> Office:
    forget_cached()
    return Office(make_world(students=0))


def lines(rows: int, *, bad_share: float = 0.0) -> Iterator[str]:
    """Yield a header and rows, of which a share has a year that is none."""
    chance = random.Random(20)
    yield "student_id,name,programme_of_study,year,phone_number"
    for number in range(rows):
        year = "x" if chance.random() < bad_share else "2"
        yield f"N{number:06d},José Núñez {number},BSc Physics,{year},+256700{number:06d}"


def text(rows: int, *, bad_share: float = 0.0) -> str:
    return "\n".join(lines(rows, bad_share=bad_share)) + "\n"


def statements(office: Office, rows: int) -> int:
    run = office.check("students", text(rows))
    office.post(f"{run['id']}/commit/")
    with CaptureQueriesContext(connection) as captured:
        assert office.work() == "done"
    return sum("ANALYZE" not in query["sql"] for query in captured.captured_queries)


def test_statements_grow_by_the_batch_and_not_by_the_row(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, some = statements(office, 5), statements(office, 40)
    assert few < 40
    # The second file had five rows that were there, and SQLite takes few values at a time.
    assert some <= few + 3
    one = Office(make_world("other", students=0))
    monkeypatch.setattr("apps.core.imports.importer.BATCH", 10)
    assert statements(one, 40) > some, "the control: batches do cost statements"


on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="a long file is for a large installation"
)


def soak_or(rows: int) -> list[object]:
    return [
        pytest.param(rows, id=f"{rows}", marks=on_postgresql),
        pytest.param(100_000, id="100000", marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
    ]


@pytest.mark.parametrize("rows", soak_or(10_000))
def test_g2_a_long_file_with_bad_rows_is_checked_stored_and_known_again(
    rows: int, office: Office
) -> None:
    """1 % bad: every bad row named, the others stored, a second run changes nothing."""
    written = text(rows, bad_share=0.01)
    bad = [number for number, line in enumerate(written.splitlines(), 1) if ",x," in line]
    begun = time.monotonic()
    checked = office.check("students", written)
    preview_s = time.monotonic() - begun
    assert checked["counts"] == counts(new=rows - len(bad), error=len(bad))
    begun = time.monotonic()
    office.post(f"{checked['id']}/commit/")
    assert office.work() == "done"
    stored_s = time.monotonic() - begun
    run = office.run(checked["id"])
    assert sorted(map(int, run.notes)) == bad
    assert set(run.notes[str(bad[0])][0]) == {"year", "is no year, as 2"}
    with tenancy.activate(office.world.organization):
        assert Student.objects.count() == rows - len(bad)
    assert office.check("students", written)["counts"] == counts(
        same=rows - len(bad), error=len(bad)
    )
    # Said, not asserted: how long it takes depends on what else the machine does.
    logging.getLogger(__name__).info(
        "%s rows: preview %.1f s, stored %.1f s", rows, preview_s, stored_s
    )


def test_memory_does_not_hold_the_rows_of_the_whole_file(office: Office) -> None:
    written = text(3 * BATCH).encode()
    office.upload("students", text(10).encode())
    tracemalloc.start()
    assert office.upload("students", written).status_code == 201
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 25 * MIB


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_says_the_same(encoding: str, office: Office) -> None:
    answer = office.upload("students", text(30).encode(encoding))
    assert answer.status_code == 201, answer.content
    assert answer.json()["rows"][0]["values"]["name"] == "José Núñez 0"
    assert answer.json()["counts"] == counts(new=30)
