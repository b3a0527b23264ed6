"""Imports of people: students and lecturers by their numbers, guardians by their students."""

import re
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from apps.accounts.enums import Role
from apps.accounts.models import Guardian, Lecturer, Student, User, validate_phone
from apps.accounts.selectors import by_number
from apps.core import tenancy
from apps.core.imports.columns import Column, foldings
from apps.core.imports.importer import Change, Importer, Result, Row, created, register, set_all

_YEAR = re.compile(r"(\d{1,4})(?:\.0)?")
_LAST_YEAR = 9999
_PUNCTUATION = re.compile(r"[\s().\-/]")


def phone(cell: str) -> str:
    """Return a telephone number as +256700000000; raise ValueError without a country code."""
    plain = _PUNCTUATION.sub("", cell)
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    try:
        validate_phone(plain)
    except ValidationError as error:
        raise ValueError("is no number with its country code, as +256700000000") from error
    return plain


def email(cell: str) -> str:
    """Return an e-mail address; raise ValueError for what is none."""
    try:
        validate_email(cell)
    except ValidationError as error:
        raise ValueError("is no e-mail address") from error
    return cell


def year(cell: str) -> int:
    """Return a year of study or of entry; raise ValueError for what is no such number."""
    found = _YEAR.fullmatch(cell)
    if found is None or not 1 <= int(found.group(1)) <= _LAST_YEAR:
        raise ValueError("is no year, as 2")
    return int(found.group(1))


NAME = Column(
    "name", "Full name", "Grace Auma", ("full name", "names", "student name"), required=True
)
USERNAME = Column(
    "username",
    "User name; without one the number is used",
    "auma",
    ("user", "login"),
    max_length=150,
)
EMAIL = Column(
    "email",
    "E-mail address",
    "grace@x.example",
    ("e-mail address", "mail"),
    parse=email,
    max_length=254,
)
PHONE = Column(
    "phone_number",
    "Telephone with country code",
    "+256700000001",
    ("phone", "telephone", "mobile", "tel", "mobile number"),
    parse=phone,
    max_length=40,
)
STUDENT_ID = Column(
    "student_id",
    "Student number",
    "S2026001",
    (
        "student number",
        "student no",
        "registration number",
        "reg no",
        "registration no",
        "matriculation number",
        "matric no",
        "admission number",
    ),
    required=True,
    max_length=40,
)


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
        users = User.objects.bulk_create(self._user(row) for row in rows)
        profiles = self.model.objects.bulk_create(
            self.model(
                organization_id=user.organization_id,
                user=user,
                **{self.number: row.values[self.number]},
                **_given(row, self.of_profile),
            )
            for row, user in zip(rows, users, strict=True)
        )
        return created(profiles)

    def _user(self, row: Row) -> User:
        return User(
            organization_id=tenancy.current_organization_id(),
            role=self.role,
            # As Django's own, at a tenth of its cost: nobody signs in with it.
            password=UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30),
            **_given(row, self.of_user),
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


def _given(row: Row, names: dict[str, str]) -> dict[str, Any]:
    return {
        attribute: row.values[column]
        for column, attribute in names.items()
        if row.values.get(column) is not None
    }


@register
class StudentImporter(PeopleImporter):
    """Students, known by their numbers."""

    kind = "students"
    title = "Students"
    number = "student_id"
    key = ("student_id",)
    model = Student
    role = Role.STUDENT
    of_profile: ClassVar = {"programme_of_study": "programme", "year": "year"}
    columns = (
        USERNAME,
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
    number = "staff_id"
    key = ("staff_id",)
    model = Lecturer
    role = Role.LECTURER
    of_profile: ClassVar = {"department": "department"}
    columns = (
        USERNAME,
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


@register
class GuardianImporter(Importer):
    """Guardians, known by their student and their address, or their name where they have none."""

    kind = "guardians"
    title = "Guardians"
    key = ("student_id", "email", "name")
    columns = (
        STUDENT_ID,
        Column(
            "name", "Full name", "Ruth Auma", ("full name", "guardian", "parent"), required=True
        ),
        EMAIL,
        PHONE,
    )
    attributes: ClassVar = {"name": "name", "email": "email", "phone_number": "phone"}

    def key_of(self, row: Row) -> tuple[str, str, str]:
        """Return the student with the address; with the name where there is no address."""
        number = str(row.values["student_id"]).casefold()
        address = row.values.get("email")
        if address:
            return number, "email", address.casefold()
        return number, "name", str(row.values["name"]).casefold()

    def plan(self, rows: Sequence[Row]) -> None:
        """Compare the rows with students and their guardians: two statements."""
        students = by_number(Student, "student_id", (row.values["student_id"] for row in rows))
        stored: dict[tuple[int, str, str], Guardian] = {}
        for one in Guardian.objects.filter(student__in=list(students.values())):
            stored[one.student_id, "name", one.name.casefold()] = one
            if one.email:
                stored[one.student_id, "email", one.email.casefold()] = one
        for row in rows:
            student = students.get(row.values["student_id"].casefold())
            if student is None:
                row.refuse("student_id", "is no student's number")
                continue
            _, kind, text = self.key_of(row)
            found = stored.get((student.pk, kind, text))
            if found is None:
                self._plan_new(row, student)
                continue
            row.target = found
            for column, attribute in self.attributes.items():
                row.change(column, before=getattr(found, attribute), after=row.values.get(column))

    def _plan_new(self, row: Row, student: Student) -> None:
        if not (row.values.get("email") or row.values.get("phone_number")):
            row.refuse("", "needs an e-mail address or a telephone number")
            return
        row.target = student
        row.result = Result.NEW

    def store(self, rows: Sequence[Row]) -> list[Change]:
        """Create and change guardians."""
        changes = created(
            Guardian.objects.bulk_create(
                Guardian(student=row.target, **_given(row, self.attributes))
                for row in rows
                if row.result == Result.NEW
            )
        )
        changed = [row for row in rows if row.result == Result.CHANGED]
        for row in changed:
            values = {self.attributes[name]: value for name, value in row.changes.items()}
            changes.append(set_all(row.target, values))
        if changed:
            Guardian.objects.bulk_update(
                [row.target for row in changed], list(self.attributes.values())
            )
        return changes
