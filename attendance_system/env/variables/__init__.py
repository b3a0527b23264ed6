"""Every environment variable of the application, declared once.

A field's metadata holds the variable's name, parser, documentation and example, so that
settings, `.env.example`, the deployment description and their tests read one list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from attendance_system.env.variables.declaration import Variable
from attendance_system.env.variables.files import FileVariables
from attendance_system.env.variables.maps import MapVariables
from attendance_system.env.variables.messages import MessageVariables
from attendance_system.env.variables.process import ProcessVariables
from attendance_system.env.variables.stores import StoreVariables
from attendance_system.env.variables.web import SAMPLE_SECRET_KEY, WebVariables

__all__ = ["SAMPLE_SECRET_KEY", "Environment", "Variable", "declared"]


@dataclass(frozen=True, kw_only=True)
class Environment(
    WebVariables,
    StoreVariables,
    MessageVariables,
    FileVariables,
    MapVariables,
    ProcessVariables,
):
    """The parsed environment. A field without a variable set holds its default."""

    given: frozenset[str] = frozenset()

    def is_given(self, name: str) -> bool:
        """Tell whether the operator set the variable, in the environment or the file."""
        return name in self.given


def declared() -> Iterator[Variable]:
    """Yield every declared variable in the order of declaration."""
    for group in Environment.__bases__:
        for item in fields(group):
            yield Variable(
                field_name=item.name,
                name=item.metadata["name"],
                parse=item.metadata["parse"],
                doc=item.metadata["doc"],
                example=item.metadata["example"],
                required_in_production=item.metadata["required"],
            )
