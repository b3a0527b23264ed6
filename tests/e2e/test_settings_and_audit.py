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
