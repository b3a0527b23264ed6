"""How far a job has looked, kept from run to run."""

from datetime import datetime

from apps.attendance.models import Watermark


def read(name: str, *, first: datetime) -> datetime:
    """Return up to when a job has looked; ``first`` if it never has, which is kept.

    Kept at once, because a first run that is killed, or fails, would otherwise be made up for by
    one that begins later.
    """
    mark, _ = Watermark.objects.get_or_create(name=name, defaults={"moment": first})
    return mark.moment


def advance(name: str, *, to: datetime) -> None:
    """Store up to when a job has looked; it never goes back."""
    mark, made = Watermark.objects.get_or_create(name=name, defaults={"moment": to})
    if not made:
        Watermark.objects.filter(pk=mark.pk, moment__lt=to).update(moment=to)
