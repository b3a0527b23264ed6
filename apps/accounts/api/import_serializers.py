"""Shapes of imports in the API."""

import json
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.enums import ImportState
from apps.accounts.models import ImportRun
from apps.accounts.services import import_passwords, import_undo, imports
from apps.core import clock
from apps.core.api.serializers import StrictSerializer
from apps.core.imports.importer import Result, kinds


class ImportInputSerializer(StrictSerializer):
    """A file to be checked."""

    kind = serializers.ChoiceField(choices=kinds())
    file = serializers.FileField(
        max_length=255, help_text="CSV: UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab."
    )
    mapping = serializers.CharField(
        required=False,
        max_length=10_000,
        help_text="JSON: place in the header by column, null for none. Others go by their names.",
    )

    def validate_mapping(self, value: str) -> dict[str, int | None]:
        """Return the places by column."""
        try:
            read = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise serializers.ValidationError("is no JSON") from error
        if not isinstance(read, dict) or not all(_is_place(one) for one in read.values()):
            raise serializers.ValidationError("must name a place in the header, or null, by column")
        return read


def _is_place(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


class ImportColumnSerializer(serializers.Serializer[Any]):
    """A column of a kind."""

    name = serializers.CharField()
    about = serializers.CharField()
    is_required = serializers.BooleanField(source="required")
    synonyms = serializers.ListField(
        child=serializers.CharField(), help_text="Other headers that mean it."
    )


class ImportKindSerializer(serializers.Serializer[Any]):
    """A kind of row that can be imported."""

    name = serializers.CharField()
    title = serializers.CharField()
    columns = ImportColumnSerializer(many=True)


class ImportCountsSerializer(serializers.Serializer[Any]):
    """Rows by result."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    error = serializers.IntegerField()


class ImportUndoCountsSerializer(serializers.Serializer[Any]):
    """Rows by what became of them; all absent unless the import has been undone."""

    removed = serializers.IntegerField(required=False)
    restored = serializers.IntegerField(required=False, help_text="Former values are back.")
    deactivated = serializers.IntegerField(required=False, help_text="Others depend on them.")
    left = serializers.IntegerField(required=False, help_text="Changed by somebody since.")


class ImportSerializer(serializers.Serializer[Any]):
    """An import: what its rows would do, or have done, and how far it is."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    file_name = serializers.CharField()
    encoding = serializers.CharField()
    state = serializers.ChoiceField(choices=ImportState.choices)
    row_count = serializers.IntegerField()
    rows_done = serializers.SerializerMethodField(help_text="Rows that a worker has behind it.")
    counts = ImportCountsSerializer()
    columns = serializers.DictField(
        child=serializers.CharField(), help_text="The header in the file, by column."
    )
    unknown = serializers.ListField(
        child=serializers.CharField(), help_text="Headers that nothing is read from."
    )
    header = serializers.ListField(child=serializers.CharField(), help_text="The file's first row.")
    places = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text="Place in the header by column."
    )
    password_count = serializers.IntegerField(help_text="New rows that came with a password.")
    passwords_done = serializers.SerializerMethodField(help_text="Passwords hashed so far.")
    undo_counts = ImportUndoCountsSerializer(help_text="What undoing it came to.")
    undo_refusal = serializers.SerializerMethodField(
        help_text="Why it cannot be undone; empty when it can."
    )
    undo_until = serializers.SerializerMethodField(help_text="Until when it can be undone.")
    failure = serializers.CharField(help_text="What went wrong, when it has failed.")
    file_kept = serializers.SerializerMethodField(help_text="Whether rows can still be read.")
    by = serializers.CharField(source="by.get_full_name")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_rows_done(self, run: ImportRun) -> int:
        """Return how many rows a worker has behind it."""
        return imports.progress_of(run)

    def get_passwords_done(self, run: ImportRun) -> int:
        """Return how many passwords a worker has hashed."""
        if run.state == ImportState.RUNNING and run.password_count:
            return import_passwords.hashed(run)
        return run.password_count if run.state in {ImportState.DONE, ImportState.UNDONE} else 0

    def get_undo_refusal(self, run: ImportRun) -> str:
        """Return why it cannot be undone."""
        return import_undo.refusal(run, now=clock.now())

    def get_undo_until(self, run: ImportRun) -> datetime | None:
        """Return until when it can be undone."""
        return import_undo.possible_until(run)

    def get_file_kept(self, run: ImportRun) -> bool:
        """Return whether the file has not been forgotten."""
        return run.text_forgotten_at is None


class ImportReasonSerializer(serializers.Serializer[Any]):
    """Why a row is an error, or what it changes."""

    column = serializers.CharField(help_text="Empty for the row as a whole.")
    text = serializers.CharField()


class ImportRowSerializer(serializers.Serializer[Any]):
    """One row of a file."""

    number = serializers.IntegerField(help_text="As a spreadsheet counts; the header is 1.")
    result = serializers.ChoiceField(choices=[(one.value, one.value) for one in Result])
    values = serializers.DictField(child=serializers.CharField(), help_text="Cells by column.")
    reasons = ImportReasonSerializer(many=True)


class ImportKeptRowSerializer(serializers.Serializer[Any]):
    """A stored row that undoing could not take back."""

    fate = serializers.ChoiceField(choices=["deactivated", "left"])
    name = serializers.CharField()
    reason = serializers.CharField()


class _PageSerializer(serializers.Serializer[Any]):
    """A page of a list, as the pagination writes it."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ImportRowPageSerializer(_PageSerializer):
    """A page of a file's rows."""

    results = ImportRowSerializer(many=True)


class ImportKeptRowPageSerializer(_PageSerializer):
    """A page of rows that undoing could not take back."""

    results = ImportKeptRowSerializer(many=True)


class CheckedImportSerializer(ImportSerializer):
    """A file that has just been checked, with its first rows."""

    rows = serializers.SerializerMethodField()

    @extend_schema_field(ImportRowSerializer(many=True))
    def get_rows(self, run: ImportRun) -> Any:
        """Return the first rows."""
        return ImportRowSerializer(self.context["rows"], many=True).data
