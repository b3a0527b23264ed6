"""Everything that is stored about a student, by kinds: what, how much, and until when.

A test holds that each table is either here or known to hold nothing about students.
"""

from apps.accounts.models import Student
from apps.attendance.selectors.personal import account, attendance, requests
from apps.attendance.selectors.personal.base import Collection

__all__ = ["Collection", "collections_of"]


def collections_of(student: Student) -> list[Collection]:
    """Return what is stored about the student; their rows are read only when asked for."""
    return [
        *account.collections(student),
        *attendance.collections(student),
        *requests.collections(student),
    ]
