"""Variables: where data is kept."""

from dataclasses import dataclass
from pathlib import Path

from attendance_system.env import parsers
from attendance_system.env.variables.declaration import variable

BASE_DIR = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, kw_only=True)
class StoreVariables:
    """Database, cache, queue and folder."""

    database_url: str = variable(
        "DATABASE_URL",
        parsers.database_url,
        default="",
        example="postgresql://user:password@host:5432/database",
        doc="PostgreSQL, or sqlite:///path. Empty: SQLite in DATA_DIR.",
    )
    prepared_statements: bool = variable(
        "DATABASE_PREPARED_STATEMENTS",
        parsers.boolean,
        default=True,
        example="True",
        doc="Lets PostgreSQL plan the check-in's statements once a connection. False behind a "
        "pooler that gives each transaction another session (PgBouncer).",
    )
    redis_url: str = variable(
        "REDIS_URL",
        parsers.redis_url,
        default="",
        example="redis://host:6379/1",
        doc="Cache shared by all processes. Empty: a cache inside the one process.",
    )
    celery_broker_url: str = variable(
        "CELERY_BROKER_URL",
        parsers.broker_url,
        default="",
        example="redis://host:6379/0",
        doc="Queue of the background worker. Empty: a folder in DATA_DIR.",
    )
    data_dir: Path = variable(
        "DATA_DIR",
        parsers.path,
        default=BASE_DIR / "var",
        example="/srv/attendance/var",
        doc="Folder for the SQLite file, the folder queue, beat's notes and local certificates.",
    )
