"""Receipts of check-ins, and the keys that sign them."""

from typing import Any, ClassVar

from django.db import models

from apps.attendance.models.attempts import CheckInAttempt
from apps.orgs.models import AppendOnlyError, AppendOnlyModel, TenantModel


class ReceiptKey(TenantModel):
    """An Ed25519 key of an organisation. The public part is published for as long as it exists."""

    key_id = models.CharField(max_length=43, help_text="RFC 7638 thumbprint, base64url.")
    public_key = models.BinaryField(max_length=32)
    sealed_private_key = models.TextField(
        blank=True, help_text="Sealed by the installation's secret key; empty once retired."
    )
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "key_id"], name="attendance_receipt_key_id"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(retired_at=None),
                name="attendance_receipt_key_one_live",
            ),
        ]

    def __str__(self) -> str:
        return f"receipt key {self.key_id}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnlyError: what a key has signed must stay verifiable."""
        raise AppendOnlyError("receipt keys are retired, never deleted")


class Receipt(AppendOnlyModel):
    """What was signed for one accepted check-in. Later edits of the record leave it as it is."""

    attempt = models.OneToOneField(CheckInAttempt, on_delete=models.PROTECT, related_name="receipt")
    key = models.ForeignKey(ReceiptKey, on_delete=models.PROTECT, related_name="receipts")
    code = models.CharField(max_length=16)
    text = models.TextField(help_text="Compact JWS.")
    issued_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "code"], name="attendance_receipt_code")
        ]

    def __str__(self) -> str:
        return f"receipt {self.code}"
