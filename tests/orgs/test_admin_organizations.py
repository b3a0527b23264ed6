"""Organisations in the admin site: created, edited, deactivated; each wrong entry named."""

import pytest

from apps.core import tenancy
from apps.orgs.models import AuditEntry, Organization
from apps.orgs.rules import Policy
from apps.orgs.rules.settings import SETTINGS
from tests.support.administration import Two, as_posted, browser_of, form_of, page_of

ADD = "/admin/orgs/organization/add/"
VALID = {
    "name": "New School",
    "slug": "new",
    "domain": "",
    "timezone": "Europe/Oslo",
    "currency": "NOK",
    "is_active": "on",
    "policy_late_after_min": "15",
}
WRONG = (
    ("timezone", "Mars/Base", "Mars/Base is not one of the available choices"),
    ("currency", "DEM", "DEM is not one of the available choices"),
    ("slug", "www", "kept for the platform"),
    ("slug", "HOME", "already exists"),
    ("domain", "no host!", "Write a host name"),
    ("domain", "x.localhost", "given by the short name"),
    ("policy_late_after_min", "999", "less than or equal to 240"),
    ("policy_late_after_min", "soon", "Enter a whole number"),
    ("policy_geofence_mode", "moon", "moon is not one of the available choices"),
    ("policy_allowed_networks", "192.0.2.0/24\nhere", "&#x27;here&#x27; is not a network"),
)


def told(organization: Organization) -> list[AuditEntry]:
    with tenancy.activate(organization):
        return list(AuditEntry.objects.order_by("pk"))


def test_platform_staff_create_and_deactivate_an_organisation(two: Two) -> None:
    client = browser_of(two.platform)
    assert client.post(ADD, VALID).status_code == 302
    made = Organization.objects.get(slug="new")
    assert (made.timezone, made.currency, made.domain) == ("Europe/Oslo", "NOK", None)
    assert made.policy == Policy(late_after_min=15)
    assert {one.action for one in told(made)} == {"admin_added", "policy_changed"}
    data = as_posted(form_of(client, page_of(made)))
    assert client.get(page_of(made).replace("change", "delete")).status_code == 403
    del data["is_active"]
    assert client.post(page_of(made), data).status_code == 302
    made.refresh_from_db()
    assert not made.is_active


@pytest.mark.parametrize(("field", "value", "reason"), WRONG)
def test_a_wrong_organisation_is_refused_beside_the_field(
    field: str, value: str, reason: str, two: Two
) -> None:
    answer = browser_of(two.platform).post(ADD, {**VALID, field: value})
    assert answer.status_code == 200
    (bound,) = (one for one in answer.context["adminform"].form if one.name == field)
    assert reason in str(bound.errors)
    assert reason in answer.content.decode()
    assert not Organization.objects.filter(name=VALID["name"]).exists()


def test_host_names_are_stored_in_lower_case(two: Two) -> None:
    client = browser_of(two.platform)
    client.post(ADD, {**VALID, "domain": "Roll.Example.EDU"})
    assert Organization.objects.get(slug="new").domain == "roll.example.edu"
    again = {**VALID, "slug": "newer", "domain": "ROLL.example.edu"}
    answer = client.post(ADD, again)
    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()


def test_each_setting_is_a_field_in_the_words_of_the_settings_page(two: Two) -> None:
    form = form_of(browser_of(two.platform), ADD)
    for one in SETTINGS:
        field = form[f"policy_{one.name}"]
        assert field.label == one.title
        assert field.help_text.startswith(one.help)
        assert field.value() is None, "shown empty: it is the default"
        choices = dict(getattr(field.field, "choices", {}))
        default = one.default if one.unit else one.words(one.default)
        assert str(default) in field.help_text + choices.get("", "")
        if one.minimum is not None:
            html = str(field)
            assert f'min="{one.minimum}"' in html
            assert f'max="{one.maximum}"' in html
            assert f'placeholder="{one.default}"' in html
            assert one.unit in field.help_text


def test_every_setting_is_stored_and_shown_as_it_was_entered(two: Two) -> None:
    client, home = browser_of(two.platform), two.home.organization
    home.policy_data = {}
    home.save()
    entered = {
        "policy_geofence_mode": "enforce",
        "policy_warn_guardians": "false",
        "policy_allowed_networks": "192.0.2.0/24\r\n2001:db8::/32",
        "policy_grace_steps": "0",
    }
    data = as_posted(form_of(client, page_of(home))) | entered
    assert client.post(page_of(home), data).status_code == 302
    home.refresh_from_db()
    networks = ["192.0.2.0/24", "2001:db8::/32"]
    changed = {"warn_guardians": False, "allowed_networks": networks, "grace_steps": 0}
    assert home.policy == Policy.from_json({"geofence_mode": "enforce", **changed})
    shown = as_posted(form_of(client, page_of(home)))
    for name, value in entered.items():
        assert str(shown[name]) == value.replace("\r", "")
    # The same once more is no change; empty fields are the defaults again.
    count = len(told(home))
    client.post(page_of(home), shown)
    assert len(told(home)) == count
    client.post(page_of(home), shown | dict.fromkeys(entered, ""))
    home.refresh_from_db()
    assert home.policy == Policy()


def test_a_change_is_told_with_what_was_before(two: Two) -> None:
    client, home = browser_of(two.platform), two.home.organization
    before = home.policy.late_after_min
    data = as_posted(form_of(client, page_of(home)))
    data |= {"policy_late_after_min": str(before + 1), "timezone": "Africa/Nairobi"}
    client.post(page_of(home), data)
    policy, rest = told(home)
    assert (policy.action, rest.action) == ("policy_changed", "organization_changed")
    assert policy.details == {"fields": {"late_after_min": [before, before + 1]}}
    assert policy.summary == f"Late after: {before} minutes → {before + 1} minutes"
    assert rest.details == {"fields": {"timezone": ["Africa/Kampala", "Africa/Nairobi"]}}
    assert policy.by_platform_staff
    assert policy.actor_id == two.platform.pk


def test_a_policy_that_somebody_else_has_stored_stays(two: Two) -> None:
    client, home = browser_of(two.platform), two.home.organization
    data = as_posted(form_of(client, page_of(home)))
    home.policy_data = {**home.policy_data, "late_after_min": 3}
    home.save()
    answer = client.post(page_of(home), data | {"name": "Renamed"})
    assert answer.status_code == 200
    assert "Somebody has changed the policy since you opened this page" in answer.content.decode()
    home.refresh_from_db()
    assert (home.policy.late_after_min, home.name == "Renamed") == (3, False)
    # The control: opened again, it is stored.
    data = as_posted(form_of(client, page_of(home)))
    assert client.post(page_of(home), data | {"name": "Renamed"}).status_code == 302
    home.refresh_from_db()
    assert (home.policy.late_after_min, home.name) == (3, "Renamed")


def test_what_is_no_choice_any_more_can_stay(two: Two) -> None:
    client, home = browser_of(two.platform), two.home.organization
    home.timezone, home.currency = "EST5EDT", "BGN"
    home.save()
    data = as_posted(form_of(client, page_of(home)))
    assert client.post(page_of(home), data | {"name": "Renamed"}).status_code == 302
    home.refresh_from_db()
    assert (home.name, home.timezone, home.currency) == ("Renamed", "EST5EDT", "BGN")
    refused = client.post(ADD, {**VALID, "timezone": "EST5EDT", "currency": "BGN"})
    assert {"timezone", "currency"} == refused.context["adminform"].form.errors.keys()
