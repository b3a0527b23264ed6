"""An administrator imports a file of the former system, through a real worker, and undoes it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.enums import Role
from apps.accounts.models import Guardian, Student
from apps.core import tenancy
from tests.support.browsers import DESK
from tests.support.looks import WIDTHS, look, overflow, resize
from tests.support.university import University, ready
from tests.support.workers import Background
from tests.support.world import make_user

pytestmark = pytest.mark.browser

FILE = (
    "username,password,student_id,Full name,programme_of_study,Stage,phone_number\n"
    "auma,Zebra-17,N1,Grace Auma,BSc Physics,2,+256700000001\n"
    "okot,Giraffe-18,N2,Paul Okot,BSc Physics,1,0700 12\n"
    ",Lion-19,N3,Akello Ruth,BSc Chemistry,1,\n"
    ",,{known},Amina W. Wanjiru,,,\n"
)


@pytest.fixture
def office(university: University) -> Page:
    user = make_user(university.world.organization, Role.ADMIN, full_name="Ruth Office")
    page = university.desk(user)
    page.goto(university.url("/dashboard"))
    ready(page)
    return page


def numbers(university: University) -> set[str]:
    with tenancy.activate(university.world.organization):
        found = Student.objects.filter(user__is_active=True)
        return set(found.values_list("student_id", flat=True))


def hand_in(page: Page, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    page.get_by_test_id("import-file").set_input_files(path)


def column(page: Page, name: str) -> Locator:
    """Return where a column of the kind is chosen; required ones have a star behind the name."""
    return page.get_by_label(re.compile(rf"^{name}( \*)?$"))


def state_of(page: Page) -> Locator:
    return page.get_by_test_id("import-state")


def check(university: University, page: Page, path: Path) -> None:
    """Have a file checked whose header lacks one column and names another as nobody does."""
    university.refusals(400)
    text = FILE.format(known=min(numbers(university)))
    hand_in(page, path, text.replace("Full name", "Who"))
    expect(page.get_by_test_id("refusal")).to_contain_text("Columns are missing: name")
    look(page, "imports-refused")
    column(page, "name").select_option("Who")
    page.get_by_role("button", name="Check the file again").press("Enter")
    expect(state_of(page)).to_contain_text("create 2 rows and change 1")
    expect(page.get_by_test_id("columns")).to_contain_text("Not read: Stage")
    page.get_by_role("button", name="Correct the columns").press("Enter")
    column(page, "year").select_option("Stage")
    page.get_by_role("button", name="Check the file again").press("Enter")
    expect(page.get_by_test_id("columns")).not_to_contain_text("Not read")


def read_rows(page: Page) -> None:
    """Filter the rows, read what is wrong or changes, and get the errors as a file."""
    rows = page.get_by_test_id("file-rows")
    rows.get_by_role("button", name="Changed 1").press("Enter")
    expect(rows).to_contain_text("becomes “Amina W. Wanjiru”")
    expect(rows).not_to_contain_text("Akello")
    rows.get_by_role("button", name="Error 1").press("Enter")
    expect(rows).to_contain_text("is no number with its country code")
    assert page.url.endswith("?result=error")
    with page.expect_download() as download:
        page.get_by_test_id("error-rows").click()
    errors = download.value.path().read_text(encoding="utf-8-sig")
    assert "N2" in errors
    assert "Giraffe" not in errors
    rows.get_by_role("button", name="All 4").click()
    expect(rows).to_contain_text("Akello")
    look(page, "import-checked")
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
    resize(page, DESK)


def store(page: Page, background: Background) -> Page:
    """Close the tab while the import waits for a worker; another tab finds it stored."""
    page.get_by_test_id("commit").press("Enter")
    expect(state_of(page)).to_contain_text("This goes on when you close the page")
    look(page, "import-running")
    address, context = page.url, page.context
    page.close()
    background.worker()
    background.beat()
    page = context.new_page()
    page.goto(address)
    expect(state_of(page)).to_contain_text("Everything is stored")
    return page


def undo(page: Page) -> None:
    """Undo: it says beforehand what it will do, and afterwards what it could not."""
    look(page, "import-done")
    page.get_by_test_id("undo-import").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("is deactivated instead")
    look(page, "import-undo")
    page.get_by_test_id("confirm").press("Enter")
    expect(state_of(page)).to_contain_text("1 row removed, 1 with their former values again")
    expect(page.get_by_test_id("kept-rows")).to_contain_text("needed by 1 guardian")
    look(page, "import-undone")


def test_a_file_is_checked_corrected_stored_and_undone(
    university: University, office: Page, background: Background, tmp_path: Path
) -> None:
    before = numbers(university)
    office.get_by_role("button", name="Manage").click()
    office.get_by_role("menuitem", name="Imports").click()
    expect(office.get_by_text("Nothing was imported yet")).to_be_visible()
    look(office, "imports")
    check(university, office, tmp_path / "people.csv")
    read_rows(office)
    office = store(office, background)
    assert numbers(university) == before | {"N1", "N3"}
    with tenancy.activate(university.world.organization):
        needed = Student.objects.get(student_id="N3")
        Guardian.objects.create(student=needed, name="Somebody", email="somebody@x.example")
    undo(office)
    assert numbers(university) == before
    office.get_by_role("main").get_by_role("link", name="Imports").click()
    expect(office.get_by_test_id("import-history")).to_contain_text("Undone")
    look(office, "imports-history")
