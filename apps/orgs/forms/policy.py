"""The settings of a policy as fields: titles, help, units, limits and defaults of the one list."""

from collections.abc import Mapping
from typing import Any

from django import forms

from apps.orgs.rules import Policy
from apps.orgs.rules.settings import SETTINGS, Group, Kind, Setting

PREFIX = "policy_"
_ON_OFF = {"true": True, "false": False}


def field_name(setting: str) -> str:
    """Return what a setting is called in the form."""
    return f"{PREFIX}{setting}"


def policy_fields() -> dict[str, forms.Field]:
    """Return a field for each setting; empty means the default."""
    return {field_name(one.name): _field(one) for one in SETTINGS}


POLICY_FIELDS = frozenset(field_name(one.name) for one in SETTINGS)


def policy_fieldsets() -> list[tuple[str, Any]]:
    """Return the fields below their headings, as a page of the admin site takes them."""
    found: list[tuple[str, Any]] = [
        (
            f"Policy: {group}",
            {"fields": [field_name(one.name) for one in SETTINGS if one.group == group]},
        )
        for group in Group
    ]
    found[0][1]["description"] = (
        "An empty setting means its default. The organisation's administrators change these "
        "settings themselves, on their page Settings."
    )
    return found


def _field(setting: Setting) -> forms.Field:
    default = setting.words(setting.default)
    said: dict[str, Any] = {"label": setting.title, "help_text": setting.help, "required": False}
    if setting.kind == Kind.NUMBER:
        low, high = setting.minimum, setting.maximum
        limits = f"{low} to {high} {setting.unit}; empty means {setting.default}."
        said["help_text"] = f"{setting.help} {limits}"
        shown = {"placeholder": str(setting.default)}
        return forms.IntegerField(
            min_value=low, max_value=high, widget=forms.NumberInput(attrs=shown), **said
        )
    if setting.kind == Kind.NETWORKS:
        said["help_text"] = f"{setting.help} Empty means {default}."
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **said)
    words = setting.choices if setting.kind == Kind.CHOICE else _words_of_switch(setting)
    return forms.ChoiceField(choices=[("", f"Default ({default})"), *words.items()], **said)


def _words_of_switch(setting: Setting) -> Mapping[str, str]:
    return {entered: setting.words(value).capitalize() for entered, value in _ON_OFF.items()}


def entered_of(policy: Policy) -> dict[str, Any]:
    """Return what the fields show of a policy: nothing where it is as the defaults are."""
    values = policy.to_json()
    shown: dict[str, Any] = {}
    for one in SETTINGS:
        value = values[one.name]
        if value != one.default:
            shown[field_name(one.name)] = _shown(one, value)
    return shown


def _shown(setting: Setting, value: Any) -> Any:
    if setting.kind == Kind.NETWORKS:
        return "\n".join(value)
    if setting.kind == Kind.SWITCH:
        return "true" if value else "false"
    return value


def settings_of(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that the form's cleaned values mean, defaults included.

    What could not be read is left out: its own message tells of it.
    """
    return {
        one.name: _meant(one, cleaned[field_name(one.name)])
        for one in SETTINGS
        if field_name(one.name) in cleaned
    }


def _meant(setting: Setting, entered: Any) -> Any:
    if entered in {None, ""}:
        return setting.default
    if setting.kind == Kind.NETWORKS:
        return entered.replace(",", " ").split()
    if setting.kind == Kind.SWITCH:
        return _ON_OFF[entered]
    return entered
