"""Users and who they are: students, lecturers; their sign-ins and the links they are sent."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from apps.accounts.enums import AT_WORK, ImportState, LinkPurpose, Role
from apps.orgs.models import Organization, TenantModel

validate_phone = RegexValidator(r"^\+[1-9]\d{6,14}$", "Write the number as +256700000000.")


class UserManager(BaseUserManager["User"]):
    """Creates users. It is not scoped: who somebody is must be known before a scope opens."""

    def create_user(
        self,
        username: str,
        *,
        organization: Organization | None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """Create a member of an organisation; without a password they cannot sign in."""
        user = self.model(username=username.strip(), organization=organization, **fields)
        user.email = self.normalize_email(user.email) or ""
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "User":
        """Create platform staff, of no organisation. Raises ValidationError on a duplicate."""
        if self.filter(organization=None, username__iexact=username.strip()).exists():
            raise ValidationError(f"A platform user named {username!r} exists already.")
        return self.create_user(
            username,
            organization=None,
            password=password,
            email=email,
            role=Role.ADMIN,
            is_staff=True,
            is_superuser=True,
            **fields,
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person's account in one organisation, or platform staff (no organisation)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    username = models.CharField(max_length=150)
    email = models.EmailField(blank=True, default="")
    full_name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STUDENT)
    phone = models.CharField(
        max_length=16,
        blank=True,
        validators=[validate_phone],
    )
    picture = models.CharField(
        max_length=100, blank=True, default="", editable=False, help_text="Name of its file."
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the Django admin.")
    date_joined = models.DateTimeField(auto_now_add=True)
    email_verified_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody showed that they read mails sent there."
    )
    must_change_password = models.BooleanField(
        default=False,
        help_text="Somebody else chose the password: it opens nothing but its change.",
    )

    objects: ClassVar[UserManager] = UserManager()

    # The address as the row was read with it; None for a row that is new.
    _email_read: str | None = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organization", Lower("username"), name="accounts_user_username_in_organization"
            ),
            models.UniqueConstraint(
                Lower("username"),
                condition=models.Q(organization=None),
                name="accounts_user_username_of_platform",
            ),
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_user_email_in_organization",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(organization=None) & ~models.Q(email=""),
                name="accounts_user_email_of_platform",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Return the row, remembering its address so that a change of it is noticed."""
        user = super().from_db(db, field_names, values)
        user._email_read = user.__dict__.get("email")
        return user

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Store the row; another address is not verified until its owner says so."""
        if self._email_read is not None and self._email_read != self.email:
            self.email_verified_at = None
            if update_fields is not None and "email" in update_fields:
                update_fields = {*update_fields, "email_verified_at"}
        super().save(*args, update_fields=update_fields, **kwargs)
        self._email_read = self.email

    @property
    def is_platform_staff(self) -> bool:
        """Whether this person looks after the installation: of no organisation, with all rights.

        A member of an organisation never is, whatever flags the row carries.
        """
        return self.organization_id is None and self.is_staff and self.is_superuser

    @property
    def is_organization_admin(self) -> bool:
        """Whether this person may open the Django admin for their own organisation."""
        return self.organization_id is not None and self.is_staff and self.role == Role.ADMIN

    def get_full_name(self) -> str:
        """Return the name as the person writes it."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """Return the user name; given names are not told apart from family names."""
        return self.username


class Student(TenantModel):
    """A user who attends courses."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="student")
    student_id = models.CharField("student number", max_length=40)
    programme = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organization", Lower("student_id"), name="accounts_student_number"
            )
        ]
        ordering: ClassVar = ["student_id"]

    def __str__(self) -> str:
        return self.student_id


class Lecturer(TenantModel):
    """A user who teaches courses."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="lecturer")
    staff_id = models.CharField("staff number", max_length=40)
    department = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organization", Lower("staff_id"), name="accounts_lecturer_number"
            )
        ]
        ordering: ClassVar = ["staff_id"]

    def __str__(self) -> str:
        return self.staff_id


class Guardian(TenantModel):
    """Somebody to be told about a student. They have no account."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True, validators=[validate_phone])

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(email="", phone=""), name="accounts_guardian_reachable"
            ),
            models.UniqueConstraint(
                "organization",
                "student",
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_guardian_email_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "student"])]
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class AuthToken(models.Model):
    """One sign-in of one user. The token itself is only ever with the user; its hash is here.

    Not a tenant row: it is what tells which organisation a request's user belongs to, and
    platform staff sign in without one.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="auth_tokens")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    password_state = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    user_agent = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=50, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "created_at"])]

    def __str__(self) -> str:
        return f"sign-in {self.pk} of user {self.user_id}"


class OneTimeLink(TenantModel):
    """A link in a mail that lets its reader do one thing, once.

    It holds for the password and the address it was made for. The token is stored as its hash;
    ``seed`` makes it again only together with the installation's secret key.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=LinkPurpose.choices)
    seed = models.CharField(max_length=43)
    digest = models.CharField(max_length=64)
    email = models.EmailField()
    password_state = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "digest"], name="accounts_link_digest"),
            models.UniqueConstraint(
                fields=["organization", "user", "purpose"],
                condition=models.Q(used_at=None),
                name="accounts_link_newest_only",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "expires_at"])]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk} of user {self.user_id}"


class RecoveryRequest(TenantModel):
    """Somebody has asked for a new password under this name. Answered, and deleted, by a worker.

    Whether there is such an account is looked up there: the request that asks costs the same for
    every name.
    """

    identifier = models.CharField(max_length=254)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "created_at"])]

    def __str__(self) -> str:
        return f"request {self.pk} for a new password"


class ImportRun(TenantModel):
    """One file that was read, what its rows would do or have done, and how far it is.

    The text of the file and the notes about its rows are people's data: they are forgotten
    after some weeks, the counts stay.
    """

    FAILURE_LENGTH = 300

    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=255)
    encoding = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    text_forgotten_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.CHECKED
    )
    columns = models.JSONField(default=dict, help_text="Header in the file by column.")
    unknown = models.JSONField(default=list, help_text="Headers that nothing is read from.")
    header = models.JSONField(default=list, help_text="The file's first row.")
    places = models.JSONField(default=dict, help_text="Place in the header by column.")
    password_count = models.PositiveIntegerField(
        default=0, help_text="New rows that came with a password."
    )
    row_count = models.PositiveIntegerField()
    counts = models.JSONField(default=dict, help_text="Rows by result.")
    results = models.TextField(blank=True, help_text="One letter a row: new, changed, same, error.")
    notes = models.JSONField(default=dict, help_text="Pairs of column and reason, by row.")
    failure = models.CharField(max_length=FAILURE_LENGTH, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True, help_text="Until when a worker has it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    undo_counts = models.JSONField(default=dict, help_text="Rows by what became of them.")
    undo_notes = models.JSONField(
        default=list, help_text="What could not be taken back: fate, name, reason."
    )

    class Meta(TenantModel.Meta):
        abstract = False
        constraints: ClassVar = [
            # Two imports at once would each plan without the other's rows.
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(state__in=AT_WORK),
                name="accounts_importrun_one_running",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-created_at"])]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.kind}"


class ImportPasswords(TenantModel):
    """Passwords of some rows of a file between its check and its storing, a few rows in each.

    Sealed until a worker hashes them, then their hashes; deleted when the rows are stored, or
    after a day.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="passwords")
    first = models.PositiveIntegerField(help_text="Number of the first row.")
    last = models.PositiveIntegerField(help_text="Number of the last row.")
    count = models.PositiveSmallIntegerField()
    sealed = models.TextField(blank=True)
    hashes = models.JSONField(default=dict, help_text="By row.")

    class Meta(TenantModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "run", "first"])]
        verbose_name_plural = "import passwords"

    def __str__(self) -> str:
        return f"passwords of rows {self.first} to {self.last} of import {self.run_id}"


class ImportChange(TenantModel):
    """What an import did: to one row of the database, or the new rows of one batch."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=60)
    created = models.JSONField(default=list, help_text="Keys of new rows.")
    changed = models.BigIntegerField(null=True, help_text="Key of a row that was there.")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta(TenantModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["organization", "run"])]

    def __str__(self) -> str:
        return f"{self.model} of import {self.run_id}"
