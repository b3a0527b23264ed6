"""The commands' own rules: what is made again and when, what a failure shows."""

from pathlib import Path

import pytest

from scripts import check, toolbox
from scripts.toolbox import ToolError


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(toolbox, "ROOT", tmp_path)
    monkeypatch.setattr(toolbox, "STAMPS", tmp_path / "stamps")
    return tmp_path


def test_a_fingerprint_changes_with_content_name_and_facts(checkout: Path) -> None:
    folder = checkout / "src"
    folder.mkdir()
    (folder / "a").write_text("one")
    first = toolbox.fingerprint([folder], "3.11")
    assert toolbox.fingerprint([folder], "3.11") == first
    assert toolbox.fingerprint([folder], "3.12") != first
    (folder / "a").write_text("two")
    second = toolbox.fingerprint([folder], "3.11")
    assert second != first
    (folder / "a").rename(folder / "b")
    assert toolbox.fingerprint([folder], "3.11") != second


def test_a_product_is_current_until_its_inputs_change_or_its_making_begins(
    checkout: Path,
) -> None:
    assert not toolbox.is_current("pages", "x")
    toolbox.remember("pages", "x")
    assert toolbox.is_current("pages", "x")
    assert not toolbox.is_current("pages", "y")
    toolbox.forget("pages")
    assert not toolbox.is_current("pages", "x")


def test_a_failing_tool_shows_what_it_said() -> None:
    with pytest.raises(ToolError, match="it is broken"):
        toolbox.run(["sh", "-c", "echo it is broken; exit 3"])
    with pytest.raises(ToolError, match="could not be started"):
        toolbox.run(["no-such-tool"])


def steps(*commands: str) -> list[check.Step]:
    return [
        check.Step(name=f"step-{number}", command=["sh", "-c", command])
        for number, command in enumerate(commands)
    ]


def test_every_step_runs_and_every_failure_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "LOGS", tmp_path)
    chosen = steps("echo fine", "echo broken here; exit 1", "exit 2", "echo also fine")
    results = check.run_all(chosen, {"PATH": "/usr/bin:/bin"})
    assert {result.step.name: result.passed for result in results} == {
        "step-0": True,
        "step-1": False,
        "step-2": False,
        "step-3": True,
    }
    printed = capsys.readouterr().out
    assert "broken here" in printed
    assert "also fine" not in printed


def test_what_failed_is_asked_once_more_alone_and_both_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "LOGS", tmp_path)

    def step(name: str, first: str, again: str) -> check.Step:
        return check.Step(name=name, command=["sh", "-c", first], again=["sh", "-c", again])

    chosen = [
        step("slow-beside-others", "echo too slow; exit 1", "echo alone it works"),
        step("broken", "exit 1", "echo still broken; exit 1"),
        step("not-even-begun", "exit 2", "true"),
        step("well", "true", "echo never asked; exit 1"),
    ]
    results = check.run_all(chosen, {"PATH": "/usr/bin:/bin"})
    assert {one.step.name: (one.passed, one.repeated) for one in results} == {
        "slow-beside-others": (True, True),
        "broken": (False, True),
        "not-even-begun": (False, False),
        "well": (True, False),
    }
    printed = capsys.readouterr().out
    assert printed.index("too slow") < printed.index("alone it works")
    assert "still broken" in printed
    assert "never asked" not in printed


def test_a_hanging_step_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LOGS", tmp_path)
    monkeypatch.setattr(check, "STEP_LIMIT_S", 0.2)
    (result,) = check.run_all(steps("exec sleep 30"), {"PATH": "/usr/bin:/bin"})
    assert not result.passed
    assert "ended after" in result.output


def test_the_exit_status_is_that_of_the_worst_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "LOGS", tmp_path)
    monkeypatch.setattr(check, "_environment", lambda: {"PATH": "/usr/bin:/bin"})
    monkeypatch.setattr(check, "all_steps", lambda: steps("true", "false"))
    assert check.main([]) == 1
    assert "steps: 1 passed, 1 failed" in capsys.readouterr().out
    assert check.main(["step-0"]) == 0
    with pytest.raises(ToolError, match="No such step: nonsense"):
        check.main(["nonsense"])
