"""Messages of the folder queue appear whole, or not at all."""

import threading
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from celery import current_app
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem

from attendance_system import folder_queue
from attendance_system.env import load
from attendance_system.settings import databases

MESSAGES = 300


def channel_in(folder: Path, transport: str) -> Any:
    env = load({"DJANGO_DEBUG": "1", "DATA_DIR": str(folder)})
    options = databases.queue(env)
    return Connection(transport=transport, transport_options=options).channel()


def read_while_written(folder: Path, transport: str) -> list[Any]:
    """Write messages in a thread while reading them; return them in the order of arrival."""
    writer, reader = channel_in(folder, transport), channel_in(folder, transport)
    payloads = [{"number": number, "body": "x" * 2000} for number in range(MESSAGES)]

    def write() -> None:
        for payload in payloads:
            writer._put("celery", payload)

    thread = threading.Thread(target=write)
    thread.start()
    found: list[Any] = []
    try:
        while len(found) < MESSAGES:
            try:
                found.append(reader._get("celery"))
            except Empty:
                continue
    finally:
        thread.join()
    return found


def test_a_reader_never_sees_half_a_message(tmp_path: Path) -> None:
    found = read_while_written(tmp_path, "attendance_system.folder_queue:Transport")
    assert sorted(one["number"] for one in found) == list(range(MESSAGES))


def test_with_kombus_own_transport_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a reader that comes between naming and filling reads nothing and fails."""
    channel = channel_in(tmp_path, "kombu.transport.filesystem:Transport")
    reader = channel_in(tmp_path, "kombu.transport.filesystem:Transport")
    seen: list[Exception] = []

    def look_first(file: Any, flags: int) -> None:
        try:
            reader._get("celery")
        except ValueError as error:
            seen.append(error)

    monkeypatch.setattr(filesystem, "lock", look_first)
    channel._put("celery", {"number": 1})
    assert seen


def test_a_folder_that_is_away_is_a_failure_to_send(tmp_path: Path) -> None:
    channel = channel_in(tmp_path, "attendance_system.folder_queue:Transport")
    channel.data_folder_out = str(tmp_path / "nowhere")
    with pytest.raises(ChannelError):
        channel._put("celery", {"number": 1})


def test_the_application_uses_it() -> None:
    transport = current_app.connection_for_write("filesystem://localhost").transport
    assert isinstance(transport, folder_queue.Transport)
