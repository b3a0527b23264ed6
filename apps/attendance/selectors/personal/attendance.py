"""What is stored about a student's attendance."""

from collections.abc import Iterator

from django.db.models import Q

from apps.accounts.models import Student
from apps.attendance.enums import LedgerKind, Reason
from apps.attendance.models import (
    AbsenceNotice,
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    CheckInAttempt,
    Claim,
    LedgerEntry,
    Receipt,
    RecordChange,
    RecordLocation,
)
from apps.attendance.rules.messages import change_text, text_of
from apps.attendance.selectors.personal.base import NEVER, Collection, Facts


def collections(student: Student) -> Iterator[Collection]:
    """Yield what is stored about the student's classes."""
    yield Collection(
        key="records",
        title="Records",
        text="Whether you were in a class, when you came and how it is known: the phone's key, "
        "the network, roughly how far away, and how good the evidence is.",
        kept=NEVER,
        models=(AttendanceRecord,),
        rows=AttendanceRecord.objects.filter(student=student)
        .select_related("session__course")
        .order_by("-recorded_at", "-pk"),
        facts=_record,
    )
    yield Collection(
        key="changes",
        title="Changes of records",
        text="Who changed a record of yours, when, from what to what, and why.",
        kept=NEVER,
        models=(RecordChange,),
        rows=RecordChange.objects.filter(record__student=student)
        .select_related("by", "record__session__course")
        .order_by("-at", "-pk"),
        facts=lambda row: {
            "record": row.record.reference,
            "course": str(row.record.session.course),
            "at": row.at,
            "by": row.by.get_full_name() if row.by else "",
            "what": change_text(row.kind, before=row.from_status, after=row.to_status),
            "reason": row.reason,
        },
    )
    yield from _places_and_phones(student)
    yield from _tries(student)
    yield Collection(
        key="warnings",
        title="Warnings",
        text="For which absences you have been warned, so that you are not warned twice.",
        kept=NEVER,
        models=(AbsenceNotice,),
        rows=AbsenceNotice.objects.filter(student=student)
        .select_related("course")
        .order_by("-at", "-pk"),
        facts=lambda row: {"course": str(row.course), "at": row.at, "finding": row.finding},
    )
    yield _seals(student)


def _seals(student: Student) -> Collection:
    mine = AttendanceRecord.objects.filter(student=student)
    changes = RecordChange.objects.filter(record__student=student)
    # Keys, not subqueries: the index of kind and row then finds them among those of everybody.
    records_sealed = Q(kind=LedgerKind.RECORD, row_id__in=list(mine.values_list("pk", flat=True)))
    changes_sealed = Q(
        kind=LedgerKind.CHANGE, row_id__in=list(changes.values_list("pk", flat=True))
    )
    return Collection(
        key="ledger",
        title="Seals",
        text="Hashes of your records and their changes, by which a later edit shows. Nothing can "
        "be read from them.",
        kept=NEVER,
        models=(LedgerEntry,),
        rows=LedgerEntry.objects.filter(records_sealed | changes_sealed).order_by("-sequence"),
        facts=lambda row: {
            "sequence": row.sequence,
            "kind": row.get_kind_display(),
            "sealed_at": row.sealed_at,
            "hash": bytes(row.hash).hex(),
        },
    )


def _record(row: AttendanceRecord) -> Facts:
    return {
        "course": str(row.session.course),
        "class_opened_at": row.session.opens_at,
        "status": row.get_status_display(),
        "came_about_by": row.get_source_display() if row.source else "the clock",
        "reference": row.reference,
        "arrived_at": row.arrived_at,
        "recorded_at": row.recorded_at,
        "evidence": row.get_band_display() if row.band else "",
        "notable": [str(Reason(one).label) for one in row.reasons],
        "contested": row.contested,
        "phone_key": row.device_key,
        "network": row.network,
        "location": row.get_location_verdict_display() if row.location_verdict else "",
        "distance": row.get_distance_band_display() if row.distance_band else "",
        "accuracy_m": row.accuracy_m,
        "mark_of_location": row.location_mark,
    }


def _places_and_phones(student: Student) -> Iterator[Collection]:
    yield Collection(
        key="locations",
        title="Coordinates",
        text="Where your phone was at a check-in, exactly. Stored only if your university keeps "
        "coordinates at all.",
        kept="As many hours as your university has chosen, at most 24; deleted within a quarter "
        "of an hour after.",
        models=(RecordLocation,),
        rows=RecordLocation.objects.filter(record__student=student)
        .select_related("record")
        .order_by("-delete_after", "-pk"),
        facts=lambda row: {
            "record": row.record.reference,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "accuracy_m": row.accuracy_m,
        },
        deleted_at=lambda row: row.delete_after,
    )
    phones: dict[str, Facts] = {}
    seen = AttendanceRecord.objects.filter(student=student).exclude(device_key="")
    times = seen.order_by("recorded_at").values_list("device_key", "recorded_at")
    for key, at in times:
        first = phones[key]["first_check_in"] if key in phones else at
        phones[key] = {"phone_key": key, "first_check_in": first, "last_check_in": at}
    yield Collection(
        key="devices",
        title="Phones",
        text="A short name of the key by which your browser signs check-ins. It is made on your "
        "phone and says nothing else about it.",
        kept=NEVER,
        models=(),
        rows=list(reversed(phones.values())),
        facts=lambda row: row,
    )


def _tries(student: Student) -> Iterator[Collection]:
    yield Collection(
        key="attempts",
        title="Attempts",
        text="Every scan and typed code of yours with its outcome, what you told your lecturer "
        "about it, and what was decided.",
        kept=NEVER,
        models=(CheckInAttempt, AttemptAppeal, AttemptDecision),
        rows=CheckInAttempt.objects.filter(student=student)
        .select_related("session__course", "appeal", "decision__by")
        .order_by("-at", "-pk"),
        facts=_attempt,
    )
    yield Collection(
        key="receipts",
        title="Receipts",
        text="What was signed for check-ins of which you have asked for a receipt.",
        kept=NEVER,
        models=(Receipt,),
        rows=Receipt.objects.filter(attempt__student=student).order_by("-issued_at", "-pk"),
        facts=lambda row: {"code": row.code, "issued_at": row.issued_at, "signed": row.text},
    )
    yield Collection(
        key="claims",
        title="Scans that waited",
        text="Scans that had to wait, for a sign-in, a location or the beginning of the class.",
        kept=NEVER,
        models=(Claim,),
        rows=Claim.objects.filter(student=student)
        .select_related("session__course")
        .order_by("-arrived_at", "-pk"),
        facts=lambda row: {
            "course": str(row.session.course),
            "arrived_at": row.arrived_at,
            "state": row.get_state_display(),
            "phone_key": row.device_key,
            "public_key": row.public_key,
            "network": row.network,
        },
    )


def _attempt(row: CheckInAttempt) -> Facts:
    appeal, decision = getattr(row, "appeal", None), getattr(row, "decision", None)
    return {
        "course": str(row.session.course) if row.session else "",
        "at": row.at,
        "outcome": row.get_outcome_display(),
        "in_words": text_of(row.outcome, row.params),
        "came_about_by": row.get_source_display(),
        "arrived_at": row.arrived_at,
        "scanned_at": row.claimed_at,
        "phone_key": row.device_key,
        "network": row.network,
        "told_at": appeal.at if appeal else None,
        "told": appeal.note if appeal else "",
        "decided_at": decision.at if decision else None,
        "decided_by": decision.by.get_full_name() if decision else "",
        "accepted": decision.accepted if decision else None,
        "reason": decision.reason if decision else "",
    }
