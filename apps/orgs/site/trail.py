"""What is done in the admin site, told to the audit trail of the organisation it is done to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from apps.core import clock, tenancy
from apps.orgs.enums import AuditAction
from apps.orgs.models import Organization
from apps.orgs.services import audit

_CHANGED = "_audit_changed"
# Of a selection of thousands the first are told by their keys; how many there were always is.
_MOST_KEYS = 100
_LONGEST = 200
_Plain = str | int | float | bool | date | Decimal | None
_SECRET_PARTS = ("password", "secret", "token")

if TYPE_CHECKING:  # generic for the type checker only
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


def note(
    request: HttpRequest, *, action: AuditAction, target: Model | None = None, **facts: Any
) -> None:
    """Record what the request's user does, in the trail of the organisation they do it to.

    That is the edited organisation itself, else the one they work for. What platform staff do to
    rows of the platform while they work for none is in Django's own history alone.
    """
    with _trail_of(target) as there:
        if there:
            actor: Any = request.user
            audit.record(action=action, actor=actor, target=target, now=clock.now(), **facts)


@contextmanager
def _trail_of(target: Model | None) -> Iterator[bool]:
    edited = tenancy.activate(target) if isinstance(target, Organization) else nullcontext()
    with edited:
        yield tenancy.is_active()


class TrailMixin(_ModelAdmin):
    """Pages whose additions, changes, deletions and actions are in the audit trail."""

    def audit_actions(self, changed: Mapping[str, Any]) -> Sequence[AuditAction]:
        """Return as what a change of these fields is told; values are pairs of before and after."""
        return [AuditAction.ADMIN_CHANGED]

    def told_changes(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Return which of the changed fields are told here; a service may tell of the others."""
        return dict(changed)

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> Any:
        """Return Django's description, and keep what was changed for the trail."""
        setattr(request, _CHANGED, self.told_changes(changes_of(form)))
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note that a row was added."""
        kind = capfirst(self.opts.verbose_name)
        note(request, action=AuditAction.ADMIN_ADDED, target=obj, summary=f"{kind} added")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note that a row was changed, and how; storing it as it was is no change."""
        changed: dict[str, Any] = getattr(request, _CHANGED, {})
        if changed:
            names = ", ".join(name.replace("_", " ") for name in changed)
            for action in self.audit_actions(changed):
                summary = f"{capfirst(self.opts.verbose_name)}: {names}"
                facts = {"summary": summary, "details": {"fields": changed}}
                note(request, action=action, target=obj, **facts)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Note that rows are about to be deleted."""
        for one in queryset:
            kind = capfirst(self.opts.verbose_name)
            note(request, action=AuditAction.ADMIN_DELETED, target=one, summary=f"{kind} deleted")
        return super().log_deletions(request, queryset)

    def get_actions(self, request: HttpRequest) -> Any:
        """Return the page's actions; what one of them has done is told."""
        found: dict[str, Any] = super().get_actions(request)
        return {
            name: (_told(function, name, label), name, label)
            for name, (function, _, label) in found.items()
        }


def changes_of(form: forms.BaseForm) -> dict[str, list[Any]]:
    """Return each changed field with its value before and after, as JSON can hold them."""
    changed = {}
    for name in form.changed_data:
        if not any(part in name for part in _SECRET_PARTS):
            before, after = form.initial.get(name), form.cleaned_data.get(name)
            changed[name] = [_plain(before), _plain(after)]
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return "a file"
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, QuerySet)):
        return [_plain(one) for one in value]
    if isinstance(value, str) or not isinstance(value, _Plain):
        return str(value)[:_LONGEST]
    return value


def _told(function: Callable[..., Any], name: str, label: str) -> Callable[..., Any]:
    """Return an action that is told when it has done its work.

    A page that asks whether it is meant has done nothing yet.
    """

    @wraps(function)
    def action(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        answer = function(page, request, rows)
        if keys and not isinstance(answer, TemplateResponse):
            kind = rows.model._meta
            words = kind.verbose_name if len(keys) == 1 else kind.verbose_name_plural
            note(
                request,
                action=AuditAction.ADMIN_ACTION,
                summary=f"{label}: {len(keys)} {words}",
                details={"action": name, "rows": kind.label, "keys": keys[:_MOST_KEYS]},
            )
        return answer

    return action
