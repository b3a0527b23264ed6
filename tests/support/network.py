"""No test reaches anything but this machine."""

import ipaddress
import socket
from typing import Any

import pytest

LOCAL_NAMES = {"", "localhost", "testserver"}

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class OutsideNetworkError(RuntimeError):
    """A test tried to reach another machine."""


def is_local(host: Any) -> bool:
    """Tell whether a host name or address is this machine by definition."""
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in LOCAL_NAMES or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(address: Any) -> None:
    if isinstance(address, tuple) and not is_local(address[0]):
        raise OutsideNetworkError(f"tests reach this machine only, not {address[0]}")


def _guarded_connect(self: socket.socket, address: Any) -> None:
    _check(address)
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    _check(address)
    return _connect_ex(self, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    _check((host,))
    return _getaddrinfo(host, *args, **kwargs)


def pytest_configure(config: pytest.Config) -> None:
    """Guard the process's sockets for the whole run."""
    socket.socket.connect = _guarded_connect  # type: ignore[method-assign,assignment] # the guard
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[method-assign,assignment] # same
    socket.getaddrinfo = _guarded_getaddrinfo


def pytest_unconfigure(config: pytest.Config) -> None:
    """Put the process's sockets back."""
    socket.socket.connect = _connect  # type: ignore[method-assign] # undoes the guard
    socket.socket.connect_ex = _connect_ex  # type: ignore[method-assign] # same
    socket.getaddrinfo = _getaddrinfo
