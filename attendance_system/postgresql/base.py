"""The database wrapper that settings name as engine."""

import select

from django.conf import settings
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQLWrapper


class DatabaseWrapper(PostgreSQLWrapper):
    """Plans prepared statements once, and asks the socket before the server whether it lives.

    A server that has ended the connection has said so: there is something to read on a socket
    that should be silent. Django's own check, a ``SELECT 1`` before each request, would be a
    fourth statement of every check-in.
    """

    def init_connection_state(self) -> None:
        """Prepare the session, and have what it prepares planned once.

        PostgreSQL plans a prepared statement anew at each execution as long as it takes the plan
        without the values for worse; for most of ours planning costs more than running.
        """
        super().init_connection_state()
        if settings.DATABASE_PREPARED_STATEMENTS:
            with self.connection.cursor() as cursor:
                cursor.execute("SET plan_cache_mode = force_generic_plan")
            if not self.get_autocommit():
                self.connection.commit()

    def is_usable(self) -> bool:
        """Return whether the connection can be used; certain only after an error or a sign."""
        if self.connection is None or self.errors_occurred or self._has_something_to_read():
            return bool(super().is_usable())
        return True

    def _has_something_to_read(self) -> bool:
        if self.connection.closed:
            return True
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return bool(poll.poll(0))
