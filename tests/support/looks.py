"""How pages look and whether everybody can use them: pictures, axe, widths."""

from typing import Any

from playwright.sync_api import Page

from tests.support.browsers import DESK, PHONE, ROOT, SCHEMES, SCREENSHOTS, Scheme

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = [*("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"), "best-practice"]
WIDTHS = (320, 360, 390, 768, 1280, 1920)

RUN_AXE = """async tags => {
  const {violations} = await axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
  });
  return violations.flatMap(({id, nodes}) => nodes.map(
    ({target, failureSummary}) => `${id} at ${target.join(" ")}: ${failureSummary}`));
}"""
OVERFLOW = """() => {
  const {scrollWidth, clientWidth} = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter(
    found => found.getBoundingClientRect().right > clientWidth + 1);
  return [`${scrollWidth} px`, ...out.slice(0, 5).map(
    found => `${found.tagName}.${found.className}`)];
}"""
HAS_SCHEME = "scheme => document.documentElement.dataset.mantineColorScheme === scheme"


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its own best practice."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def set_scheme(page: Page, scheme: Scheme) -> None:
    """Let the system prefer a colour scheme, and wait until the page follows."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(HAS_SCHEME, arg=scheme)


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the page another size, in CSS pixels."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def overflow(page: Page, width: int) -> list[str]:
    """Return what sticks out sideways at a width, with the first culprits; empty when nothing."""
    resize(page, (width, PHONE[1]))
    found: list[str] = page.evaluate(OVERFLOW)
    return found


def look(page: Page, name: str) -> None:
    """Photograph a page at both sizes in both schemes, and check each picture with axe.

    The pictures go to var/screenshots/ for people to look at. Leaves the page as it was.
    """
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    before: Any = page.viewport_size
    faults = []
    for size in (PHONE, DESK):
        resize(page, size)
        for scheme in SCHEMES:
            set_scheme(page, scheme)
            path = SCREENSHOTS / f"{name}-{size[0]}x{size[1]}-{scheme}.png"
            page.screenshot(path=path, animations="disabled")
            faults += [f"{path.stem}: {fault}" for fault in accessibility_faults(page)]
    set_scheme(page, "light")
    page.set_viewport_size(before)
    assert not faults, "\n".join(faults)
