"""Hand-written statements over Django models, for the few paths where that pays.

There, building a query costs more than running it.

Values still pass through the model fields' own conversions, so the same statement text serves
PostgreSQL and SQLite.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class ModelColumns(Generic[Row]):
    """All columns of a model below a table alias: their SQL, and instances from their values."""

    def __init__(self, model: type[Row], alias: str) -> None:
        self._model = model
        self._fields = list(model._meta.concrete_fields)
        self._names = [str(field.attname) for field in self._fields]
        self._converters: list[tuple[int, list[Callable[..., Any]]]] | None = None
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in self._fields)
        self.width = len(self._fields)

    def build(self, values: Sequence[Any]) -> Row | None:
        """Return the instance of these column values, None when its key is NULL (outer join)."""
        if values[0] is None:
            return None
        converted = list(values)
        for index, converters in self._needed_converters():
            value = converted[index]
            for convert in converters:
                value = convert(value, None, connection)
            converted[index] = value
        return self._model.from_db(connection.alias, self._names, converted)

    def _needed_converters(self) -> list[tuple[int, list[Callable[..., Any]]]]:
        if self._converters is None:
            found = []
            for index, field in enumerate(self._fields):
                column = field.get_col(self._model._meta.db_table)
                converters = [
                    *connection.ops.get_db_converters(column),
                    *field.get_db_converters(connection),  # type: ignore[attr-defined]  # stubs lack it
                ]
                if converters:
                    found.append((index, converters))
            self._converters = found
        return self._converters


class Insertion(Generic[Row]):
    """``INSERT`` of one instance of a model: its text and its parameters.

    The primary key is left to the database, unless the instance brings its own.
    """

    def __init__(self, model: type[Row], *, leave_out: Sequence[str] = ()) -> None:
        self._fields = [
            field
            for field in model._meta.concrete_fields
            if not isinstance(field, models.AutoField) and field.name not in leave_out
        ]
        self.table = f'"{model._meta.db_table}"'
        self.columns = ", ".join(f'"{field.column}"' for field in self._fields)
        self.placeholders = ", ".join(["%s"] * len(self._fields))

    def typed_placeholders(self) -> str:
        """Return placeholders with casts, for values that stand in a SELECT list."""
        types = [field.db_type(connection) for field in self._fields]
        return ", ".join(f"CAST(%s AS {kind})" for kind in types)

    def parameters(self, row: Row) -> list[Any]:
        """Return the values of an instance as the database driver takes them."""
        return [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in self._fields
        ]
