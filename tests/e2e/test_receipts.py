"""A receipt, from the student's result to a stranger who verifies it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from apps.attendance.enums import RecordStatus
from apps.attendance.services import register
from apps.core import clock, tenancy
from tests.support.looks import at_rest, look
from tests.support.university import University, sees

pytestmark = pytest.mark.browser


def test_a_receipt_is_verified_by_a_stranger(university: University, tmp_path: Path) -> None:
    world = university.world
    session, student = world.open(), world.students[0]
    phone = university.phone(student)
    university.scan(phone, session)
    screen = sees(phone, "on-time")
    # The receipt rises into its place: what is pressed there and let go elsewhere is no click.
    at_rest(phone)
    screen.locator(".receipt-link").click()
    expect(phone.get_by_role("heading", name="Your receipt")).to_be_visible()
    expect(phone.get_by_text(student.user.full_name)).to_be_visible()
    look(phone, "receipt-mine")
    address = phone.locator(".paper-address").inner_text()
    code = address.rpartition("/")[2]

    # What the register says later does not matter to it.
    with tenancy.activate(world.organization):
        register.mark(
            session=session,
            student_pk=student.pk,
            status=RecordStatus.ABSENT,
            reason="left",
            by=world.lecturer.user,
            now=clock.now(),
        )
    with phone.expect_download() as paper:
        phone.get_by_role("button", name="PDF to print").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
    with phone.expect_download() as saved:
        phone.get_by_role("button", name="Receipt file").click()
    receipt = tmp_path / "receipt.jws"
    saved.value.save_as(receipt)

    university.refusals(404)
    stranger = university.desk()
    stranger.goto(university.url(f"/R/{code.lower().replace('-', '')}"))
    seen = sees(stranger, "receipt-valid")
    expect(seen).to_contain_text("CSC101")
    expect(seen).to_contain_text("says something else today")
    expect(seen).not_to_contain_text(student.user.full_name)
    look(stranger, "receipt-valid")
    stranger.locator("input[type=file]").set_input_files(receipt)
    expect(sees(stranger, "receipt-valid")).to_contain_text(student.user.full_name)

    stranger.get_by_role("button", name="Check another receipt").click()
    look(stranger, "receipt-form")
    # One character of the file is another, and it is none.
    text = receipt.read_text()
    receipt.write_text(
        re.sub(r"^(.{200}).", lambda it: it[1] + ("A" if text[200] != "A" else "B"), text)
    )
    stranger.locator("input[type=file]").set_input_files(receipt)
    expect(sees(stranger, "receipt-unknown")).to_contain_text("This file was changed")
    look(stranger, "receipt-unknown")
    stranger.get_by_role("button", name="Check another receipt").click()
    stranger.get_by_label("Receipt code").fill(code)
    stranger.get_by_role("button", name="Check", exact=True).click()
    sees(stranger, "receipt-valid")
