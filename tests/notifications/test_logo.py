"""The organisation's logo travels inside its mails."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.notifications.channels.email import LOGO_ID
from apps.orgs.forms import OrganizationForm
from apps.orgs.models import Organization, OrganizationLogo
from apps.orgs.selectors import policy_version
from apps.orgs.services.logos import read_logo, remove_logo, store_logo
from tests.support.mail import Mailbox, body_of
from tests.support.outbox import Outbox


def png(size: tuple[int, int] = (600, 200)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#1c5fb8").save(written, format="PNG")
    return written.getvalue()


def test_a_logo_is_inside_the_mail_and_only_where_there_is_one(
    outbox: Outbox, smtp_sink: Mailbox
) -> None:
    outbox.tell(0, key="without")
    outbox.work()
    store_logo(organization=outbox.world.organization, image=read_logo(png()))
    outbox.tell(0, key="with")
    outbox.work()
    remove_logo(organization=outbox.world.organization)
    outbox.tell(0, key="without again")
    outbox.work()
    pictures = [
        [part for part in mail.walk() if part.get_content_type() == "image/png"]
        for mail in smtp_sink.taken
    ]
    assert [len(found) for found in pictures] == [0, 1, 0]
    (logo,) = pictures[1]
    assert logo["Content-ID"] == f"<{LOGO_ID}>"
    assert Image.open(io.BytesIO(logo.get_payload(decode=True))).size == (384, 128)  # type: ignore[arg-type]  # bytes when decoded
    assert f"cid:{LOGO_ID}" in body_of(smtp_sink.taken[1], "html")
    assert "cid:" not in body_of(smtp_sink.taken[2], "html")


def form_of(organization: Organization, data: bytes) -> OrganizationForm:
    values = {
        "name": organization.name,
        "slug": organization.slug,
        "timezone": organization.timezone,
        "currency": organization.currency,
        "is_active": True,
        "policy_version": policy_version(organization.policy),
    }
    file = SimpleUploadedFile("logo.png", data, content_type="image/png")
    return OrganizationForm(values, {"logo": file}, instance=organization)


def test_the_form_takes_a_picture_and_names_what_is_none(outbox: Outbox) -> None:
    organization = outbox.world.organization
    good = form_of(organization, png())
    assert good.is_valid(), good.errors
    assert Image.open(io.BytesIO(good.cleaned_data["logo"])).size == (384, 128)
    bad = form_of(organization, b"<svg/>")
    assert not bad.is_valid()
    assert bad.errors["logo"] == ["The file is no readable PNG, JPEG or WebP picture."]
    assert not OrganizationLogo.objects.exists()
