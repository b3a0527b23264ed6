"""A university with a server of its own for every browser test."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import Camera, OpenContext, Problems
from tests.support.campus import Campus, moved_clock, name_people
from tests.support.servers import Server
from tests.support.world import make_world


@pytest.fixture
def campus(
    web: Server, camera: Camera, problems: Problems, open_context: OpenContext
) -> Iterator[Campus]:
    """Serve a small university: one lecturer, three students, codes of 30 s, no place checked.

    The browsers are closed before the server stops, so that no page polls a dead one.
    """
    with moved_clock() as clock:
        world = make_world(code_period_s=30, geofence_mode="off")
        name_people(world)
        yield Campus(web, world, clock, camera, problems, open_context)
