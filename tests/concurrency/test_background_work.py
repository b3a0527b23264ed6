"""Nothing that must happen is lost: workers and brokers that die (QUALITY.md D1 to D3, C3)."""

import random
import subprocess
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection  # noqa: F401 - the conditions below look at it

from apps.accounts.models import User
from apps.attendance.enums import RecordStatus, Source
from apps.attendance.models import AttendanceRecord, AttendanceSession
from apps.attendance.services import sessions
from apps.attendance.services.store import new_reference
from apps.core import clock, tenancy
from apps.core.models import JobState
from apps.notifications.enums import Channel, Status
from apps.notifications.models import Notification
from tests.support.crowd import Member, make_crowd, scan_bytes
from tests.support.mail import Mailbox
from tests.support.servers import Cache, StartServer, start_redis
from tests.support.volley import volley
from tests.support.workers import Background, until
from tests.support.world import World

FAST = ("notifications.deliver", "attendance.confirm_check_ins", "attendance.settle_sessions")

pytestmark = [pytest.mark.concurrency, pytest.mark.timeout(400)]

# The combinations that are installed: PostgreSQL with Redis, SQLite with a folder.
large = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="with PostgreSQL and Redis")
small = pytest.mark.skipif("connection.vendor == 'postgresql'", reason="with SQLite and a folder")

CONCURRENCY = 2
KILLS = 3

# `make test` runs the short form, `make soak` the full length.
soak = (pytest.mark.soak, pytest.mark.timeout(1200))


def with_addresses(crowd: list[Member]) -> None:
    """Give every student an address."""
    users = [one.student.user for one in crowd]
    for user in users:
        user.email = f"{user.username}@example.edu"
    User.objects.bulk_update(users, ["email"])


def check_in(world: World, crowd: list[Member]) -> AttendanceSession:
    """Store the check-ins of all, as the check-in does."""
    session = world.open()
    now = clock.now()
    with tenancy.activate(world.organization):
        AttendanceRecord.objects.bulk_create(
            AttendanceRecord(
                session=session,
                student=one.student,
                status=RecordStatus.PRESENT,
                source=Source.QR,
                reference=new_reference(),
                arrived_at=now,
                recorded_at=now,
            )
            for one in crowd
        )
    return session


def confirmations(world: World) -> Counter[str]:
    """Return how many mails of the confirmation stand where."""
    with tenancy.activate(world.organization):
        found = Notification.objects.filter(
            kind="check_in_confirmation", channel=Channel.EMAIL
        ).values_list("status", flat=True)
        return Counter(found)


def all_sent(world: World, count: int) -> bool:
    return confirmations(world) == Counter({Status.SENT: count})


def kill_while_mail_flows(
    background: Background, sink: Mailbox, *, concurrency: int, count: int
) -> None:
    """Kill the worker three times at random moments, each time with mail under way."""
    chance = random.Random(20261122)
    worker = background.worker(concurrency=concurrency)
    for kill in range(KILLS):
        enough = count * (kill + 1) // (KILLS + 2)
        until(lambda enough=enough: len(sink.taken) >= enough, what=f"{enough} mails")  # type: ignore[misc]  # mypy cannot see a lambda's default
        time.sleep(chance.uniform(0, 0.05))
        background.kill(worker)
        worker = background.worker(concurrency=concurrency)


@pytest.mark.parametrize(
    ("broker", "count"),
    [
        pytest.param("redis", 200, marks=large),
        pytest.param("redis", 1000, marks=[large, *soak]),
        pytest.param("folder", 100, marks=small),
        pytest.param("folder", 300, marks=[small, *soak]),
    ],
)
def test_d1_workers_that_are_killed_lose_no_mail(
    broker: str,
    count: int,
    hall: World,
    background: Background,
    smtp_server: Mailbox,
    redis_server: Cache,
) -> None:
    crowd = make_crowd(hall, count, signed_in=False)
    with_addresses(crowd)
    check_in(hall, crowd)
    background.environment = {**smtp_server.environment}
    if broker == "redis":
        background.environment["CELERY_BROKER_URL"] = redis_server.url
    background.beat()
    kill_while_mail_flows(background, smtp_server, concurrency=CONCURRENCY, count=count)
    until(
        lambda: all_sent(hall, count),
        what=f"all to be sent: {confirmations(hall)}",
        patience_s=200,
    )
    by_address = Counter(str(one["To"]) for one in smtp_server.taken)
    assert len(by_address) == count
    doubles = len(smtp_server.taken) - count
    assert doubles <= KILLS * CONCURRENCY
    # What came twice is one mail to a mailbox.
    assert len({one["Message-ID"] for one in smtp_server.taken}) == count


@small
def test_without_the_outbox_states_kills_do_lose_mail(
    hall: World, background: Background, smtp_server: Mailbox
) -> None:
    """The control: a worker that marks first and sends afterwards loses what it was at."""
    crowd = make_crowd(hall, 60, signed_in=False)
    with_addresses(crowd)
    check_in(hall, crowd)
    background.settings = "tests.support.unguarded_worker_settings"
    background.environment = smtp_server.environment
    held: list[str] = []

    def kill_in_the_midst(message: object) -> None:
        # In the server's thread: the worker hears no answer any more.
        if len(held) < 1 and len(smtp_server.taken) == 20:
            held.append("killed")
            smtp_server.taken.pop()
            background.kill(worker)

    smtp_server.on_taken = kill_in_the_midst
    background.beat()
    worker = background.worker(concurrency=1)
    until(lambda: bool(held), what="the kill")
    background.worker(concurrency=1)
    until(lambda: all_sent(hall, 60), what=f"all called sent: {confirmations(hall)}")

    def reached() -> int:
        return len({str(one["To"]) for one in smtp_server.taken})

    # The last one is called sent before it has arrived.
    until(lambda: reached() >= 59, what="the last mail")
    assert reached() == 59


def facts(world: World) -> dict[str, Counter[str]]:
    """Return what the jobs have made of a class, told apart from when and in which order."""
    with tenancy.activate(world.organization):
        told = Notification.objects.values_list("kind", "channel", "status", "recipient_id")
        records = AttendanceRecord.objects.values_list("status", "student_id")
        return {
            "told": Counter(" ".join(map(str, one)) for one in told),
            "records": Counter(" ".join(map(str, one)) for one in records),
        }


@large
@pytest.mark.parametrize("beats", [1, 2])
def test_d2_two_beats_make_the_same_rows_as_one(
    beats: int, hall: World, background: Background, smtp_server: Mailbox, redis_server: Cache
) -> None:
    crowd = make_crowd(hall, 20, signed_in=False)
    with_addresses(crowd)
    session = check_in(hall, crowd[:15])
    with tenancy.activate(hall.organization):
        # It ends by the clock while the jobs are running.
        AttendanceSession.objects.filter(pk=session.pk).update(
            closes_at=clock.now() + timedelta(seconds=4)
        )
    background.environment = {**smtp_server.environment, "CELERY_BROKER_URL": redis_server.url}
    begun = time.monotonic()
    for _ in range(beats):
        background.beat()
    for _ in range(beats):
        background.worker()
    until(lambda: all_sent(hall, 15), what="15 confirmations")
    until(
        lambda: len([one for one in facts(hall)["records"] if one.startswith("absent")]) == 5,
        what="5 absences",
    )
    runs_before = runs()
    until(lambda: runs() >= runs_before + 3, what="three more runs of each job")
    found = facts(hall)
    assert set(found["told"].values()) == {1}
    kinds = Counter(one.split()[0] for one in found["told"])
    # In the app and by mail; reminders of everybody, sent or not.
    assert kinds == {"check_in_confirmation": 30, "session_reminder": 40}
    assert Counter(one.split()[0] for one in found["records"]) == {"present": 15, "absent": 5}
    assert len(smtp_server.taken) == len({str(one["To"]) for one in smtp_server.taken}) == 15
    # Whoever knocks: a job of one second has not run much more often than once a second.
    elapsed = time.monotonic() - begun
    assert max(JobState.objects.values_list("runs", flat=True)) <= elapsed / 0.8 + 1


def runs() -> int:
    """Return how often every fast job has run at least."""
    states = JobState.objects.filter(name__in=FAST)
    return min(states.values_list("runs", flat=True)) if states.count() == len(FAST) else 0


@large
@pytest.mark.parametrize(
    ("students", "away_s"),
    [(500, 0), pytest.param(500, 600, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])],
)
def test_d3_and_c3_redis_goes_and_comes_back_in_the_middle_of_check_ins(
    students: int,
    away_s: int,
    hall: World,
    background: Background,
    gunicorn: StartServer,
    smtp_server: Mailbox,
    redis_server: Cache,
) -> None:
    crowd = make_crowd(hall, students)
    before, during = students * 3 // 10, students * 8 // 10
    with_addresses(crowd)
    session = hall.open()
    code = hall.code(session)
    server = gunicorn(workers=2, CELERY_BROKER_URL=redis_server.url)
    background.environment = {**smtp_server.environment, "CELERY_BROKER_URL": redis_server.url}
    background.beat()
    background.worker()
    until(lambda: runs() > 0, what="all jobs to have run")

    first = volley(
        server.port, [[scan_bytes(one, code)] for one in crowd[:before]], groups_at_once=50
    )
    redis_server.process.kill()
    redis_server.process.wait()
    second = volley(
        server.port, [[scan_bytes(one, code)] for one in crowd[before:during]], groups_at_once=50
    )
    time.sleep(away_s)
    assert confirmations(hall)[Status.SENT] < during
    # In ten minutes the screen shows another code.
    code = hall.code(session)
    with start_redis(redis_server.port, background.folder):
        third = volley(
            server.port, [[scan_bytes(one, code)] for one in crowd[during:]], groups_at_once=50
        )
        answers = [one for group in [*first, *second, *third] for one in group]
        assert Counter(one.status for one in answers) == {201: students}
        with tenancy.activate(hall.organization):
            assert AttendanceRecord.objects.filter(session=session).count() == students
        until(
            lambda: all_sent(hall, students),
            what=f"all mail to leave: {confirmations(hall)}",
            patience_s=200,
        )
    assert len({str(one["To"]) for one in smtp_server.taken}) == students


@large
def test_c3_closing_while_redis_is_away_is_answered(
    hall: World, gunicorn: StartServer, redis_server: Cache
) -> None:
    session = hall.open()
    server = gunicorn(workers=1, CELERY_BROKER_URL=redis_server.url)
    redis_server.process.kill()
    redis_server.process.wait()
    hall.sign_in(hall.lecturer.user)
    with tenancy.activate(hall.organization):
        assert sessions.settle_if_due(session=session, now=clock.now()).state == "open"
    request = (
        f"POST /api/sessions/{session.pk}/close/ HTTP/1.1\r\nHost: hall.localhost\r\n"
        f"Authorization: Token {hall.tokens[hall.lecturer.user.pk]}\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    ).encode()
    ((answer,),) = volley(server.port, [[request]], groups_at_once=1)
    assert answer.status == 200
    with tenancy.activate(hall.organization):
        assert AttendanceSession.objects.get(pk=session.pk).state == "closed"


@large
def test_a_worker_that_is_told_to_end_finishes_its_mail(
    hall: World, background: Background, smtp_server: Mailbox, redis_server: Cache
) -> None:
    crowd = make_crowd(hall, 100, signed_in=False)
    with_addresses(crowd)
    check_in(hall, crowd)
    background.environment = {**smtp_server.environment, "CELERY_BROKER_URL": redis_server.url}
    background.beat()
    worker = background.worker(concurrency=1)
    until(lambda: len(smtp_server.taken) >= 10, what="mail to flow")
    worker.terminate()
    try:
        worker.wait(60)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"the worker did not end:\n{background.log()}") from None
    background.running.remove(worker)
    assert worker.returncode == 0
    with tenancy.activate(hall.organization):
        assert not Notification.objects.filter(status=Status.SENDING).exists()
    sent = confirmations(hall)[Status.SENT]
    assert len(smtp_server.taken) == sent
