"""What a test process does once, because doing it for each test proves nothing more."""

import gc
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.test.client import ClientHandler

# What loading leaves in a handler.
_LOADED = (
    "_middleware_chain",
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
)

_load = ClientHandler.load_middleware
_chain: dict[str, Any] = {}


def _load_once(self: ClientHandler, is_async: bool = False) -> None:
    """Give every client the same middleware, as a server has the same for all its visitors.

    None of it keeps anything from one request to the next; a changed setting has it loaded anew.
    """
    if is_async:
        _load(self, is_async)
        return
    if not _chain:
        _load(self)
        _chain.update((name, getattr(self, name)) for name in _LOADED)
    vars(self).update(_chain)


def _forget(**kwargs: Any) -> None:
    _chain.clear()


def pytest_configure(config: pytest.Config) -> None:
    """Load middleware once for the whole run."""
    ClientHandler.load_middleware = _load_once  # type: ignore[method-assign,assignment] # for all
    setting_changed.connect(_forget, dispatch_uid="tests.once")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Load it as Django does."""
    ClientHandler.load_middleware = _load  # type: ignore[method-assign] # undoes the above
    setting_changed.disconnect(dispatch_uid="tests.once")
    _forget()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what lives until the end, modules and tests, out of each search for dead objects."""
    gc.collect()
    gc.freeze()
