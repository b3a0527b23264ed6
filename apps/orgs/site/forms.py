"""Forms of the admin site that check a row together with its organisation."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models.constraints import BaseConstraint

from apps.core import tenancy
from apps.orgs.models import TenantModel

if TYPE_CHECKING:  # generic for the type checker only
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class ScopedModelForm(_ModelForm):
    """Check uniqueness inside the organisation, and name the field that is taken.

    Django leaves a constraint unchecked when one of its columns is not in the form, and the
    organisation never is: the database would refuse what the form has let through.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance, TenantModel) and not self.instance.organization_id:
            self.instance.organization_id = tenancy.current_organization_id()

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's hook, not in the stubs
        return excluded - {"organization"}

    def _update_errors(self, errors: ValidationError) -> None:
        """Put the breach of a unique constraint beside the one field that somebody entered."""
        found = dict(getattr(errors, "error_dict", {}))
        left = []
        for error in found.pop(NON_FIELD_ERRORS, []):
            name = self._taken(error)
            if name is None:
                left.append(error)
                continue
            label = self.instance._meta.get_field(name).verbose_name
            text = f"Another {self.instance._meta.verbose_name} has this {label}."
            found.setdefault(name, []).append(ValidationError(text, code="unique"))
        if left:
            found[NON_FIELD_ERRORS] = left
        super()._update_errors(ValidationError(found))  # type: ignore[misc]  # Django's hook, not in the stubs

    def _taken(self, error: ValidationError) -> str | None:
        """Return the field of this form that alone makes the row a second one, if it is so."""
        names: set[str] = set((error.params or {}).get("unique_check", ()))
        for _, constraints in self.instance.get_constraints():
            for constraint in constraints:
                if constraint.get_violation_error_message() == error.message:
                    names = columns_of(constraint)
        names -= {"organization"}
        return names.pop() if len(names) == 1 and names <= set(self.fields) else None


def columns_of(constraint: BaseConstraint) -> set[str]:
    """Return the names of the columns that a unique constraint compares; none for any other."""
    if not isinstance(constraint, models.UniqueConstraint):
        return set()
    found = set(constraint.fields)
    for expression in constraint.expressions:
        parts = expression.flatten() if hasattr(expression, "flatten") else [expression]
        found |= {part.name for part in parts if isinstance(part, models.F)}
    return found
