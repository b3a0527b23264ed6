"""How a screen that watches a session is told what is new, and what that costs.

A poll names the version it last received. One statement finds the sign-in, whether its user may run
the session, and how many rows of each kind there are now; when that equals the version, nothing is
new. Otherwise the version says how far each append-only table had been read, and only what came
after is read now. Screens ask every two seconds: the statement leaves out what only news need.

Rows of a table become visible when they are committed, not in the order of their keys. A version
therefore carries, with the key up to which it has read, how many rows there were up to it: rows are
never deleted, so that an equal number is the same rows, and a larger one a row that was committed
late. Then everything is told anew. So that the many check-ins of a rush do not lead to that, a
version ends ``OVERLAP`` rows before the newest and names those behind its end one by one.

Counting costs as much as there are rows. A version therefore names the last row that is older than
any transaction can be (``SETTLED``): up to there nothing can come any more, and it is not counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any

from django.conf import settings
from django.db import connection

from apps.accounts.enums import Role
from apps.accounts.models import AuthToken, Lecturer, User
from apps.accounts.selectors import sign_in_holds
from apps.attendance.enums import DECIDABLE, SessionState
from apps.attendance.models import (
    AbsenceContest,
    AttemptAppeal,
    AttemptDecision,
    AttendanceRecord,
    AttendanceSession,
    AttendanceToken,
    CheckInAttempt,
    ContestDecision,
    Question,
    QuestionAnswer,
    RecordChange,
)
from apps.attendance.rules.timing import state_at
from apps.core.sql import ModelColumns, Statement, literals
from apps.courses.models import CourseLecturer, Enrollment
from apps.orgs.models import Organization

OVERLAP = 8
# A row that is committed late had taken its key, and a row above it too, before it was committed;
# no transaction outlives the longest task. Twice, since both may have lasted so long.
SETTLED = timedelta(seconds=2 * settings.CELERY_TASK_TIME_LIMIT)
_PARTS = 5
_LARGEST_KEY = 2**63 - 1
_LONGEST = 800
_TABLES = ("records", "changes", "attempts")


@dataclass(frozen=True, slots=True)
class Read:
    """How far a table has been read.

    Before the row ``base`` nothing can come any more; from it to ``floor`` there are ``below``
    rows, and behind that those of ``tail``. The base is counted: of a session that has no such row,
    the number differs. Base 0 is no row, and the beginning.
    """

    base: int = 0
    below: int = 0
    floor: int = 0
    tail: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """How many rows have been read from the base on."""
        return self.below + len(self.tail)

    def __str__(self) -> str:
        steps = (key - before for before, key in pairwise((self.floor, *self.tail)))
        return f"{self.base}.{self.below}.{self.floor}.{'-'.join(map(str, steps))}"

    @classmethod
    def parse(cls, text: str) -> "Read":
        """Return what ``str`` wrote; raise ValueError for anything else."""
        base, below, start, steps = text.split(".")
        floor = int(start)
        keys = accumulate(map(int, steps.split("-") if steps else ()), initial=floor)
        read = cls(int(base), int(below), floor, tuple(keys)[1:])
        if (
            read.below < (read.base > 0)
            or not 0 <= read.base <= floor <= _LARGEST_KEY
            or str(read) != text
        ):
            raise ValueError(text)
        return read

    def advanced(self, new: Iterable[tuple[int, bool]]) -> "Read":
        """Return how far the table has been read with these rows, all those above the floor.

        Of each its key, and whether it is settled.
        """
        rows = sorted(new)
        base = max((key for key, settled in rows if settled), default=self.base)
        start = Read(base, 1, base) if base > self.base else self
        keys = [key for key, _ in rows if key > base]
        behind, tail = keys[:-OVERLAP], keys[-OVERLAP:]
        floor = behind[-1] if behind else start.floor
        return Read(base, start.below + len(behind), floor, tuple(tail))


@dataclass(frozen=True, slots=True)
class Version:
    """What a screen knows: the session's own state, and how far each table has been read.

    ``sent`` counts the attempts that can be decided of and the contested absences, and what has
    been said about them.
    """

    head: str
    records: Read
    changes: Read
    attempts: Read
    sent: str

    def __str__(self) -> str:
        return f"{self.head}_{self.records}_{self.changes}_{self.attempts}_{self.sent}"

    @classmethod
    def parse(cls, text: str) -> "Version | None":
        """Return the version that a screen sends back, None for what is none."""
        parts = text.split("_")
        if len(parts) != _PARTS or len(text) > _LONGEST:
            return None
        try:
            records, changes, attempts = map(Read.parse, parts[1:4])
        except ValueError:
            return None
        return cls(parts[0], records, changes, attempts, parts[4])


_TOKEN = ModelColumns(AuthToken, "t", only=("id", "created_at", "last_used_at", "password_state"))
_USER = ModelColumns(
    User, "u", only=("id", "password", "is_active", "role", "must_change_password")
)
_SESSION = ModelColumns(AttendanceSession, "s")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands now, for a user who may run it.

    ``below`` is how many records, changes and attempts there are up to where ``known`` says that
    they have been read; they and the numbers of rows are counted from its bases.
    ``has_decidable`` says whether there are attempts or contested absences that may have to be
    decided of.
    """

    at: datetime
    organization_id: int
    pk: int
    known: Version | None
    head: str
    records: int
    changes: int
    attempts: int
    below: tuple[int, int, int]
    sent: str
    has_decidable: bool
    columns: Sequence[Any]

    @property
    def session(self) -> AttendanceSession:
        """The session; made only where there are news."""
        session = _SESSION.build(self.columns)
        assert session is not None  # noqa: S101 - the statement's inner joins; tells mypy
        return session

    @property
    def is_known(self) -> bool:
        """Whether a screen with the version ``known`` has everything."""
        return (
            self.known is not None
            and self.known.head == self.head
            and self.known.records.total == self.records
            and self.known.changes.total == self.changes
            and self.known.attempts.total == self.attempts
            and self.known.sent == self.sent
        )


_OF_SESSION = "x.organization_id = s.organization_id AND x.session_id = s.id"
_DECIDABLE = f"x.outcome IN ({literals(DECIDABLE)})"
_STANDING = Statement(
    "live_standing",
    f"""
SELECT {_TOKEN.sql}, {_USER.sql}, {_SESSION.sql},
  EXISTS (SELECT 1 FROM {CourseLecturer._meta.db_table} x
    JOIN {Lecturer._meta.db_table} y ON y.id = x.lecturer_id
    WHERE x.course_id = s.course_id AND y.user_id = u.id),
  (SELECT max(x.id) FROM {AttendanceToken._meta.db_table} x
    WHERE {_OF_SESSION} AND x.revoked_at IS NULL),
  (SELECT count(*) || '-' || count(x.to_date) FROM {Enrollment._meta.db_table} x
    WHERE x.organization_id = s.organization_id AND x.course_id = s.course_id),
  (SELECT count(*) || '.' || count(CASE WHEN x.id <= %(records)s THEN 1 END)
    FROM {AttendanceRecord._meta.db_table} x
    WHERE {_OF_SESSION} AND x.id >= %(records_base)s),
  (SELECT count(*) || '.' || count(CASE WHEN y.id <= %(changes)s THEN 1 END)
    FROM {AttendanceRecord._meta.db_table} x
    JOIN {RecordChange._meta.db_table} y
      ON y.organization_id = x.organization_id AND y.record_id = x.id
    WHERE {_OF_SESSION} AND y.id >= %(changes_base)s),
  (SELECT count(*) || '.' || count(CASE WHEN x.id <= %(attempts)s THEN 1 END)
    FROM {CheckInAttempt._meta.db_table} x
    WHERE {_OF_SESSION} AND x.id >= %(attempts_base)s),
  (SELECT count(*) || '.' || count(y.id) || '.' || count(z.id)
    FROM {CheckInAttempt._meta.db_table} x
    LEFT JOIN {AttemptAppeal._meta.db_table} y ON y.attempt_id = x.id
    LEFT JOIN {AttemptDecision._meta.db_table} z ON z.attempt_id = x.id
    WHERE {_OF_SESSION} AND {_DECIDABLE}),
  (SELECT count(DISTINCT y.id) || '.' || count(z.id)
    FROM {AttendanceRecord._meta.db_table} x
    JOIN {AbsenceContest._meta.db_table} y ON y.record_id = x.id
    LEFT JOIN {ContestDecision._meta.db_table} z ON z.contest_id = y.id
    WHERE {_OF_SESSION}),
  (SELECT count(*) || '.' || count(y.id) FROM {Question._meta.db_table} x
    LEFT JOIN {QuestionAnswer._meta.db_table} y ON y.question_id = x.id WHERE {_OF_SESSION})
FROM {AuthToken._meta.db_table} t
JOIN {User._meta.db_table} u ON u.id = t.user_id
JOIN {Organization._meta.db_table} o ON o.id = u.organization_id
JOIN {AttendanceSession._meta.db_table} s ON s.organization_id = o.id
WHERE t.digest = %(digest)s AND o.id = %(organization)s AND o.is_active AND s.id = %(session)s
""",  # noqa: S608 - the text is made of table and column names only
)


def standing_of(
    *, digest: str, organization_id: int, pk: int, known: Version | None, now: datetime
) -> Standing | None:
    """Return how a session stands, None unless the sign-in's user may run it; one statement.

    ``known`` is the version that a screen has. The sign-in must hold and be of the organisation,
    its user an administrator or a lecturer of the session's course who need not choose a password
    first. Works without a scope: every table is joined by the organisation or by a key that it
    leads to.
    """
    if pk > _LARGEST_KEY:
        return None
    keys = {"digest": digest, "organization": organization_id, "session": pk}
    before = _before(known).items()
    bases = {f"{name}_base": read.base for name, read in before}
    row = _STANDING.fetch_one(keys | bases | {name: read.floor for name, read in before})
    if row is None:
        return None
    token, user = _TOKEN.build(row), _USER.build(row[_TOKEN.width :])
    assert token is not None and user is not None  # noqa: PT018, S101 - the inner joins; tells mypy
    token.user = user
    columns = row[_TOKEN.width + _USER.width :]
    teaches, live_token, enrolled, *counted = columns[_SESSION.width :]
    runs = user.role == Role.ADMIN or (user.role == Role.LECTURER and teaches)
    if not runs or user.must_change_password or not sign_in_holds(token, now=now):
        return None
    recorded, changed, tried, appealed, contested, asked = counted
    records, records_below = map(int, recorded.split("."))
    changes, changes_below = map(int, changed.split("."))
    attempts, attempts_below = map(int, tried.split("."))
    return Standing(
        at=now,
        organization_id=organization_id,
        pk=pk,
        known=known,
        head=f"{_head(columns, now)}-{live_token or 0}-{enrolled}",
        records=records,
        changes=changes,
        attempts=attempts,
        below=(records_below, changes_below, attempts_below),
        sent=f"{appealed}.{contested}.{asked}",
        has_decidable=not (appealed.startswith("0.") and contested.startswith("0.")),
        columns=columns,
    )


def _head(columns: Sequence[Any], now: datetime) -> str:
    """Return what of a session's own row a screen shows, read without making the instance."""
    closes_at = _SESSION.value(columns, "closes_at")
    state = state_at(
        now,
        state=SessionState(_SESSION.value(columns, "state")),
        opens_at=_SESSION.value(columns, "opens_at"),
        closes_at=closes_at,
    )
    written = _SESSION.value(columns, "absences_written_at") is not None
    reopened = _SESSION.value(columns, "reopen_count")
    return f"{state}-{int(closes_at.timestamp())}-{reopened}-{int(written)}"


_NEWS = Statement(
    "live_news",
    f"""
SELECT 'records', x.id, x.student_id, x.recorded_at < %(settled)s
  FROM {AttendanceRecord._meta.db_table} x
  WHERE {{of_session}} AND x.id > %(records)s
UNION ALL
SELECT 'changes', y.id, x.student_id, y.at < %(settled)s
  FROM {AttendanceRecord._meta.db_table} x
  JOIN {RecordChange._meta.db_table} y
    ON y.organization_id = x.organization_id AND y.record_id = x.id
  WHERE {{of_session}} AND y.id > %(changes)s
UNION ALL
SELECT 'attempts', x.id, x.student_id, x.at < %(settled)s
  FROM {CheckInAttempt._meta.db_table} x
  WHERE {{of_session}} AND x.id > %(attempts)s
""".format(  # noqa: S608 - as above
        of_session="x.organization_id = %(organization)s AND x.session_id = %(session)s"
    ),
)


@dataclass(frozen=True, slots=True)
class News:
    """What has come since a version: which students it is about, and the version after it.

    ``complete`` is False when that is not known, and everything is to be told anew: the session
    itself or its course's enrolments are others, or rows were committed late, below what had been
    read.
    """

    version: Version
    students: frozenset[int]
    complete: bool


def _before(known: Version | None) -> dict[str, Read]:
    """Return how far each table has been read with a version, by its name."""
    if known is None:
        return dict.fromkeys(_TABLES, Read())
    return {"records": known.records, "changes": known.changes, "attempts": known.attempts}


def news_since(standing: Standing) -> News:
    """Return what has come to a session since the version known, or all, in one statement.

    What is committed between the statements, or before the rows are read, is told at the next
    poll, perhaps once more, never not at all: the version counts what this statement has seen.
    """
    before = _before(standing.known)
    rows = _NEWS.fetch_all(
        {
            "organization": standing.organization_id,
            "session": standing.pk,
            "settled": connection.ops.adapt_datetimefield_value(standing.at - SETTLED),
            **{name: read.floor for name, read in before.items()},
        }
    )
    after = {
        name: read.advanced((key, bool(settled)) for kind, key, _, settled in rows if kind == name)
        for name, read in before.items()
    }
    return News(
        version=Version(standing.head, sent=standing.sent, **after),
        students=frozenset(
            student for kind, key, student, _ in rows if student and key not in before[kind].tail
        ),
        complete=standing.known is not None
        and standing.known.head == standing.head
        and standing.below == tuple(read.below for read in before.values()),
    )
