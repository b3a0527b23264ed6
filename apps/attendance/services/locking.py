"""Locks upon roll-calls."""

from apps.attendance.models import AttendanceSession
from apps.core.errors import NotFound


def locked_session(pk: int) -> AttendanceSession:
    """Return a session, locked against other acts upon it; raise NotFound when it is gone.

    A planned session is deleted when its class is called off, perhaps since the caller has read
    it. Without its key: a lock on the key would hold up the foreign keys of every check-in
    meanwhile, and deadlock with one whose record the absences run into.
    """
    found = (
        AttendanceSession.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course", "organization")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound
    return found
