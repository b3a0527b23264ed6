"""The pages under docs/ say what the code says, as far as a machine can tell."""

import ast
import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.urls import get_resolver

from apps.attendance.api.representation import HTTP_STATUS
from apps.attendance.enums import ClaimState, Outcome, Reason
from apps.attendance.rules import codes, devices
from apps.core.errors import AppError, registered_codes
from apps.core.jobs import Word
from apps.orgs import rules
from attendance_system.env.variables import declared
from attendance_system.schedule import JOBS
from tests.support import openapi

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
MAX_PICTURE_BYTES = 150_000

LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def links(page: Path) -> Iterator[tuple[str, str]]:
    for match in LINK.finditer(CODE_BLOCK.sub("", text_of(page))):
        yield match.group("text"), match.group("target")


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    found = set()
    for heading in HEADING.findall(CODE_BLOCK.sub("", text_of(page))):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.replace(" ", "-"))
    return found


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of all tables below a heading, without their head rows."""
    _, _, after = text_of(DOCS / page).partition(f"\n{heading}\n")
    assert after, f"{page} has no heading {heading!r}"
    level = len(heading) - len(heading.lstrip("#"))
    section = re.split(rf"^#{{1,{level}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]
    found: list[list[str]] = []
    for line in section.splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if set(line) <= set("|- "):
            found.pop()  # what stood above was the head row
            continue
        found.append(cells)
    return found


def names(cell: str) -> list[str]:
    """Return what a cell shows as code."""
    return re.findall(r"`([^`]+)`", cell)


# --- Links ---------------------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = []
    for _, target in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        if not aim.exists() or (anchor and aim.suffix == ".md" and anchor not in anchors(aim)):
            broken.append(target)
    assert broken == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        for _, target in links(page):
            if not re.match(r"[a-z]+:", target):
                waiting.append((page.parent / target.partition("#")[0]).resolve())
    assert seen >= set(PAGES)


def test_pictures_are_small_and_shown() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for _, target in links(page)
        if target.endswith(".png")
    }
    pictures = set((DOCS / "screenshots").glob("*.png"))
    assert pictures == {picture for picture in shown if picture.parent.name == "screenshots"}
    assert [one.name for one in pictures if one.stat().st_size >= MAX_PICTURE_BYTES] == []


# --- Tests named on a page -----------------------------------------------------------------
def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_named_test_exists(page: Path) -> None:
    missing = []
    for text, target in links(page):
        name = text.strip("`")
        path = (page.parent / target).resolve()
        if path.suffix != ".py" or not re.fullmatch(r"test_\w+", name):
            continue
        if not path.is_file() or name not in functions_of(path):
            missing.append(f"{name} in {target}")
    assert missing == []


def test_every_threat_of_this_version_names_a_test_of_its_own() -> None:
    proved_now = {1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18}
    named = {
        int(row[0]): [text for text, target in LINK.findall(row[-1]) if "/tests/" in target]
        for row in rows("threats.md", "## The table")
    }
    assert set(named) == set(range(1, 21))
    assert {number for number, tests in named.items() if tests} >= proved_now


# --- The API -------------------------------------------------------------------------------
def error_classes() -> dict[str, type[AppError]]:
    assert get_resolver().url_patterns  # loads every app, and with it every error
    waiting, found = list(AppError.__subclasses__()), {}
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.code:
            found[one.code] = one
    return found


def test_every_error_code_stands_in_the_table_with_its_status() -> None:
    told = {names(row[0])[0]: int(row[1]) for row in rows("api.md", "## Errors")}
    assert told == {code: one.status for code, one in error_classes().items()}
    assert set(told) == set(registered_codes())


def test_the_routes_are_those_of_the_schema() -> None:
    schema = openapi.document()
    served = {
        path: {method.upper() for method in operations}
        for path, operations in schema["paths"].items()
    }
    told = {
        names(row[0])[0]: set(re.findall(r"[A-Z]+", row[1])) for row in rows("api.md", "## Routes")
    }
    assert told.pop("/api/healthz/") == {"GET"}
    assert told == served


# --- Check-in ------------------------------------------------------------------------------
SECRET = bytes(range(32))


def test_the_vectors_are_what_the_code_computes() -> None:
    computed = 0
    for row in rows("check-in.md", "### Test vectors"):
        code = names(row[-1])[0]
        time_ms = int(row[0])
        if len(code) == codes.CODE_LENGTH:
            step = codes.step_at(time_ms, int(row[1]))
            assert [str(step), code] == [row[2], codes.qr_code(SECRET, step)]
        else:
            step = codes.step_at(time_ms, codes.TYPED_PERIOD_S)
            assert [str(step), code] == [row[1], codes.typed_code(SECRET, step)]
        computed += 1
    assert computed >= 8
    fixed = codes.qr_code(SECRET, codes.FIXED_STEP), codes.typed_code(SECRET, codes.FIXED_STEP)
    assert f"`{fixed[0]}` and `{fixed[1]}`" in text_of(DOCS / "check-in.md")


def test_the_signed_example_verifies() -> None:
    told = {row[0]: names(row[1])[0] for row in rows("check-in.md", "### A signed example")}
    message = devices.message_of_finish(told["claim id"], told["body"].encode())
    key = told["public key"]
    assert hashlib.sha256(message).hexdigest() == told["SHA-256 of the signed bytes"]
    assert devices.thumbprint(key) == told["short name of the key"]
    signature = told["`X-Device-Signature`"]
    assert devices.signature_is_valid(public_key=key, signature=signature, message=message)
    assert not devices.signature_is_valid(
        public_key=key, signature=signature, message=devices.message_of_claim(message)
    )


def test_every_outcome_stands_in_the_order_of_judgement_with_its_status() -> None:
    told = {
        code: int(row[3])
        for row in rows("check-in.md", "## Order of judgement")
        for code in names(row[2])
    }
    refused = {code: one.status for code, one in error_classes().items()}
    expected = {
        str(outcome): HTTP_STATUS[outcome] if outcome in HTTP_STATUS else refused[str(outcome)]
        for outcome in Outcome
    }
    assert told == {**expected, "invalid": 400}


def test_every_state_of_a_claim_and_every_reason_is_explained() -> None:
    states = {names(row[0])[0] for row in rows("check-in.md", "### States of a claim")}
    assert states == {str(state) for state in ClaimState}
    reasons = {
        name for row in rows("check-in.md", "## Bands and reasons") for name in names(row[0])
    }
    assert reasons == {str(reason) for reason in Reason}


# --- Settings ------------------------------------------------------------------------------
def test_the_policy_table_has_every_setting_with_default_and_limits() -> None:
    told = {names(row[0])[0]: row[1:3] for row in rows("domain.md", "### Policy")}
    fields = {field.name: field.default for field in dataclasses.fields(rules.Policy)}
    assert set(told) == set(fields)
    for name, (low, high) in rules.LIMITS.items():
        assert told[name] == [str(fields[name]), f"{low} to {high}"]


def test_every_variable_is_explained_in_its_declared_words() -> None:
    told = {
        names(row[0])[0]: (row[1] == "required", row[2].replace("\\<", "<"))
        for row in rows("operators.md", "## Environment")
    }
    assert told == {item.name: (item.required_in_production, item.doc) for item in declared()}


# --- Dependencies, commands, decisions -----------------------------------------------------
def requirements(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-"))]
    return {re.split(r"[<>=\[ ]", line)[0] for line in wanted}


def test_every_dependency_is_on_the_list_and_none_else() -> None:
    page = "decisions/0012-dependencies.md"
    listed = {
        name
        for heading in (
            "## Python, at run time",
            "## Python, for development and tests",
            "## npm, in the pages",
            "## npm, for development and tests",
        )
        for row in rows(page, heading)
        for name in re.split(r", (?:with )?", row[0])
    }
    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    asked_for = requirements("requirements.in") | requirements("requirements-dev.in")
    asked_for |= set(package["dependencies"]) | set(package["devDependencies"])
    assert listed - {"brotli"} == asked_for


def test_every_command_of_the_makefile_is_explained_and_the_other_way_round() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    told = {
        word.removeprefix("make ").split(" ")[0]
        for row in rows("developers.md", "## Commands")
        for word in names(row[0])
    }
    assert told <= targets
    internal = {"help", "frontend", "browser"}
    assert targets - told <= internal


def test_every_decision_is_numbered_and_in_the_index() -> None:
    pages = sorted(page.name for page in (DOCS / "decisions").glob("[0-9]*.md"))
    # A number is taken before its page is written, so one may be missing; none is there twice.
    assert len({name[:4] for name in pages}) == len(pages) > 20
    index = [target for _, target in links(DOCS / "decisions" / "README.md")]
    assert index == pages
    for name in pages:
        first = text_of(DOCS / "decisions" / name).splitlines()[0]
        assert first.startswith(f"# {int(name[:4])}. ")


# --- Jobs ----------------------------------------------------------------------------------
def test_every_scheduled_job_stands_in_the_table_with_its_interval() -> None:
    told = {
        names(row[0])[0]: interval(row[1]) for row in rows("operators.md", "## Background work")
    }
    assert told == dict(JOBS)


def interval(text: str) -> timedelta:
    number, unit = text.split()
    units = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[unit]: int(number)})


def test_every_word_of_a_job_is_explained() -> None:
    told = {names(row[0])[0] for row in rows("operators.md", "## Health")}
    assert told == {str(word) for word in Word}
