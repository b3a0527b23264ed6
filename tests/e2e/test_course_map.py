"""The map beneath a fence: whose tiles, which ones, and none where nobody is named."""

import math
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from apps.attendance.enums import DistanceBand
from attendance_system.settings.maps import Tiles
from tests.support.looks import WIDTHS, look, overflow
from tests.support.registers import held, recorded
from tests.support.tiles import TileServer
from tests.support.university import University
from tests.support.world import FENCE

pytestmark = pytest.mark.browser

ORIGINS = "() => performance.getEntriesByType('resource').map(one => one.name)"


def tile_of(zoom: int) -> tuple[int, int, int]:
    """Return the tile that the middle of the fence lies on."""
    count = 1 << zoom
    latitude = math.radians(FENCE.latitude)
    north = math.log(math.tan(latitude) + 1 / math.cos(latitude))
    column = int((FENCE.longitude + 180) / 360 * count)
    return zoom, column, int((1 - north / math.pi) / 2 * count)


def asked_elsewhere(page: Page) -> set[str]:
    """Return the origins other than the page's own that it has loaded from."""
    here = urlsplit(page.url).netloc
    origins = {urlsplit(name).netloc for name in page.evaluate(ORIGINS)}
    return {one for one in origins if one not in {"", here}}


def all_tiles_are_shown(page: Page) -> None:
    tiles = page.locator("[data-testid=fence-tiles] img")
    expect(tiles.first).to_be_attached()
    expect(page.locator("[data-testid=fence-tiles] img:not([data-loaded])")).to_have_count(0)


def test_a_map_lies_beneath_the_fence_where_its_server_is_named(
    university: University, settings: Settings, tile_server: TileServer
) -> None:
    path = f"/courses/{university.world.course.pk}/settings"
    # The control: nobody else is asked, and nobody else's pictures would be shown.
    with_none = university.lecturer(path)
    paper = with_none.get_by_role("img", name="A circle of 100 m")
    expect(paper).to_be_visible()
    assert asked_elsewhere(with_none) == set()
    shown = with_none.evaluate(
        """url => new Promise(done => {
          const picture = new Image();
          picture.onload = () => done(true);
          picture.onerror = () => done(false);
          picture.src = url;
        })""",
        tile_server.url.format(z=1, x=0, y=0),
    )
    assert (shown, tile_server.asked) == (False, [])
    university.problems.expect("violates the following Content Security Policy directive")
    university.problems.expect("content security policy: img-src http://127.0.0.1")
    with_none.close()

    settings.MAP_TILES = Tiles(tile_server.url, "© Makindye streets and their friends", 18)
    page = university.lecturer(path)
    all_tiles_are_shown(page)
    expect(page.get_by_text("© Makindye streets")).to_be_visible()
    expect(page.locator("[data-testid=fence-grid]")).not_to_be_visible()
    assert asked_elsewhere(page) == {f"127.0.0.1:{tile_server.port}"}
    asked = tile_server.tiles()
    (zoom,) = {one[0] for one in asked}
    _, x, y = tile_of(zoom)
    # The drawing is 512 m wide; a tile of that zoom is 150 to 600 m.
    assert (zoom, x, y) in asked
    assert 16 <= zoom <= 18
    assert all(abs(one[1] - x) <= 3 and abs(one[2] - y) <= 3 for one in asked)
    # Who serves tiles does not learn which page of whom they are for.
    for _, headers in tile_server.asked:
        assert not {"Referer", "Cookie", "Authorization"} & headers.keys()
    look(page, "course-map")

    # Pulling the fence about takes the map along.
    page.get_by_role("button", name="New room").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Latitude").fill("0.5")
    dialog.get_by_label("Longitude").fill("179.9999")
    all_tiles_are_shown(page)
    expect(dialog.locator("img[src*='/0/']")).not_to_have_count(0)
    look(page, "course-map-dialog")

    # A server without tiles leaves the drawing as it is without a map.
    tile_server.has_tiles = False
    university.refusals(404)
    with page.expect_response(lambda answer: answer.status == 404):
        dialog.get_by_label("Latitude").fill("51.5")
    expect(dialog.locator("[data-testid=fence-grid]")).to_be_visible()
    expect(dialog.locator("[data-testid=fence-tiles] img[data-loaded]")).to_have_count(0)
    look(page, "course-map-without-tiles")


def test_a_lecturer_sees_how_far_from_the_room_students_checked_in(university: University) -> None:
    world = university.world
    path = f"/courses/{world.course.pk}/settings"
    page = university.lecturer(path)
    # The control: without sessions there is nothing to tell.
    expect(page.get_by_text("No session has had this fence yet.")).to_be_visible()
    session = held(world, university.clock.now() - timedelta(days=1), place=True)
    for band, students in (("within", 18), ("near", 7), ("kilometre", 2)):
        recorded(session, DistanceBand(band), students)
    recorded(session, None, 3)
    page.reload()
    table = page.get_by_test_id("distances")
    expect(table.get_by_role("row")).to_have_text(
        [
            "From the middleCheck-ins",
            "In the fence, up to 100 m18",
            "100 m to 200 m7",
            "200 m to 1,000 m1 or 2 students",
            "Beyond 1,000 m0",
            "Without a location3",
            "Refused as outside0",
        ]
    )
    expect(page.get_by_text("7 of 25 near the room were just outside.")).to_be_visible()
    expect(page.get_by_test_id("fence-map")).to_contain_text("18")
    look(page, "course-distances")
    assert {width: overflow(page, width) for width in WIDTHS} == {width: [] for width in WIDTHS}
