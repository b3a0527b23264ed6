"""The form of an organisation."""

import re
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from apps.core.pictures import PictureRefused
from apps.orgs.models import Organization
from apps.orgs.rules import Policy
from apps.orgs.services.logos import LOGO_MAX_BYTES, read_logo
from apps.orgs.site.forms import ScopedModelForm

# Names below the base domain that no organisation can have.
RESERVED_SLUGS = frozenset({"www"})
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class OrganizationForm(ScopedModelForm):
    """An organisation as platform staff create and edit it."""

    logo = forms.FileField(
        required=False,
        help_text="PNG, JPEG or WebP, at most 1 MB. It stands on the organisation's mails.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(required=False)

    class Meta:
        model = Organization
        fields: ClassVar = [
            "name",
            "slug",
            "domain",
            "timezone",
            "currency",
            "is_active",
            "policy_data",
        ]
        help_texts: ClassVar = {
            "slug": "Its address is this name below the base domain. Changing it changes the "
            "address in every link that was handed out.",
            "timezone": "A name such as Africa/Kampala.",
            "currency": "Three capital letters, such as UGX.",
            "is_active": "An inactive organisation does not answer, and its sign-ins end.",
            "policy_data": "A JSON object of the settings that differ from the defaults.",
        }
        widgets: ClassVar = {"policy_data": forms.Textarea(attrs={"rows": 12, "cols": 60})}

    def clean_slug(self) -> str:
        """Return the name in lower case, as it is stored; refuse one that leads elsewhere."""
        slug = str(self.cleaned_data["slug"]).lower()
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError("This name is kept for the platform itself.")
        return slug

    def clean_logo(self) -> bytes | None:
        """Return the picture as it is stored; refuse what is none."""
        file = self.cleaned_data["logo"]
        if file is None:
            return None
        try:
            # One byte more than allowed tells that there is more.
            return read_logo(file.read(LOGO_MAX_BYTES + 1))
        except PictureRefused as error:
            raise forms.ValidationError(str(error)) from error

    def clean_domain(self) -> str | None:
        """Return the host name in lower case, as it is stored; refuse what is none."""
        domain = str(self.cleaned_data["domain"] or "").strip().lower()
        if not domain:
            return None
        if not _HOST.fullmatch(domain):
            raise forms.ValidationError("Write a host name such as attendance.example.edu.")
        if domain == settings.BASE_DOMAIN or domain.endswith(f".{settings.BASE_DOMAIN}"):
            raise forms.ValidationError("Names below the base domain are given by the short name.")
        return domain

    def clean_policy_data(self) -> Any:
        """Return the settings; an empty field means the defaults."""
        return self.cleaned_data["policy_data"] or {}


def policy_lines(organization: Organization) -> list[tuple[str, str]]:
    """Return name and value of each policy setting in force, for reading."""
    policy = organization.policy if organization.pk else Policy()
    return [(name, str(value)) for name, value in policy.to_json().items()]
