"""Input of the notification API beyond what a page ever sends."""

import pytest
from rest_framework.exceptions import ValidationError

from apps.notifications.api.serializers import MOST_CHOICES, PreferencesInputSerializer


def choices(number: int) -> dict[str, object]:
    return {"choices": [{"kind": "next_class", "channel": "email", "enabled": True}] * number}


def test_more_switches_than_there_are_is_no_work_for_the_database() -> None:
    """Each is a write in one transaction: a megabyte of them would hold it for minutes."""
    assert len(PreferencesInputSerializer.read(choices(MOST_CHOICES))["choices"]) == MOST_CHOICES
    with pytest.raises(ValidationError):
        PreferencesInputSerializer.read(choices(MOST_CHOICES + 1))
