"""Files of organisations: the same promises over a folder and over a bucket."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apps.core import clock, files, tenancy
from apps.ops.checks import files_are_kept_and_private
from attendance_system.env import EnvironmentRefused, load
from attendance_system.settings import files as setup
from tests.support.stores import (
    BUCKET,
    any_store,
    bucket,
    bucket_environment,
    folder,
    s3,
    use_store,
)
from tests.support.world import World, make_world

__all__ = ["any_store", "bucket", "folder", "s3"]

pytestmark = pytest.mark.django_db
PICTURE = b"RIFF a picture"
NOW = datetime(2026, 3, 2, 9, 10, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return make_world("home")


def put(world: World, data: bytes = PICTURE) -> str:
    with tenancy.activate(world.organization):
        return files.store(data, kind="pictures", ending="webp")


def fetch(address: str, host: str = "home.localhost") -> Any:
    """Ask for an address as a browser at the organisation's page would."""
    if address.startswith("http"):
        answer = requests.get(address, timeout=20)
        return answer.status_code, answer.content, answer.headers
    local = Client().get(address, headers={"Host": host, "Accept": "image/webp"})
    return local.status_code, local.content, local.headers


# --- Both --------------------------------------------------------------------------------
def test_a_file_is_stored_read_and_forgotten(any_store: str, world: World) -> None:
    name = put(world)
    assert name.startswith(f"organizations/{world.organization.pk}/pictures/")
    assert len(Path(name).stem) == 32
    assert put(world) != name
    assert files.read(name) == PICTURE
    with tenancy.activate(world.organization):
        assert name in files.stored_names("pictures")
    assert abs(datetime.now(UTC) - files.stored_at(name)) < timedelta(hours=1)
    files.delete(name)
    files.delete(name)
    with tenancy.activate(world.organization):
        assert name not in files.stored_names("pictures")
    with pytest.raises(FileNotFoundError):
        files.read(name)


def test_its_address_shows_it_and_no_other_does(any_store: str, world: World) -> None:
    name = put(world)
    signed = files.address(name)
    status, content, headers = fetch(signed)
    assert (status, content) == (200, PICTURE)
    assert headers["Content-Type"] == "image/webp"
    assert headers["Content-Disposition"] == "inline"
    assert headers["Cache-Control"].startswith("private, max-age=")
    assert fetch(signed.partition("?")[0])[0] in {403, 404}


def test_an_address_is_repeated_for_a_while_so_that_browsers_find_it(
    any_store: str, world: World
) -> None:
    names = [put(world), put(world)]
    first = files.addresses(names)
    assert sorted(first) == sorted(names)
    with clock.use(lambda: datetime.now(UTC)):
        assert files.addresses(names[::-1]).keys() == first.keys()
    if any_store == "bucket":
        assert files.addresses(names) == first


def test_no_name_comes_without_an_organisation(any_store: str) -> None:
    with pytest.raises(tenancy.ScopeError):
        files.store(PICTURE, kind="pictures", ending="webp")
    with pytest.raises(tenancy.ScopeError):
        files.stored_names("pictures")


def test_nothing_stored_yet_is_an_empty_list(any_store: str, world: World) -> None:
    with tenancy.activate(world.organization):
        assert files.stored_names("pictures") == []


def test_the_deployment_check_stores_reads_and_leaves_nothing(any_store: str, world: World) -> None:
    assert files_are_kept_and_private() == []
    assert files.the_store().listdir("check") == ([], [])


# --- The folder --------------------------------------------------------------------------
@pytest.fixture
def shown(folder: Path, world: World) -> str:
    """Store a file at NOW; give its address."""
    return files.local_address(put(world), now=NOW)


@pytest.fixture
def at_now() -> Any:
    moment = [NOW]
    with clock.use(lambda: moment[0]):
        yield moment


def test_the_answer_is_inert(shown: str, at_now: list[datetime]) -> None:
    _, _, headers = fetch(shown)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    # It may be kept as long as the address lives: from 9:10 until 11:00.
    assert headers["Cache-Control"] == "private, max-age=6600, immutable"


def test_an_address_ends(shown: str, at_now: list[datetime]) -> None:
    at_now[0] = NOW + timedelta(minutes=109, seconds=59)
    assert fetch(shown)[0] == 200
    at_now[0] = NOW + timedelta(minutes=110)
    assert fetch(shown)[0] == 404


def test_an_address_is_the_same_for_half_an_hour(shown: str) -> None:
    name = urlsplit(shown).path.removeprefix("/api/files/")
    assert files.local_address(name, now=NOW + timedelta(minutes=19)) == shown
    assert files.local_address(name, now=NOW + timedelta(minutes=21)) != shown


@pytest.mark.parametrize(
    "change",
    [
        ("expires=", "expires=9"),
        ("expires=", "expires=-"),
        ("expires=", "expires=\u0663"),
        ("expires=", "x="),
        ("signature=", "signature=A"),
        ("signature=", "x="),
        (".webp", ".html"),
        ("/pictures/", "/pictures/../pictures/"),
    ],
    ids=lambda change: change[1],
)
def test_a_changed_address_shows_nothing(
    change: tuple[str, str], shown: str, at_now: list[datetime]
) -> None:
    assert fetch(shown)[0] == 200
    assert fetch(shown.replace(*change))[0] == 404


def test_an_address_opens_at_its_own_organisation_only(shown: str, at_now: list[datetime]) -> None:
    make_world("away")
    assert fetch(shown, host="away.localhost")[0] == 404
    assert fetch(shown, host="localhost")[0] == 404
    assert fetch(f"/org/home{shown}", host="localhost")[0] == 200


def test_only_pictures_are_handed_out(folder: Path, world: World) -> None:
    name = f"organizations/{world.organization.pk}/pictures/x.html"
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text("<script>")
    assert fetch(files.local_address(name, now=clock.now()))[0] == 404


def test_others_on_the_machine_read_nothing(folder: Path, world: World) -> None:
    stored = folder / put(world)
    assert stored.stat().st_mode & 0o077 == 0
    assert stored.parent.stat().st_mode & 0o077 == 0


# --- The bucket --------------------------------------------------------------------------
def test_the_bucket_tells_nothing_without_a_signature(bucket: Any, s3: str, world: World) -> None:
    name = put(world)
    assert requests.get(f"{s3}/{BUCKET}/{name}", timeout=20).status_code == 403
    asked = parse_qs(urlsplit(files.address(name)).query)
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert asked["X-Amz-Expires"] == ["7200"]


def test_our_own_view_shows_nothing_of_a_bucket(bucket: Any, world: World) -> None:
    address = files.local_address(put(world), now=clock.now())
    assert fetch(address)[0] == 404


def test_the_deployment_check_notices_an_open_bucket(bucket: Any, world: World) -> None:
    bucket.put_bucket_policy(
        Bucket=BUCKET,
        Policy='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",'
        f'"Action": "s3:GetObject", "Resource": "arn:aws:s3:::{BUCKET}/*"}}]}}',
    )
    assert [one.id for one in files_are_kept_and_private()] == ["ops.E002"]


def test_the_deployment_check_notices_a_store_that_fails(bucket: Any, s3: str) -> None:
    bucket.delete_bucket(Bucket=BUCKET)
    assert [one.id for one in files_are_kept_and_private()] == ["ops.E001"]


# --- Settings ----------------------------------------------------------------------------
def test_pages_may_load_pictures_from_the_bucket_and_only_where_there_is_one(
    settings: Settings, world: World
) -> None:
    name = f"organizations/{world.organization.pk}/pictures/x.webp"
    for endpoint in ("", "https://s3.example.edu"):
        environment = bucket_environment(endpoint)
        use_store(settings, environment)
        cache.clear()
        (origin,) = setup.origins(load(environment))
        assert files.address(name).startswith(f"{origin}/")
    assert setup.origins(load({"DJANGO_DEBUG": "True"})) == []
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == [
        "'self'",
        "data:",
        "blob:",
    ]


@pytest.mark.parametrize("missing", ["AWS_SECRET_ACCESS_KEY", "AWS_STORAGE_BUCKET_NAME"])
def test_a_start_without_what_a_bucket_needs_is_refused(missing: str) -> None:
    environment = bucket_environment("")
    assert load(environment).use_s3
    with pytest.raises(EnvironmentRefused, match=f"USE_S3 needs {missing}"):
        load({**environment, missing: ""})


def test_the_name_of_a_bucket_has_no_dots() -> None:
    environment = bucket_environment("")
    with pytest.raises(EnvironmentRefused, match="AWS_STORAGE_BUCKET_NAME must be"):
        load({**environment, "AWS_STORAGE_BUCKET_NAME": "pictures.example.edu"})
