"""An administrator changes the policy after a look at it, and reads of it in the audit trail."""

import pytest
from playwright.sync_api import expect

from apps.accounts.enums import Role
from tests.support.looks import look
from tests.support.university import University
from tests.support.world import make_user

pytestmark = pytest.mark.browser


def test_the_policy_is_changed_and_told(university: University) -> None:
    organization = university.world.organization
    admin = make_user(organization, Role.ADMIN, full_name="Ada Admin")
    page = university.desk(admin)
    page.goto(university.url("/settings"))
    page.get_by_label("Late after").fill("5")
    page.get_by_label("A location outside the room").select_option("enforce")
    look(page, "settings")
    page.get_by_role("button", name="Look at the changes").click()
    preview = page.get_by_test_id("policy-preview")
    expect(preview).to_contain_text("from 10 minutes to 5 minutes")
    look(page, "settings-preview")
    organization.refresh_from_db()
    assert organization.policy.late_after_min == 10
    preview.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    organization.refresh_from_db()
    assert organization.policy.late_after_min == 5
    page.goto(university.url("/audit"))
    entry = page.locator("[data-action=policy_changed]")
    expect(entry).to_contain_text("Late after: 10 minutes → 5 minutes")
    expect(entry).to_contain_text("Ada Admin")
    look(page, "audit")
    bystander = make_user(organization, Role.ADMIN, full_name="Ben Bystander")
    for person, shown in ((bystander, 0), (admin, 1)):
        page.get_by_label("By or about a person").fill(person.full_name[:7])
        if shown:
            look(page, "audit-person")
        page.get_by_role("main").get_by_role("button", name=person.full_name).click()
        expect(page.get_by_text(f"Only what {person.full_name} did")).to_be_visible()
        expect(entry).to_have_count(shown)
        page.get_by_role("button", name="Show everybody").click()
        expect(entry).to_have_count(1)


def test_somebody_else_has_saved_the_policy_meanwhile(university: University) -> None:
    university.refusals(409)
    organization = university.world.organization
    page = university.desk(make_user(organization, Role.ADMIN))
    page.goto(university.url("/settings"))
    page.get_by_label("Late after").fill("5")
    page.get_by_role("button", name="Look at the changes").click()
    preview = page.get_by_test_id("policy-preview")
    expect(preview).to_contain_text("from 10 minutes to 5 minutes")
    organization.refresh_from_db()
    theirs = {"late_after_min": 7, "radius_m": 60}
    organization.policy_data = {**organization.policy_data, **theirs}
    organization.save()
    preview.get_by_role("button", name="Save the changes").click()
    conflict = page.get_by_role("dialog")
    expect(conflict).to_contain_text("Somebody else has saved the settings meanwhile")
    expect(conflict).to_contain_text("7 minutes")
    expect(conflict).to_contain_text("60 metres")
    look(page, "settings-conflict")
    organization.refresh_from_db()
    assert organization.policy.late_after_min == 7
    conflict.get_by_role("button", name="Take theirs over and go on").click()
    # Theirs is taken over where nothing was entered; what was entered stays.
    expect(page.get_by_label("Radius around the lecturer")).to_have_value("60")
    expect(page.get_by_label("Late after")).to_have_value("5")
    page.get_by_role("button", name="Look at the changes").click()
    expect(preview).to_contain_text("from 7 minutes to 5 minutes")
    preview.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    organization.refresh_from_db()
    assert (organization.policy.late_after_min, organization.policy.radius_m) == (5, 60)
