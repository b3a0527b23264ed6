"""The light pages know which addresses belong to the staff shell: a log-in leads back to them."""

import re

from django.conf import settings

from apps.ops import pages, urls

SOURCE = settings.BASE_DIR / "frontend" / "src" / "lib" / "safeNext.ts"


def test_the_light_pages_know_every_page_of_the_staff_shell() -> None:
    """Otherwise who logs in for one of them is shown "not found" by the light router."""
    (pattern,) = re.findall(r"STAFF_PAGE =\s+/(.+)/;", SOURCE.read_text())
    known = re.compile(pattern.replace("\\/", "/"))
    shells = {str(one.pattern): one.callback for one in urls.urlpatterns}
    sorted_out = {
        path: bool(known.match("/" + re.sub("<[^>]+>", "1", path)))
        for path, view in shells.items()
        if view in {pages.staff_shell, pages.light_shell}
    }
    expected = {path: shells[path] is pages.staff_shell for path in sorted_out}
    assert sum(expected.values()) > 5, "the control: there are such pages"
    assert sorted_out == expected
