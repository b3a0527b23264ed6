"""Until when a student may ask about a class, and about which days."""

from datetime import date, timedelta

# Plans reach no further; a longer absence is not one that lecturers decide of class by class.
AHEAD = timedelta(days=366)
LONGEST = timedelta(days=120)
TEXT_LENGTH = 1000
NOTE_LENGTH = 500
REASON_LENGTH = 300
FILE_BYTES = 5 * 1024 * 1024
# Sides of the picture that is kept: a page of small print stays readable.
PICTURE_SIDE = 2000
# What proves an illness is needed for as long as somebody may come back to the decision.
FILE_KEPT = timedelta(days=90)
_PDF_BEGINS = b"%PDF-"
_PDF_ENDS = b"%%EOF"
# Readers look for both marks within so many bytes of either end.
_PDF_MARGIN = 1024


def earliest_day(today: date, *, days_after: int) -> date:
    """Return the first day about which a student may still ask today."""
    return today - timedelta(days=days_after)


def looks_like_pdf(data: bytes) -> bool:
    """Return whether a file begins and ends as a PDF does; what is between is not looked at."""
    return data.startswith(_PDF_BEGINS) and _PDF_ENDS in data[-_PDF_MARGIN:]
