"""The map beneath the fences of rooms, if the operator has named a server of tiles."""

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from attendance_system.env.variables import Environment


@dataclass(frozen=True, slots=True)
class Tiles:
    """A server of map tiles: template of their addresses, thanks due, greatest zoom."""

    url: str
    attribution: str
    max_zoom: int

    @property
    def origin(self) -> str:
        """The one origin that pages may load tiles from."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}".lower()

    def to_json(self) -> dict[str, str | int]:
        """Return what the page is told."""
        return asdict(self)


def tiles(env: Environment) -> Tiles | None:
    """Return the server of tiles, None where fences are drawn without any."""
    if not env.map_tile_url:
        return None
    return Tiles(env.map_tile_url, env.map_attribution, env.map_max_zoom)
