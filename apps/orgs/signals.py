"""Drops cached organisations when one changes in this process."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from apps.orgs.models import Organization
from apps.orgs.selectors import forget_cached


@receiver([post_save, post_delete], sender=Organization)
def forget_organizations(**_: Any) -> None:
    """Empty the cache so that the next request reads the change."""
    forget_cached()
