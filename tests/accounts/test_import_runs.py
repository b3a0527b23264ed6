"""Imports at work: nothing half-done, leases, attempts, and what is forgotten."""

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest

from apps.accounts.importers import StudentImporter
from apps.accounts.importers.undoing import StudentUndoer
from apps.accounts.models import ImportChange, ImportRun, Student, User
from apps.accounts.services import imports
from apps.core import clock, tenancy
from apps.core.imports.importer import Change, Row
from apps.orgs.selectors import forget_cached
from tests.support.importing import Office, counts
from tests.support.killing import killed_in
from tests.support.world import make_world

FILE = "student_id,name\n" + "".join(f"N{number},Person {number}\n" for number in range(30))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.imports.importer.BATCH", 10)


@pytest.fixture
def office(db: None) -> Office:
    forget_cached()
    return Office(make_world(students=0))


def stored(office: Office) -> tuple[int, int, int]:
    """Return how many students, accounts of such, and changes there are."""
    with tenancy.activate(office.world.organization):
        users = User.objects.filter(username__startswith="N").count()
        return Student.objects.count(), users, ImportChange.objects.count()


def begin(office: Office) -> int:
    pk = int(office.check("students", FILE)["id"])
    assert office.post(f"{pk}/commit/").status_code == 202
    return pk


def breaks(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let storing break in the third batch."""
    original = StudentImporter.store
    calls = []

    def store(self: StudentImporter, rows: list[Row]) -> list[Change]:
        calls.append(rows)
        if len(calls) == 3:
            raise error
        return original(self, rows)

    monkeypatch.setattr(StudentImporter, "store", store)


def test_an_import_that_breaks_in_the_midst_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = begin(office)
    with monkeypatch.context() as patch:
        breaks(patch, RuntimeError("a secret name"))
        assert office.work() == "failed"
    assert stored(office) == (0, 0, 0)
    told = office.get(f"{pk}/").json()
    assert (told["state"], told["failure"], told["rows_done"]) == ("failed", "RuntimeError", 0)
    assert office.post(f"{pk}/commit/").status_code == 202
    assert office.work() == "done"
    assert stored(office) == (30, 30, 3), "the control: it can be tried again"


def killed_in_the_midst(office: Office, owner: type = StudentImporter, name: str = "store") -> None:
    """Have another process do what waits and kill that in the third batch of a step."""
    killed_in(office.work, owner=owner, name=name, call=3)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_and_the_next_does_it() -> None:
    forget_cached()
    office = Office(make_world(students=0))
    pk = begin(office)
    killed_in_the_midst(office)
    assert stored(office) == (0, 0, 0)
    assert office.get(f"{pk}/").json()["state"] == "running"
    assert office.work() == "", "the lease of the killed worker still holds"
    with tenancy.activate(office.world.organization):
        later = clock.now() + imports.LEASE
        assert imports.sweep(now=later) == 1
        assert imports.run_waiting(now=later) == "done"
    assert stored(office) == (30, 30, 3)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_transaction_the_kill_leaves_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forget_cached()
    office = Office(make_world(students=0))
    begin(office)
    monkeypatch.setattr(imports, "transaction", SimpleNamespace(atomic=nullcontext))
    killed_in_the_midst(office)
    assert stored(office) == (20, 20, 2)


def begun_undo() -> tuple[Office, int]:
    """Store the file, and hand its undo to a worker."""
    forget_cached()
    office = Office(make_world(students=0))
    pk = begin(office)
    assert office.work() == "done"
    assert stored(office) == (30, 30, 3)
    assert office.post(f"{pk}/undo/").status_code == 202
    return office, pk


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_undoes_takes_nothing_back_and_the_next_does_it() -> None:
    office, pk = begun_undo()
    killed_in_the_midst(office, StudentUndoer, "remove")
    assert stored(office) == (30, 30, 3)
    assert office.get(f"{pk}/").json()["state"] == "undoing"
    assert office.work() == "", "the lease of the killed worker still holds"
    with tenancy.activate(office.world.organization):
        later = clock.now() + imports.LEASE
        assert imports.sweep(now=later) == 1
        assert imports.run_waiting(now=later) == "undone"
        assert imports.run_waiting(now=later) == "", "and only once"
    assert stored(office) == (0, 0, 0)
    assert office.get(f"{pk}/").json()["undo_counts"]["removed"] == 30


@pytest.mark.django_db(transaction=True)
def test_control_without_the_transaction_the_kill_leaves_an_undo_half_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, _ = begun_undo()
    monkeypatch.setattr(imports, "transaction", SimpleNamespace(atomic=nullcontext))
    killed_in_the_midst(office, StudentUndoer, "remove")
    assert stored(office) == (10, 10, 3)


def test_a_worker_that_lost_its_lease_stores_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(office)
    original = StudentImporter.store

    def store(self: StudentImporter, rows: list[Row]) -> list[Change]:
        ImportRun.objects.update(lease_until=clock.now())
        return original(self, rows)

    monkeypatch.setattr(StudentImporter, "store", store)
    office.work()
    assert stored(office)[:2] == (0, 0)


def test_an_import_whose_workers_die_is_given_up(office: Office) -> None:
    pk = begin(office)
    with tenancy.activate(office.world.organization):
        ImportRun.objects.filter(pk=pk).update(attempts=imports.MOST_ATTEMPTS)
    assert office.work() == ""
    assert office.get(f"{pk}/").json()["failure"] == "its workers were killed"


def test_one_import_runs_at_a_time_in_each_organisation(office: Office) -> None:
    first = begin(office)
    second = office.check("students", FILE)["id"]
    refused = office.post(f"{second}/commit/")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert office.post(f"{first}/commit/").status_code == 409
    begin(Office(make_world("away")))
    office.work()
    assert office.post(f"{first}/commit/").status_code == 409
    assert office.post(f"{second}/commit/").status_code == 202, "the control"
    office.work()
    assert office.get(f"{second}/").json()["counts"] == counts(same=30)


def test_what_was_stored_since_the_check_counts(office: Office) -> None:
    """Storing compares once more: the counts are those of what was done."""
    first, second = (office.check("students", FILE)["id"] for _ in range(2))
    for pk in (first, second):
        office.post(f"{pk}/commit/")
        office.work()
    assert office.get(f"{second}/").json()["counts"] == counts(same=30)


def test_progress_is_seen_while_the_transaction_is_open(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = begin(office)
    seen = []
    original = StudentImporter.store

    def store(self: StudentImporter, rows: list[Row]) -> list[Change]:
        seen.append(office.get(f"{pk}/").json()["rows_done"])
        return original(self, rows)

    monkeypatch.setattr(StudentImporter, "store", store)
    assert office.work() == "done"
    assert seen == [0, 10, 20]
    assert office.get(f"{pk}/").json()["rows_done"] == 30


def test_the_file_is_forgotten_after_a_month_and_the_counts_are_not(office: Office) -> None:
    pk = office.commit("students", FILE)["id"]
    with tenancy.activate(office.world.organization):
        almost = clock.now() + imports.TEXT_KEPT - timedelta(minutes=1)
        assert imports.forget(now=almost) == 0
        assert imports.forget(now=almost + timedelta(minutes=2)) == 1
    told = office.get(f"{pk}/").json()
    assert (told["file_kept"], told["counts"]) == (False, counts(new=30))
    assert office.run(pk).text == ""
    assert office.get(f"{pk}/rows/").status_code == 409
    assert office.get(f"{pk}/errors.csv").status_code == 409
