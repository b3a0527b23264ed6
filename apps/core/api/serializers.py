"""Serializer pieces that every app's API uses."""

import math
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

from apps.core.errors import registered_codes


class DayField(serializers.DateField):
    """A day; not one at the edge of what a date can be, which in some zones is no moment."""

    default_error_messages: ClassVar = {"edge": "Choose a day of these centuries."}

    def to_internal_value(self, value: Any) -> date:
        """Return the day; raise ValidationError for none, and for one beyond all calendars."""
        day = super().to_internal_value(value)
        if not MINYEAR < day.year < MAXYEAR:
            self.fail("edge")
        return day


class StrictSerializer(serializers.Serializer[Any]):
    """An input serializer that refuses fields it does not know, naming each of them."""

    _reader: ClassVar[serializers.Serializer[Any]]

    @classmethod
    def read(cls, data: Any) -> dict[str, Any]:
        """Return the validated input; raise ValidationError.

        For paths where making a serializer for each request costs too much: its fields are
        copied once a process, not once a request. Nothing of an input stays in it.
        """
        if "_reader" not in cls.__dict__:
            cls._reader = cls()
        values: dict[str, Any] = cls._reader.run_validation(data)
        return values

    def to_internal_value(self, data: Any) -> Any:
        """Validate the input; unknown fields are errors of their own."""
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError({name: ["Unknown field."] for name in unknown})
        return super().to_internal_value(data)


class FiniteFloatField(serializers.FloatField):
    """A float that arithmetic can go on with: no infinity, and no "not a number".

    DRF reads the text "nan", and every limit lets it through, for it compares with nothing.
    """

    def to_internal_value(self, data: Any) -> float:
        """Return the number; invalid unless it is finite."""
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class ScopedRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """A relation by primary key that sees the active organisation's rows and no others.

    It takes the model, not a queryset, and asks its manager at the time of the request, inside
    the tenancy scope. A foreign id is answered exactly like one that does not exist.
    """

    def __init__(self, *, model: type[models.Model], **kwargs: Any) -> None:
        self.model = model
        # PrimaryKeyRelatedField insists on a queryset; get_queryset below never uses this one.
        super().__init__(queryset=models.QuerySet(model), **kwargs)

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows of the active organisation."""
        return self.model._default_manager.all()

    @classmethod
    def no_such_row(cls, field: str, pk: object) -> serializers.ValidationError:
        """Return the error of a row that exists but is not for this user: as if it did not."""
        message = cls.default_error_messages["does_not_exist"].format(pk_value=pk)
        return serializers.ValidationError({field: [message]})

    def use_pk_only_optimization(self) -> bool:
        """Read the whole related object: services take objects."""
        return False


def error_code_choices() -> list[tuple[str, str]]:
    """Return every registered error code as a choice."""
    return [(code, code) for code in registered_codes()]


class ErrorBodySerializer(serializers.Serializer[Any]):
    """The one error body."""

    detail = serializers.CharField()
    params = serializers.DictField()
    request_id = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """Add ``code`` with every registered code, and ``fields``, whose name the class uses."""
        return {
            "code": serializers.ChoiceField(choices=error_code_choices()),
            **super().get_fields(),
            "fields": serializers.DictField(required=False),
        }
