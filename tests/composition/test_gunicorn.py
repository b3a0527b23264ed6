"""Real web server processes on the test's database."""

import json
import socket
import urllib.error
import urllib.request

import pytest

from tests.support.servers import StartServer

pytestmark = pytest.mark.concurrency


def get(url: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize(("workers", "threads"), [(2, 1), (1, 4)])
def test_processes_and_threads_serve(gunicorn: StartServer, workers: int, threads: int) -> None:
    server = gunicorn(workers=workers, threads=threads)
    for _ in range(10):
        status, body = get(server.url("/api/healthz/"))
        assert (status, json.loads(body)["status"]) == (200, "ok")


def test_no_header_makes_plain_http_look_secure(gunicorn: StartServer) -> None:
    server = gunicorn(workers=1, SECURE_SSL_REDIRECT="True", TRUSTED_PROXY_COUNT="0")
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
        connection.sendall(
            b"GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: on\r\n\r\n"
        )
        answer = connection.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 301")


def test_a_trusted_proxy_may_say_that_the_client_came_securely(gunicorn: StartServer) -> None:
    server = gunicorn(workers=1, SECURE_SSL_REDIRECT="True", TRUSTED_PROXY_COUNT="1")
    status, _ = get(server.url("/login"), **{"X-Forwarded-Proto": "https"})
    assert status in {200, 503}
