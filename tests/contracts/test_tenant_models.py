"""The shape of tenant tables, and the committed lists of what stands outside of them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from apps.orgs.models import TenantManager, TenantModel
from tests.support.canary import tenant_models

ROOT = Path(__file__).resolve().parents[2]

# Rows that belong to no organisation's business, or that tell which organisation somebody is of.
GLOBAL_MODELS = {
    "accounts.AuthToken",
    "accounts.User",
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "admin.LogEntry",
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "contenttypes.ContentType",
    "core.JobState",
    "core.RateCounter",
    "orgs.Organization",
    "orgs.OrganizationLogo",
    "sessions.Session",
}
# Unique over the whole installation, on purpose: how a scanned code finds its organisation.
UNIQUE_OVER_ALL = {"attendance.AttendanceToken.public_id"}
# Every place that leaves the scope: module and function.
UNSCOPED = {
    ("apps/attendance/selectors/judgement.py", "context_of_token"),
    ("apps/attendance/services/check_in.py", "finish_claim"),
    ("apps/attendance/services/tokens.py", "_free_public_id"),
}
# Every place that runs SQL written by hand, past the scoped managers: by a key that is unique
# over the installation, or with the organisation in the statement.
RAW_SQL = {
    ("apps/accounts/selectors/sign_ins.py", "sign_in_by_digest"),
    ("apps/attendance/selectors/judgement.py", "context_of_token"),
    ("apps/attendance/selectors/doubts.py", "_doubts_over_days"),
    ("apps/attendance/selectors/doubts.py", "shared_traces"),
    ("apps/attendance/selectors/doubts.py", "_equal_to_traces_of"),
    ("apps/attendance/selectors/grid_version.py", "version"),
    ("apps/attendance/selectors/live.py", "news_since"),
    ("apps/attendance/selectors/live.py", "standing_of"),
    ("apps/attendance/selectors/register.py", "_rows"),
    ("apps/attendance/services/store/statements.py", "keep_at_once"),
    ("apps/attendance/services/store/statements.py", "keep_one_by_one"),
    ("apps/core/ratelimit.py", "count"),
    ("apps/ops/selectors.py", "_database"),
}


def names(rows: list[type[models.Model]]) -> list[str]:
    return [row._meta.label for row in rows]


def calls_of(*wanted: str) -> Iterator[tuple[str, str]]:
    """Yield module and enclosing function of every call of such a name below apps/."""
    for path, outer, name in all_calls():
        if name in wanted:
            yield path, outer


@cache
def all_calls() -> frozenset[tuple[str, str, str]]:
    """Return module, enclosing function and name of every call below apps/."""
    found = set()
    for path in sorted((ROOT / "apps").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        module, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))
        for outer in ast.walk(tree):
            if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
                calls = (node.func for node in ast.walk(outer) if isinstance(node, ast.Call))
                found |= {(module, outer.name, called(one)) for one in calls}
    return frozenset(found)


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_every_model_is_a_tenants_or_listed_as_global() -> None:
    found = apps.get_models(include_auto_created=True)
    outside = {one._meta.label for one in found if not issubclass(one, TenantModel)}
    assert outside == GLOBAL_MODELS
    assert len(tenant_models()) >= 16


@pytest.mark.parametrize("model", tenant_models(), ids=names(tenant_models()))  # type: ignore[arg-type]  # covariant use
def test_a_tenant_table_is_held_to_its_organisation(model: type[TenantModel]) -> None:
    meta = model._meta
    key = meta.get_field("organization")
    assert isinstance(key, models.ForeignKey)
    assert not key.null
    # No way from an organisation to its rows but the scope.
    assert key.remote_field.related_name == "+"
    assert key.remote_field.on_delete is models.PROTECT
    assert isinstance(model._default_manager, TenantManager)
    assert isinstance(model._base_manager, TenantManager)
    assert [manager.name for manager in meta.managers] == ["objects"]
    for index in meta.indexes:
        assert index.fields[0] == "organization", index.name
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert first_of(constraint) == "organization", constraint.name
    assert not meta.unique_together
    for one in meta.concrete_fields:
        if one.unique and not one.primary_key and not isinstance(one, models.OneToOneField):
            assert f"{meta.label}.{one.name}" in UNIQUE_OVER_ALL


def first_of(constraint: models.UniqueConstraint) -> str:
    if constraint.fields:
        return constraint.fields[0]
    first: Any = constraint.expressions[0]
    return str(getattr(first, "name", first))


def test_the_scope_is_left_only_where_it_is_listed() -> None:
    assert set(calls_of("unscoped")) == UNSCOPED
    assert set(calls_of("scopes_disabled", "scope")) == {
        ("apps/core/tenancy.py", "activate"),
        ("apps/core/tenancy.py", "unscoped"),
    }


def test_sql_is_written_by_hand_only_where_it_is_listed() -> None:
    found = set(
        calls_of("execute", "executemany", "raw", "RawSQL", "extra", "fetch_one", "fetch_all")
    )
    home = "apps/core/sql.py"
    assert {call for call in found if call[0] != home} == RAW_SQL


def test_nothing_goes_around_the_scoped_managers() -> None:
    """A queryset made by its class, or a manager made by hand, would see every organisation."""
    allowed = {
        ("apps/core/api/serializers.py", "__init__"),
        ("apps/orgs/models.py", "get_queryset"),
    }
    assert set(calls_of("QuerySet", "TenantQuerySet", "AppendOnlyQuerySet", "Manager")) == allowed
