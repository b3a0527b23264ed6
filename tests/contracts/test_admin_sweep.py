"""Every page of the admin site, for everybody: no row of another organisation, no failure.

The models are those that are registered; a new one is swept without being named here. The
foreign organisation carries the canary in all its texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import FieldListFilter
from django.db import connection, models, transaction  # noqa: F401 - a condition below looks at it
from django.test import Client

from apps.accounts.models import User
from apps.core import tenancy
from apps.core.models import JobState
from apps.orgs.models import Organization, TenantModel
from apps.orgs.site.bases import AdminBase, PlatformModelAdmin, TenantModelAdmin
from tests.support.administration import (
    address,
    browser_of,
    choose,
    make_administrator,
    make_platform_staff,
    registered,
)
from tests.support.campus import CANARY, MISSING, Campus, has_canary
from tests.support.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor == 'postgresql'",
        reason="pages that ask through the ORM alone: swept on one database",
    ),
]

Model = type[models.Model]
OUTSIDERS = ("anonymous", "student", "lecturer", "bursar", "admin without the right", "foreign")
INSIDERS = ("own", "platform")


@dataclass
class Crowd:
    """Browsers of everybody, all at the home organisation's address but one."""

    campus: Campus
    browsers: dict[str, Client]
    at_home: Client

    @property
    def own(self) -> Client:
        """The browser of the home organisation's administrator."""
        return self.browsers["own"]


@pytest.fixture
def crowd(campus: Campus) -> Crowd:
    home, foreign = campus.home.organization, campus.foreign.organization
    JobState.objects.create(name="core.forget_counters")
    foreigner = make_administrator(foreign, full_name=f"{CANARY} Admin")
    people = {
        "anonymous": None,
        "student": campus.own.student.user,
        "lecturer": campus.own.lecturer.user,
        "bursar": User.objects.get(organization=home, role="bursar"),
        "admin without the right": User.objects.get(
            organization=home, role="admin", is_active=True
        ),
        "foreign": foreigner,
        "own": make_administrator(home),
        "platform": make_platform_staff(),
    }
    browsers = {name: browser_of(user) for name, user in people.items()}
    choose(browsers["platform"], home)
    return Crowd(campus, browsers, browser_of(foreigner, host="away.localhost"))


def page_of(model: Model) -> AdminBase:
    page = admin.site._registry[model]
    assert isinstance(page, AdminBase)
    return page


def key_of(model: Model, world: World) -> int:
    """Return the key of a row of this organisation; of any row for a global model."""
    with tenancy.activate(world.organization):
        rows = model._default_manager.all()
        if model is Organization:
            rows = rows.filter(pk=world.organization.pk)
        elif model is User:
            rows = rows.filter(organization=world.organization)
        found = rows.order_by("pk").first()
    assert found is not None, f"the campus has no {model.__name__}"
    return int(found.pk)


def conditions(model: Model) -> Iterator[str]:
    """Yield a query for each filter, each column and each column of a related row."""
    for item in page_of(model).list_filter:
        name = item[0] if isinstance(item, tuple) else item
        assert isinstance(name, str)
        yield f"{name}__exact={CANARY}"
        yield f"{name}__exact=1"
        yield f"{name}__exact={'9' * 40}"
        yield f"{name}=1&{name}__isnull=False"
    for field in model._meta.concrete_fields:
        yield f"{field.name}__gte=1"
        if field.is_relation and field.related_model is not None:
            for other in field.related_model._meta.concrete_fields:  # type: ignore[union-attr]  # models, when loaded
                yield f"{field.name}__{other.name}__startswith={CANARY[0]}"


def addresses(model: Model, key: int) -> Iterator[str]:
    """Yield every page of a model, for one row where it is about one."""
    yield from (address(model), address(model, "add/"))
    yield from (address(model, f"{key}/{rest}/") for rest in ("change", "history", "delete"))
    yield address(model, f"?q={CANARY}")
    yield from (address(model, f"?{query}") for query in ("o=1.2.3.4", "p=1", "all=", "e=1"))
    yield from (address(model, f"?{query}") for query in conditions(model))
    yield from (address(model, f"{rest}?_popup=1") for rest in ("", "add/", f"{key}/change/"))
    for field in page_of(model).autocomplete_fields:
        meta = model._meta
        names = f"app_label={meta.app_label}&model_name={meta.model_name}&field_name={field}"
        yield from (f"/admin/autocomplete/?{names}&term={term}" for term in ("", CANARY))


def ids(model: Model) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_outsiders_are_sent_to_the_log_in_from_every_page(model: Model, crowd: Crowd) -> None:
    key = key_of(model, crowd.campus.home)
    for name in OUTSIDERS:
        for path in addresses(model, key):
            answer = crowd.browsers[name].get(path)
            assert answer.status_code == 302, f"{name} {path}"
            assert answer["Location"].startswith("/admin/login/"), f"{name} {path}"
            assert answer.content == b""
    # The control: they are pages, and open to one who may.
    assert crowd.browsers["platform"].get(address(model)).status_code == 200


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_no_page_shows_or_fails_at_a_foreign_row(model: Model, crowd: Crowd) -> None:
    own, foreign = (key_of(model, one) for one in (crowd.campus.home, crowd.campus.foreign))
    for name in INSIDERS:
        for key in {own, foreign}:
            for path in addresses(model, key):
                answer = crowd.browsers[name].get(path)
                assert answer.status_code < 500, f"{name} {path}"
                if not (name == "platform" and model is Organization):
                    # What was asked for stands in the search field; no row does.
                    shown = answer.content.decode().replace(f'value="{CANARY}"', "")
                    assert not has_canary(shown.replace(f"={CANARY}", "")), f"{name} {path}"


def tenant_pages() -> list[Model]:
    return [model for model in registered() if not isinstance(page_of(model), PlatformModelAdmin)]


@pytest.mark.parametrize("model", tenant_pages(), ids=ids)
def test_a_foreign_row_is_answered_as_one_that_does_not_exist(model: Model, crowd: Crowd) -> None:
    own, foreign = (key_of(model, one) for one in (crowd.campus.home, crowd.campus.foreign))
    for name in INSIDERS:
        browser = crowd.browsers[name]
        for rest in ("change", "history"):
            answers = [
                browser.get(address(model, f"{key}/{rest}/")) for key in (foreign, MISSING, "x")
            ]
            assert {(one.status_code, one.get("Location")) for one in answers} == {
                (302, "/admin/")
            }, f"{name} {rest}"
            assert browser.get(address(model, f"{own}/{rest}/")).status_code == 200, name


@pytest.mark.parametrize("model", tenant_pages(), ids=ids)
def test_the_canary_would_be_seen(model: Model, crowd: Crowd) -> None:
    """The control: at their own address the foreign administrator does see the same row."""
    key = key_of(model, crowd.campus.foreign)
    page = crowd.at_home.get(address(model, f"{key}/change/"))
    assert page.status_code == 200
    assert has_canary(page.content.decode())
    listed = crowd.at_home.get(address(model))
    assert listed.status_code == 200
    assert has_canary(listed.content.decode().replace(f"{CANARY} University · admin", ""))
    assert crowd.at_home.get(address(model, f"{key}/history/")).status_code == 200


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_posting_to_a_foreign_row_stores_nothing(model: Model, crowd: Crowd) -> None:
    foreign = key_of(model, crowd.campus.foreign)
    if isinstance(page_of(model), PlatformModelAdmin):
        browsers = [crowd.own]
    else:
        browsers = [crowd.own, crowd.browsers["platform"]]
    before = stored(model, crowd.campus.foreign, foreign)
    for browser in browsers:
        for rest in (f"{foreign}/change/", f"{foreign}/delete/", "add/"):
            with transaction.atomic():
                answer = browser.post(address(model, rest), {"post": "yes", "_save": "1"})
            assert answer.status_code < 500, rest
        for action in actions_of(model):
            data = {"action": action, "_selected_action": [foreign, MISSING, "x"], "index": 0}
            for selected in ([foreign], [MISSING], ["x"], ["9" * 40]):
                answer = browser.post(address(model), {**data, "_selected_action": selected})
                assert answer.status_code < 500, action
    assert stored(model, crowd.campus.foreign, foreign) == before


def actions_of(model: Model) -> list[str]:
    own = [
        action if isinstance(action, str) else action.__name__
        for action in page_of(model).actions or ()
    ]
    return ["delete_selected", "no_such_action", *own]


def stored(model: Model, world: World, key: int) -> Any:
    with tenancy.activate(world.organization):
        return model._default_manager.filter(pk=key).values().get()


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_without_a_choice_platform_staff_see_no_organisations_rows(
    model: Model, crowd: Crowd
) -> None:
    browser = crowd.browsers["platform"]
    choose(browser, None)
    key = key_of(model, crowd.campus.home)
    for path in addresses(model, key):
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if issubclass(model, TenantModel) and not path.startswith("/admin/autocomplete/"):
            assert answer["Location"].startswith("/admin/organization/?next="), path
        if model is User:
            name = crowd.campus.own.student.user.username
            assert f">{name}<" not in answer.content.decode(), path


def test_no_page_could_show_more_than_its_base_allows() -> None:
    """What the bases cannot hold to the organisation is not used by any page."""
    for model in registered():
        page = page_of(model)
        if issubclass(model, TenantModel):
            assert isinstance(page, TenantModelAdmin), model
        # Such a field looks its label up past the scope of a model without one.
        assert not page.raw_id_fields, model
        assert "organization" not in (page.fields or ()), model
        for item in page.list_filter:
            if isinstance(item, tuple):
                assert not issubclass(item[1], FieldListFilter), f"{model}: name the column alone"
    assert not any(model._meta.app_label in {"auth", "sessions"} for model in registered())


def test_filters_and_choices_offer_own_rows_only(crowd: Crowd) -> None:
    """The canary test sees labels; this sees the keys too, through a form that has such a field."""
    page = crowd.own.get(
        "/admin/autocomplete/?app_label=accounts&model_name=student&field_name=user&term="
    )
    keys = {int(one["id"]) for one in page.json()["results"]}
    mine = set(
        User.objects.filter(organization=crowd.campus.home.organization).values_list(
            "pk", flat=True
        )
    )
    assert keys
    assert keys <= mine
    foreign = crowd.campus.away.student.user
    answer = crowd.own.post(
        "/admin/accounts/student/add/", {"user": foreign.pk, "student_id": "N1"}
    )
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()
    assert not has_canary(answer.content.decode())
