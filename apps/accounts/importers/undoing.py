"""Takes imports of people back: accounts that nobody needs go, the others are deactivated."""

from collections.abc import Sequence
from typing import Any, ClassVar

from apps.accounts.enums import Role
from apps.accounts.models import AuthToken, Guardian, Lecturer, Student, User
from apps.core import tenancy
from apps.core.imports.undoing import Fate, Outcome, Undoer, references, register_undoer

# What an account has for itself: nobody misses it.
_OWN = frozenset(
    {
        "accounts.AuthToken",
        "accounts.OneTimeLink",
        "accounts.User_groups",
        "accounts.User_user_permissions",
        "notifications.DeliveryTimes",
        "notifications.Preference",
    }
)


@register_undoer
class UserUndoer(Undoer):
    """Accounts: an import changes them; it creates them only together with a profile."""

    model = User

    def _rows(self, keys: Sequence[Any]) -> Any:
        """Return the rows of the profiles' organisation; accounts have no scope of their own."""
        return super()._rows(keys).filter(organization_id=tenancy.current_organization_id())


class ProfileUndoer(Undoer):
    """What students and lecturers share: the account goes, or stays, with the profile."""

    role: ClassVar[Role]

    def name_of(self, row: Any) -> str:
        """Return number and name."""
        return f"{row} {row.user.get_full_name()}"

    def needed(self, rows: Sequence[Any]) -> dict[int, str]:
        """Return who is needed as student or lecturer, or as the account, or has signed in."""
        found = references(self.model, rows)
        of_user = references(
            User, [row.user for row in rows], besides=_OWN | {self.model._meta.label}
        )
        for row in rows:
            words = [found.get(row.pk, ""), of_user.get(row.user_id, "")]
            if row.user.role != self.role:
                words = [f"is {row.user.get_role_display().lower()} now"]
            elif row.user.last_login is not None:
                words.insert(0, "has signed in")
            if reason := "; ".join(filter(None, words)):
                found[row.pk] = reason
        return found

    def remove(self, rows: Sequence[Any]) -> None:
        """Delete profiles with their accounts."""
        super().remove(rows)
        User.objects.filter(pk__in=[row.user_id for row in rows]).delete()

    def retire(self, rows: Sequence[Any]) -> list[Outcome | None]:
        """Deactivate accounts and end their sign-ins, but not those of another role by now."""
        users = [row.user_id for row in rows if row.user.role == self.role]
        User.objects.filter(pk__in=users).update(is_active=False)
        AuthToken.objects.filter(user__in=users).delete()
        return [
            None
            if row.user.role == self.role
            else Outcome(
                Fate.LEFT, self.name_of(row), f"is {row.user.get_role_display().lower()} now"
            )
            for row in rows
        ]

    def _rows(self, keys: Sequence[Any]) -> Any:
        return super()._rows(keys).select_related("user")


@register_undoer
class StudentUndoer(ProfileUndoer):
    """Students."""

    model = Student
    role = Role.STUDENT


@register_undoer
class LecturerUndoer(ProfileUndoer):
    """Lecturers."""

    model = Lecturer
    role = Role.LECTURER


@register_undoer
class GuardianUndoer(Undoer):
    """Guardians, on whom nothing depends."""

    model = Guardian

    def name_of(self, row: Any) -> str:
        """Return whose guardian it is."""
        return f"{row.name}, guardian of {row.student}"

    def _rows(self, keys: Sequence[Any]) -> Any:
        return super()._rows(keys).select_related("student")
