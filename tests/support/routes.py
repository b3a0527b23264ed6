"""Which URLs the run has touched; with --require-all-urls an untouched one fails it.

Requests are seen through Django's `request_started`, so the test client, the in-process
server and code that calls the handler all count. Server processes of their own do not.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.exceptions import Resolver404

# Written and tested by Django itself.
NOT_OURS = ("admin/",)

# A part of a path that names a row or a secret: finding the route of each would be a tenth of the
# time of a request. Routes that only such parts told apart would be missed, which fails the run.
_OWN_PART = re.compile(r"[^/]*\d[^/]*")

_touched: set[str] = set()
_seen: set[str] = set()


def all_routes() -> set[str]:
    """Return every route of the URL configuration, as written there, but Django's own."""
    return set(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], prefix: str) -> Iterator[str]:
    for item in patterns:
        route = prefix + str(item.pattern)
        if route.startswith(NOT_OURS):
            continue
        if isinstance(item, URLResolver):
            yield from _walk(item.url_patterns, route)
        elif isinstance(item, URLPattern):
            yield route


def _note(sender: Any, environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    if environ is None:
        return
    path = str(environ.get("PATH_INFO", ""))
    if path.startswith("/org/"):
        path = "/" + path.removeprefix("/org/").partition("/")[2]
    shape = _OWN_PART.sub("0", path)
    if shape in _seen:
        return
    _seen.add(shape)
    try:
        _touched.add(get_resolver().resolve(path).route)
    except Resolver404:
        return


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that turns an untouched URL into a failure."""
    parser.addoption(
        "--require-all-urls",
        action="store_true",
        help="fail when a URL of the application was not requested by any test",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Listen to every request of this process, if its routes are asked for."""
    if config.getoption("require_all_urls"):
        request_started.connect(_note, dispatch_uid="tests.routes")


def pytest_testnodedown(node: Any, error: Any) -> None:
    """Collect what a parallel worker has touched."""
    _touched.update(json.loads(node.workeroutput.get("touched_routes", "[]")))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand the routes to the controlling process, or judge them there."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["touched_routes"] = json.dumps(sorted(_touched))
        return
    missed = _missed(session)
    if missed and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _missed(session: pytest.Session) -> list[str]:
    if not session.config.getoption("require_all_urls"):
        return []
    return sorted(all_routes() - _touched)


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Name the URLs that no test requested."""
    if not config.getoption("require_all_urls") or hasattr(config, "workerinput"):
        return
    missed = sorted(all_routes() - _touched)
    if missed:
        terminalreporter.section("URLs that no test requested", red=True)
        for route in missed:
            terminalreporter.write_line(f"  /{route}")
