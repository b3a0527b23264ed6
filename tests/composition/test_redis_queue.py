"""A worker's connection to Redis that ends while a message is being worked on."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from kombu import Connection
from kombu.common import ignore_errors
from kombu.message import Message
from kombu.transport import TRANSPORT_ALIASES

from attendance_system import redis_queue
from tests.support.servers import Cache

STOCK = "kombu.transport.redis:Transport"
OURS = "attendance_system.redis_queue:Transport"


Lose = Callable[[str], tuple[Connection, Message]]


@pytest.fixture
def work_until_redis_goes(redis_server: Cache) -> Iterator[Lose]:
    """Give what holds a message on each of two channels, waits for more, and stops Redis."""
    held: list[Message] = []

    def lose(transport: str) -> tuple[Connection, Message]:
        connection = Connection(redis_server.url, transport=transport)
        connection.transport_options = {"max_retries": 1}
        for name, channel in [("one", connection.default_channel), ("two", connection.channel())]:
            queue = connection.SimpleQueue(name, channel=channel)
            queue.put({"number": 1})
            held.append(queue.get(timeout=5))
        with contextlib.suppress(TimeoutError):
            connection.drain_events(timeout=0.1)
        redis_server.process.kill()
        redis_server.process.wait()
        return connection, held[0]

    yield lose
    for message in held:
        # Kombu would try once more when the process ends.
        assert message.channel is not None
        message.channel.do_restore = False


def give_up(connection: Connection) -> None:
    """Do with a connection what Celery's consumer does once it is lost."""
    connection.collect(socket_timeout=1)
    ignore_errors(connection, connection.close)


def test_a_worker_outlives_a_redis_that_goes_in_the_midst_of_a_task(
    work_until_redis_goes: Lose,
) -> None:
    connection, message = work_until_redis_goes(OURS)
    give_up(connection)
    # The task ends: that its message cannot be acknowledged is an error that Celery expects.
    with pytest.raises(connection.connection_errors, match="given up"):
        message.ack()


def test_control_kombus_own_transport_raises_what_ends_the_worker(
    work_until_redis_goes: Lose,
) -> None:
    """When this fails Kombu has mended it, and the transport of ours can go."""
    connection, message = work_until_redis_goes(STOCK)
    with pytest.raises(AttributeError, match="hostname"):
        give_up(connection)
    with pytest.raises(AttributeError, match="hostname"):
        message.ack()


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_the_application_uses_it(scheme: str) -> None:
    assert TRANSPORT_ALIASES[scheme] == OURS
    transport = current_app.connection_for_write(f"{scheme}://localhost").transport
    assert isinstance(transport, redis_queue.Transport)
