"""Cookies let nobody into the API."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from apps.core.middleware import PageMessageMiddleware, PageSessionMiddleware, PageUserMiddleware


@pytest.mark.parametrize(("path", "known"), [("/admin/", True), ("/api/sessions/", False)])
def test_only_pages_know_their_visitor_by_a_cookie(path: str, known: bool) -> None:
    request = RequestFactory().get(path)
    inner = PageUserMiddleware(PageMessageMiddleware(lambda _: HttpResponse()))
    PageSessionMiddleware(inner)(request)
    assert [hasattr(request, name) for name in ("session", "user", "_messages")] == [known] * 3
