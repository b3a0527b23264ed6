"""`.env.example` and the declared variables are one list."""

import re
from pathlib import Path

from attendance_system.env import load
from attendance_system.env.variables import declared

TEXT = (Path(__file__).resolve().parents[2] / ".env.example").read_text(encoding="utf-8")
# Where the file itself lies cannot be said in the file.
OUTSIDE = {"ENV_FILE"}
ASSIGNMENT = re.compile(r"^(#?)([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)


def test_every_declared_variable_is_in_the_example_and_the_other_way_round() -> None:
    shown = [name for _, name, _ in ASSIGNMENT.findall(TEXT)]
    assert len(shown) == len(set(shown))
    assert set(shown) == {item.name for item in declared()} | OUTSIDE


def test_what_production_needs_is_not_commented_out() -> None:
    uncommented = {name for comment, name, _ in ASSIGNMENT.findall(TEXT) if not comment}
    assert uncommented == {item.name for item in declared() if item.required_in_production}


def test_explanations_and_examples_are_the_declared_ones() -> None:
    flat = re.sub(r"\n# ", " ", TEXT)
    values = {name: value for _, name, value in ASSIGNMENT.findall(TEXT)}
    for item in declared():
        assert item.doc in flat, item.name
        assert values[item.name] == item.example


def test_all_examples_together_are_a_valid_environment() -> None:
    values = {name: value for _, name, value in ASSIGNMENT.findall(TEXT) if name not in OUTSIDE}
    values["DJANGO_SECRET_KEY"] = "the-one-example-that-is-no-value-0123456789-abcdefgh"
    load(values)
