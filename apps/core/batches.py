"""Changes of many rows in small steps, so that no table is locked for long."""

from typing import Any

from django.db.models import Model, QuerySet

BATCH = 500


def delete(rows: "QuerySet[Any]", *, size: int = BATCH) -> int:
    """Delete the rows of a query, ``size`` in a transaction; return how many.

    Each step asks the query again, so that a row which no longer belongs to it stays. What hangs
    on the rows is not counted.
    """
    model: type[Model] = rows.model
    total = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:size]):
        _, by_model = rows.filter(pk__in=keys).delete()
        total += by_model.get(model._meta.label, 0)
    return total
