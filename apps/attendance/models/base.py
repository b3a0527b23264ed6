"""Rows that are written once."""

from typing import Any

from apps.orgs.models import TenantModel


class AppendOnlyError(RuntimeError):
    """A row that stands as evidence was about to be changed or deleted."""


class AppendOnlyModel(TenantModel):
    """A row that is inserted and never changed: evidence."""

    class Meta(TenantModel.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; raise AppendOnlyError when it is stored already."""
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.label} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnlyError: evidence is not deleted."""
        raise AppendOnlyError(f"{self._meta.label} is append-only")
