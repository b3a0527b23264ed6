"""The addresses of the admin site: which pages a model has, and what each may be asked."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from apps.courses.models import Course
from apps.orgs.site.bases import AdminBase
from tests.support.administration import address
from tests.support.canary import CANARY

Model = type[models.Model]
# Choices of other rows that a form of ours declares.
CHOSEN: dict[Model, list[str]] = {Course: ["lecturers"]}


def page_of(model: Model) -> AdminBase:
    """Return what the admin site shows of a model."""
    page = admin.site._registry[model]
    assert isinstance(page, AdminBase)
    return page


def conditions(model: Model) -> Iterator[str]:
    """Yield a query for each filter, each column and each column of a related row."""
    for item in page_of(model).list_filter:
        name = item[0] if isinstance(item, tuple) else item
        assert isinstance(name, str)
        yield f"{name}__exact={CANARY}"
        yield f"{name}__exact={'9' * 40}"
        yield f"{name}=1&{name}__isnull=False"
    refused = [one for one in columns(model) if not allows(model, one)]
    # The page itself tells which columns it may be asked by; one of the others stands for all.
    yield from (f"{one}=1" for one in columns(model) if one not in refused)
    yield from (f"{one}={CANARY[0]}" for one in refused[-1:])


def columns(model: Model) -> Iterator[str]:
    """Yield a condition on each column, and on each column of a related row."""
    for field in model._meta.concrete_fields:
        yield f"{field.name}__gte"
        if field.is_relation and field.related_model is not None:
            for other in field.related_model._meta.concrete_fields:  # type: ignore[union-attr]  # models, when loaded
                yield f"{field.name}__{other.name}__startswith"


def allows(model: Model, lookup: str) -> bool:
    """Return whether a list may be asked by this condition."""
    return page_of(model).lookup_allowed(lookup, CANARY[0], RequestFactory().get("/"))


def pages(model: Model, key: Any) -> Iterator[str]:
    """Yield the pages of a model, for one row where it is about one, and its choices."""
    yield from (address(model), address(model, "add/"))
    yield from (address(model, f"{key}/{rest}/") for rest in ("change", "history", "delete"))
    yield from (f"{choices}&term=" for choices in choices_of(model))


def choices_of(model: Model) -> Iterator[str]:
    """Yield the addresses where the choices of a model's form are looked up."""
    meta = model._meta
    for field in [*page_of(model).autocomplete_fields, *CHOSEN.get(model, [])]:
        names = f"app_label={meta.app_label}&model_name={meta.model_name}&field_name={field}"
        yield f"/admin/autocomplete/?{names}"


def queries(model: Model) -> Iterator[str]:
    """Yield the list with every search, order and condition; and what a pop-up shows."""
    yield address(model, f"?q={CANARY}")
    yield from (address(model, f"?{query}") for query in ("o=1.2.3.4", "p=1", "all=", "e=1"))
    yield from (address(model, f"?{query}") for query in conditions(model))
    yield from (address(model, f"{rest}?_popup=1") for rest in ("", "add/"))
    yield from (f"{choices}&term={CANARY}" for choices in choices_of(model))


def actions_of(model: Model) -> list[str]:
    """Return every action of a page, and one that none has."""
    own = [
        action if isinstance(action, str) else action.__name__
        for action in page_of(model).actions or ()
    ]
    return [*own, "delete_selected"]
