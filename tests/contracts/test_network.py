"""The guard that keeps the suite on this machine really guards."""

import socket

import pytest

from tests.support.network import OutsideNetworkError, is_local
from tests.support.servers import free_port


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "uni.localhost", b"localhost"]
)
def test_this_machine(host: str | bytes) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "::2", "example.org", "localhost.org"])
def test_other_machines_are_refused(host: str) -> None:
    assert not is_local(host)
    with pytest.raises(OutsideNetworkError):
        socket.create_connection((host, 9), 0.1)


def test_a_connection_to_this_machine_passes_the_guard() -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port()), 1)


def test_a_connected_datagram_socket_is_guarded_too() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
        pytest.raises(OutsideNetworkError),
    ):
        probe.connect(("192.0.2.1", 9))
