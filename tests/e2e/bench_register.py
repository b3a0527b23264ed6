"""What the register's page costs a browser, 500 students by 30 sessions; a measurement, no test.

Usage: .venv/bin/python -m pytest -q -s -m browser tests/e2e/bench_register.py

Prints, for each thing that a lecturer does, the CPU of the page's main thread for a step of it, and
its longest task with what that was spent on. Wall time counts what else the machine does: it stands
beside the CPU, and says nothing alone.
"""

import json
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.support.crowd import make_crowd
from tests.support.registers import fill
from tests.support.university import University, ready

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
STUDENTS, SESSIONS, STEPS = 500, 30, 20
DRAWN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
TASK = "RunTask"
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
# Events that lie in tasks, none of them in another one, and what they are.
PARTS = {
    "FunctionCall": "script",
    "EvaluateScript": "script",
    "RunMicrotasks": "script",
    "EventDispatch": "script",
    "FireAnimationFrame": "script",
    "TimerFire": "script",
    "UpdateLayoutTree": "style",
    "Layout": "layout",
    "PrePaint": "paint",
    "Paint": "paint",
    "Layerize": "paint",
    "Commit": "paint",
    "MinorGC": "garbage",
    "MajorGC": "garbage",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the main thread, in milliseconds, and what of its CPU went where."""

    cpu_ms: float
    wall_ms: float
    parts: Mapping[str, float]

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {spent:.0f}" for name, spent in self.parts.items() if spent >= 1)
        return f"{self.cpu_ms:5.1f} ms of CPU, {self.wall_ms:5.1f} of wall ({parts})"


def test_what_the_register_costs(university: University) -> None:
    """Drive the page as a hurried lecturer does; nothing is asserted about time."""
    make_crowd(university.world, STUDENTS - len(university.world.students), signed_in=False)
    fill(university.world, sessions_held=SESSIONS)
    page = university.desk(university.world.lecturer.user)
    page.goto(university.url(f"/courses/{university.world.course.pk}/register"))
    ready(page)
    grid = page.get_by_test_id("register-grid")
    grid.wait_for()
    chrome = page.context.new_cdp_session(page)
    chrome.send("Performance.enable", {"timeDomain": "threadTicks"})

    def scroll(x: int, y: int) -> Callable[[], None]:
        return lambda: grid.evaluate("(box, by) => box.scrollBy(...by)", [x, y])

    def press(*keys: str) -> Callable[[], None]:
        turns = cycle(keys)
        return lambda: page.keyboard.press(next(turns))

    def answered(address: str, act: Callable[[], None]) -> Callable[[], None]:
        def step() -> None:
            with page.expect_response(address) as answer:
                act()
            answer.value.finished()

        return step

    def cost(name: str, step: Callable[[], None], steps: int) -> None:
        measure(page, chrome, name, step, steps)

    scroll(0, 0)()  # loads into the page what drives it
    grid.focus()
    page.keyboard.press("Control+Home")
    cost("scroll down", scroll(0, 300), STEPS)
    cost("scroll up", scroll(0, -300), STEPS)
    cost("scroll across", scroll(60, 0), STEPS)
    cost("scroll back", scroll(-60, 0), STEPS)
    cost("arrow down, held", press("ArrowDown"), STEPS)
    cost("arrows across, held", press("ArrowLeft", "ArrowLeft", "ArrowRight"), STEPS)
    cost("page down", press("PageDown"), STEPS)
    cost("select and let go a column", press("Control+a", "ArrowUp"), STEPS)
    page.keyboard.press("Control+Home")
    page.keyboard.press("p")
    page.get_by_label("Reason").fill("Benchmark")
    page.get_by_test_id("save-reason").click()
    # With the dialog gone, what was done is said, and may have the focus.
    page.get_by_role("dialog").wait_for(state="hidden")
    page.get_by_test_id("undo").wait_for()
    grid.focus()
    expect(grid).to_be_focused()
    cost("mark a cell", press("e", "l"), STEPS)
    page.keyboard.press("Control+a")
    cost("mark a column of 500", answered("**/register/marks/", press("p")), 1)
    cost("the register, read anew", answered("**/register/?*", lambda: None), 1)
    page.get_by_role("searchbox").focus()
    cost("search, a letter", press(*"stud"), 4)


def measure(
    page: Page, chrome: CDPSession, name: str, step: Callable[[], None], steps: int
) -> None:
    """Print what a step costs."""
    browser = page.context.browser
    assert browser is not None
    page.evaluate(DRAWN)
    browser.start_tracing(page=page, categories=CATEGORIES)
    spent = []
    for _ in range(steps):
        before = cpu_ms(chrome)
        step()
        page.evaluate(DRAWN)
        spent.append(cpu_ms(chrome) - before)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    longest = max(tasks(events), key=lambda task: task.cpu_ms)
    print(  # noqa: T201 - a measurement
        f"{name:28} {statistics.median(spent):5.1f} ms of CPU a step, at most {max(spent):5.1f};"
        f" longest task {longest}"
    )


def cpu_ms(chrome: CDPSession) -> float:
    """Return the CPU that the page's main thread has spent in tasks."""
    metrics = chrome.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def tasks(events: Sequence[Mapping[str, Any]]) -> Iterator[Task]:
    """Yield the tasks of the thread that laid out and painted most: the page's main thread."""
    threads: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
    for event in events:
        if event.get("ph") == "X" and "tdur" in event:
            threads[event["pid"], event["tid"]].append(event)
    drawn = max(threads.values(), key=lambda those: sum(one["name"] == "Layerize" for one in those))
    drawn.sort(key=lambda event: (event["ts"], -event["dur"]))
    outer = [event for event in drawn if event["name"] == TASK]
    inner = [event for event in drawn if event["name"] in PARTS]
    for task in outer:
        ends = task["ts"] + task["dur"]
        parts: dict[str, float] = defaultdict(float)
        counted_to = 0
        for event in inner:
            if event["ts"] < task["ts"] or event["ts"] >= ends:
                continue
            if event["ts"] >= counted_to:
                parts[PARTS[event["name"]]] += event["tdur"] / 1000
                counted_to = event["ts"] + event["dur"]
        yield Task(task["tdur"] / 1000, task["dur"] / 1000, parts)
