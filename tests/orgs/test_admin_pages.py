"""The pages of the admin site: what they are made of, whose rows and times they show."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.template.response import TemplateResponse
from django.test import Client

from tests.support.administration import Two, browser_of, choose, inline_parts

LOG_IN = "/admin/login/?next=/admin/"
STUDENTS = "/admin/accounts/student/"

PAGES = (
    "",
    "password_change/",
    "accounts/",
    "accounts/user/",
    "accounts/user/{user}/change/",
    "accounts/user/{user}/history/",
    "accounts/student/",
    "accounts/student/?year__exact=1",
    "accounts/student/?q=nobody",
    "accounts/student/add/",
    "accounts/student/{student}/change/",
    "accounts/student/{student}/change/?_popup=1",
    "accounts/lecturer/",
)
PLATFORM_PAGES = (
    "organization/",
    "orgs/organization/",
    "orgs/organization/add/",
    "orgs/organization/{organization}/change/",
    "core/jobstate/",
    "accounts/user/{user}/password/",
)


def test_no_page_needs_anything_inline(two: Two) -> None:
    student = two.home.students[0]
    names = {
        "user": student.user.pk,
        "student": student.pk,
        "organization": two.home.organization.pk,
    }
    platform = browser_of(two.platform)
    choose(platform, two.home.organization)
    visits = [(browser_of(None), "login/")]
    visits += [(browser_of(two.admin), page) for page in PAGES]
    visits += [(platform, page) for page in (*PAGES, *PLATFORM_PAGES)]
    for client, page in visits:
        answer = client.get(f"/admin/{page.format(**names)}")
        assert answer.status_code == 200, page
        assert inline_parts(answer.content.decode()) == [], page
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
    refused = Client(headers={"host": "home.localhost"}, enforce_csrf_checks=True).post(LOG_IN)
    assert refused.status_code == 403
    assert refused["Content-Type"].startswith("text/plain")


def test_inline_parts_would_be_seen() -> None:
    """The control of the test above."""
    html = (
        '<style>a{}</style><p style="x">'
        '<script>1</script><script type="application/json">{}</script>'
        '<a onclick="x" href="javascript:x">'
    )
    assert len(inline_parts(html)) == 5


def test_answers_are_rendered_inside_the_scope(two: Two) -> None:
    """A list is lazy until it is rendered; it was, before the page's function had returned."""
    from django.contrib import admin  # noqa: PLC0415 - the site is made when it is first asked for

    seen = []

    def view(request: Any) -> TemplateResponse:
        answer = TemplateResponse(request, "admin/base_site.html", {})
        seen.append(answer)
        return answer

    wrapped = admin.site.admin_view(view)
    request = browser_of(two.admin).get("/admin/").wsgi_request
    assert wrapped(request).is_rendered
    assert seen[0].is_rendered


def test_a_nul_in_an_address_is_a_bad_request(two: Two) -> None:
    client = browser_of(two.admin)
    for path in (f"{STUDENTS}?q=%00", f"{STUDENTS}?programme__exact=%00", f"{STUDENTS}%00/change/"):
        assert client.get(path).status_code == 400, path
    assert client.get(f"{STUDENTS}?q=0").status_code == 200


def test_the_start_page_lists_no_changes_of_several_organisations(two: Two) -> None:
    for user in (two.admin, two.platform):
        LogEntry.objects.log_actions(user.pk, [two.home.students[0].user], 2, change_message="x")
    marked = two.home.students[0].user.full_name
    assert marked in browser_of(two.admin).get("/admin/").content.decode()
    assert marked not in browser_of(two.platform).get("/admin/").content.decode()


def test_an_unknown_page_is_not_found(two: Two) -> None:
    client = browser_of(two.admin)
    for path in ("nothing/", "r/1/1/", "auth/group/", "sessions/session/"):
        assert client.get(f"/admin/{path}").status_code == 404, path


def test_times_are_those_of_the_organisation(two: Two) -> None:
    """Kampala is three hours ahead of UTC."""
    assert two.home.organization.timezone == "Africa/Kampala"
    assert 'data-admin-utc-offset="10800"' in browser_of(two.admin).get("/admin/").content.decode()
    text = browser_of(two.platform).get("/admin/").content.decode()
    assert 'data-admin-utc-offset="0"' in text
