"""The form of an organisation."""

import re
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from apps.core.errors import Invalid
from apps.core.pictures import PictureRefused
from apps.orgs.forms.choices import SearchableSelect, currencies, time_zones
from apps.orgs.forms.policy import entered_of, field_name, policy_fields, settings_of
from apps.orgs.models import Organization
from apps.orgs.selectors import policy_version
from apps.orgs.services.logos import LOGO_MAX_BYTES, read_logo
from apps.orgs.services.policy import with_settings
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
    timezone = forms.ChoiceField(
        label="Time zone",
        help_text="Days and times of the organisation are those of this place. Type to search.",
        widget=SearchableSelect(),
    )
    currency = forms.ChoiceField(
        help_text="ISO 4217 code and name. Type to search.", widget=SearchableSelect()
    )
    # Of the policy that the editor has seen; somebody else may store another one meanwhile.
    policy_version = forms.CharField(required=False, widget=forms.HiddenInput)
    vars().update(policy_fields())

    class Meta:
        model = Organization
        fields: ClassVar = ["name", "slug", "domain", "timezone", "currency", "is_active"]
        labels: ClassVar = {"slug": "Short name", "domain": "Own domain"}
        help_texts: ClassVar = {
            "domain": "Host name without port, such as attendance.example.edu. Empty: the short "
            "name below the base domain alone.",
            "slug": "Its address is this name below the base domain. Changing it changes the "
            "address in every link that was handed out.",
            "is_active": "An inactive organisation does not answer, and its sign-ins end.",
        }

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        instance = kwargs.get("instance") or Organization()
        now = instance.policy
        shown = {"policy_version": policy_version(now), **entered_of(now), **(initial or {})}
        super().__init__(*args, initial=shown, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["timezone"].choices = time_zones(self.instance.timezone)
        chosen["currency"].choices = currencies(self.instance.currency)

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

    def clean(self) -> dict[str, Any]:
        """Check the policy as a whole, and that nobody has stored another one meanwhile."""
        cleaned = super().clean() or self.cleaned_data
        now = self.instance.policy
        if self.instance.pk and cleaned.get("policy_version") != policy_version(now):
            raise forms.ValidationError(
                "Somebody has changed the policy since you opened this page. Open it again."
            )
        try:
            with_settings(now, settings_of(cleaned))
        except Invalid as refused:
            for name, messages in (refused.fields or {}).items():
                self.add_error(field_name(name), messages)
        return cleaned

    @property
    def policy_settings(self) -> dict[str, Any]:
        """The settings that were entered, defaults in place of what was left empty."""
        return settings_of(self.cleaned_data)
