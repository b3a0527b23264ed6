"""On which day a session counts, in statements; ``AttendanceSession.day_in`` says the same."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate

from apps.accounts.models import Student
from apps.courses.models import Enrollment


def day_begins(day: date, timezone: str) -> datetime:
    """Return the moment at which a day begins in a time zone."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(timezone))


def of_days(first: date, last: date | None, *, timezone: str, prefix: str = "") -> Q:
    """Return the condition "counts on one of these days", both included; without end for None."""
    held = Q(**{f"{prefix}class_date": None, f"{prefix}opens_at__gte": day_begins(first, timezone)})
    of_class = Q(**{f"{prefix}class_date__gte": first})
    if last is not None:
        after = day_begins(last + timedelta(days=1), timezone)
        held &= Q(**{f"{prefix}opens_at__lt": after})
        of_class &= Q(**{f"{prefix}class_date__lte": last})
    return held | of_class


def day_of(timezone: str, *, prefix: str = "") -> Coalesce:
    """Return the day on which a session counts, for an annotation by the name ``day``."""
    opened = TruncDate(f"{prefix}opens_at", tzinfo=ZoneInfo(timezone))
    return Coalesce(f"{prefix}class_date", opened)


def has_enrolled(student: Student, *, course: str = "course") -> Exists:
    """Return the condition "the student is enrolled in its course on its ``day``"."""
    runs = Q(from_date__lte=OuterRef("day")) & (Q(to_date=None) | Q(to_date__gte=OuterRef("day")))
    return Exists(Enrollment.objects.filter(runs, student=student, course=OuterRef(course)))
