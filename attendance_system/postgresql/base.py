"""The database wrapper that settings name as engine."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQLWrapper


class DatabaseWrapper(PostgreSQLWrapper):
    """Asks the socket before it asks the server whether a kept connection still lives.

    A server that has ended the connection has said so: there is something to read on a socket
    that should be silent. Django's own check, a ``SELECT 1`` before each request, would be a
    fourth statement of every check-in.
    """

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
