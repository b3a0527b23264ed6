"""What attendance tells people. Who is told, and when, is decided in the services."""

from apps.attendance.notices.check_ins import (
    REMIND_BEFORE_CLOSING,
    CheckInConfirmation,
    QuestionAsked,
    SessionReminder,
)
from apps.attendance.notices.classes import ClassChanged, NextClass
from apps.attendance.notices.records import AbsenceWarning
from apps.attendance.notices.requests import RequestDecided

__all__ = [
    "REMIND_BEFORE_CLOSING",
    "AbsenceWarning",
    "CheckInConfirmation",
    "ClassChanged",
    "NextClass",
    "QuestionAsked",
    "RequestDecided",
    "SessionReminder",
]
