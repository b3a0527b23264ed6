"""Rows that belong to no organisation's business: counters of attempts per time window."""

from django.db import models


class RateCounter(models.Model):
    """How often something was tried in one time window.

    A global table: its keys carry the organisation where they belong to one.
    """

    key = models.CharField(max_length=200)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "window_start"], name="core_ratecounter_window")
        ]

    def __str__(self) -> str:
        return f"{self.key} @ {self.window_start:%Y-%m-%d %H:%M:%S}: {self.count}"
