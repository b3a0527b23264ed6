"""A university in a real browser: people with their phones and desks, and time that moves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from apps.accounts.models import Student, User
from apps.attendance.models import AttendanceRecord, AttendanceSession
from apps.core import clock, tenancy
from tests.support.browsers import DESK, PHONE, Camera, OpenContext, Problems
from tests.support.servers import Server
from tests.support.world import FENCE, PASSWORD, World, at

# Generous: the machine may be busy with everything else. Nothing waits longer than it must.
PATIENCE_MS = 45_000
expect.set_options(timeout=PATIENCE_MS)
HERE = (FENCE.latitude + 0.0001, FENCE.longitude, 12.0)
ELSEWHERE = (FENCE.latitude + 0.006, FENCE.longitude, 20.0)
NAMES = ("Amina Wanjiru", "Tomás Ó Briain", "李 小龙")

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", found => console.error(
  `content security policy: ${found.violatedDirective} ${found.blockedURI} ${found.sourceFile}`));
"""


class MovableClock:
    """The server's time: the real one plus what a test has moved it by."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._stopped_at: datetime | None = None

    def now(self) -> datetime:
        """Return the moved present."""
        return (self._stopped_at or timezone.now()) + self.ahead

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Stop the clock, so that what a slow machine does in the block takes no time."""
        self._stopped_at = timezone.now()
        yield
        self._stopped_at = None

    def move(self, **span: float) -> None:
        """Move on by a span, given as for timedelta."""
        self.ahead += timedelta(**span)


@contextmanager
def moved_clock() -> Iterator[MovableClock]:
    """Let the whole process tell its time by a clock that the test moves."""
    movable = MovableClock()
    with clock.use(movable.now):
        yield movable


@dataclass
class University:
    """A server, one organisation, and whoever opens its pages."""

    web: Server
    world: World
    clock: MovableClock
    camera: Camera
    problems: Problems
    open_context: OpenContext
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone, in which its pages show times."""
        return ZoneInfo(self.world.organization.timezone)

    def url(self, path: str = "/") -> str:
        """Return an address of this organisation."""
        return self.web.url(path, subdomain=self.world.organization.slug)

    def browser_of(self, user: User | None, *, prefix: str = "", **options: Any) -> BrowserContext:
        """Return a browser profile of its own, signed in as the user if there is one.

        ``prefix`` (``/org/<slug>``) is the organisation path that the token belongs to, at the
        default host; everything else goes to `open_context`.
        """
        if user is not None:
            origin = self.web.url("") if prefix else self.url("")
            kept = self._storage(user, prefix)
            options["storage_state"] = {
                "cookies": [],
                "origins": [{"origin": origin, "localStorage": kept}],
            }
        if options.setdefault("service_workers", "block") == "block":
            self.problems.expect("Service Worker registration blocked by Playwright")
        else:
            # Chromium's remark when a worker answers from its store what the page had preloaded.
            self.problems.expect("cross-world service worker resource mismatch")
        # Nothing fades: what a test sees and photographs is what stays.
        options.setdefault("reduced_motion", "reduce")
        context = self.open_context(**options)
        self.contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        return context

    def phone(self, student: Student | None = None, **options: Any) -> Page:
        """Return an empty page on a phone, of a signed-in student when one is named."""
        options.setdefault("size", PHONE)
        options.setdefault("permissions", ("camera",))
        return self.browser_of(student.user if student else None, **options).new_page()

    def desk(self, user: User | None = None, **options: Any) -> Page:
        """Return an empty page on a computer, signed in when a user is named."""
        options.setdefault("size", DESK)
        return self.browser_of(user, **options).new_page()

    def lecturer(self, path: str, **options: Any) -> Page:
        """Return a page of the lecturer's, opened at a path."""
        page = self.desk(self.world.lecturer.user, **options)
        page.goto(self.url(path))
        return page

    def code_url(self, session: AttendanceSession) -> str:
        """Return the address that the session's QR code holds now."""
        return self.url(f"/C/{self.world.code(session)}")

    def scan(self, page: Page, session: AttendanceSession) -> None:
        """Open the address in the session's QR code, as a phone's own camera does."""
        page.goto(self.code_url(session))

    def as_phone(self, student: Student, session: AttendanceSession) -> None:
        """Check a student in without a browser, where a page is to show it."""
        answer = self.world.phone(student).scan(self.world.code(session), finish=at(None))
        assert answer.status_code == 201, answer.content

    def records(self) -> list[AttendanceRecord]:
        """Return all records of this organisation, oldest first."""
        with tenancy.activate(self.world.organization):
            return list(AttendanceRecord.objects.order_by("pk"))

    def refusals(self, *statuses: int) -> None:
        """Expect the browser to note requests that end with these statuses."""
        for status in statuses:
            self.problems.expect(f"the server responded with a status of {status}")

    def _storage(self, user: User, prefix: str) -> list[dict[str, str]]:
        organization = user.organization
        assert organization is not None
        known = {
            "full_name": user.full_name,
            "username": user.username,
            "role": user.role,
            "organization": {
                "name": organization.name,
                "slug": organization.slug,
                "timezone": organization.timezone,
                "currency": organization.currency,
            },
        }
        kept = {
            "attendance.token": self.world.sign_in(user),
            "attendance.org": prefix,
            "attendance.me": json.dumps(known),
        }
        return [{"name": name, "value": value} for name, value in kept.items()]


def name_people(world: World) -> None:
    """Give the students names that pages must be able to show, and everybody a password."""
    users = [student.user for student in world.students]
    for user, name in zip(users, NAMES, strict=False):
        user.full_name = name
    world.lecturer.user.full_name = "Dr Grace Okello"
    for user in (*users, world.lecturer.user):
        user.set_password(PASSWORD)
        user.save()


def log_in(page: Page, user: User, password: str = PASSWORD) -> None:
    """Fill in the log-in form that the page shows."""
    page.get_by_label("Username or ID number").fill(user.username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sees(page: Page, state: str) -> Locator:
    """Wait until the light entry shows a state; return its screen."""
    screen = page.locator("main[data-state]")
    expect(screen).to_have_attribute("data-state", state)
    return screen


def ready(page: Page) -> None:
    """Wait until nothing on the page is loading any more."""
    expect(page.locator("main").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
