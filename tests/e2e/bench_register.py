"""What the register's page costs a browser, 500 students by 30 sessions; a measurement, no test.

Usage: .venv/bin/python -m pytest -q -s -m browser tests/e2e/bench_register.py

Prints, for each thing that a lecturer does, the main thread's CPU for a step of it (wall time would
count what else the machine does) and the longest task in wall time.
"""

from collections.abc import Callable
from itertools import cycle

import pytest
from playwright.sync_api import CDPSession, Page

from tests.support.crowd import make_crowd
from tests.support.registers import fill
from tests.support.university import University, ready

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
STUDENTS, SESSIONS, STEPS = 500, 30, 20
WATCH = """
window.longest = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
}).observe({ type: "longtask" });
"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def test_what_the_register_costs(university: University) -> None:
    """Drive the page as a hurried lecturer does; nothing is asserted about time."""
    make_crowd(university.world, STUDENTS - len(university.world.students), signed_in=False)
    fill(university.world, sessions_held=SESSIONS)
    page = university.desk(university.world.lecturer.user)
    page.add_init_script(WATCH)
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

    def cost(name: str, step: Callable[[], None], steps: int) -> None:
        measure(page, chrome, name, step, steps)

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
    grid.focus()
    cost("mark a cell", press("e", "l"), STEPS)
    page.keyboard.press("Control+a")
    cost("mark a column of 500", press("p"), 1)
    page.get_by_text("All saved").wait_for()
    page.get_by_role("searchbox").focus()
    cost("search, a letter", press(*"stud"), 4)


def measure(
    page: Page, chrome: CDPSession, name: str, step: Callable[[], None], steps: int
) -> None:
    """Print what a step costs."""
    page.evaluate(DRAWN)
    page.evaluate("window.longest = 0")
    before = cpu_s(chrome)
    for _ in range(steps):
        step()
        page.evaluate(DRAWN)
    spent = (cpu_s(chrome) - before) * 1000 / steps
    longest = page.evaluate("window.longest")
    print(f"{name:28} {spent:6.1f} ms of CPU a step, longest task {longest:.0f} ms")  # noqa: T201 - a measurement


def cpu_s(chrome: CDPSession) -> float:
    """Return the CPU that the page's main thread has spent in tasks."""
    metrics = chrome.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))
