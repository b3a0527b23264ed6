"""The queue in a folder: Kombu's file-system transport, with messages that appear whole.

Kombu opens a message's file under its final name and fills it afterwards. A worker that looks in
between reads half a message and ends. Here the file gets its name when it is complete.
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel whose messages are renamed into the folder."""

    def _put(  # type: ignore[override]  # Kombu's two base classes name the message differently
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}"
        folder = Path(self.data_folder_out)
        # No reader takes a file of this ending for a message.
        part = folder / f"{name}.part"
        try:
            part.write_text(dumps(payload), encoding="utf-8")
            part.rename(folder / f"{name}.{queue}.msg")
        except OSError as error:
            part.unlink(missing_ok=True)
            raise ChannelError(f"Cannot add {name} to the queue's folder") from error


class Transport(filesystem.Transport):
    """The transport of ``filesystem://`` addresses."""

    Channel = Channel


def install() -> None:
    """Let every ``filesystem://`` address of this process use this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
