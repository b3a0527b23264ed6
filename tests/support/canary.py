"""A text that stands in every field of the foreign organisation, so that any leak of it shows."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from apps.accounts.models import User
from apps.attendance.models import CheckInAttempt
from apps.orgs.models import AuditEntry, TenantModel
from tests.support.world import World

# The letter is in no alphabet that the application draws random text from.
CANARY = "ŁEAK"
# Addresses, keys and proofs must keep working; the rest of the foreign texts is canary.
NOT_CANARY = {
    "slug",
    "domain",
    "timezone",
    "currency",
    "password",
    "phone",
    "public_id",
    "public_key",
    "device_key",
    "digest",
    "password_state",
    "seed",
    "weekdays",
}


def tenant_models() -> list[type[TenantModel]]:
    """Return every model whose rows belong to an organisation."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def _texts(model: type[models.Model]) -> Iterator["models.Field[Any, Any]"]:
    for one in model._meta.concrete_fields:
        is_text = isinstance(one, (models.CharField, models.TextField)) and not one.choices
        if is_text and one.name not in NOT_CANARY:
            yield one


def mark_all(world: World) -> None:
    """Write the canary into every text of the organisation, and of its users."""
    organization = world.organization
    for model in tenant_models():
        rows = model.objects.all()
        assert rows, f"the campus has no foreign {model.__name__}: make one in tests.support.campus"
        _mark(rows, model)
    users = User.objects.filter(organization=organization)
    _mark(users, User)
    organization.name = f"{CANARY} University"
    organization.save()
    _write(CheckInAttempt.objects.all(), params={"note": CANARY})
    _write(AuditEntry.objects.all(), details={"note": CANARY})
    world.course.refresh_from_db()


def _mark(rows: Any, model: type[models.Model]) -> None:
    for row in rows:
        values = {}
        for one in _texts(model):
            end = "@x.example" if isinstance(one, models.EmailField) else ""
            values[one.name] = f"{CANARY}{row.pk}{end}"[: one.max_length or 200]
        if values:
            _write(type(row)._base_manager.filter(pk=row.pk), **values)


def _write(rows: "models.QuerySet[Any]", **values: Any) -> None:
    """Change rows past the guard that lets no evidence be changed."""
    models.QuerySet.update(rows, **values)


def shown_in(answer: Any) -> str:
    """Return what an answer says, unpacked where it is a ZIP file."""
    if answer.get("Content-Type") != "application/zip":
        return str(answer.content.decode(errors="replace"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "\n".join(archive.read(one).decode(errors="replace") for one in archive.namelist())


def has_canary(text: str) -> bool:
    """Return whether the foreign organisation's text appears, plain or escaped."""
    folded = text.casefold()
    return CANARY.casefold() in folded or json.dumps(CANARY).strip('"').casefold() in folded
