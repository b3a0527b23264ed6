"""Hand-written statements over Django models, for the few paths where that pays.

There, building a query costs more than running it, and planning it more than either.

Values still pass through the model fields' own conversions, so the same statement text serves
PostgreSQL and SQLite.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models

_PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?s")
# What each open connection of this process has prepared.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
# No such name, name taken, plan outdated: a pooler gave us another session than the one that
# prepared, or a migration has changed a table under it.
_NOT_AS_PREPARED = frozenset({"26000", "42P05", "0A000"})


class Statement:
    """A statement which PostgreSQL parses and plans once a connection.

    ``text`` has placeholders as Django takes them, all named or all positional. Planning the
    joins of a check-in costs PostgreSQL several times what running them does. ``name`` is what
    the server's logs call it.
    """

    def __init__(self, name: str, text: str) -> None:
        self.text = text
        # Two releases that run beside each other may share a session.
        self._name = f"{name}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    @cached_property
    def _order(self) -> list[str]:
        """The names of named parameters, in the order of their numbers."""
        return list(dict.fromkeys(_PLACEHOLDER.findall(self.text)))

    @cached_property
    def _numbered(self) -> str:
        """The text with ``$1``, ``$2``… in the places of the parameters."""
        numbers = {name: number for number, name in enumerate(self._order, start=1)}
        positions = iter(range(1, len(_PLACEHOLDER.findall(self.text)) + 1))

        def number(match: re.Match[str]) -> str:
            name = match.group("name")
            return f"${next(positions) if name is None else numbers[name]}"

        return _PLACEHOLDER.sub(number, self.text)

    def fetch_one(self, parameters: Mapping[str, Any] | Sequence[Any]) -> tuple[Any, ...] | None:
        """Run the statement and return its first row, None when there is none."""
        with connection.cursor() as cursor:
            self._run(cursor, parameters)
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    def fetch_all(self, parameters: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run the statement and return its rows."""
        with connection.cursor() as cursor:
            self._run(cursor, parameters)
            return list(cursor.fetchall())

    def _run(self, cursor: Any, parameters: Mapping[str, Any] | Sequence[Any]) -> None:
        if connection.vendor == "postgresql" and settings.DATABASE_PREPARED_STATEMENTS:
            self._run_prepared(cursor, parameters)
        else:
            cursor.execute(self.text, parameters)

    def _run_prepared(self, cursor: Any, parameters: Mapping[str, Any] | Sequence[Any]) -> None:
        values = (
            [parameters[name] for name in self._order]
            if isinstance(parameters, Mapping)
            else list(parameters)
        )
        try:
            self._prepare()
            marks = ", ".join(["%s"] * len(values))
            cursor.execute(f"EXECUTE {self._name} ({marks})", values)
        except DatabaseError as error:
            code = getattr(error.__cause__ or error, "pgcode", None)
            if code not in _NOT_AS_PREPARED or connection.in_atomic_block:
                raise
            cursor.execute(self.text, parameters)

    def _prepare(self) -> None:
        session: Any = connection.connection
        names = _prepared.setdefault(session, set())
        if self._name in names:
            return
        # Beside Django's cursor: this is not one of the statements of a request.
        with connection.wrap_database_errors, session.cursor() as cursor:
            cursor.execute(f"PREPARE {self._name} AS {self._numbered}")
        names.add(self._name)


Row = TypeVar("Row", bound=models.Model)


class ModelColumns(Generic[Row]):
    """Columns of a model below a table alias: their SQL, and instances from their values.

    All of them, or those of ``only``, the key first; the others are then deferred.
    """

    def __init__(self, model: type[Row], alias: str, *, only: Sequence[str] = ()) -> None:
        self._model = model
        self._fields = [
            field for field in model._meta.concrete_fields if not only or field.attname in only
        ]
        self._names = [str(field.attname) for field in self._fields]
        self._converters: dict[int, list[Callable[..., Any]]] | None = None
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in self._fields)
        self.width = len(self._fields)

    def build(self, values: Sequence[Any]) -> Row | None:
        """Return the instance of these column values, None when its key is NULL (outer join).

        Values behind those of the columns are left alone.
        """
        if values[0] is None:
            return None
        # The proxy ``connection`` looks up its thread's wrapper at each of many accesses.
        wrapper = connections[DEFAULT_DB_ALIAS]
        # No more values than fields: Django would look for deferred ones among them.
        converted = list(values[: self.width])
        for index, converters in self._needed_converters().items():
            value = converted[index]
            for convert in converters:
                value = convert(value, None, wrapper)
            converted[index] = value
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, converted)

    def value(self, values: Sequence[Any], name: str) -> Any:
        """Return one field's value among these column values, by its column's attribute name."""
        place = self._names.index(name)
        value = values[place]
        for convert in self._needed_converters().get(place, ()):
            value = convert(value, None, connections[DEFAULT_DB_ALIAS])
        return value

    def _needed_converters(self) -> dict[int, list[Callable[..., Any]]]:
        if self._converters is None:
            found = {}
            for index, field in enumerate(self._fields):
                column = field.get_col(self._model._meta.db_table)
                converters = [
                    *connection.ops.get_db_converters(column),
                    *field.get_db_converters(connection),  # type: ignore[attr-defined]  # stubs lack it
                ]
                if converters:
                    found[index] = converters
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

    @cached_property
    def typed_placeholders(self) -> str:
        """Placeholders with casts, for values that stand in a SELECT list."""
        types = [field.db_type(connection) for field in self._fields]
        return ", ".join(f"CAST(%s AS {kind})" for kind in types)

    def parameters(self, row: Row) -> list[Any]:
        """Return the values of an instance as the database driver takes them."""
        wrapper = connections[DEFAULT_DB_ALIAS]  # as above
        return [
            field.get_db_prep_save(getattr(row, field.attname), wrapper) for field in self._fields
        ]


def literals(values: Iterable[str]) -> str:
    """Return constants of our own as the inside of ``IN (…)``; never what somebody has typed."""
    return ", ".join(f"'{value!s}'" for value in sorted(values))


def is_among(column: str, name: str, vendor: str) -> str:
    """Return the condition that a key is in the list that a named parameter holds."""
    if vendor == "postgresql":
        return f"{column} = ANY (CAST(%({name})s AS bigint[]))"
    return f"{column} IN (SELECT value FROM json_each(%({name})s))"  # noqa: S608 - names of columns and parameters only


def listed(keys: Iterable[int], vendor: str) -> str:
    """Return keys as the parameter of ``is_among``: one text, whatever their number."""
    text = ",".join(map(str, keys))
    return f"{{{text}}}" if vendor == "postgresql" else f"[{text}]"
