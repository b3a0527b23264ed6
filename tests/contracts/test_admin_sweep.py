"""Every page of the admin site, for everybody: no row of another organisation, no failure.

The models are those that are registered; a new one is swept without being named here. The
foreign organisation carries the canary in all its texts.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import FieldListFilter
from django.contrib.admin.utils import flatten_fieldsets
from django.db import connection, models, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Guardian, User
from apps.attendance.models import AbsenceNotice, LedgerEntry
from apps.attendance.services.receipts import rotate_key
from apps.core import tenancy
from apps.core.models import JobState
from apps.courses.models import Holiday, Term, Venue
from apps.notifications.enums import Channel
from apps.notifications.models import DeliveryTimes, Preference, Suppression
from apps.orgs.enums import AuditAction
from apps.orgs.models import Organization, TenantModel
from apps.orgs.services import audit
from apps.orgs.site.bases import PlatformModelAdmin, TenantModelAdmin
from tests.support.admin_pages import Model, actions_of, page_of, pages, queries
from tests.support.administration import (
    address,
    browser_of,
    choose,
    make_administrator,
    make_platform_staff,
    registered,
)
from tests.support.campus import MISSING, NOW, Campus
from tests.support.canary import CANARY, has_canary
from tests.support.world import World

pytestmark = pytest.mark.django_db


# Models without a page of their own, and why.
WITHOUT_PAGE = {
    "accounts.ImportPasswords": "sealed passwords, until a worker has hashed and deleted them",
    "accounts.RecoveryRequest": "what strangers type; a worker answers and deletes it in a minute",
    "admin.LogEntry": "each row's history shows its own",
    "attendance.CalendarFeed": "each person's own; the audit trail tells, deactivation ends it",
    "attendance.RecordLocation": "raw coordinates are nobody's to browse; the record says enough",
    "attendance.Watermark": "how far a job has come, for the job alone",
    "auth.Group": "roles decide who may, no groups",
    "auth.Permission": "roles decide who may, no permissions",
    "contenttypes.ContentType": "Django's list of models",
    "core.RateCounter": "counters by hashed keys, emptied by the clock",
    "courses.CourseLecturer": "edited as the lecturers of a course",
    "orgs.OrganizationLogo": "on the organisation's page",
    "sessions.Session": "who is in the admin site now: keys that let somebody in",
}
# Columns that let somebody in, or tell people and phones apart: on no page.
SECRETS = {
    *("password", "digest", "seed", "password_state", "secret", "public_id", "lease"),
    *("address_hash", "public_key", "device_key", "location_mark", "client_reference"),
}
# Rows that hold no text, and the hash by which one is recognised.
WITHOUT_TEXT = {LedgerEntry: "hash"}


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


@pytest.fixture(scope="module")
def gathered(furnished: Campus) -> Crowd:
    """Sign everybody in once; what a test does with a session is undone after it."""
    campus = furnished
    home, foreign = campus.home.organization, campus.foreign.organization
    more_rows(campus.home)
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


@pytest.fixture
def crowd(gathered: Crowd, campus: Campus) -> Crowd:
    """Give the crowd while the clock stands."""
    return gathered


def more_rows(home: World) -> None:
    """Add a row where the campus has fewer than two, so that lists have something to list."""
    other = home.students[1]
    for name in ("core.forget_counters", "core.sweep"):
        JobState.objects.create(name=name)
    with tenancy.activate(home.organization):
        Guardian.objects.create(student=other, name="Another", email="another@x.example")
        AbsenceNotice.objects.create(course=home.course, student=other, finding="rate:30", at=NOW)
        Preference.objects.create(
            user=other.user, kind="absence_warning", channel=Channel.SMS, enabled=True
        )
        DeliveryTimes.objects.create(user=other.user)
        Suppression.objects.create(address_hash="1" * 64, kind="absence_warning", created_at=NOW)
        Term.objects.create(name="Another", first_day=NOW.date(), last_day=NOW.date())
        Holiday.objects.create(name="Another", first_day=NOW.date(), last_day=NOW.date())
        Venue.objects.create(name="Another", latitude=0, longitude=0, radius_m=50)
        rotate_key(now=NOW)
        audit.record(action=AuditAction.SIGN_IN, actor=other.user, now=NOW)


def row_of(model: Model, world: World) -> models.Model:
    """Return a row of this organisation; any row for a global model."""
    with tenancy.activate(world.organization):
        rows = model._default_manager.all()
        if model is Organization:
            rows = rows.filter(pk=world.organization.pk)
        elif not issubclass(model, TenantModel) and has_organization(model):
            rows = rows.filter(organization=world.organization)
        found = rows.order_by("pk").first()
    assert found is not None, f"the campus has no {model.__name__}"
    return found


def has_organization(model: Model) -> bool:
    return any(field.name == "organization" for field in model._meta.concrete_fields)


def key_of(model: Model, world: World) -> Any:
    return row_of(model, world).pk


def tells(model: Model, world: World, text: str) -> bool:
    """Return whether a text shows the foreign row: by its canary, or by a hash of its own."""
    if model in WITHOUT_TEXT:
        return bytes(getattr(row_of(model, world), WITHOUT_TEXT[model])).hex() in text
    return has_canary(text)


def ids(model: Model) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_outsiders_are_sent_to_the_log_in_from_every_page(model: Model, crowd: Crowd) -> None:
    # Whoever is refused is refused before the page: what it is asked for plays no part.
    for path in [*pages(model, key_of(model, crowd.campus.home)), address(model, "?q=a")]:
        for name in OUTSIDERS:
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
        keys = (own, foreign) if name == "own" else (foreign,)
        asked = [path for key in keys for path in pages(model, key)]
        # Which rows a list draws from is the page's own; what narrows it, only one needs to ask.
        asked += queries(model) if name == "own" else [address(model, f"?q={CANARY}")]
        for path in dict.fromkeys(asked):
            answer = crowd.browsers[name].get(path)
            assert answer.status_code < 500, f"{name} {path}"
            if not (name == "platform" and model is Organization):
                # What was asked for stands in the search field; no row does.
                shown = answer.content.decode().replace(f'value="{CANARY}"', "")
                shown = shown.replace(f"={CANARY}", "")
                assert not tells(model, crowd.campus.foreign, shown), f"{name} {path}"


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_a_list_asks_as_often_for_many_rows_as_for_one(
    model: Model, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.own.get("/admin/")  # the process remembers the organisation for a few seconds
    browser = crowd.browsers["platform"]
    counted = []
    for shown in (1, 50):
        monkeypatch.setattr(page_of(model), "list_per_page", shown)
        with CaptureQueriesContext(connection) as seen:
            answer = browser.get(address(model))
        assert answer.status_code == 200
        counted.append((len(answer.context["cl"].result_list), len(seen)))
    (one, few), (many, more) = counted
    assert one == 1
    assert many > 1, "one row tells nothing: make another in more_rows"
    assert few == more


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_no_page_names_what_lets_somebody_in(model: Model, crowd: Crowd) -> None:
    page = page_of(model)
    shown: set[str] = {*page.list_display, *page.list_filter, *page.readonly_fields}
    shown |= {path.rpartition("__")[2] for path in page.search_fields}
    request = RequestFactory().get("/")
    request.user = crowd.campus.home.lecturer.user
    for row in (None, row_of(model, crowd.campus.home)):
        with tenancy.activate(crowd.campus.home.organization):
            shown |= set(flatten_fieldsets(page.get_fieldsets(request, row)))
    assert not shown & SECRETS
    # The control: these are columns, not words that no page could show.
    columns = {field.name for one in apps.get_models() for field in one._meta.concrete_fields}
    assert columns >= SECRETS


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
    for path in (address(model, f"{key}/change/"), address(model)):
        page = crowd.at_home.get(path)
        assert page.status_code == 200
        shown = page.content.decode().replace(f"{CANARY} University · admin", "")
        assert tells(model, crowd.campus.foreign, shown), path
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
            assert act(browser, model, action, foreign).status_code < 500, action
    for selected in (MISSING, "x", "9" * 40):
        answer = act(browsers[0], model, actions_of(model)[0], selected)
        assert answer.status_code < 500, selected
    assert stored(model, crowd.campus.foreign, foreign) == before


def act(browser: Client, model: Model, action: str, selected: Any) -> Any:
    """Post an action of a list with one row selected."""
    data = {"action": action, "_selected_action": [selected], "reason": "swept", "index": 0}
    return browser.post(address(model), data)


def stored(model: Model, world: World, key: Any) -> Any:
    with tenancy.activate(world.organization):
        return model._default_manager.filter(pk=key).values().get()


@pytest.mark.parametrize("model", registered(), ids=ids)
def test_without_a_choice_platform_staff_see_no_organisations_rows(
    model: Model, crowd: Crowd
) -> None:
    browser = crowd.browsers["platform"]
    choose(browser, None)
    for path in pages(model, key_of(model, crowd.campus.home)):
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if issubclass(model, TenantModel) and not path.startswith("/admin/autocomplete/"):
            assert answer["Location"].startswith("/admin/organization/?next="), path
        if model is User:
            name = crowd.campus.own.student.user.username
            assert f">{name}<" not in answer.content.decode(), path


def test_every_model_has_a_page_or_a_reason_why_not() -> None:
    there = {model._meta.label for model in apps.get_models()}
    shown = {model._meta.label for model in registered()}
    assert there - shown == set(WITHOUT_PAGE)


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
