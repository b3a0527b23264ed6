"""Many students scan at once, each three times: one record each, and one first time for all.

The control runs the same scans without the unique constraint and without ``ON CONFLICT``, and
must fail: it shows that the scans do cross each other.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.attendance.models import AttendanceRecord, AttendanceSession, CheckInAttempt
from tests.support.crowd import Member, make_crowd, scan_bytes
from tests.support.scratch import drop_constraint, scratch_database
from tests.support.servers import StartServer
from tests.support.volley import Answer, volley
from tests.support.world import World

pytestmark = pytest.mark.concurrency

STUDENTS = 500
STUDENTS_OF_CONTROL = 120
SCANS = 3
STUDENTS_AT_ONCE = 60


def scan_all(port: int, crowd: Sequence[Member], code: str) -> list[list[Answer]]:
    scans = [[scan_bytes(one, code) for _ in range(SCANS)] for one in crowd]
    return volley(port, scans, groups_at_once=STUDENTS_AT_ONCE)


def records_of(session: AttendanceSession, database: BaseDatabaseWrapper) -> Counter[int]:
    """Return how many records each student has, by plain SQL in the given database."""
    with database.cursor() as cursor:
        cursor.execute(
            f"SELECT student_id FROM {AttendanceRecord._meta.db_table} "  # noqa: S608 - a table name
            "WHERE session_id = %s",
            [session.pk],
        )
        return Counter(row[0] for row in cursor.fetchall())


def assert_one_record_each(
    answers: list[list[Answer]], records: Counter[int], crowd: Sequence[Member]
) -> None:
    """Every scan was answered with success; every student has one record and one first time."""
    statuses = Counter(answer.status for scans in answers for answer in scans)
    assert set(statuses) <= {200, 201}, statuses
    assert records == Counter(one.student.pk for one in crowd)
    assert statuses[201] == len(crowd)
    for scans in answers:
        told = [answer.json()["record"] for answer in scans]
        assert len({(record["id"], record["arrived_at"]) for record in told}) == 1, told


@pytest.mark.timeout(300)
def test_500_students_scan_three_times_at_once(hall: World, gunicorn: StartServer) -> None:
    crowd = make_crowd(hall, STUDENTS)
    session = hall.open()
    server = gunicorn(workers=4)
    answers = scan_all(server.port, crowd, hall.code(session))
    assert_one_record_each(answers, records_of(session, connection), crowd)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {CheckInAttempt._meta.db_table}")  # noqa: S608 - a table name
        assert cursor.fetchone()[0] == STUDENTS


@pytest.mark.timeout(300)
def test_without_the_constraint_the_same_scans_make_double_records(
    hall: World, gunicorn: StartServer, tmp_path: Path
) -> None:
    crowd = make_crowd(hall, STUDENTS_OF_CONTROL)
    session = hall.open()
    code = hall.code(session)
    with scratch_database(tmp_path) as (scratch, address):
        drop_constraint(scratch, AttendanceRecord, "attendance_record_once")
        server = gunicorn(
            workers=4,
            DATABASE_URL=address,
            DJANGO_SETTINGS_MODULE="tests.support.unguarded_settings",
        )
        answers = scan_all(server.port, crowd, code)
        records = records_of(session, scratch)
    assert {answer.status for scans in answers for answer in scans} <= {200, 201}
    assert records.total() > STUDENTS_OF_CONTROL
    with pytest.raises(AssertionError):
        assert_one_record_each(answers, records, crowd)
