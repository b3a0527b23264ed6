"""Compares committed generated files with what the code generates now.

Usage: python -m scripts.drift schema|client [--write]

`schema` is frontend/schema.yml, made from the API's views; `client` is the TypeScript types made
from that file. With --write the files are brought up to date instead.
"""

import difflib
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.bootstrap import node_environment
from scripts.toolbox import FRONTEND, PYTHON, ROOT, ToolError, environment, main_guard, say

SCHEMA = FRONTEND / "schema.yml"
CLIENT = FRONTEND / "src" / "api" / "generated" / "schema.d.ts"
SHOWN_LINES = 60


def make_schema(target: Path) -> None:
    """Write the API's OpenAPI schema; a warning of the generator is an error."""
    options = ["--fail-on-warn", "--validate", "--file", str(target)]
    _generate(
        [str(PYTHON), "manage.py", "spectacular", *options],
        environment(DJANGO_SETTINGS_MODULE="tests.settings"),
        ROOT,
    )


def make_client(target: Path) -> None:
    """Write the TypeScript types of the committed schema."""
    command = ["openapi-typescript", SCHEMA.name, "-o", str(target)]
    _generate(command, node_environment(), FRONTEND)


def _generate(command: list[str], env: dict[str, str], folder: Path) -> None:
    result = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise ToolError(f"{result.stdout}{result.stderr}")


PRODUCTS: dict[str, tuple[Path, Callable[[Path], None]]] = {
    "schema": (SCHEMA, make_schema),
    "client": (CLIENT, make_client),
}


def main(arguments: list[str]) -> int:
    """Compare one product, or write it; the exit status is 1 when it has drifted."""
    write = arguments[1:] == ["--write"]
    if not arguments or arguments[0] not in PRODUCTS or (len(arguments) > 1 and not write):
        raise ToolError(str(__doc__))
    committed, make = PRODUCTS[arguments[0]]
    if write:
        committed.parent.mkdir(parents=True, exist_ok=True)
        make(committed)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / committed.name
        make(fresh)
        before = committed.read_text().splitlines() if committed.is_file() else []
        after = fresh.read_text().splitlines()
    name = str(committed.relative_to(ROOT))
    changes = list(difflib.unified_diff(before, after, name, "generated now", lineterm=""))
    for line in changes[:SHOWN_LINES]:
        say(line)
    if changes:
        say(f"{name} is not what the code generates now: run `make generate`.")
    return 1 if changes else 0


if __name__ == "__main__":
    main_guard(main)
