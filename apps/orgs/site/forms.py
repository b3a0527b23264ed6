"""Forms of the admin site that check a row together with its organisation."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
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

    def validate_constraints(self) -> None:
        """Add an error for each constraint of the model that the row would break."""
        excluded = self._get_validation_exclusions()
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=excluded)
                except ValidationError as error:
                    self._explain(constraint, error)

    def _explain(self, constraint: BaseConstraint, error: ValidationError) -> None:
        names = columns_of(constraint) - {"organization"}
        if len(names) == 1 and names <= set(self.fields):
            name = names.pop()
            label = self.instance._meta.get_field(name).verbose_name
            self.add_error(name, f"Another {self.instance._meta.verbose_name} has this {label}.")
        else:
            self.add_error(None, error)


def columns_of(constraint: BaseConstraint) -> set[str]:
    """Return the names of the columns that a unique constraint compares; none for any other."""
    if not isinstance(constraint, models.UniqueConstraint):
        return set()
    found = set(constraint.fields)
    for expression in constraint.expressions:
        parts = expression.flatten() if hasattr(expression, "flatten") else [expression]
        found |= {part.name for part in parts if isinstance(part, models.F)}
    return found
