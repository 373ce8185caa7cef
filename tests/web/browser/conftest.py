"""A real Chromium before a real server; errors on its console fail the test."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from modemsms.services import Services
from tests.desk import Desk
from tests.web.browser.sizes import SIZES
from tests.web.conftest import OWNER, PASSWORD
from web.server import WebServer

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A machine that does much else must not fail a test: what is awaited here is that it happens, not how soon.
PATIENCE = 20_000
BLOCKED = "Service Worker registration blocked by Playwright"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder needs Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Complaints:
    """What a page complained of on its console, but for what the test expects."""

    expected: str = "^$"
    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and message.text != BLOCKED:
            self.heard.append(f"{message.text} {message.location.get('url', '')}")

    @property
    def unexpected(self) -> list[str]:
        return [complaint for complaint in self.heard if not re.search(self.expected, complaint)]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists() and "MODEMSMS_REQUIRE_BROWSER" not in os.environ:
        pytest.skip("Debian's chromium is not installed")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def server(app: Flask, services: Services, desk: Desk) -> Iterator[WebServer]:
    """The application at a port of its own, named as a shop names it: one that a restart can take again."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = WebServer(app, "127.0.0.1", port)
    server.start()
    yield server
    services.feed.close()
    server.stop()


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """A phone, then a desktop."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected == []


@pytest.fixture
def service_workers() -> Literal["allow", "block"]:
    """Most tests do without: what goes through a service worker cannot be held back on its way."""
    return "block"


@pytest.fixture
def context(
    chromium: Browser, server: WebServer, size: str, service_workers: Literal["allow", "block"]
) -> Iterator[BrowserContext]:
    width, height = SIZES[size]
    context = chromium.new_context(
        base_url=server.url,
        viewport={"width": width, "height": height},
        has_touch=size == "phone",
        is_mobile=size == "phone",
        service_workers=service_workers,
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def open_page(context: BrowserContext, complaints: Complaints) -> Callable[[str], Page]:
    """Opens one more tab of the same browser at a path."""

    def open_at(path: str) -> Page:
        page = context.new_page()
        complaints.listen(page)
        page.goto(path)
        return page

    return open_at


@pytest.fixture
def signed_in(open_page: Callable[[str], Page], services: Services) -> Callable[[str], Page]:
    """Opens a path as the owner."""
    services.accounts.first_owner(OWNER, PASSWORD, code=None, loopback=True)
    token = services.accounts.make_link_token()

    def open_at(path: str) -> Page:
        page = open_page(f"/sign-in/link?token={token}")
        page.goto(path)
        return page

    return open_at
