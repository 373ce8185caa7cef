"""Thirty open pages and a broadcast of five texts a second: how soon each page shows it, and what it costs."""

from __future__ import annotations

import time
from datetime import timedelta

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.bench_footprint import cpu_seconds
from benchmarks.figures import Shop, figure, median, number, p95
from benchmarks.open_pages import OpenStream, message_events, seen_ms, sign_in, watch
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon, wait_until
from tests.web.browser.conftest import CHROMIUM, FLAGS

PEOPLE = ("ada", "ben", "cleo")
PASSWORD = "paper lantern"
STREAMS = 28
TEXTS, TEXTS_A_SECOND = 150, 5
CUSTOMERS = 25
LATEST = 5
AIR = timedelta(seconds=0.3)


def main() -> None:
    """Open the pages, send the broadcast, compare what each page was told with what happened."""
    with (
        SimulatedModems(4, air=AIR) as simulated,
        Shop([port.path for port in simulated.ports]) as daemon,
        sync_playwright() as playwright,
    ):
        for name in PEOPLE:
            words = daemon.on_this_data("users", "add", name, "--role", "owner")
            assert daemon.run(*words, stdin=PASSWORD + "\n").returncode == 0
        for n in range(CUSTOMERS):
            daemon.text(number(n), "Offer 0")
        wait_until(lambda: not daemon.messages(status="queued,sending,sent"), seconds=60)
        alone = broadcast(daemon)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        run(daemon, browser, alone)
        browser.close()


def run(daemon: Daemon, browser: Browser, alone: float) -> None:
    """Follow one broadcast on thirty pages."""
    begun = newest(daemon)
    cookies = [sign_in(daemon, name, PASSWORD) for name in PEOPLE]
    streams = [OpenStream(daemon, cookies[n % len(cookies)], f"bench-{n}", begun) for n in range(STREAMS)]
    pages = [open_page(browser, daemon, cookies[n]) for n in range(2)]
    watch(pages[0], f"{daemon.url}/", ".ms-row", r"Offer \d+\.\d+")
    watch(pages[1], f"{daemon.url}/conversations/1", "#bubbles > li", r"Offer \d+\.\d+")
    used = broadcast(daemon)
    shown = [seen_ms(page) for page in pages]
    catch_up(streams, newest(daemon))
    for stream in streams:
        stream.close()
    tell(daemon, begun, streams, shown)
    figure("30 open pages, five texts a second: CPU of one core", used, "%", 40)
    print(f"      without any page {alone:.1f} %")


def catch_up(streams: list[OpenStream], last: int) -> None:
    """Leave the last events as long to arrive as nobody would wait; what is not there then was missed."""
    until = time.monotonic() + LATEST
    while time.monotonic() < until and any(stream.upto < last for stream in streams):
        time.sleep(0.05)


def broadcast(daemon: Daemon) -> float:
    """Send it; the CPU that the daemon used, in per cent of one core."""
    assert daemon.process is not None
    round_, pid = newest(daemon), daemon.process.pid
    before, begun = cpu_seconds(pid), time.monotonic()
    for n in range(TEXTS):
        time.sleep(max(0.0, begun + n / TEXTS_A_SECOND - time.monotonic()))
        daemon.text(number(n % CUSTOMERS), f"Offer {round_}.{n}")
    wait_until(lambda: not daemon.messages(status="queued,sending,sent"), seconds=60)
    return 100 * (cpu_seconds(pid) - before) / (time.monotonic() - begun)


def tell(daemon: Daemon, begun: int, streams: list[OpenStream], shown: list[dict[str, float]]) -> None:
    """Print how long it took and what was missed."""
    events = message_events(daemon.data, begun)
    waits = [wait for stream in streams for wait in stream.waits_ms(events)]
    missed = len(events) * len(streams) - len(waits)
    figure("30 open pages: from the database to a page, 95th percentile", p95(waits), "ms", 250)
    print(f"      {len(events)} events, median {median(waits):.0f} ms, longest {max(waits):.0f} ms")
    figure("30 open pages: events that some page was not told of", missed, "", 0)
    created: dict[int, int] = {}
    for event in events:
        created.setdefault(event.message, event.at_ms)
    texts = {f"{one['text']}": one for one in daemon.messages(direction="outbound")}
    rows = dict(zip(sorted(created), [text for text in texts if "." in text][-len(created) :], strict=True))
    until = [seen[text] - created[row] for seen in shown for row, text in rows.items() if text in seen]
    figure("until it stands on a real browser's screen, 95th percentile", p95(until), "ms", 250)
    kilobytes = sum(stream.octets for stream in streams) / len(streams) / len(events) / 1000
    print(f"      {len(until)} sights, median {median(until):.0f} ms; {kilobytes:.1f} kB a page and event")


def newest(daemon: Daemon) -> int:
    """The id of the last event."""
    events = message_events(daemon.data, 0)
    return events[-1].id if events else 0


def open_page(browser: Browser, daemon: Daemon, cookie: str) -> Page:
    """A browser of its own, signed in by *cookie*."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": daemon.url}])
    return context.new_page()


if __name__ == "__main__":
    main()
