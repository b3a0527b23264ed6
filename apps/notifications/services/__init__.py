"""Writes of notifications. ``notify`` is what the other apps call."""

from apps.notifications.services.outbox import mark_read, notify, resend

__all__ = ["mark_read", "notify", "resend"]
