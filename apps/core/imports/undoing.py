"""Takes back what an import did: new rows are removed, changed ones get their values back.

What others depend on meanwhile is not removed but retired, and what somebody has changed since is
left. Both are told, with the reason.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Count, ManyToOneRel, Model

from apps.core.imports.importer import Change

_ENCODER = DjangoJSONEncoder()
# Rows asked about at once.
SLICE = 500


class Fate(StrEnum):
    """What became of a row when its import was undone."""

    REMOVED = "removed"
    RESTORED = "restored"
    RETIRED = "deactivated"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the database: what became of it, and why when it could not be taken back."""

    fate: Fate
    name: str = ""
    reason: str = ""


class Undoer:
    """Takes back what imports did to the rows of one model."""

    model: ClassVar[type[Model]]
    # Tables whose rows mean nothing without this one, and go with it.
    goes_along: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, today: date) -> None:
        self.today = today

    def name_of(self, row: Any) -> str:
        """Return what a reader knows the row by."""
        return f"{self.model._meta.verbose_name} {row}"

    def needed(self, rows: Sequence[Any]) -> dict[int, str]:
        """Return why rows must stay, by key, for those that others depend on."""
        return references(self.model, rows, besides=self.goes_along)

    def remove(self, rows: Sequence[Any]) -> None:
        """Delete rows that nothing depends on."""
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def retire(self, rows: Sequence[Any]) -> list[Outcome | None]:
        """Make rows that must stay inactive; return for each what to tell instead, or None.

        What knows no being inactive is left as it is, which the outcome says.
        """
        return [Outcome(Fate.LEFT, self.name_of(row), "other rows depend on it") for row in rows]

    def undo(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """Take changes of this model back, the last one first."""
        for change in changes:
            if change.changed is None:
                yield from self._remove(change.created)
        yield from self._restore([one for one in changes if one.changed is not None])

    def _remove(self, keys: Sequence[int]) -> Iterator[Outcome]:
        for start in range(0, len(keys), SLICE):
            rows = list(self._rows(keys[start : start + SLICE]))
            needed = self.needed(rows)
            free = [row for row in rows if row.pk not in needed]
            kept = [row for row in rows if row.pk in needed]
            if free:
                self.remove(free)
            yield from (Outcome(Fate.REMOVED) for _ in free)
            for row, other in zip(kept, self.retire(kept) if kept else [], strict=True):
                yield other or Outcome(Fate.RETIRED, self.name_of(row), needed[row.pk])

    def _restore(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        rows = {row.pk: row for row in self._rows([one.changed for one in changes])}
        for change in changes:
            row = rows.get(change.changed)
            if row is not None:
                yield self._restore_one(row, change)

    def _restore_one(self, row: Any, change: Change) -> Outcome:
        called = self.name_of(row)
        since = [name for name, value in change.after.items() if _stored(row, name) != value]
        if since:
            fields = ", ".join(_words(self.model, name) for name in since)
            return Outcome(Fate.LEFT, called, f"somebody has changed {fields} since")
        for name, value in change.before.items():
            column: Any = self.model._meta.get_field(name)
            setattr(row, name, column.to_python(value))
        try:
            with transaction.atomic():
                row.save(update_fields=set(change.before))
        except IntegrityError:
            return Outcome(Fate.LEFT, called, "another row has the former value now")
        return Outcome(Fate.RESTORED)

    def _rows(self, keys: Sequence[Any]) -> Any:
        return self.model._default_manager.filter(pk__in=keys).order_by("pk")


def _stored(row: Any, name: str) -> Any:
    """Return an attribute as the record of an import holds it."""
    value = getattr(row, name)
    return value if isinstance(value, str | int | None) else _ENCODER.default(value)


def _words(model: type[Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


# What else may hold a row, declared by apps that know: model → function of its rows.
Holder = Callable[[Sequence[Any]], dict[int, str]]
_holders: dict[str, list[Holder]] = defaultdict(list)
_undoers: dict[str, type[Undoer]] = {}


def hold(model: type[Model], holder: Holder) -> None:
    """Let an app above say why rows of a model must stay, where no key tells it."""
    if holder not in _holders[model._meta.label]:
        _holders[model._meta.label].append(holder)


def held(model: type[Model], rows: Sequence[Any]) -> dict[int, str]:
    """Return why rows must stay as apps above say, by key."""
    reasons: dict[int, str] = {}
    for holder in _holders[model._meta.label]:
        reasons |= holder(rows)
    return reasons


def register_undoer(undoer: type[Undoer]) -> type[Undoer]:
    """Make known what takes imports of a model's rows back."""
    _undoers[undoer.model._meta.label] = undoer
    return undoer


def undoer_of(label: str, *, today: date) -> Undoer:
    """Return what takes back imports of a model; raises KeyError when nothing does."""
    return _undoers[label](today=today)


def references(
    model: type[Model], rows: Sequence[Any], *, besides: frozenset[str] = frozenset()
) -> dict[int, str]:
    """Say by rows of which tables rows of a model are needed, by key.

    Asks the models rather than a list, so that a table that is added counts from its first day.
    ``besides`` are the labels of tables that do not count. One statement for each foreign key.
    """
    keys = [row.pk for row in rows]
    found: dict[int, list[str]] = defaultdict(list)
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        other: Any = relation.related_model
        if other._meta.label in besides:
            continue
        name = relation.field.name
        pointing = other._base_manager.filter(**{f"{name}__in": keys}).order_by()
        for key, many in pointing.values_list(name).annotate(many=Count("pk")):
            found[key].append(_counted(other, many))
    return {key: f"needed by {', '.join(sorted(words))}" for key, words in found.items()}


def _counted(model: type[Model], many: int) -> str:
    meta = model._meta
    return f"{many} {meta.verbose_name if many == 1 else meta.verbose_name_plural}"
