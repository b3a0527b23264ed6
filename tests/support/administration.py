"""Administrators in front of the admin site, as browsers with a session."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.contrib import admin
from django.db import models
from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.orgs.models import Organization
from tests.support.world import PASSWORD, World, make_user, make_world

INLINE_ALLOWED = {"application/json"}


def make_administrator(organization: Organization, **fields: Any) -> User:
    """Return an administrator who may open the admin site of their organisation."""
    return make_user(organization, Role.ADMIN, is_staff=True, **fields)


def make_platform_staff(**fields: Any) -> User:
    """Return somebody who looks after the installation."""
    return make_user(None, Role.ADMIN, is_staff=True, is_superuser=True, **fields)


def browser_of(user: User | None, *, host: str = "home.localhost", **options: Any) -> Client:
    """Return a browser at a host, with the user's session if there is one."""
    client = Client(headers={"host": host}, **options)
    if user is not None:
        client.force_login(user)
    return client


def choose(browser: Client, organization: Organization | None) -> Any:
    """Choose an organisation as platform staff do; None leaves it."""
    data = {} if organization is None else {"organization": organization.pk}
    return browser.post("/admin/organization/", data)


def registered() -> list[type[models.Model]]:
    """Return every model that the admin site shows."""
    return list(admin.site._registry)


def address(model: type[models.Model], rest: str = "") -> str:
    """Return the address of a model's page."""
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{rest}"


def page_of(organization: Organization) -> str:
    """Return the address of an organisation's own page."""
    return f"/admin/orgs/organization/{organization.pk}/change/"


def form_of(client: Client, path: str) -> Any:
    """Return the form of a page as it is given to a browser."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.context["adminform"].form


def as_posted(form: Any) -> dict[str, Any]:
    """Return what a browser sends when nothing is changed."""
    values = {one.html_name: one.value() for one in form}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


class _Inline(HTMLParser):
    """Collects what a content security policy without unsafe-inline stops."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and "src" not in named and named.get("type") not in INLINE_ALLOWED:
            self.found.append("<script>")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"{name}={value}")
            if re.match(r"\s*javascript:", value or "", re.IGNORECASE):
                self.found.append(str(value))


def inline_parts(html: str) -> list[str]:
    """Return every inline style, script and handler of a page."""
    parser = _Inline()
    parser.feed(html)
    return parser.found


def links_of(html: str) -> Iterator[str]:
    """Yield the addresses that a page links inside the admin site."""
    for found in re.findall(r'href="([^"#]+)"', html):
        if found.startswith(("/admin/", "?")):
            yield found.replace("&amp;", "&")


class Two:
    """Two organisations, an administrator of each, somebody of the platform."""

    def __init__(self) -> None:
        self.home: World = make_world("home")
        self.away: World = make_world("away")
        self.admin = make_administrator(self.home.organization, password=PASSWORD)
        self.foreign = make_administrator(self.away.organization, password=PASSWORD)
        self.platform = make_platform_staff(password=PASSWORD)
