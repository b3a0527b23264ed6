"""The picture that stands on an organisation's mails."""

from apps.core.pictures import shrink
from apps.orgs.models import Organization, OrganizationLogo

LOGO_WIDTH, LOGO_HEIGHT = 480, 128
LOGO_MAX_BYTES = 1024 * 1024


def read_logo(data: bytes) -> bytes:
    """Return a logo scaled down to what mails show; raise PictureRefused for no good picture."""
    return shrink(data, width=LOGO_WIDTH, height=LOGO_HEIGHT, max_bytes=LOGO_MAX_BYTES)


def store_logo(*, organization: Organization, image: bytes) -> None:
    """Store a logo that ``read_logo`` has made."""
    OrganizationLogo.objects.update_or_create(organization=organization, defaults={"image": image})


def remove_logo(*, organization: Organization) -> None:
    """Forget an organisation's logo; without one its name alone stands on mails."""
    OrganizationLogo.objects.filter(organization=organization).delete()
