"""One's own profile: name, telephone, picture, and what becomes of the files."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from PIL import Image

from apps.accounts import selectors
from apps.accounts.models import User
from apps.accounts.rules import PICTURE_MAX_BYTES
from apps.accounts.services import profile
from apps.core import clock, files, tenancy
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from tests.support.administration import browser_of, make_administrator
from tests.support.checkin import fresh_process
from tests.support.stores import any_store, bucket, folder, s3
from tests.support.world import Phone, World, make_world

__all__ = ["any_store", "bucket", "folder", "fresh_process", "s3"]

PATH = "/api/me/picture/"


@pytest.fixture
def world(db: None, fresh_process: None) -> World:
    cache.clear()
    return make_world("home")


@pytest.fixture
def phone(world: World) -> Phone:
    return world.phone(world.students[0])


def me(phone: Phone) -> Any:
    return phone.get("/api/me/").json()


def jpeg(size: tuple[int, int] = (1200, 900)) -> bytes:
    """Return a picture as a telephone writes it: on its side, with place and maker."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (0.0, 20.0, 4.2)})
    written = io.BytesIO()
    Image.new("RGB", size, "#1c5fb8").save(written, "JPEG", exif=exif, comment=b"Secret note")
    return written.getvalue()


def put(phone: Phone, data: bytes, name: str = "me.jpg", **headers: str) -> Any:
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(name, data, "image/jpeg")})
    return phone.client.put(
        PATH, body, content_type=MULTIPART_CONTENT, headers={**phone.headers(), **headers}
    )


def names(world: World) -> list[str]:
    with tenancy.activate(world.organization):
        return files.stored_names(profile.PICTURES)


def stored(world: World, number: int = 0) -> User:
    return User.objects.get(pk=world.students[number].user.pk)


# --- Name and telephone ------------------------------------------------------------------
def test_name_and_telephone_are_changed_apart_and_told_at_once(phone: Phone) -> None:
    answer = phone.send("PATCH", "/api/me/", {"full_name": "  Ngũgĩ   wa Thiong'o "})
    assert answer.status_code == 200
    assert answer.json()["full_name"] == "Ngũgĩ wa Thiong'o"
    assert answer.json()["session"]["seconds_left"] > 0
    phone.send("PATCH", "/api/me/", {"phone": "00256 (700) 000-000"})
    assert (me(phone)["full_name"], me(phone)["phone"]) == ("Ngũgĩ wa Thiong'o", "+256700000000")
    phone.send("PATCH", "/api/me/", {"phone": ""})
    assert me(phone)["phone"] == ""
    # The 0 of home does not follow a country code.
    phone.send("PATCH", "/api/me/", {"phone": "+256 (0)700 000 001"})
    assert me(phone)["phone"] == "+256700000001"


@pytest.mark.parametrize(
    "number",
    [
        "0700000000",
        "256700000000",
        "+999700000000",
        "+256",
        "call me",
        "+٢٥٦٧٠٠٠٠٠٠٠٠",
    ],
)
def test_a_number_that_cannot_be_called_is_refused_in_words(phone: Phone, number: str) -> None:
    answer = phone.send("PATCH", "/api/me/", {"phone": number, "full_name": "Other"})
    assert answer.status_code == 400
    assert answer.json()["fields"].keys() == {"phone"}
    assert me(phone)["phone"] == ""
    assert me(phone)["full_name"] != "Other"


@pytest.mark.parametrize("name", ["", " ", "123", "a\u202eb", "a\u200bb", "x" * 201, "\u200d"])
def test_a_name_that_is_none_or_hides_something_is_refused(phone: Phone, name: str) -> None:
    before = me(phone)["full_name"]
    answer = phone.send("PATCH", "/api/me/", {"full_name": name})
    assert answer.status_code == 400
    assert answer.json()["fields"].keys() == {"full_name"}
    assert me(phone)["full_name"] == before


@pytest.mark.parametrize("name", ["محمد", "李", "अ\u200dब", "O'Brien 😀", "x" * 200])
def test_names_of_all_scripts_are_taken(phone: Phone, name: str) -> None:
    assert phone.send("PATCH", "/api/me/", {"full_name": name}).json()["full_name"] == name


def trail(world: World) -> list[AuditEntry]:
    with tenancy.activate(world.organization):
        return list(AuditEntry.objects.exclude(action=AuditAction.SIGN_IN).order_by("pk"))


def test_the_audit_trail_knows_the_former_name(folder: Path, world: World, phone: Phone) -> None:
    before = me(phone)["full_name"]
    phone.send("PATCH", "/api/me/", {"full_name": "Grace Auma", "phone": "+256700000000"})
    phone.send("PATCH", "/api/me/", {"full_name": "Grace Auma"})
    put(phone, jpeg())
    phone.send("DELETE", PATH)
    phone.send("DELETE", PATH)
    told = trail(world)
    assert [one.action for one in told] == [AuditAction.PROFILE_CHANGED] * 3
    assert told[0].details == {
        "fields": ["full_name", "phone"],
        "name_before": before,
        "name_after": "Grace Auma",
    }


def test_only_name_and_telephone_are_changed_here(phone: Phone) -> None:
    for field in ("email", "role", "username", "picture", "is_active", "organization"):
        assert phone.send("PATCH", "/api/me/", {field: "x"}).status_code == 400


def test_who_must_choose_a_password_changes_nothing_before(world: World, phone: Phone) -> None:
    User.objects.filter(pk=world.students[0].user.pk).update(must_change_password=True)
    answer = phone.send("PATCH", "/api/me/", {"full_name": "Other"})
    assert answer.json()["code"] == "password_change_required"
    assert put(phone, jpeg()).json()["code"] == "password_change_required"
    assert me(phone)["full_name"] != "Other"


# --- Picture -----------------------------------------------------------------------------
def seen(address: str) -> Image.Image:
    """Return the picture as the browser gets it from its address."""
    if address.startswith("http"):
        content = requests.get(address, timeout=20).content
    else:
        content = Client().get(address, headers={"Host": "home.localhost"}).content
    assert b"Secret" not in content
    assert b"EXIF" not in content
    return Image.open(io.BytesIO(content))


def test_a_picture_is_seen_replaced_and_forgotten(
    any_store: str, world: World, phone: Phone, django_capture_on_commit_callbacks: Any
) -> None:
    assert me(phone)["picture_url"] is None
    assert put(phone, jpeg()).status_code == 200
    first = me(phone)["picture_url"]
    picture = seen(first)
    assert (picture.format, picture.size) == ("WEBP", (384, 512))
    assert not picture.getexif()
    with django_capture_on_commit_callbacks(execute=True):
        answer = put(phone, jpeg((300, 300)))
    second = answer.json()["picture_url"]
    assert seen(second).size == (300, 300)
    assert names(world) == [stored(world).picture]
    with django_capture_on_commit_callbacks(execute=True):
        assert phone.send("DELETE", PATH).status_code == 204
    assert me(phone)["picture_url"] is None
    assert names(world) == []
    assert phone.send("DELETE", PATH).status_code == 204


def test_many_pictures_cost_no_query(any_store: str, world: World) -> None:
    people = [one.user for one in world.students]
    for number, user in enumerate(people):
        user.picture = f"organizations/1/pictures/{number}.webp"
    people[2].picture = ""
    with CaptureQueriesContext(connection) as made:
        found = selectors.picture_addresses(people)
    assert sorted(found) == [people[0].pk, people[1].pk]
    assert len(made) == 0


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "gif": (b"GIF89a" + bytes(50), "kind", "no readable PNG, JPEG or WebP"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind", "no readable"),
    "empty": (b"", "kind", "no readable"),
    "large": (bytes(PICTURE_MAX_BYTES + 1), "bytes", "at most 5 MB"),
    "huge": (jpeg((4001, 4000)), "pixels", "at most 16 megapixels"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_picture_is_refused_in_words(
    kind: str, folder: Path, world: World, phone: Phone
) -> None:
    put(phone, jpeg())
    before = stored(world).picture
    data, reason, words = REFUSED[kind]
    answer = put(phone, data)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "picture_refused")
    assert body["params"] == {"reason": reason}
    assert words in body["detail"]
    assert stored(world).picture == before
    assert names(world) == [before]


def test_other_bodies_are_refused(folder: Path, phone: Phone) -> None:
    assert phone.send("PUT", PATH, {"file": "x"}).status_code == 415
    form = encode_multipart(BOUNDARY, {"file": "text"})
    spoilt = {
        "text": form,
        "none": encode_multipart(BOUNDARY, {"other": "x"}),
        "cut": form[:-20],
        "nothing": b"",
    }
    for name, body in spoilt.items():
        answer = phone.client.put(
            PATH, body, content_type=MULTIPART_CONTENT, headers=phone.headers()
        )
        assert answer.status_code == 400, name
    most = PICTURE_MAX_BYTES + 64 * 1024
    answer = phone.client.put(
        PATH, bytes(most + 1), content_type=MULTIPART_CONTENT, headers=phone.headers()
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


# --- When something fails ----------------------------------------------------------------
def test_a_store_that_fails_is_told_and_nothing_is_lost(
    bucket: Any, world: World, phone: Phone
) -> None:
    assert put(phone, jpeg()).status_code == 200
    before = stored(world).picture
    key = {"Bucket": "pictures-of-the-tests", "Key": before}
    bucket.delete_object(**key)
    bucket.delete_bucket(Bucket=key["Bucket"])
    answer = put(phone, jpeg())
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert stored(world).picture == before
    # Who one is, and where the picture will be again, is known all the same.
    assert me(phone)["picture_url"]


def test_a_file_whose_row_did_not_come_to_be_is_given_back(
    folder: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(user: User, name: str) -> None:
        assert names(world) == [name]
        raise RuntimeError("the database is away")

    monkeypatch.setattr(profile, "_name_picture", fail)
    with tenancy.activate(world.organization), pytest.raises(RuntimeError):
        profile.put_picture(user=stored(world), data=jpeg(), now=clock.now())
    assert names(world) == []


def test_the_old_file_stays_until_the_new_one_is_certain(
    folder: Path, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    user = stored(world)
    with tenancy.activate(world.organization):
        profile.put_picture(user=user, data=jpeg(), now=clock.now())
        before = user.picture
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            profile.remove_picture(user=user)
            transaction.set_rollback(True)
    assert names(world) == [before]
    assert stored(world).picture == before


def test_the_sweep_deletes_what_nobody_names(any_store: str, world: World) -> None:
    other = make_world("away")
    with tenancy.activate(other.organization):
        foreign = files.store(b"x", kind=profile.PICTURES, ending="webp")
    user = stored(world)
    with tenancy.activate(world.organization):
        profile.put_picture(user=user, data=jpeg(), now=clock.now())
        files.store(b"x", kind=profile.PICTURES, ending="webp")
        assert profile.sweep_pictures(now=clock.now()) == 0
        later = clock.now() + timedelta(hours=2)
        assert profile.sweep_pictures(now=later) == 1
        assert profile.sweep_pictures(now=later) == 0
    assert names(world) == [user.picture]
    assert names(other) == [foreign]


# --- The admin site ----------------------------------------------------------------------
def test_an_administrator_sees_the_picture_and_removes_it(
    any_store: str, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    user = stored(world)
    with tenancy.activate(world.organization):
        profile.put_picture(user=user, data=jpeg(), now=clock.now())
    browser = browser_of(make_administrator(world.organization))
    page = f"/admin/accounts/user/{user.pk}/change/"
    shown = browser.get(page).content.decode()
    assert '<img src="data:image/webp;base64,' in shown
    assert "remove_picture" in shown
    values = {
        "username": user.username,
        "full_name": user.full_name,
        "role": user.role,
        "is_active": "on",
        "_organization": world.organization.pk,
    }
    browser.post(page, values)
    assert stored(world).picture == user.picture
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(page, {**values, "remove_picture": "on"})
    assert stored(world).picture == ""
    assert names(world) == []
    removed = trail(world)[-1]
    assert removed.action == AuditAction.PERSON_CHANGED
    assert "remove_picture" not in browser.get(page).content.decode()


def test_a_picture_that_cannot_be_read_breaks_no_page(folder: Path, world: World) -> None:
    User.objects.filter(pk=world.students[0].user.pk).update(
        picture=f"organizations/{world.organization.pk}/pictures/gone.webp"
    )
    browser = browser_of(make_administrator(world.organization))
    page = browser.get(f"/admin/accounts/user/{world.students[0].user.pk}/change/")
    assert "cannot be shown at the moment" in page.content.decode()


# --- Limits ------------------------------------------------------------------------------
def test_nobody_fills_the_trail_with_their_name(phone: Phone, world: World) -> None:
    def rename(number: int, who: Phone) -> int:
        return int(who.send("PATCH", "/api/me/", {"full_name": f"Amina {number}."}).status_code)

    assert [rename(number, phone) for number in range(profile.CHANGES)] == [200] * profile.CHANGES
    assert rename(profile.CHANGES, phone) == 429
    assert rename(profile.CHANGES - 1, phone) == 200, "what is so already is no change"
    with tenancy.activate(world.organization):
        assert AuditEntry.objects.filter(action=AuditAction.PROFILE_CHANGED).count() == 60
    assert rename(1, world.phone(world.students[1])) == 200


def test_nobody_has_pictures_read_without_end(
    folder: Path, world: World, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "PICTURES_SENT", 3)
    assert [put(phone, b"none").status_code for _ in range(2)] == [400, 400]
    assert put(phone, jpeg((40, 30))).status_code == 200
    refused = put(phone, jpeg((40, 30)))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert len(names(world)) == 1
    assert put(world.phone(world.students[1]), jpeg((40, 30))).status_code == 200
