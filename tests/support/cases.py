"""What it takes to make the valid request of one operation."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.campus import Campus
from tests.support.valid_requests import Build

KINDS = ("own", "other", "foreign", "random")


@dataclass(frozen=True)
class Case:
    """How to make the valid request of one operation; `varies` names the part that names a row."""

    route: str
    method: str
    build: Build
    varies: str = ""
    prepare: Callable[[Campus], None] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The owners for which the request can be made."""
        return KINDS if self.varies else ("own",)
