"""Imports of students and lecturers, known by their numbers."""

import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models.functions import Lower

from apps.accounts.enums import Role
from apps.accounts.importers.columns import (
    EMAIL,
    NAME,
    PASSWORD,
    PHONE,
    STUDENT_ID,
    USERNAME,
    given,
    year,
)
from apps.accounts.models import Lecturer, Student, User
from apps.accounts.selectors import by_number
from apps.core import tenancy
from apps.core.imports.columns import Column, foldings
from apps.core.imports.importer import Change, Importer, Result, Row, created, register, set_all


class PeopleImporter(Importer):
    """What students and lecturers share: an account, and a profile with a number."""

    number: ClassVar[str]
    model: ClassVar[type[Any]]
    role: ClassVar[Role]
    # Which column is which attribute of the account and of the profile.
    of_user: ClassVar[dict[str, str]] = {
        "username": "username",
        "name": "full_name",
        "email": "email",
        "phone_number": "phone",
    }
    of_profile: ClassVar[dict[str, str]]

    def plan(self, rows: Sequence[Row]) -> None:
        """Compare the rows with accounts and profiles: three statements, however many rows."""
        stored = by_number(self.model, self.number, (row.values[self.number] for row in rows))
        for row in rows:
            row.target = stored.get(row.values[self.number].casefold())
            if row.target is None:
                row.result = Result.NEW
                row.values["username"] = row.values.get("username") or row.values[self.number]
        for name in ("username", "email"):
            self._hold_unique(rows, name)
        for row in rows:
            if row.target is not None and row.result != Result.ERROR:
                self._compare(row)

    def store(self, rows: Sequence[Row]) -> list[Change]:
        """Create accounts with their profiles, and change what the rows say differently."""
        new = self._create([row for row in rows if row.result == Result.NEW])
        return [*new, *self._change([row for row in rows if row.result == Result.CHANGED])]

    def _hold_unique(self, rows: Sequence[Row], name: str) -> None:
        asked = [row for row in rows if row.result != Result.ERROR and row.values.get(name)]
        taken = {
            getattr(user, name).casefold(): user.pk
            for user in User.objects.filter(organization_id=tenancy.current_organization_id())
            .alias(folded=Lower(name))
            .filter(folded__in=foldings(row.values[name] for row in asked))
            .only("pk", name)
        }
        for row in asked:
            folded = row.values[name].casefold()
            owner = taken.get(folded)
            if owner is not None and (row.target is None or owner != row.target.user_id):
                row.refuse(name, f"“{row.values[name]}” belongs to another account")
            elif (earlier := self.seen_before(row, name, folded)) is not None:
                row.refuse(name, f"“{row.values[name]}” is in row {earlier} already")

    def _compare(self, row: Row) -> None:
        user = row.target.user
        for column, attribute in self.of_user.items():
            row.change(column, before=getattr(user, attribute), after=row.values.get(column))
        for column, attribute in self.of_profile.items():
            row.change(column, before=getattr(row.target, attribute), after=row.values.get(column))
        if not user.is_active:
            row.notes.append(("", "the account is deactivated, and stays so"))

    def _create(self, rows: Sequence[Row]) -> list[Change]:
        hashes = self.hashes([row.number for row in rows])
        users = User.objects.bulk_create(self._user(row, hashes.get(row.number)) for row in rows)
        profiles = self.model.objects.bulk_create(
            self.model(
                organization_id=user.organization_id,
                user=user,
                **{self.number: row.values[self.number]},
                **given(row, self.of_profile),
            )
            for row, user in zip(rows, users, strict=True)
        )
        return created(profiles)

    def _user(self, row: Row, password: str | None) -> User:
        return User(
            organization_id=tenancy.current_organization_id(),
            role=self.role,
            # As Django's own, at a tenth of its cost: nobody signs in with it.
            password=password or UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30),
            # Everybody who has had the file knows it.
            must_change_password=password is not None,
            **given(row, self.of_user),
        )

    def _change(self, rows: Sequence[Row]) -> list[Change]:
        changes: list[Change] = []
        for part in (self.of_user, self.of_profile):
            touched = []
            names: set[str] = set()
            for row in rows:
                target = row.target.user if part is self.of_user else row.target
                values = {part[name]: row.changes[name] for name in part if name in row.changes}
                if values:
                    changes.append(set_all(target, values))
                    touched.append(target)
                    names |= values.keys()
                    if "email" in values:
                        # Its owner has not said yes to the new one.
                        target.email_verified_at = None
                        names.add("email_verified_at")
            if touched:
                type(touched[0])._default_manager.bulk_update(touched, sorted(names))
        return changes


@register
class StudentImporter(PeopleImporter):
    """Students, known by their numbers."""

    kind = "students"
    title = "Students"
    rank = 1
    number = "student_id"
    key = ("student_id",)
    model = Student
    role = Role.STUDENT
    of_profile: ClassVar = {"programme_of_study": "programme", "year": "year"}
    columns = (
        USERNAME,
        PASSWORD,
        STUDENT_ID,
        NAME,
        Column(
            "programme_of_study",
            "What they study",
            "BSc Computer Science",
            ("programme", "program", "course of study", "program of study", "degree"),
            max_length=120,
        ),
        Column("year", "Year of study", "2", ("year of study", "level", "study year"), parse=year),
        PHONE,
        EMAIL,
    )


@register
class LecturerImporter(PeopleImporter):
    """Lecturers, known by their staff numbers."""

    kind = "lecturers"
    title = "Lecturers"
    rank = 2
    number = "staff_id"
    key = ("staff_id",)
    model = Lecturer
    role = Role.LECTURER
    of_profile: ClassVar = {"department": "department"}
    columns = (
        USERNAME,
        PASSWORD,
        Column(
            "staff_id",
            "Staff number",
            "L0042",
            ("staff number", "staff no", "employee number", "employee id", "lecturer id"),
            required=True,
            max_length=40,
        ),
        NAME,
        Column("department", "Department", "Computing", ("dept", "faculty"), max_length=120),
        PHONE,
        EMAIL,
    )
