"""Forms of the admin site about teaching."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple

from apps.accounts.models import Lecturer
from apps.courses.models import Course
from apps.orgs.site.forms import ScopedModelForm

if TYPE_CHECKING:  # generic for the type checker only
    _LecturersField = forms.ModelMultipleChoiceField[Lecturer]
else:
    _LecturersField = forms.ModelMultipleChoiceField


class LecturersField(_LecturersField):
    """Lecturers by number and name."""

    def label_from_instance(self, obj: Lecturer) -> str:
        """Return what the choice is called."""
        return f"{obj.staff_id} {obj.user}"


class CourseForm(ScopedModelForm):
    """A course together with who teaches it.

    Its other fields are the page's: choices of rows can be made inside a scope only.
    """

    # Its choices are set below, for the same reason.
    taught_by = LecturersField(queryset=None, required=False, label="Lecturers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["taught_by"]
        assert isinstance(field, LecturersField)  # noqa: S101 - declared above; tells mypy
        field.widget = AutocompleteSelectMultiple(Course._meta.get_field("lecturers"), admin.site)
        field.queryset = Lecturer.objects.select_related("user")
        if self.instance.pk:
            field.initial = [one.lecturer_id for one in self.instance.teaching.all()]

    def clean_taught_by(self) -> Any:
        """Take who teaches it; a course that had lecturers keeps at least one."""
        found = self.cleaned_data["taught_by"]
        if not found and self.fields["taught_by"].initial:
            raise forms.ValidationError("A course keeps at least one lecturer.")
        return found
