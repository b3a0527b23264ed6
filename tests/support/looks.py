"""How pages look and whether everybody can use them: pictures, axe, widths."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.support.browsers import DESK, PHONE, ROOT, SCHEMES, SCREENSHOTS, Scheme, pictures

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = [*("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"), "best-practice"]
WIDTHS = (320, 360, 390, 768, 1280, 1920)

# The two schemes differ in colours alone: the same elements, names, roles and places. All other
# rules have the same answer in both.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
RUN_AXE = """async ([type, values]) => {
  const {violations} = await axe.run(document, {
    runOnly: {type, values}, resultTypes: ["violations"],
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
# What moves for a while has arrived, and is painted so.
AT_REST = """async () => {
  const moving = document.getAnimations().filter(
    one => Number.isFinite(one.effect?.getComputedTiming().endTime));
  await Promise.allSettled(moving.map(one => one.finished));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
HAS_SCHEME = "scheme => document.documentElement.dataset.mantineColorScheme === scheme"


def accessibility_faults(page: Page, *, colours_only: bool = False) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its own best practice.

    ``colours_only`` asks the rules about colours alone.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = ["rule", OF_COLOURS] if colours_only else ["tag", TAGS]
    found: list[str] = page.evaluate(RUN_AXE, asked)
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


def at_rest(page: Page) -> None:
    """Wait until nothing moves, and no list is pale because its next rows are on their way."""
    expect(page.locator("[data-stale]")).to_have_count(0)
    page.evaluate(AT_REST)


def take(page: Page, name: str, *, full_page: bool = False) -> None:
    """Photograph a page at rest into var/screenshots/, unless the run makes no pictures."""
    at_rest(page)
    if pictures.wanted:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(
            path=SCREENSHOTS / f"{name}.png", animations="disabled", full_page=full_page
        )


def look(page: Page, name: str) -> None:
    """Check a page with axe at both sizes in both schemes, and photograph it there.

    All rules are asked at each size, those about colours in each scheme too. The pictures go to
    var/screenshots/ for people to look at; where nobody will (`--no-pictures`), none is made.
    Leaves the page as it was.
    """
    before: Any = page.viewport_size
    faults = []
    for size in (PHONE, DESK):
        resize(page, size)
        for scheme in SCHEMES:
            set_scheme(page, scheme)
            picture = f"{name}-{size[0]}x{size[1]}-{scheme}"
            take(page, picture)
            found = accessibility_faults(page, colours_only=scheme == "dark")
            faults += [f"{picture}: {fault}" for fault in found]
    set_scheme(page, "light")
    page.set_viewport_size(before)
    assert not faults, "\n".join(faults)
