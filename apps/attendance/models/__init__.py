"""Rows of roll-calls, check-ins and their evidence."""

from apps.attendance.models.attempts import (
    AttemptAppeal,
    AttemptDecision,
    CheckInAttempt,
    Claim,
)
from apps.attendance.models.calendars import CalendarFeed
from apps.attendance.models.kiosks import Kiosk
from apps.attendance.models.ledger import LedgerEntry
from apps.attendance.models.notices import AbsenceNotice, Watermark
from apps.attendance.models.questions import Question, QuestionAnswer
from apps.attendance.models.receipts import Receipt, ReceiptKey
from apps.attendance.models.records import AttendanceRecord, RecordChange, RecordLocation
from apps.attendance.models.requests import (
    AbsenceContest,
    AbsenceRequest,
    ContestDecision,
    ExcusedRecord,
    RequestDecision,
    RequestPart,
)
from apps.attendance.models.sessions import AttendanceSession, AttendanceToken, SessionEvent

__all__ = [
    "AbsenceContest",
    "AbsenceNotice",
    "AbsenceRequest",
    "AttemptAppeal",
    "AttemptDecision",
    "AttendanceRecord",
    "AttendanceSession",
    "AttendanceToken",
    "CalendarFeed",
    "CheckInAttempt",
    "Claim",
    "ContestDecision",
    "ExcusedRecord",
    "Kiosk",
    "LedgerEntry",
    "Question",
    "QuestionAnswer",
    "Receipt",
    "ReceiptKey",
    "RecordChange",
    "RecordLocation",
    "RequestDecision",
    "RequestPart",
    "SessionEvent",
    "Watermark",
]
