"""Tasks work for one organisation; messages leave after the commit and never fail a request."""

import socket
import threading
import time
from typing import Any

import pytest
from celery import Celery, current_app, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.attendance.models import AttendanceSession
from apps.core import queue, tenancy
from apps.core.tasks import TenantTask
from apps.core.tenancy import ScopeError
from apps.courses.models import Course
from attendance_system.env import load
from attendance_system.settings import databases
from tests.support.world import World, make_world


@shared_task(name="tests.count_courses", base=TenantTask)
def count_courses(*, fail: bool = False) -> list[int]:
    """Return the courses that a task sees."""
    found = list(Course.objects.values_list("pk", flat=True))
    if fail:
        raise ValueError("broken in the middle")
    return found


@pytest.fixture
def worlds(db: None) -> tuple[World, World]:
    return make_world("home"), make_world("away")


def run(**arguments: Any) -> Any:
    """Run the task as a worker of this process does."""
    return count_courses.apply(kwargs=arguments, throw=True).get()


def test_a_task_sees_its_organisation_only(worlds: tuple[World, World]) -> None:
    for world in worlds:
        assert run(organization_id=world.organization.pk) == [world.course.pk]


@pytest.mark.parametrize("arguments", [{}, {"organization_id": None}, {"organization_id": "1"}])
def test_a_task_without_an_organisation_fails_and_reads_nothing(
    arguments: dict[str, Any], worlds: tuple[World, World]
) -> None:
    run(organization_id=worlds[1].organization.pk)
    with pytest.raises(ScopeError):
        run(**arguments)


def test_a_failed_task_leaves_no_scope_behind(worlds: tuple[World, World]) -> None:
    with pytest.raises(ValueError, match="broken"):
        run(organization_id=worlds[1].organization.pk, fail=True)
    with pytest.raises(ScopeError):
        tenancy.current_organization_id()
    assert run(organization_id=worlds[0].organization.pk) == [worlds[0].course.pk]


def test_a_task_of_no_existing_organisation_finds_nothing(worlds: tuple[World, World]) -> None:
    assert run(organization_id=987654) == []


def test_tasks_of_two_organisations_at_once_do_not_mix(worlds: tuple[World, World]) -> None:
    """Two threads of one worker, each in the middle of its task at the same moment."""
    meeting = threading.Barrier(2, timeout=10)
    seen: dict[int, int] = {}

    @shared_task(name="tests.meet", base=TenantTask)
    def meet(*, mine: int) -> None:
        meeting.wait()
        seen[mine] = tenancy.current_organization_id()
        meeting.wait()

    threads = [
        threading.Thread(
            target=lambda pk=world.organization.pk: meet.apply(
                kwargs={"organization_id": pk, "mine": pk}, throw=True
            )
        )
        for world in worlds
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {world.organization.pk: world.organization.pk for world in worlds}


class Broker:
    """Stands where messages leave the process; can be away."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.options: dict[str, Any] = {}
        self.away: Exception | None = None
        self.tries = 0

    def send_task(self, name: str, kwargs: dict[str, Any], **options: Any) -> None:
        """Note a message, or fail as a broker does."""
        self.tries += 1
        self.options = options
        if self.away is not None:
            raise self.away
        self.sent.append((name, kwargs))


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    stand_in = Broker()
    monkeypatch.setattr(current_app, "send_task", stand_in.send_task)
    monkeypatch.setattr(queue, "_breaker", queue._Breaker())
    return stand_in


def test_a_message_leaves_after_the_commit(
    worlds: tuple[World, World],
    broker: Broker,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    home = worlds[0].organization
    with (
        django_capture_on_commit_callbacks(execute=True),
        tenancy.activate(home),
        transaction.atomic(),
    ):
        queue.send_after_commit("tests.count_courses", note="x")
        assert broker.sent == []
    expected = {"organization_id": home.pk, "note": "x"}
    assert broker.sent == [("tests.count_courses", expected)]
    # Neither tried again while a person waits, nor done long after its cause.
    assert broker.options == {"expires": 300, "retry": False}


def test_a_message_of_a_rolled_back_transaction_never_leaves(
    worlds: tuple[World, World],
    broker: Broker,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with (
        django_capture_on_commit_callbacks(execute=True),
        tenancy.activate(worlds[0].organization),
        transaction.atomic(),
    ):
        queue.send_after_commit("tests.count_courses")
        transaction.set_rollback(True)
    assert broker.sent == []


def test_a_message_needs_an_organisation(worlds: tuple[World, World], broker: Broker) -> None:
    with pytest.raises(ScopeError):
        queue.send_after_commit("tests.count_courses")


@pytest.mark.parametrize(
    "error", [BrokerAway("refused"), ConnectionError("reset"), OSError("disk full")]
)
def test_a_broker_that_is_away_does_not_fail_the_request(
    error: Exception,
    worlds: tuple[World, World],
    broker: Broker,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    broker.away = error
    home = worlds[0]
    session = home.open()
    with django_capture_on_commit_callbacks(execute=True) as sent:
        answer = home.staff().send("POST", f"/api/sessions/{session.pk}/close/")
    assert answer.status_code == 200
    assert len(sent) == broker.tries == 1
    with tenancy.activate(home.organization):
        assert AttendanceSession.objects.get().state == "closed"


def test_an_error_inside_the_transaction_does_fail_it(
    worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is not guarded fails the request, and stores nothing."""
    home = worlds[0]
    session = home.open()
    monkeypatch.setattr(queue, "send_after_commit", _fail)
    answer = home.staff().send("POST", f"/api/sessions/{session.pk}/close/")
    assert answer.status_code == 500
    assert answer.json()["code"] == "server_error"
    with tenancy.activate(home.organization):
        assert AttendanceSession.objects.get().state == "open"


def _fail(*args: Any, **kwargs: Any) -> None:
    raise BrokerAway("refused")


def send_one(world: World) -> None:
    with tenancy.activate(world.organization):
        queue.send_after_commit("tests.count_courses")


@pytest.mark.django_db(transaction=True)
def test_after_a_failed_send_the_process_leaves_the_broker_alone_for_a_while(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_world("home")
    broker.away = BrokerAway("refused")
    for _ in range(5):
        send_one(home)
    assert broker.tries == 1
    broker.away = None
    moment = time.monotonic() + queue.QUIET_S
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    send_one(home)
    assert (broker.tries, len(broker.sent)) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_there_gets_every_message(broker: Broker) -> None:
    home = make_world("home")
    for _ in range(5):
        send_one(home)
    assert len(broker.sent) == 5


def hanging_broker() -> socket.socket:
    """Return a listener that takes connections and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(None)
    return listener


@pytest.mark.parametrize("silent", [False, True])
def test_a_redis_that_is_away_costs_one_short_wait(silent: bool) -> None:
    """Real transport: refused connections, and one that is accepted and never answered."""
    with hanging_broker() as listener:
        port = listener.getsockname()[1]
        if not silent:
            listener.close()
        url = f"redis://127.0.0.1:{port}/0"
        app = Celery("away", broker=url, set_as_current=False)
        env = load({"DJANGO_DEBUG": "1", "CELERY_BROKER_URL": url})
        app.conf.broker_transport_options = databases.queue(env)
        begun = time.monotonic()
        with pytest.raises(BrokerAway):
            app.send_task("tests.count_courses", retry=False)
        # Its own limit is 2 s; without limits it would wait for minutes or for ever.
        assert time.monotonic() - begun < 20
