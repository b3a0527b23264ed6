"""Inserts a record with its attempt and location, in as few statements as the database allows."""

from functools import cache
from typing import Any

from django.db import connection, transaction

from apps.accounts.services import use_statement
from apps.attendance.models import AttendanceRecord, CheckInAttempt, RecordLocation
from apps.attendance.services.case import Case
from apps.core.sql import Insertion, Statement

_INSERT_RECORD = Insertion(AttendanceRecord)
_INSERT_ATTEMPT = Insertion(CheckInAttempt, leave_out=["record"])
_INSERT_LOCATION = Insertion(RecordLocation, leave_out=["record"])
_RECORD_SQL = (
    f"INSERT INTO {_INSERT_RECORD.table} ({_INSERT_RECORD.columns}) "  # noqa: S608 - model names only
    f"VALUES ({_INSERT_RECORD.placeholders}) "
    'ON CONFLICT ("organization_id", "session_id", "student_id") DO NOTHING RETURNING "id"'
)


def keep_at_once(
    case: Case,
    record: AttendanceRecord,
    attempt: CheckInAttempt,
    location: RecordLocation | None,
) -> tuple[int, int] | None:
    """PostgreSQL: record, attempt, location and the sign-in's use in one statement."""
    parameters = [*_INSERT_RECORD.parameters(record), *_INSERT_ATTEMPT.parameters(attempt)]
    if location is not None:
        parameters += _INSERT_LOCATION.parameters(location)
    use = _use(case)
    if use is not None:
        parameters += use[1]
    statement = _statement_at_once(location is not None, use[0] if use else None)
    row = statement.fetch_one(parameters)
    return None if row is None else (int(row[0]), int(row[1]))


@cache
def _statement_at_once(with_location: bool, use: str | None) -> Statement:  # noqa: FBT001 - the cache's key
    text = (
        f"WITH record AS ({_RECORD_SQL}), attempt AS ("  # noqa: S608 - model names only
        f'INSERT INTO {_INSERT_ATTEMPT.table} ({_INSERT_ATTEMPT.columns}, "record_id") '
        f"SELECT {_INSERT_ATTEMPT.typed_placeholders}, record.id FROM record "
        'RETURNING "id")'
    )
    name = "check_in"
    if with_location:
        name += "_location"
        text += (
            f", location AS (INSERT INTO {_INSERT_LOCATION.table} "  # noqa: S608 - model names only
            f'({_INSERT_LOCATION.columns}, "record_id") '
            f"SELECT {_INSERT_LOCATION.typed_placeholders}, record.id FROM record)"
        )
    if use is not None:
        name += "_use"
        text += f", used AS ({use})"
    text += " SELECT record.id, attempt.id FROM record, attempt"
    return Statement(name, text)


def keep_one_by_one(
    case: Case,
    record: AttendanceRecord,
    attempt: CheckInAttempt,
    location: RecordLocation | None,
) -> tuple[int, int] | None:
    """SQLite: one statement each for record, attempt, location and the sign-in's use."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RECORD_SQL, _INSERT_RECORD.parameters(record))
        row = cursor.fetchone()
        if row is None:
            return None
        record.pk = int(row[0])
        attempt.record = record
        attempt.save()
        if location is not None:
            location.record = record
            location.save()
        use = _use(case)
        if use is not None:
            cursor.execute(*use)
    return record.pk, attempt.pk


def _use(case: Case) -> tuple[str, list[Any]] | None:
    auth_token = case.visitor.auth_token
    return use_statement(auth_token=auth_token, now=case.now) if auth_token else None
