"""The admin site in a real browser: nothing is stopped by the policy, and it fits a phone."""

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.orgs.models import Organization
from apps.orgs.rules import Policy
from tests.support.administration import make_administrator, make_platform_staff
from tests.support.browsers import DESK, PHONE, shoot
from tests.support.looks import overflow
from tests.support.university import University
from tests.support.world import PASSWORD, make_world

pytestmark = pytest.mark.browser


def enter(university: University, user: User, *, size: tuple[int, int] = DESK) -> Page:
    page = university.desk(size=size)
    page.goto(university.url("/admin/"))
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


def test_an_administrator_finds_and_edits_a_person(university: University) -> None:
    organization = university.world.organization
    page = university.desk()
    page.goto(university.url("/admin/"))
    expect(page.get_by_role("link", name=f"{organization.name} · administration")).to_be_visible()
    shoot(page, "admin-log-in")
    page = enter(university, make_administrator(organization, password=PASSWORD))
    shoot(page, "admin-index")
    page.get_by_role("link", name="Users", exact=True).first.click()
    shoot(page, "admin-users")
    student = university.world.students[0].user
    page.locator("#searchbar").fill(student.username)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=student.username, exact=True).click()
    shoot(page, "admin-user")
    page.get_by_label("Full name").fill("Zoë Åse")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    student.refresh_from_db()
    assert student.full_name == "Zoë Åse"
    # A field that asks the server while one types works under the policy.
    page.goto(university.url("/admin/accounts/student/add/"))
    page.get_by_role("combobox").first.click()
    expect(page.locator(".select2-results__option").first).to_be_visible()
    expect(page.locator(".select2-results__option").get_by_text("Zoë Åse")).to_be_visible()


def test_platform_staff_choose_and_see_that_they_did(university: University) -> None:
    away = make_world("away").organization
    page = enter(university, make_platform_staff(password=PASSWORD))
    expect(page.get_by_text("You work for no organisation.")).to_be_visible()
    shoot(page, "admin-platform")
    page.get_by_role("link", name="Choose one").click()
    shoot(page, "admin-choice")
    page.get_by_role("button", name=away.name).click()
    expect(page.get_by_text(f"You work for {away.name}.")).to_be_visible()
    page.get_by_role("link", name="Students", exact=True).first.click()
    expect(page.get_by_text(f"You work for {away.name}.")).to_be_visible()
    shoot(page, "admin-students-of-chosen")
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("You work for no organisation.")).to_be_visible()


def test_an_organisation_is_created_with_choices_that_are_searched(university: University) -> None:
    page = enter(university, make_platform_staff(password=PASSWORD))
    page.goto(university.url("/admin/orgs/organization/add/"))
    page.locator("#id_name").press_sequentially("Makerere")
    expect(page.locator("#id_slug")).to_have_value("makerere")
    for name, typed, chosen in (
        ("timezone", "kampal", "Africa/Kampala"),
        ("currency", "uganda", "UGX: Ugandan Shilling"),
    ):
        page.locator(f".field-{name} .select2-selection").click()
        page.keyboard.type(typed)
        expect(page.locator(".select2-results__option")).to_have_text([chosen])
        page.keyboard.press("Enter")
        expect(page.locator(f".field-{name} .select2-selection")).to_have_text(chosen)
    page.get_by_label("Late after").fill("999")
    page.get_by_label("A location outside the room").select_option("enforce")
    page.get_by_role("button", name="Save", exact=True).click()
    wrong = page.locator(".field-policy_late_after_min")
    expect(wrong).to_contain_text("less than or equal to 240")
    shoot(page, "admin-organization")
    page.get_by_label("Late after").fill("20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    made = Organization.objects.get(slug="makerere")
    assert (made.timezone, made.currency) == ("Africa/Kampala", "UGX")
    assert made.policy == Policy.from_json({"late_after_min": 20, "geofence_mode": "enforce"})


def test_pages_fit_a_phone(university: University) -> None:
    make_world("away")
    page = enter(university, make_platform_staff(password=PASSWORD), size=PHONE)
    for path in (
        "",
        "organization/",
        "orgs/organization/",
        "orgs/organization/add/",
        "core/jobstate/",
    ):
        page.goto(university.url(f"/admin/{path}"))
        assert overflow(page, PHONE[0]) == [], path
