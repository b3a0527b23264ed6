"""Variables: how the processes run."""

from dataclasses import dataclass
from pathlib import Path

from attendance_system.env import parsers
from attendance_system.env.variables.declaration import variable


@dataclass(frozen=True, kw_only=True)
class ProcessVariables:
    """Log, web server, and the web server's own TLS."""

    log_level: str = variable(
        "LOG_LEVEL",
        parsers.log_level,
        default="INFO",
        example="INFO",
        doc="Least severity that reaches standard output.",
    )
    bind_address: str = variable(
        "BIND_ADDRESS",
        parsers.text,
        default="127.0.0.1",
        example="0.0.0.0",  # noqa: S104 - an example for containers, not our default
        doc="Address the web server listens on. 0.0.0.0: every one of the machine.",
    )
    port: int = variable(
        "PORT",
        parsers.integer(1, 65535),
        default=8000,
        example="8000",
        doc="Port the web server listens on.",
    )
    web_concurrency: int = variable(
        "WEB_CONCURRENCY",
        parsers.integer(1, 256),
        default=1,
        example="4",
        doc="Web server processes: about two for each core. More than one needs REDIS_URL.",
    )
    web_threads: int = variable(
        "WEB_THREADS",
        parsers.integer(1, 64),
        default=1,
        example="1",
        doc="Threads in each process: 1 on PostgreSQL behind a proxy, more where one process "
        "serves browsers directly.",
    )
    tls_certificate: Path | None = variable(
        "TLS_CERTIFICATE_FILE",
        parsers.path,
        default=None,
        example="/srv/attendance/var/tls/server.pem",
        doc="Certificate chain, when the web server itself speaks TLS.",
    )
    tls_key: Path | None = variable(
        "TLS_KEY_FILE",
        parsers.path,
        default=None,
        example="/srv/attendance/var/tls/server-key.pem",
        doc="Private key of that certificate.",
    )
