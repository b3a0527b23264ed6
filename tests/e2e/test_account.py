"""One's own account in the browser: a picture is sent, seen, kept and removed."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.looks import look
from tests.support.stores import folder
from tests.support.university import University, ready

__all__ = ["folder"]

pytestmark = pytest.mark.browser


def photograph() -> bytes:
    """Return a picture as a telephone writes it, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (0.0, 20.0, 4.2)})
    file = io.BytesIO()
    Image.linear_gradient("L").resize((900, 700)).convert("RGB").save(file, "JPEG", exif=exif)
    return file.getvalue()


def send(page: Page, name: str, kind: str, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )


def test_a_student_keeps_name_telephone_and_picture(university: University, folder: Path) -> None:
    university.refusals(400)
    page = university.phone(university.world.students[0])
    page.goto(university.url("/account"))
    ready(page)
    expect(page.get_by_role("heading", name="Your account", exact=True)).to_be_visible()
    send(page, "film.gif", "image/gif", b"GIF89a")
    expect(page.get_by_role("alert")).to_contain_text("no JPEG, PNG or WebP")
    send(page, "page.jpg", "image/jpeg", b"<svg/>")
    expect(page.get_by_role("alert")).to_contain_text("no readable PNG, JPEG or WebP")
    send(page, "me.jpg", "image/jpeg", photograph())
    expect(page.get_by_text("Your picture is saved.")).to_be_visible()
    (stored,) = folder.rglob("*.webp")
    assert b"Secret" not in stored.read_bytes()

    page.get_by_role("textbox", name="Telephone").fill("0700")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Begin with + and the country code")).to_be_visible()
    page.get_by_role("textbox", name="Telephone").fill("+256 (0)700 000 000")
    page.get_by_role("textbox", name="Name", exact=True).fill("Grace Auma")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("textbox", name="Telephone")).to_have_value("+256700000000")

    page.reload()
    picture = page.get_by_alt_text("Your picture")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 512
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Grace Auma")
    look(page, "account")

    page.get_by_role("link", name="Back to the start page").click()
    face = page.locator(".avatar img")
    expect(face).to_be_visible()
    assert face.evaluate("image => image.complete && image.naturalWidth") == 512
    page.get_by_role("button", name="Account").click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("button", name="Remove picture").click()
    expect(page.get_by_text("Your picture is removed.")).to_be_visible()
    expect(picture).to_have_count(0)
    assert list(folder.rglob("*.webp")) == []
