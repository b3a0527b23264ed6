"""A university with a server of its own for every browser test."""

import re
from collections.abc import Iterator

import pytest

from tests.support.browsers import SCREENSHOTS, Camera, OpenContext, Problems
from tests.support.servers import Server
from tests.support.university import University, moved_clock, name_people
from tests.support.world import make_world


@pytest.fixture
def university(
    request: pytest.FixtureRequest,
    web: Server,
    camera: Camera,
    problems: Problems,
    open_context: OpenContext,
) -> Iterator[University]:
    """Serve a small university: one lecturer, three students, codes of 30 s, no place checked.

    A failing test leaves pictures of its pages in var/screenshots/failed/. The browsers are
    closed before the server stops, so that no page polls a dead one.
    """
    with moved_clock() as clock:
        world = make_world(code_period_s=30, geofence_mode="off")
        name_people(world)
        built = University(web, world, clock, camera, problems, open_context)
        failures = request.session.testsfailed
        yield built
        if request.session.testsfailed > failures:
            photograph(built, request.node.name)


def photograph(university: University, name: str) -> None:
    """Keep what the pages of a failed test show."""
    pages = [page for context in university.contexts for page in context.pages]
    words = re.sub(r"[^\w-]+", "-", name)
    for number, page in enumerate(pages):
        page.screenshot(path=SCREENSHOTS / "failed" / f"{words}-{number}.png")
