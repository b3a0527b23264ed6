"""What runs on one database alone is named by names that there are."""

import ast
from pathlib import Path

import pytest

from tests.support.databases import ONCE, could_differ, runs_once

ROOT = Path(__file__).resolve().parents[2]
NAMES = [name for names in ONCE.values() for name in names]


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize("name", NAMES)
def test_every_test_that_runs_once_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert (ROOT / file).is_file()
    assert not test or test in functions_of(file)


def test_no_test_is_named_twice() -> None:
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.django_db
def test_what_is_not_named_is_repeated(request: pytest.FixtureRequest) -> None:
    """The control: a test with the database, such as this, runs on each."""
    assert could_differ(request.node)
    assert runs_once(f"{NAMES[0]}[case]")
