"""Shapes of what is stored about a student."""

from typing import Any

from rest_framework import serializers


class StoredFactSerializer(serializers.Serializer[Any]):
    """One column of an example: its name in words, and its value as text."""

    name = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    is_moment = serializers.BooleanField(help_text="The value is a moment in UTC.")


class StoredExampleSerializer(serializers.Serializer[Any]):
    """One row; ``deleted_at`` is null where no moment is known."""

    facts = StoredFactSerializer(many=True)
    deleted_at = serializers.DateTimeField(allow_null=True)


class StoredKindSerializer(serializers.Serializer[Any]):
    """One kind of data: what it is, how long it is kept, how much there is.

    ``count`` is null where nobody can say; ``next_deletion`` when the row that goes first is
    deleted, null when none is known to be.
    """

    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    kept = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)
    next_deletion = serializers.DateTimeField(allow_null=True)
    examples = StoredExampleSerializer(many=True)


class MyDataSerializer(serializers.Serializer[Any]):
    """Everything that is stored about the student, as of a moment."""

    as_of = serializers.DateTimeField()
    kinds = StoredKindSerializer(many=True)
