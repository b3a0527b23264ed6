"""One organisation's outbox holds a worker for half a minute, and is handed on once."""

from datetime import timedelta
from typing import Any

import pytest

from apps.core import queue
from apps.notifications.enums import Channel, Status
from apps.notifications.services import delivery
from tests.support.mail import Mailbox
from tests.support.outbox import Outbox

SLOW = timedelta(seconds=20)


@pytest.fixture
def sent_to_queue(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what is handed to the workers."""
    sent: list[str] = []
    monkeypatch.setattr(queue, "send_after_commit", lambda task, **_: sent.append(task))
    return sent


def test_a_slow_server_does_not_hold_a_worker_for_a_whole_batch(
    outbox: Outbox, smtp_sink: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in "abcd":
        outbox.tell(0, key=key, channel=Channel.EMAIL)
    hand_over = delivery._Run._hand_over

    def slowly(self: Any, *args: Any) -> Any:
        outbox.now.tick(seconds=SLOW.total_seconds())
        return hand_over(self, *args)

    monkeypatch.setattr(delivery._Run, "_hand_over", slowly)
    begun = outbox.now()
    outbox.work()
    assert outbox.now() - begun < delivery.BUDGET + SLOW
    # What was not begun is free for the next at once.
    assert {one.lease_until for one in outbox.rows(status=Status.QUEUED)} == {None}
    outbox.work()
    assert len(smtp_sink.taken) == 4


def test_a_backlog_is_handed_on_by_the_sweep_alone(
    outbox: Outbox, sent_to_queue: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were each run to call for the next, each sweep would begin one more endless chain."""
    outbox.tell(0)
    sent_to_queue.clear()
    monkeypatch.setattr(delivery, "BUDGET", timedelta())
    outbox.work()
    with outbox.scope():
        assert delivery.sweep(now=outbox.now()) == 2
    assert sent_to_queue == ["notifications.deliver_now"]
