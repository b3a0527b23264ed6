"""Confirms check-ins, derived from the records: the check-in itself never waits for it."""

from datetime import datetime, timedelta

from django.db.models import Q

from apps.attendance.enums import ATTENDED, ChangeKind, Source
from apps.attendance.models import AttendanceRecord
from apps.attendance.notices import CheckInConfirmation
from apps.attendance.services import watermarks
from apps.notifications.kinds import Addressed
from apps.notifications.selectors import keys_told
from apps.notifications.services import notify

_NAME = "confirmations"
# A transaction becomes visible some time after the moment it wrote down: look back that far. What
# is seen twice is told once.
_OVERLAP = timedelta(minutes=2)
# Of older ones nobody wants to hear any more.
_OLDEST = timedelta(hours=12)
# A claim may be finished a little after its session has closed.
_AFTER_CLOSING = timedelta(hours=1)
_BATCH = 500
# What students do themselves; a lecturer's mark they see in their history.
_BY_STUDENTS = (Source.QR, Source.TYPED, Source.KIOSK)


def confirm_check_ins(*, now: datetime) -> int:
    """Write confirmations of the check-ins since the last run; return of how many."""
    since = max(watermarks.read(_NAME, first=now - _OVERLAP) - _OVERLAP, now - _OLDEST)
    changed = Q(changes__kind=ChangeKind.CHECK_IN, changes__at__gte=since)
    found = (
        AttendanceRecord.objects.filter(
            Q(recorded_at__gte=since) | changed,
            session__closes_at__gte=since - _AFTER_CLOSING,
            session__opens_at__lte=now,
            status__in=ATTENDED,
            source__in=_BY_STUDENTS,
        )
        .order_by("pk")
        .distinct()
        .values_list("pk", "student__user_id", "student__user__full_name")
    )
    told = keys_told(CheckInConfirmation, since=since - _OVERLAP)
    rows = [one for one in found if str(one[0]) not in told]
    for start in range(0, len(rows), _BATCH):
        to = [
            Addressed(key=str(pk), user_id=user, addressee=name, params={"record": pk})
            for pk, user, name in rows[start : start + _BATCH]
        ]
        notify(kind=CheckInConfirmation, to=to, params={}, now=now)
    watermarks.advance(_NAME, to=now)
    return len(rows)
