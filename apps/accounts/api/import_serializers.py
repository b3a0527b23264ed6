"""Shapes of imports in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.enums import ImportState
from apps.accounts.models import ImportRun
from apps.accounts.services import imports
from apps.core.api.serializers import StrictSerializer
from apps.core.imports.importer import Result, kinds


class ImportInputSerializer(StrictSerializer):
    """A file to be checked."""

    kind = serializers.ChoiceField(choices=kinds())
    file = serializers.FileField(
        max_length=255, help_text="CSV: UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab."
    )


class ImportCountsSerializer(serializers.Serializer[Any]):
    """Rows by result."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    error = serializers.IntegerField()


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
    failure = serializers.CharField(help_text="What went wrong, when it has failed.")
    file_kept = serializers.SerializerMethodField(help_text="Whether rows can still be read.")
    by = serializers.CharField(source="by.get_full_name")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_rows_done(self, run: ImportRun) -> int:
        """Return how many rows a worker has behind it."""
        return imports.progress_of(run)

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


class CheckedImportSerializer(ImportSerializer):
    """A file that has just been checked, with its first rows."""

    rows = serializers.SerializerMethodField()

    @extend_schema_field(ImportRowSerializer(many=True))
    def get_rows(self, run: ImportRun) -> Any:
        """Return the first rows."""
        return ImportRowSerializer(self.context["rows"], many=True).data
