"""Kept connections on PostgreSQL: checked without a statement, replaced when the server left."""

import pytest
from django.db import OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQLWrapper

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL's backend"),
]


def begin_request() -> None:
    """Do what Django does with a kept connection at the start of a request."""
    connection.close_if_unusable_or_obsolete()


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end_backend(pid: int) -> None:
    """Let the server end one connection, as its restart does."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            # With a time-out in milliseconds it waits until the process has ended.
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def test_a_living_connection_is_kept_without_a_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    before = backend()

    def ask(wrapper: PostgreSQLWrapper) -> bool:
        raise AssertionError("the server was asked")

    monkeypatch.setattr(PostgreSQLWrapper, "is_usable", ask)
    begin_request()
    assert backend() == before


def test_a_connection_that_the_server_ended_is_replaced() -> None:
    before = backend()
    end_backend(before)
    begin_request()
    assert backend() != before


def test_control_without_the_check_the_request_fails() -> None:
    end_backend(backend())
    with pytest.raises(OperationalError):
        backend()
    connection.close()
