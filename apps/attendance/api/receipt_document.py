"""A receipt on paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apps.attendance.enums import RecordStatus, Source
from apps.attendance.rules import receipts as rules
from apps.core.documents import Document, printable

NOT_PRINTABLE = "(in a script that this page cannot print; see the receipt file)"


def receipt_pdf(payload: Mapping[str, Any], *, address: str, time_zone: str) -> bytes:
    """Return what a receipt attests as a page of A4, with the address at which it is verified.

    Times are those of the organisation's clocks. What no font can draw is said to be missing: it
    stands in the receipt file all the same.
    """
    zone = ZoneInfo(time_zone)
    page = Document(title=f"Attendance receipt {rules.shown(payload['code'])}", author="")
    page.paragraph(_text(payload["organization"]))
    page.heading("Attendance receipt")
    page.paragraph(
        "This check-in was accepted. Later changes of the register do not change this receipt."
    )
    page.rule()
    page.facts(
        [
            ("Student", _text(payload["student_name"])),
            ("Student number", _text(payload["student_number"])),
            ("Course", _text(f"{payload['course_code']} {payload['course_name']}")),
            ("Session began", _moment(payload["session_started_at"], zone)),
            ("Arrived", _moment(payload["arrived_at"], zone)),
            ("Recorded as", str(RecordStatus(payload["status"]).label)),
            ("How", str(Source(payload["source"]).label)),
            ("Issued", _moment(payload["issued_at"], zone)),
        ]
    )
    page.rule()
    page.code(rules.shown(payload["code"]))
    page.paragraph("Verify it by scanning the symbol, or at the address, without signing in:")
    page.paragraph(address)
    page.qr(address)
    page.paragraph(
        "A page can be forged, the receipt behind it cannot: trust what the address shows, or the "
        "signature of the receipt file."
    )
    return page.finish()


def _text(value: str) -> str:
    return value if printable(value) else NOT_PRINTABLE


def _moment(text: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(text).astimezone(zone)
    return f"{moment:%-d %B %Y, %H:%M:%S} ({zone.key})"
