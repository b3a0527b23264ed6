"""Validates answers against the committed OpenAPI schema, more strictly than the schema asks."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # published without types
import yaml
from django.utils.dateparse import parse_datetime

SCHEMA = Path(__file__).resolve().parents[2] / "frontend" / "schema.yml"


FORMATS = jsonschema.FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]  # as above
def _is_moment(value: Any) -> bool:
    """Tell whether a text is a moment with its offset, as every time of the API is."""
    if not isinstance(value, str):
        return True
    moment = parse_datetime(value)
    return moment is not None and moment.tzinfo is not None


@cache
def document() -> dict[str, Any]:
    """Return the committed schema."""
    # The reader in C, where there is one: the other needs seconds for so long a file.
    reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(SCHEMA.read_text(encoding="utf-8"), Loader=reader)  # noqa: S506 - either is the safe one
    return loaded


def _plain(node: Any) -> Any:
    """Return OpenAPI 3.0 as JSON Schema: null where nullable, and no property left unnamed."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {key: _plain(value) for key, value in node.items() if key != "nullable"}
    if "properties" in found:
        found.setdefault("additionalProperties", False)
    if node.get("nullable"):
        return {"anyOf": [found, {"type": "null"}]}
    return found


@cache
def _components() -> dict[str, Any]:
    plain: dict[str, Any] = _plain(document()["components"])
    return plain


def check(name: str, value: Any) -> None:
    """Raise AssertionError unless the value is exactly of the named component's shape."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": _components()}
    errors = jsonschema.Draft7Validator(schema, format_checker=FORMATS).iter_errors(value)
    problems = [f"{list(error.absolute_path)}: {error.message}" for error in errors]
    assert not problems, f"not a {name}: {problems}"


def component_of(method: str, route: str, status: int) -> str:
    """Return the name of the component that an operation answers with."""
    responses = document()["paths"][route][method.lower()]["responses"]
    answer = responses.get(str(status)) or responses["default"]
    reference: str = answer["content"]["application/json"]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def check_answer(method: str, route: str, answer: Any) -> None:
    """Raise AssertionError unless a response is what the schema says of its operation."""
    check(component_of(method, route, answer.status_code), answer.json())
