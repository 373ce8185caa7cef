"""From the modem's +CMTI until the text stands on a page that is open in a browser."""

from __future__ import annotations

import time
from datetime import timedelta

from playwright.sync_api import Page, sync_playwright

from benchmarks.figures import Shop, figure, median, number, p95
from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon
from tests.web.browser.conftest import CHROMIUM, FLAGS

ROUNDS = 30
PASSWORD = "paper lantern"

# Notes when a text is seen first, in milliseconds since 1970.
WATCH = """() => {
  window.seen = {};
  const look = () => document.querySelectorAll('#bubbles li').forEach((item) => {
    const text = item.textContent.match(/Reply \\d+/);
    if (text && !(text[0] in window.seen)) window.seen[text[0]] = performance.timeOrigin + performance.now();
  });
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


def main() -> None:
    """Open a conversation, let replies come, print how long each took to stand there."""
    with (
        SimulatedModems(1) as simulated,
        Shop([simulated.ports[0].path]) as daemon,
        sync_playwright() as playwright,
    ):
        made = daemon.run(
            *daemon.on_this_data("users", "add", "ada", "--role", "owner"), stdin=PASSWORD + "\n"
        )
        assert made.returncode == 0, made.stderr
        simulated.network.send(number(1), simulated.modems[0].number or "", "Reply 0")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page()
        open_conversation(page, daemon)
        page.evaluate(WATCH)
        waits = [reply(simulated, page, n) for n in range(1, ROUNDS + 1)]
        browser.close()
    figure("+CMTI until the text stands on an open page, median", median(waits), "ms", 250)
    print(f"      95th percentile {p95(waits):.0f} ms")


def open_conversation(page: Page, daemon: Daemon) -> None:
    """Sign in, and go to the only conversation."""
    page.goto(f"{daemon.url}/sign-in")
    page.fill("input[name=name]", "ada")
    page.fill("input[name=password]", PASSWORD)
    page.click("form button")
    page.click("a[href^='/conversations/']")
    page.wait_for_selector("#bubbles li")


def reply(simulated: SimulatedModems, page: Page, n: int) -> float:
    """One reply; milliseconds from its announcement until it was seen."""
    modem = simulated.modems[0]
    simulated.network.send(number(1), modem.number or "", f"Reply {n}")
    page.wait_for_function("(text) => text in window.seen", arg=f"Reply {n}")
    seen_ms: float = page.evaluate("(text) => window.seen[text]", f"Reply {n}")
    announced = modem.journal.entries(Kind.INDICATION, "+CMTI")[-1].at_ns
    simulated.network.wait_until(lambda: False, within=timedelta(milliseconds=100))
    return seen_ms - (time.time() * 1000 - (time.monotonic_ns() - announced) / 1e6)


if __name__ == "__main__":
    main()
