"""Base classes of the admin's pages: rows of one organisation, rows of the installation."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.core.errors import AppError
from apps.core.tenancy import ScopeError
from apps.orgs.models import Organization
from apps.orgs.site.forms import ScopedModelForm
from apps.orgs.site.scope import is_platform_staff, may_enter, working_organization
from apps.orgs.site.trail import TrailMixin

logger = logging.getLogger(__name__)

LARGEST_KEY = models.BigIntegerField.MAX_BIGINT
DIGITS_OF_LARGEST = len(str(LARGEST_KEY))

if TYPE_CHECKING:  # generic for the type checker only
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


def limits(model: type[models.Model], request: HttpRequest) -> dict[str, int | None]:
    """Return the conditions under which rows of a model may be offered in this request.

    Rows that have an organisation (users too, whose manager is not scoped) only of the working
    one; rows of the installation without condition.
    """
    organization = working_organization(request)
    key = organization.pk if organization is not None else None
    if model is Organization:
        return {"pk": key}
    try:
        model._meta.get_field("organization")
    except FieldDoesNotExist:
        return {}
    return {"organization_id": key}


class ScopedRelatedFilter(RelatedFieldListFilter):
    """A filter by a related row that offers only rows of the working organisation."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        """Return key and label of each row offered."""
        choices: list[tuple[str, Any]] = field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to=limits(field.remote_field.model, request),
        )
        return choices


class AdminBase(TrailMixin):
    """What all pages of the admin share; apps derive from one of the two classes below.

    Nothing is deleted unless a page says so: rows are deactivated, records are evidence.
    """

    form = ScopedModelForm
    list_per_page = 50
    # A count of the whole table for a narrowed list tells nothing worth its price.
    show_full_result_count = False
    # Rows that are fetched with a row for its label in choices.
    label_related: Sequence[str] = ()
    # Offered only for fields that narrow the list by name; see lookup_allowed.
    show_facets = admin.ShowFacets.NEVER

    def is_administered(self, request: HttpRequest) -> bool:
        """Return whether the request's user may work with this model now."""
        raise NotImplementedError

    def limits_of(self, request: HttpRequest) -> dict[str, int | None]:
        """Return the conditions that hold for the rows of this page."""
        return limits(self.model, request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows that the user works with, in the page's order."""
        return super().get_queryset(request).filter(**self.limits_of(request))

    def label_of(self, row: Any) -> str:
        """Return what a row of this page is called where it can be chosen."""
        return str(row)

    def is_reachable(self, request: HttpRequest, row: Any) -> bool:
        """Return whether this row is one of those the user works with."""
        return all(getattr(row, name) == key for name, key in self.limits_of(request).items())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_administered(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_administered(request) and (obj is None or self.is_reachable(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_administered(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # type: ignore[override]  # Django 5's signature
        """Allow conditions in the address only on what the page itself filters by.

        Django allows any column of the model: a password hash could be guessed letter by letter.
        A number that no database can hold is refused with it.
        """
        named = {item[0] if isinstance(item, tuple) else item for item in self.list_filter or ()}
        offered = {name.partition("__")[0] for name in named if isinstance(name, str)}
        if self.date_hierarchy:
            offered.add(self.date_hierarchy)
        if value.isdecimal() and len(value) >= DIGITS_OF_LARGEST:
            return False
        return lookup.partition("__")[0] in offered and super().lookup_allowed(
            lookup, value, request
        )

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Return the filters, those by related rows held to the organisation."""
        return [self._scoped(item) for item in super().get_list_filter(request)]

    def _scoped(self, item: Any) -> Any:
        if isinstance(item, str) and get_fields_from_path(self.model, item)[-1].is_relation:
            return (item, ScopedRelatedFilter)
        return item

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, and accept, only rows of the working organisation."""
        self._limit(db_field, request, kwargs)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        page = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(page, AdminBase) and page.label_related:
            field.queryset = field.queryset.select_related(*page.label_related)
            field.label_from_instance = page.label_of
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, and accept, only rows of the working organisation."""
        self._limit(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @staticmethod
    def _limit(db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        related: type[models.Model] = db_field.remote_field.model
        if "queryset" not in kwargs:
            kwargs["queryset"] = related._default_manager.filter(**limits(related, request))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or store one row; what the row's own guards refuse is said, not a failure."""
        return self._guarded(
            request,
            lambda: super(AdminBase, self).changeform_view(
                request, object_id, form_url, extra_context
            ),
        )

    def _guarded(self, request: HttpRequest, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except AppError as error:
            reason = error.message
        except ValidationError as error:
            reason = " ".join(error.messages)
        except ScopeError as error:
            if request.method != "POST":
                raise
            logger.warning("the admin refused to store a row: %s", error)
            reason = "A row that it points at belongs to another organisation."
        except IntegrityError:
            logger.warning("the database refused a row of the admin", exc_info=True)
            reason = "It contradicts what somebody has stored in the meantime."
        messages.error(request, f"Nothing was stored. {reason}")
        return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Run an action on the selected rows; a key that no row can have selects nothing."""
        key = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
        try:
            for selected in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME):
                key.clean(selected)
        except ValidationError:
            messages.error(request, "The selection could not be read. Nothing was done.")
            return HttpResponseRedirect(request.get_full_path())
        answer: HttpResponse | None = self._guarded(
            request, lambda: super(AdminBase, self).response_action(request, queryset)
        )
        return answer


class TenantModelAdmin(AdminBase):
    """Pages of a model whose rows belong to one organisation.

    The site opens the scope around each of them; without a chosen organisation it leads to the
    choice. The organisation is never a field: a new row takes it from the scope.
    """

    def is_administered(self, request: HttpRequest) -> bool:
        return working_organization(request) is not None


class PlatformModelAdmin(AdminBase):
    """Pages of a model of the whole installation: for platform staff alone."""

    def is_administered(self, request: HttpRequest) -> bool:
        return may_enter(request) and is_platform_staff(request.user)

    def limits_of(self, request: HttpRequest) -> dict[str, int | None]:
        return {}


class ReadOnly(_ModelAdmin):
    """Pages that show rows and change none; put it before the base class."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
