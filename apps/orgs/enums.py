"""Choices of an organisation's policy."""

from enum import StrEnum


class GeofenceMode(StrEnum):
    """What a location outside the fence leads to."""

    OFF = "off"
    RECORD = "record"
    FLAG = "flag"
    ENFORCE = "enforce"


class Rule(StrEnum):
    """What a broken device or network rule leads to."""

    OFF = "off"
    FLAG = "flag"
    ENFORCE = "enforce"
