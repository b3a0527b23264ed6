"""An administrator who looks after people: over the API, and in the admin site."""

from typing import Any

from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import Student, User
from apps.core import tenancy
from apps.orgs.enums import AuditAction
from apps.orgs.models import AuditEntry
from apps.orgs.selectors import forget_cached
from tests.support.world import Phone, World, make_student, make_user, make_world

ACTIONS = "/api/accounts/actions/"
USERS = "/admin/accounts/user/"
STUDENTS = "/admin/accounts/student/"


class House:
    """An organisation with an administrator at a desk."""

    def __init__(self, slug: str = "demo") -> None:
        forget_cached()
        self.world: World = make_world(slug, students=0)
        self.organization = self.world.organization
        self.admin = make_user(self.organization, Role.ADMIN, full_name="Ada Office")
        self.desk = self.of(self.admin)

    def of(self, user: User) -> Phone:
        """Return the browser of a user."""
        return Phone(self.world.sign_in(user), host=f"{self.organization.slug}.localhost")

    def student(self, number: str = "", **fields: Any) -> Student:
        """Return a student, of this number if one is given."""
        student = make_student(self.organization, **fields)
        if number:
            with tenancy.activate(self.organization):
                Student.objects.filter(pk=student.pk).update(student_id=number)
                student.refresh_from_db()
        return student

    def names(self, query: str = "", path: str = "students", by: Phone | None = None) -> list[str]:
        """Return who a list shows, in its order."""
        answer = (by or self.desk).get(f"/api/{path}/?{query}")
        assert answer.status_code == 200, answer.content
        return [row["full_name"] for row in answer.json()["results"]]

    def act(self, action: str, *users: User, **matching: Any) -> Any:
        """Do something with accounts, or with all of a list."""
        body = {"matching": matching} if matching else {"accounts": [one.pk for one in users]}
        return self.desk.send("POST", ACTIONS, {"action": action, **body})

    def told(self, action: AuditAction) -> list[str]:
        """Return to whom the audit trail says that this was done."""
        with tenancy.activate(self.organization):
            found = AuditEntry.objects.filter(action=action).order_by("pk")
            return [entry.target_label for entry in found]


def entered(user: User, **changes: Any) -> dict[str, Any]:
    """Return what the form of a user sends: the user as they are, with these changes."""
    values = {
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "phone": user.phone,
        "role": user.role,
        "is_active": user.is_active,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not False}


def edit(browser: Client, user: User, **changes: Any) -> Any:
    """Send the form of a user in the admin site, and read the user anew."""
    answer = browser.post(f"{USERS}{user.pk}/change/", entered(user, **changes))
    user.refresh_from_db()
    return answer
