"""Variables: the map beneath the fences of rooms."""

from dataclasses import dataclass

from attendance_system.env import parsers
from attendance_system.env.variables.declaration import variable


@dataclass(frozen=True, kw_only=True)
class MapVariables:
    """Tiles of a map, whose they are, how far they go."""

    map_tile_url: str = variable(
        "MAP_TILE_URL",
        parsers.tile_url,
        default="",
        example="https://tiles.example.edu/{z}/{x}/{y}.png",
        doc="Tiles of a map beneath the fences of rooms; {r} becomes @2x on sharp screens. The "
        "server learns where rooms are, and the address of who looks. Empty: a drawing to scale, "
        "and no request to anybody.",
    )
    map_attribution: str = variable(
        "MAP_ATTRIBUTION",
        parsers.text,
        default="",
        example="© OpenStreetMap contributors",
        doc="Whom the map thanks, on the map. Needed with MAP_TILE_URL.",
    )
    map_max_zoom: int = variable(
        "MAP_MAX_ZOOM",
        parsers.integer(1, 24),
        default=19,
        example="19",
        doc="Greatest zoom of which that server has tiles.",
    )
