"""Rows that belong to no organisation's business: counters of attempts, states of jobs."""

from typing import ClassVar

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


class JobState(models.Model):
    """What is known of one scheduled job: the row that decides whether it is due."""

    ERROR_LENGTH = 300

    name = models.CharField(max_length=100, unique=True)
    last_started_at = models.DateTimeField(null=True)
    last_succeeded_at = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)
    # Kind and place of the failure; never the text of an exception, which may quote a person.
    last_error = models.CharField(max_length=ERROR_LENGTH, blank=True)
    last_duration_ms = models.PositiveBigIntegerField(null=True)
    last_counts = models.JSONField(default=dict)
    runs = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
