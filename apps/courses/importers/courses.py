"""Imports of courses with their lecturers, and of who attends them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models.functions import Lower

from apps.accounts.models import Lecturer, Student
from apps.accounts.selectors import by_number
from apps.core import clock
from apps.core.changes import tell_changed
from apps.core.imports.columns import Column, foldings
from apps.core.imports.importer import Change, Importer, Result, Row, created, register, set_all
from apps.core.imports.undoing import Outcome, Undoer, held, register_undoer
from apps.courses.models import ClassSchedule, Course, CourseLecturer, Enrollment, Term

_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_SEVERAL = re.compile(r"[;,|\n]")


def day(cell: str) -> date:
    """Return a date written as 2026-09-01 or 01/09/2026; raise ValueError for anything else."""
    found = _DAY_FIRST.fullmatch(cell)
    try:
        if found:
            return date(int(found.group(3)), int(found.group(2)), int(found.group(1)))
        return date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError("is no date, as 2026-09-01") from error


def several(cell: str) -> list[str]:
    """Return the numbers in a cell, separated by semicolon, comma or bar."""
    return [part.strip() for part in _SEVERAL.split(cell) if part.strip()]


CODE_SYNONYMS = ("code", "course code", "unit", "unit code", "module", "module code")
TERM = Column(
    "term", "Name of the term; without one the present term", "Term 1", ("semester",), max_length=80
)


class Terms:
    """The organisation's terms by name, and the one that a row without a name means."""

    def __init__(self, today: date) -> None:
        self._by_name = {one.name.casefold(): one for one in Term.objects.all()}
        coming = [one for one in self._by_name.values() if one.last_day >= today]
        self._present = min(coming, key=lambda one: one.first_day, default=None)

    def find(self, row: Row) -> Term | None:
        """Return the term of a row, or refuse the row."""
        name = row.values.get("term")
        found = self._present if name is None else self._by_name.get(name.casefold())
        if found is None:
            reason = "is no term's name" if name else "is missing, and no term is running"
            row.refuse("term", reason)
        return found


def courses_by_code(codes: Iterable[str]) -> dict[tuple[int, str], Course]:
    """Return the courses of these codes in all terms, by term and folded code."""
    found = Course.objects.alias(folded=Lower("code")).filter(folded__in=foldings(codes))
    return {(one.term_id, one.code.casefold()): one for one in found}


@register
class CourseImporter(Importer):
    """Courses, known by term and code. Lecturers that a row names are added, none removed."""

    kind = "courses"
    title = "Courses"
    rank = 4
    key = ("code", "term")
    columns = (
        Column("code", "Course code", "CSC101", CODE_SYNONYMS, required=True, max_length=20),
        Column(
            "name",
            "Course name",
            "Programming",
            ("course name", "title", "course title"),
            required=True,
        ),
        TERM,
        Column(
            "lecturers",
            "Staff numbers, separated by semicolons",
            "L0042; L0043",
            ("lecturer", "staff id", "staff ids", "staff number", "taught by"),
            parse=several,
            max_length=400,
        ),
    )

    def __init__(self, *, today: date) -> None:
        super().__init__(today=today)
        self._terms = Terms(today)

    def plan(self, rows: Sequence[Row]) -> None:
        """Compare the rows with courses and who teaches them: three statements."""
        courses = courses_by_code(row.values["code"] for row in rows)
        numbers = {one for row in rows for one in row.values.get("lecturers") or ()}
        lecturers = by_number(Lecturer, "staff_id", numbers) if numbers else {}
        teaching = {
            (one.course_id, one.lecturer_id)
            for one in CourseLecturer.objects.filter(course__in=list(courses.values()))
        }
        for row in rows:
            term = self._terms.find(row)
            if term is None:
                continue
            code = row.values["code"].casefold()
            if earlier := self.seen_before(row, "course", str(term.pk), code):
                row.refuse("code", f"is in row {earlier} already")
                continue
            row.values["term"] = term
            row.target = courses.get((term.pk, code))
            row.values["teachers"] = self._teachers(row, lecturers)
            if row.result != Result.ERROR:
                self._compare(row, teaching)

    def _teachers(self, row: Row, lecturers: dict[str, Lecturer]) -> list[Lecturer]:
        found = {}
        for number in row.values.get("lecturers") or ():
            lecturer = lecturers.get(number.casefold())
            if lecturer is None:
                row.refuse("lecturers", f"“{number}” is no lecturer's number")
            else:
                found[lecturer.pk] = lecturer
        return list(found.values())

    def _compare(self, row: Row, teaching: set[tuple[int, int]]) -> None:
        if row.target is None:
            row.result = Result.NEW
            return
        row.change("name", before=row.target.name, after=row.values["name"])
        pk = row.target.pk
        missing = [one for one in row.values["teachers"] if (pk, one.pk) not in teaching]
        row.values["teachers"] = missing
        for one in missing:
            row.notes.append(("lecturers", f"“{one.staff_id}” is added"))
            row.result = Result.CHANGED

    def store(self, rows: Sequence[Row]) -> list[Change]:
        """Create and change courses, and add their lecturers."""
        new = [row for row in rows if row.result == Result.NEW]
        courses = Course.objects.bulk_create(
            Course(code=row.values["code"], name=row.values["name"], term=row.values["term"])
            for row in new
        )
        for row, course in zip(new, courses, strict=True):
            row.target = course
        renamed = [row for row in rows if "name" in row.changes]
        changes = [set_all(row.target, {"name": row.values["name"]}) for row in renamed]
        if renamed:
            Course.objects.bulk_update([row.target for row in renamed], ["name"])
        teaching = CourseLecturer.objects.bulk_create(
            CourseLecturer(course=row.target, lecturer=one)
            for row in rows
            for one in row.values["teachers"]
        )
        return [*created(courses), *created(teaching), *changes]


@register
class EnrollmentImporter(Importer):
    """Who attends which course, known by student and course."""

    kind = "enrollments"
    title = "Enrolments"
    rank = 5
    key = ("student_id", "course", "term")
    columns = (
        Column(
            "student_id",
            "Student number",
            "S2026001",
            ("student number", "student no", "registration number", "reg no"),
            required=True,
            max_length=40,
        ),
        Column("course", "Course code", "CSC101", CODE_SYNONYMS, required=True, max_length=20),
        TERM,
        Column(
            "from_date",
            "First day; without one today, or the term's first day when that comes later",
            "2026-09-01",
            ("from", "start", "start date"),
            parse=day,
        ),
        Column(
            "to_date",
            "Last day; without one until the course ends",
            "2026-12-18",
            ("to", "until", "end", "end date"),
            parse=day,
        ),
    )

    def __init__(self, *, today: date) -> None:
        super().__init__(today=today)
        self._terms = Terms(today)

    def plan(self, rows: Sequence[Row]) -> None:
        """Compare the rows with students, courses and enrolments: three statements."""
        students = by_number(Student, "student_id", (row.values["student_id"] for row in rows))
        courses = courses_by_code(row.values["course"] for row in rows)
        stored = {
            (one.course_id, one.student_id): one
            for one in Enrollment.objects.filter(
                student__in=list(students.values()), course__in=list(courses.values())
            )
        }
        for row in rows:
            self._plan_row(row, students, courses, stored)

    def _plan_row(
        self,
        row: Row,
        students: dict[str, Student],
        courses: dict[tuple[int, str], Course],
        stored: dict[tuple[int, int], Enrollment],
    ) -> None:
        student = students.get(row.values["student_id"].casefold())
        if student is None:
            row.refuse("student_id", "is no student's number")
        term = self._terms.find(row)
        if term is None:
            return
        course = courses.get((term.pk, row.values["course"].casefold()))
        if course is None:
            row.refuse("course", f"is no course of {term.name}")
        if student is None or course is None:
            return
        earlier = self.seen_before(row, "enrolment", str(course.pk), str(student.pk))
        if earlier is not None:
            row.refuse("student_id", f"is in row {earlier} already")
            return
        row.target = stored.get((course.pk, student.pk))
        if row.target is None:
            first = row.values.get("from_date") or max(self.today, term.first_day)
            row.values |= {"student": student, "on": course, "from_date": first}
            row.result = Result.NEW
        else:
            self._compare(row)
        self._hold_order(row)

    def _compare(self, row: Row) -> None:
        """Note other days; who had left and is in the list again attends again."""
        stored: Enrollment = row.target
        for name in ("from_date", "to_date"):
            row.change(name, before=getattr(stored, name), after=row.values.get(name))
        ended = stored.to_date is not None and stored.to_date < self.today
        if ended and row.values.get("to_date") is None:
            row.changes["to_date"] = None
            row.notes.append(("to_date", f"was “{stored.to_date}”, and runs on"))
            row.result = Result.CHANGED

    def _hold_order(self, row: Row) -> None:
        stored = row.target
        first = row.values.get("from_date") or stored.from_date
        last = row.values.get("to_date")
        if last is None and stored is not None and "to_date" not in row.changes:
            last = stored.to_date
        if last is not None and last < first:
            row.refuse("to_date", f"is before the first day, {first}")

    def store(self, rows: Sequence[Row]) -> list[Change]:
        """Create and change enrolments."""
        enrolled = Enrollment.objects.bulk_create(
            Enrollment(
                course=row.values["on"],
                student=row.values["student"],
                from_date=row.values["from_date"],
                to_date=row.values.get("to_date"),
            )
            for row in rows
            if row.result == Result.NEW
        )
        changed = [row for row in rows if row.result == Result.CHANGED]
        changes = [set_all(row.target, row.changes) for row in changed]
        if changed:
            Enrollment.objects.bulk_update(
                [row.target for row in changed], ["from_date", "to_date"]
            )
        return [*created(enrolled), *changes]


@register_undoer
class CourseUndoer(Undoer):
    """Courses: inactive where somebody teaches, attends or has held a session."""

    model = Course

    def retire(self, rows: Sequence[Any]) -> list[Outcome | None]:
        """Make courses inactive; what was planned of their classes is taken back at once."""
        Course.objects.filter(pk__in=[row.pk for row in rows]).update(is_active=False)
        classes = ClassSchedule.objects.filter(course__in=[row.pk for row in rows])
        tell_changed(ClassSchedule, list(classes), now=clock.now())
        return [None for _ in rows]


@register_undoer
class TeachingUndoer(Undoer):
    """Who teaches what: nothing depends on it."""

    model = CourseLecturer


@register_undoer
class EnrollmentUndoer(Undoer):
    """Enrolments: ended where the student has been in the course's register."""

    model = Enrollment

    def name_of(self, row: Any) -> str:
        """Return who attends what."""
        return f"{row.student} in {row.course.code}"

    def needed(self, rows: Sequence[Any]) -> dict[int, str]:
        """Return what apps that know of registers say."""
        return held(Enrollment, rows)

    def retire(self, rows: Sequence[Any]) -> list[Outcome | None]:
        """End enrolments yesterday, or on their first day; those that have ended stay so."""
        for row in rows:
            last = max(row.from_date, self.today - timedelta(days=1))
            row.to_date = last if row.to_date is None else min(row.to_date, last)
        Enrollment.objects.bulk_update(rows, ["to_date"])
        return [None for _ in rows]

    def _rows(self, keys: Sequence[Any]) -> Any:
        return super()._rows(keys).select_related("student", "course")
