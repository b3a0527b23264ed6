"""The queue in Redis: Kombu's transport, whose worker outlives a Redis that goes in mid-task.

When the connection is lost, Kombu forgets it and then closes its channel. A channel that holds a
message not acknowledged yet wants to put it back, asks the forgotten connection for its address,
and raises an AttributeError, which nobody expects: the worker ends. Here it is told what is true,
that there is no connection, which Kombu and Celery know how to live with. The message is handed
out again by Redis after the visibility timeout; what it nudges is in our own rows anyway.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as NotConnected


class Channel(redis.Channel):
    """A channel that says so when its connection has been given up."""

    def _connparams(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if self.connection.client is None:
            raise NotConnected("the connection to the broker has been given up")
        params: dict[str, Any] = super()._connparams(  # type: ignore[misc]  # not in the stubs
            *args, **kwargs
        )
        return params


class Transport(redis.Transport):
    """The transport of ``redis://`` and ``rediss://`` addresses."""

    Channel = Channel


def install() -> None:
    """Let every Redis address of this process use this transport."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
