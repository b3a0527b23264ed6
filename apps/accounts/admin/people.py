"""Pages of the admin site about people."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html

from apps.accounts.admin.actions import AccountActions
from apps.accounts.enums import Role
from apps.accounts.forms import (
    LecturerForm,
    NewAccountForm,
    PasswordForm,
    StudentForm,
    UserForm,
)
from apps.accounts.models import Guardian, Lecturer, Student, User
from apps.accounts.services import people, profile, sign_ins
from apps.core import clock, files
from apps.orgs.enums import AuditAction
from apps.orgs.site.bases import AdminBase, TenantModelAdmin
from apps.orgs.site.scope import is_platform_staff, may_enter, working_organization
from apps.orgs.site.trail import note


@admin.register(User)
class UserAdmin(AccountActions, AdminBase):
    """Accounts of the working organisation; before a choice, those of the platform."""

    form = UserForm
    list_display = ["username", "full_name", "email", "role", "is_active", "last_login"]
    list_display_links = ["username", "full_name"]
    list_filter = ["role", "is_active", "is_staff"]
    search_fields = ["username", "full_name", "email", "student__student_id", "lecturer__staff_id"]
    ordering = ["username"]

    def is_administered(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let accounts be added to the organisation worked for; platform staff's are not."""
        return working_organization(request) is not None

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Search numbers only inside an organisation: without one there are no profiles to see."""
        if working_organization(request) is None:
            return ["username", "full_name", "email"]
        return list(self.search_fields)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what may be seen; who opens the admin site is decided by platform staff."""
        if obj is None:
            return self._fieldsets_of_new(request)
        access = ["is_active"]
        if isinstance(obj, User) and obj.organization_id is not None:
            access.insert(0, "role")
            if is_platform_staff(request.user):
                access.append("is_staff")
        known = ["last_login", "date_joined"]
        if is_platform_staff(request.user):
            known.append("password_form")
        picture = ["picture_now"]
        if isinstance(obj, User) and obj.picture:
            picture.append("remove_picture")
        return [
            (None, {"fields": ["username", "full_name", "email", "phone"]}),
            ("Picture", {"fields": picture}),
            ("Access", {"fields": access}),
            ("Sign-in", {"fields": known}),
        ]

    @staticmethod
    def _fieldsets_of_new(request: HttpRequest) -> Any:
        access = ["role", "is_staff"] if is_platform_staff(request.user) else ["role"]
        return [
            (None, {"fields": ["username", "full_name", "email", "phone"]}),
            ("Access", {"fields": access}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what is shown and not edited."""
        return ["last_login", "date_joined", "password_form", "picture_now"]

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Return the form with who edits, for the rules that depend on it."""
        if obj is None:
            return super().get_form(request, obj, *args, form=NewAccountForm, **kwargs)
        made = super().get_form(request, obj, *args, **kwargs)
        return type(made.__name__, (made,), {"editor": request.user})

    def audit_actions(self, changed: Mapping[str, Any]) -> Sequence[AuditAction]:
        """Tell apart what decides who may do what."""
        found = []
        if changed.keys() & {"role", "is_staff"}:
            found.append(AuditAction.ROLE_CHANGED)
        if "is_active" in changed:
            ended = not changed["is_active"][1]
            found.append(AuditAction.DEACTIVATED if ended else AuditAction.REACTIVATED)
        if changed.keys() - {"role", "is_staff", "is_active"}:
            found.append(AuditAction.PERSON_CHANGED)
        return found

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """Store the account; who is no administrator any more loses the admin site too.

        A change of what somebody may do ends their sign-ins, as in the API. A new account gets no
        password here: its owner is mailed a link to choose one.
        """
        if not change:
            self._create(request, obj, form.cleaned_data)
            return
        if obj.role != Role.ADMIN:
            obj.is_staff = False
        super().save_model(request, obj, form, change)
        if {"role", "is_staff", "is_active"} & set(form.changed_data):
            sign_ins.end_all(user=obj)
        if form.cleaned_data.get("remove_picture"):
            profile.remove_picture(user=obj)

    @staticmethod
    def _create(request: HttpRequest, obj: User, entered: Mapping[str, Any]) -> None:
        columns = ("username", "full_name", "email", "phone")
        created = people.create_person(
            by=cast(User, request.user),
            role=Role(entered["role"]),
            values={name: entered[name] for name in columns},
            invite=True,
            now=clock.now(),
        )
        if entered.get("is_staff"):
            created.is_staff = True
            created.save(update_fields=["is_staff"])
        # The row that Django goes on with is the stored one.
        obj.__dict__.update(created.__dict__)

    @admin.display(description="Picture now")
    def picture_now(self, obj: User) -> str:
        """Return the picture inside the page: its address may be another organisation's host."""
        if not obj.picture:
            return "none"
        try:
            data = base64.b64encode(files.read(obj.picture)).decode()
        except (FileNotFoundError, files.StorageUnavailable):
            return "cannot be shown at the moment"
        return format_html('<img src="data:image/webp;base64,{}" alt="" width="128">', data)

    @admin.display(description="Password")
    def password_form(self, obj: User) -> str:
        """Return a link to the form that sets another password; the hash is not shown."""
        address = reverse("admin:accounts_user_password", args=[obj.pk])
        return format_html('<a href="{}">Set a new password</a>', address)

    def get_urls(self) -> list[Any]:
        """Return the pages of the model and Django's own password form."""
        form = path(
            "<id>/password/",
            self.admin_site.admin_view(self.set_password),
            name="accounts_user_password",
        )
        return [form, *super().get_urls()]

    def set_password(self, request: HttpRequest, id: str) -> HttpResponseBase:  # noqa: A002 - Django's parameter
        """Show Django's password form, for platform staff and for users that they may edit.

        Changing a password ends every other sign-in of the user, by the stored state of it. Whoever
        gets one from somebody else must choose another before anything else.
        """
        if not is_platform_staff(request.user):
            raise PermissionDenied
        page = _PasswordPage(User, self.admin_site, self)
        page.change_password_form = type("Form", (PasswordForm,), {"editor": request.user})
        return page.user_change_password(request, id)


class _PasswordPage(DjangoUserAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Django's password form over the rows of our own page."""

    def __init__(self, model: type[User], site: Any, page: UserAdmin) -> None:
        super().__init__(model, site)
        self.page = page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.page.get_queryset(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.page.has_change_permission(request, obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note that somebody else has set the person's password."""
        note(request, action=AuditAction.PASSWORD_SET, target=obj)
        return super().log_change(request, obj, message)


class ProfileAdmin(AccountActions, TenantModelAdmin):
    """What students' and lecturers' pages share."""

    account_key = "user"
    label_related = ["user"]

    # The columns of the profile itself, beside its person.
    own_fields: ClassVar[list[str]]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what is not edited: a profile stays with its person."""
        return ["account"] if obj is not None else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; a new profile asks for its user, a stored one links to them."""
        return ["user" if obj is None else "account", *self.own_fields]

    def label_of(self, row: Any) -> str:
        """Return number and name: several people may be called the same."""
        return f"{row} {row.user}"

    @admin.display(description="name", ordering="user__full_name")
    def full_name(self, obj: Any) -> str:
        """Return the person's name."""
        return str(obj.user.get_full_name())

    @admin.display(description="active", boolean=True, ordering="user__is_active")
    def is_active(self, obj: Any) -> bool:
        """Return whether the person may sign in."""
        return bool(obj.user.is_active)

    @admin.display(description="account")
    def account(self, obj: Any) -> str:
        """Return a link to the account, where name, address and phone are edited."""
        address = reverse("admin:accounts_user_change", args=[obj.user_id])
        return format_html('<a href="{}">{}</a>', address, obj.user)


@admin.register(Student)
class StudentAdmin(ProfileAdmin):
    """Students of the organisation."""

    form = StudentForm
    own_fields = ["student_id", "programme", "year"]
    list_display = ["student_id", "full_name", "programme", "year", "is_active"]
    list_filter = ["year", "user__is_active", "programme"]
    search_fields = ["student_id", "user__full_name", "user__username", "user__email"]


@admin.register(Lecturer)
class LecturerAdmin(ProfileAdmin):
    """Lecturers of the organisation."""

    form = LecturerForm
    own_fields = ["staff_id", "department"]
    list_display = ["staff_id", "full_name", "department", "is_active"]
    list_filter = ["user__is_active", "department"]
    search_fields = ["staff_id", "user__full_name", "user__username", "user__email"]


@admin.register(Guardian)
class GuardianAdmin(TenantModelAdmin):
    """Those who are told about a student. They have no account."""

    list_display = ["name", "student", "student_name", "email", "phone"]
    list_select_related = ["student__user"]
    search_fields = [
        *("name", "email", "phone"),
        *("student__student_id", "student__user__full_name"),
    ]
    autocomplete_fields = ["student"]
    fields = ["student", "name", "email", "phone"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what is not edited: a guardian stays with the student."""
        return ["student"] if obj is not None else []

    @admin.display(description="student's name", ordering="student__user__full_name")
    def student_name(self, obj: Guardian) -> str:
        """Return the name of the student."""
        return str(obj.student.user)
