"""Forms of the admin site about people."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.forms import AdminPasswordChangeForm as AdminOwnPasswordForm
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError

from apps.accounts.enums import Role
from apps.accounts.errors import CredentialsInvalid
from apps.accounts.models import Lecturer, Student, User
from apps.accounts.services import check_credentials, passwords, sign_ins
from apps.core import clock, tenancy
from apps.core.errors import RateLimited
from apps.core.imports.importer import kinds
from apps.core.imports.reading import MAX_BYTES
from apps.orgs.site.forms import ScopedModelForm
from apps.orgs.site.scope import may_administer

if TYPE_CHECKING:  # generic for the type checker only
    _PasswordForm = AdminPasswordChangeForm[User]
else:
    _PasswordForm = AdminPasswordChangeForm


class AdminLogInForm(AdminAuthenticationForm):
    """The log-in of the admin site: the API's names and its limit of tries."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "That name and password do not match an administrator of this address.",
    }

    def clean(self) -> dict[str, Any]:
        """Find the user; refuse everybody but administrators in the same words."""
        request, name, password = (
            self.request,
            self.cleaned_data.get("username"),
            self.cleaned_data.get("password"),
        )
        if request is None or name is None or not password:
            return self.cleaned_data
        try:
            user = check_credentials(
                request=request, identifier=name, password=password, now=clock.now()
            )
        except CredentialsInvalid as error:
            raise self.get_invalid_login_error() from error
        except RateLimited as error:
            wait = error.params["retry_after_s"]
            raise ValidationError(f"{error.message} Try again in {wait} s.") from error
        if user.must_change_password:
            raise ValidationError("Choose a password of your own first: sign in on the start page.")
        if not may_administer(user, at=getattr(request, "organization", None)):
            raise self.get_invalid_login_error()
        sign_ins.note_admin_sign_in(user=user, now=clock.now())
        self.user_cache = user
        return self.cleaned_data


class UserForm(ScopedModelForm):
    """A person's account as administrators edit it; the password has a form of its own."""

    remove_picture = forms.BooleanField(required=False)
    # Who edits; the page sets it, because some rules depend on it.
    editor: ClassVar[User | None] = None

    class Meta:
        model = User
        fields: ClassVar = ["username", "full_name", "email", "phone", "role", "is_active"]

    def clean(self) -> dict[str, Any]:
        """Keep editors from locking themselves out, and the admin site to administrators."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.editor is not None and self.instance.pk == self.editor.pk:
            for name, message in (
                ("is_active", "You cannot deactivate your own account."),
                ("role", "You cannot change your own role."),
                ("is_staff", "You cannot take the admin site from yourself."),
            ):
                if name in cleaned and cleaned[name] != getattr(self.editor, name):
                    self.add_error(name, message)
        if cleaned.get("is_staff") and cleaned.get("role", self.instance.role) != Role.ADMIN:
            self.add_error("is_staff", "Only administrators may open the admin site.")
        return cleaned


class NewAccountForm(ScopedModelForm):
    """A new account without a number: students and lecturers are added with theirs."""

    ROLES = ((Role.ADMIN, Role.ADMIN.label), (Role.BURSAR, Role.BURSAR.label))

    email = forms.EmailField(help_text="The link to a first password is mailed there.")
    role = forms.ChoiceField(choices=ROLES)

    class Meta:
        model = User
        # Only platform staff decide who opens the admin site; the page leaves it out for others.
        fields: ClassVar = ["username", "full_name", "email", "phone", "role", "is_staff"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Names are unique within the organisation: without it those of the platform are compared.
        self.instance.organization_id = tenancy.current_organization_id()

    def clean(self) -> dict[str, Any]:
        """Keep the admin site to administrators."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_staff") and cleaned.get("role") != Role.ADMIN:
            self.add_error("is_staff", "Only administrators may open the admin site.")
        return cleaned


class PasswordForm(_PasswordForm):
    """A new password for an account; one that somebody else has chosen must be changed."""

    # Who sets it; the page says so.
    editor: ClassVar[User | None] = None

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        """Store the password, and whether it is the user's own choice."""
        self.user.must_change_password = self.user != self.editor
        return super().save(commit)


class OwnPasswordForm(AdminOwnPasswordForm):
    """A new password for oneself, by the rules that hold in the API."""

    user: User

    def clean_old_password(self) -> str:
        """Return the current password; its tries are counted as in the API."""
        try:
            passwords.count_current_try(user=self.user, now=clock.now())
        except RateLimited as error:
            wait = error.params["retry_after_s"]
            raise ValidationError(f"{error.message} Try again in {wait} s.") from error
        return str(super().clean_old_password())

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        """Store the password; every sign-in and every link of before ends."""
        return passwords.replace_own(
            user=self.user, password=self.cleaned_data["new_password1"], now=clock.now()
        )


class ProfileForm(ScopedModelForm):
    """A profile of one role; it belongs to a user of that role."""

    role: ClassVar[Role]

    def clean_user(self) -> User:
        """Return the user; refuse one whose role is another."""
        user: User = self.cleaned_data["user"]
        if user.role != self.role:
            raise forms.ValidationError(f"{user} is not a {self.role.label.lower()}.")
        return user


class StudentForm(ProfileForm):
    role = Role.STUDENT

    class Meta:
        model = Student
        fields: ClassVar = ["user", "student_id", "programme", "year"]


class LecturerForm(ProfileForm):
    role = Role.LECTURER

    class Meta:
        model = Lecturer
        fields: ClassVar = ["user", "staff_id", "department"]


class ImportFileForm(forms.Form):
    """A file to be checked, and what its rows are."""

    kind = forms.ChoiceField(choices=kinds)
    file = forms.FileField(
        max_length=255, help_text="CSV: UTF-8, UTF-16 or Windows-1252; at most 10 MiB."
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError("The file is larger than 10 MiB.")
        return upload
