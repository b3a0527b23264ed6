"""The chain of hashes over what was recorded, by which a later edit shows."""

from typing import ClassVar

from django.db import models

from apps.attendance.enums import LedgerKind
from apps.orgs.models import AppendOnlyModel, Organization


class LedgerEntry(AppendOnlyModel):
    """One sealed row: what it was, as hashes only, chained to the entry before it.

    No coordinates, no names, nothing but numbers and SHA-256. The hashes are those of
    ``apps.attendance.rules.ledger``.
    """

    # Every question names sequence or row too: an index of the organisation alone would only grow.
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    sequence = models.BigIntegerField(help_text="Without gaps from 1, in each organisation.")
    kind = models.CharField(max_length=6, choices=LedgerKind.choices)
    # Plain numbers, not keys: an entry must be able to name a row that is there no more.
    row_id = models.BigIntegerField(help_text="Primary key of the sealed row.")
    record_id = models.BigIntegerField(help_text="Primary key of the record it is about.")
    row_hash = models.BinaryField(max_length=32, help_text="What of the row never changes.")
    state_hash = models.BinaryField(max_length=32, help_text="The record, as it was when sealed.")
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        constraints: ClassVar = [
            # Of two that seal at once, these let one.
            models.UniqueConstraint(
                fields=["organization", "sequence"], name="attendance_ledger_sequence"
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "row_id"], name="attendance_ledger_row"
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.sequence}: {self.kind} {self.row_id}"
