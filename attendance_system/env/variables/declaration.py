"""How a variable is declared: as a field of a dataclass whose metadata says all about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Variable:
    """What one environment variable is called, means and looks like."""

    field_name: str
    name: str
    parse: Callable[[str], Any]
    doc: str
    example: str
    required_in_production: bool


def variable(
    name: str,
    parse: Callable[[str], Any],
    *,
    doc: str,
    default: Any,
    example: str,
    required: bool = False,
) -> Any:
    """Declare a variable as a dataclass field; Any because its type is the annotation's."""
    metadata = {
        "name": name,
        "parse": parse,
        "doc": doc,
        "example": example,
        "required": required,
    }
    return field(default=default, metadata=metadata)
