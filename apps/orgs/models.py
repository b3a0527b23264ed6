"""Organisations, and the base class of every row that belongs to one."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, ClassVar, Self, TypeVar
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import models

from apps.core import tenancy
from apps.core.tenancy import ScopeError
from apps.orgs.enums import AuditAction
from apps.orgs.rules import Policy, PolicyError


def validate_timezone(value: str) -> None:
    """Raise ValidationError unless ``value`` is an IANA time zone name."""
    if value not in available_timezones():
        raise ValidationError("%(value)s is not a time zone.", params={"value": value})


def validate_policy(value: object) -> None:
    """Raise ValidationError unless ``value`` is a readable policy."""
    if not isinstance(value, dict):
        raise ValidationError("A policy is a JSON object.")
    try:
        Policy.from_json(value)
    except PolicyError as error:
        raise ValidationError(str(error)) from error


class Organization(models.Model):
    """One university or school; every tenant row points at one."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=50, unique=True)
    domain = models.CharField(
        max_length=253,
        unique=True,
        null=True,
        blank=True,
        help_text="Own host name, without port. Empty: <slug>.<base domain> only.",
    )
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_timezone])
    currency = models.CharField(
        max_length=3, default="EUR", validators=[RegexValidator(r"^[A-Z]{3}$", "ISO 4217 code.")]
    )
    is_active = models.BooleanField(default=True)
    policy_data = models.JSONField("policy", default=dict, blank=True, validators=[validate_policy])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store host names in lower case and an absent domain as NULL (it must stay unique)."""
        self.slug = self.slug.lower()
        self.domain = self.domain.lower() if self.domain else None
        super().save(*args, **kwargs)

    @property
    def policy(self) -> Policy:
        """The policy in force now; sessions keep their own copy."""
        return Policy.from_json(self.policy_data)


class OrganizationLogo(models.Model):
    """An organisation's picture on its mails: public, small, and where every worker finds it.

    A table of its own, because every request reads its organisation's row. Not a tenant row:
    platform staff set it while they work for no organisation.
    """

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    image = models.BinaryField(help_text="PNG.")

    def __str__(self) -> str:
        return f"logo of {self.organization_id}"


RowT = TypeVar("RowT", bound=models.Model)


class TenantQuerySet(models.QuerySet[RowT]):
    """Queries of one organisation's rows; writes are held to the same organisation."""

    def bulk_create(self, objs: Iterable[RowT], *args: Any, **kwargs: Any) -> list[RowT]:
        """Insert many rows after checking that each belongs to the active organisation."""
        rows = list(objs)
        for row in rows:
            if isinstance(row, TenantModel):
                row.hold_to_scope()
        hold_keys([row for row in rows if isinstance(row, TenantModel)])
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(
        self, objs: Iterable[RowT], fields: Iterable[str], *args: Any, **kwargs: Any
    ) -> int:
        """Update many rows after checking that each belongs to the active organisation."""
        rows = list(objs)
        for row in rows:
            if isinstance(row, TenantModel):
                row.hold_to_scope()
        return super().bulk_update(rows, fields, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Update rows; moving them to another organisation is refused."""
        if "organization" in kwargs or "organization_id" in kwargs:
            raise ScopeError("rows do not change their organisation")
        return super().update(**kwargs)


QuerySetT = TypeVar("QuerySetT", bound=TenantQuerySet[Any])


class TenantManager(models.Manager[RowT]):
    """Shows the active organisation's rows; without a scope it raises at once.

    It is also the base manager, so forward keys, refresh and save are held to the scope too.
    """

    def get_queryset(self) -> TenantQuerySet[RowT]:
        """Return the active organisation's rows, or all of them inside ``unscoped``."""
        return self._held(TenantQuerySet(self.model, using=self._db))

    def _held(self, queryset: QuerySetT) -> QuerySetT:
        if tenancy.is_unscoped():
            return queryset
        return queryset.filter(organization_id=tenancy.current_organization_id())


class TenantModel(models.Model):
    """A row of exactly one organisation."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row inside its organisation's scope."""
        self.hold_to_scope()
        if self._state.adding:
            hold_keys([self])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row inside its organisation's scope."""
        self.hold_to_scope()
        return super().delete(*args, **kwargs)

    def hold_to_scope(self) -> None:
        """Take the active organisation if none is set; raise ScopeError on any mismatch."""
        if not self.organization_id:
            self.organization_id = tenancy.current_organization_id()
        if not tenancy.is_unscoped() and self.organization_id != tenancy.current_organization_id():
            raise ScopeError(f"{self._meta.label} belongs to another organisation")
        for name, related in self._loaded_relations():
            if related != self.organization_id:
                raise ScopeError(f"{self._meta.label}.{name} belongs to another organisation")

    def _loaded_relations(self) -> Sequence[tuple[str, int]]:
        found = []
        for name in _relations(type(self)):
            if name in self._state.fields_cache:
                organization_id = getattr(getattr(self, name), "organization_id", None)
                if organization_id is not None:
                    found.append((name, organization_id))
        return found


@cache
def _relations(model: type[TenantModel]) -> Sequence[str]:
    """Return what rows of the model point at; asked for each of thousands of rows at once."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.name != "organization"
    ]


def hold_keys(rows: Sequence[TenantModel]) -> None:
    """Check keys that new rows of one model hold without the objects, as ``add`` writes them.

    Objects are compared by ``hold_to_scope`` without asking the database; a bare key costs one
    statement for all rows. Raises ScopeError for a key that is none of the rows' organisation.
    """
    if not rows:
        return
    organization_id = rows[0].organization_id
    for field in rows[0]._meta.concrete_fields:
        related = field.related_model
        if not isinstance(related, type) or not issubclass(related, TenantModel):
            continue
        bare = {
            getattr(row, field.attname) for row in rows if field.name not in row._state.fields_cache
        } - {None}
        if not bare:
            continue
        found = related._base_manager.filter(pk__in=bare, organization=organization_id).count()
        if found != len(bare):
            raise ScopeError(f"{rows[0]._meta.label}.{field.name} is not of this organisation")


class AppendOnlyError(RuntimeError):
    """A row that stands as evidence was about to be changed or deleted."""


class AppendOnlyQuerySet(TenantQuerySet[RowT]):
    """Queries of rows that are written once; inserting is all that they write."""

    def update(self, **kwargs: Any) -> int:
        """Raise AppendOnlyError: evidence is not changed."""
        raise AppendOnlyError(f"{self.model._meta.label} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raise AppendOnlyError: evidence is not deleted."""
        raise AppendOnlyError(f"{self.model._meta.label} is append-only")

    def forget(self) -> int:
        """Delete rows whose time to be kept is over; return how many. For clean-up jobs alone."""
        return super().delete()[0]


class AppendOnlyManager(TenantManager[RowT]):
    """Shows the active organisation's rows, and changes none of them."""

    def get_queryset(self) -> AppendOnlyQuerySet[RowT]:
        """Return the active organisation's rows, or all of them inside ``unscoped``."""
        return self._held(AppendOnlyQuerySet(self.model, using=self._db))


class AppendOnlyModel(TenantModel):
    """A row that is inserted and never changed: evidence."""

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(TenantModel.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; raise AppendOnlyError when it is stored already."""
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.label} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnlyError: evidence is not deleted."""
        raise AppendOnlyError(f"{self._meta.label} is append-only")


def audit_actions() -> list[tuple[str, str]]:
    """Return the kinds of audit entries; a function, so that a new kind needs no migration."""
    return list(AuditAction.choices)


class AuditEntry(AppendOnlyModel):
    """Who did what in the organisation, when, and from which network.

    Written by ``services.audit.record`` in the transaction of what it tells of. Names are kept as
    they were then: what is told stays readable when people and rows change.
    """

    LABEL_LENGTH = 200

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=LABEL_LENGTH, blank=True)
    by_platform_staff = models.BooleanField(default=False)
    action = models.CharField(max_length=30, choices=audit_actions)
    target_type = models.CharField(max_length=60, blank=True, help_text="As accounts.User.")
    target_id = models.CharField(max_length=40, blank=True)
    target_label = models.CharField(max_length=LABEL_LENGTH, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    network = models.CharField(max_length=50, blank=True, help_text="Its prefix, /24 or /48.")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name_plural = "audit entries"
        indexes: ClassVar = [
            models.Index(fields=["organization", "at"], name="orgs_audit_by_time"),
            models.Index(fields=["organization", "actor", "at"], name="orgs_audit_by_actor"),
            # Sign-ins are many, everything else is rare: a filter by action must not read them.
            models.Index(fields=["organization", "action", "at"], name="orgs_audit_by_action"),
            # What was done to one person or one course.
            models.Index(
                fields=["organization", "target_type", "target_id", "at"],
                name="orgs_audit_by_target",
            ),
        ]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.summary or self.get_action_display()
