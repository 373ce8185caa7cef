"""Whether a page fits its screen, and the thumbs before it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PageTimeout

# What slides in may stick out for as long as it moves.
SETTLED_WITHIN_MS = 5_000

FITS = """(panes) => [document.documentElement, ...document.querySelectorAll(`#main, ${panes}`)]
    .every((box) => box.scrollWidth <= box.clientWidth)"""


def fits(page: Page, panes: str = "#main") -> bool:
    """Whether nothing has to be scrolled sideways, on the page or in one of its *panes* (a selector).

    It may be asked right after a click: what comes next on the page is then asked.
    """
    try:
        page.wait_for_function(FITS, arg=panes, timeout=SETTLED_WITHIN_MS)
    except PageTimeout:
        return False
    return True


# WCAG 2.2 AAA 2.5.5, less half a pixel of rounding.
SMALLEST_TARGET = 43.5

SIDES = """(all, sides) => all.map((one) => {
    const box = one.getBoundingClientRect();
    return [one.innerText, Math.min(...sides.map((side) => box[side]))];
})"""


def too_small(targets: Locator, *sides: str) -> list[str]:
    """The words of those *targets* that a thumb would miss by one of *sides* (``width``, ``height``)."""
    return [words for words, least in targets.evaluate_all(SIDES, sides) if least < SMALLEST_TARGET]
