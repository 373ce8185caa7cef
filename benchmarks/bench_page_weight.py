"""What each page of the demo weighs over the wire: at a first visit, and when the browser has been here before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.figures import figure
from tests.running import Running
from tests.web.browser.conftest import CHROMIUM, FLAGS
from tests.web.browser.walk import pages_from

FIRST_KB, LATER_KB = 160, 15
STARTS = ("/", "/home", "/scheduled", "/more", "/new")

# What the shared worker and the service worker load is on no page's bill: it is fetched once more, and counted.
WORKERS = """async () => {
  const main = document.querySelector("script[src*='/js/main.js']").src;
  const urls = ["worker.js", "hub.js", "stream.js"].map((name) => new URL(name, main).href);
  urls.push(`${location.origin}/sw.js?count`, `${location.origin}/offline?count`);
  let octets = 0;
  for (const url of urls) {
    await (await fetch(url, {cache: "reload"})).text();
    octets += performance.getEntriesByName(url).at(-1).transferSize;
  }
  return octets;
}"""


def main() -> None:
    """Walk through the demo, open each page twice, tell the heaviest."""
    with demo() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        paths = list(walked(browser, link).values())
        first = {path: first_visit(browser, link, path) for path in paths}
        later = later_visits(browser, link, paths)
        browser.close()
    heaviest = max(first, key=lambda path: first[path])
    figure("first visit, the heaviest page with all that it needs", first[heaviest] / 1000, "kB", FIRST_KB)
    print(f"      {heaviest} of {len(paths)} kinds of pages")
    heaviest = max(later, key=lambda path: later[path])
    figure("later visits, the heaviest page", later[heaviest] / 1000, "kB", LATER_KB)
    print(f"      {heaviest}; " + ", ".join(f"{path} {later[path] / 1000:.1f}" for path in STARTS))


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own; the link that signs in, as often as it is opened."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        running = Running(Path(directory) / "demo.log", "demo", "--port", "0")
        try:
            while not (line := running.line()).startswith("sign in: "):
                pass
            yield line.removeprefix("sign in: ")
        finally:
            running.stop()
            running.close()


@contextmanager
def signed_in(browser: Browser, link: str) -> Iterator[BrowserContext]:
    """A browser that was never here, but is signed in."""
    address = urlsplit(link)
    # What goes through the service worker, which hands everything on, is on no page's bill.
    context = browser.new_context(base_url=f"{address.scheme}://{address.netloc}", service_workers="block")
    with context:
        context.request.get(link, max_redirects=0)
        yield context


def walked(browser: Browser, link: str) -> dict[str, str]:
    """A page of each kind."""
    with signed_in(browser, link) as context:
        return pages_from(context.new_page(), *STARTS)


def first_visit(browser: Browser, link: str, path: str) -> int:
    """Octets of everything that comes with *path* to a browser that has nothing, the workers' files included."""
    with signed_in(browser, link) as context:
        page = context.new_page()
        octets = transferred(page, path)
        workers: int = page.evaluate(WORKERS)
        return octets + workers


def later_visits(browser: Browser, link: str, paths: list[str]) -> dict[str, int]:
    """Octets of each page in a browser that has seen all of them."""
    with signed_in(browser, link) as context:
        page = context.new_page()
        for path in paths:
            transferred(page, path)
        return {path: transferred(page, path) for path in paths}


def transferred(page: Page, path: str) -> int:
    """Octets over the wire, heads included, as Chromium's own network panel counts them."""
    session = page.context.new_cdp_session(page)
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    session.send("Network.enable")
    page.goto(path, wait_until="load")
    page.wait_for_selector("html.ms-alive, body.ms-bare")
    quiet(page, sizes)
    session.detach()
    return sum(sizes)


def quiet(page: Page, sizes: list[int]) -> None:
    """Wait until nothing more came for a while."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < 0.5:
        if len(sizes) != seen:
            seen, since = len(sizes), time.monotonic()
        page.wait_for_timeout(50)


if __name__ == "__main__":
    main()
