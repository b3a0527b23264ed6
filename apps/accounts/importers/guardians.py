"""Import of guardians, known by their student."""

from collections.abc import Sequence
from typing import ClassVar

from apps.accounts.importers.columns import EMAIL, PHONE, STUDENT_ID, given
from apps.accounts.models import Guardian, Student
from apps.accounts.selectors import by_number
from apps.core.imports.columns import Column
from apps.core.imports.importer import Change, Importer, Result, Row, created, register, set_all


@register
class GuardianImporter(Importer):
    """Guardians, known by their student and their address, or their name where they have none."""

    kind = "guardians"
    title = "Guardians"
    rank = 3
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
                Guardian(student=row.target, **given(row, self.attributes))
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
