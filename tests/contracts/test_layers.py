"""The layer contracts name every entrance that exists, so that a new one cannot escape."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENTRANCES = ("api", "admin", "tasks", "urls", "permissions")
# Its API base classes are there for everybody; nothing lies above ops.
SHARED = {"core", "ops"}


def test_every_entrance_of_an_app_is_protected() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    protected = {
        module
        for contract in contracts
        if contract["type"] == "protected"
        for module in contract["protected_modules"]
    }
    existing = {
        f"apps.{app.name}.{entrance}"
        for app in (ROOT / "apps").iterdir()
        if app.is_dir() and app.name not in SHARED
        for entrance in ENTRANCES
        if (app / f"{entrance}.py").exists() or (app / entrance / "__init__.py").exists()
    }
    assert protected == existing
