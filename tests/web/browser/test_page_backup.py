"""Backups in a real browser: taken away, brought back on a real daemon that begins anew, and taken back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest
from playwright.sync_api import Browser, Page, expect

from modemsms.devices import Stick
from modemsms.services import Services
from modemsms.services.errands import Tell
from tests.desk import ANNA, BEN, Desk
from tests.e2e.daemon import Daemon
from tests.web.browser.conftest import PATIENCE, Complaints
from tests.web.browser.sizes import SIZES, on_a_phone

PASSWORD = "correct horse battery"
SIMULATED = (
    '[[modems]]\nname = "counter"\ndriver = "simulator"\nport = "simulated"\nper_minute = 0\nper_hour = 0\n'
)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """A shop of its own process, whose owner is Ann."""
    made = Daemon(tmp_path, [], blocks=SIMULATED)
    made.configure()
    added = made.run(
        *made.on_this_data("users", "add", "Ann", "--role", "owner"), stdin=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert added.returncode == 0, added.stderr
    with made:
        yield made


@pytest.fixture
def page(chromium: Browser, daemon: Daemon, size: str, complaints: Complaints) -> Iterator[Page]:
    width, height = SIZES[size]
    context = chromium.new_context(base_url=daemon.url, viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    # Streams of events end with the process, and are asked for again.
    complaints.expected = "/events|/changes|401|503|ERR_"
    complaints.listen(page)
    yield page
    context.close()


class Work:
    """Long work that goes on as the test says."""

    def __init__(self) -> None:
        self._steps: SimpleQueue[float | None] = SimpleQueue()

    def __call__(self, tell: Tell) -> None:
        while (share := self._steps.get()) is not None:
            tell(share)

    def go_on(self, share: float) -> None:
        self._steps.put(share)

    def end(self) -> None:
        self._steps.put(None)


def sign_in(page: Page) -> None:
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def replace_everything(page: Page) -> None:
    expect(page.get_by_text("It is whole and sound")).to_be_visible()
    page.get_by_role("button", name="Replace everything").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    sign_in(page)
    expect(page.get_by_role("heading", name="Bring a backup back")).to_be_visible()


def test_a_backup_is_taken_away_brought_back_and_taken_back_again(
    page: Page, daemon: Daemon, tmp_path: Path
) -> None:
    before = daemon.text(ANNA, "Before the backup")
    daemon.ready(1).settled(before["id"], "sent", "delivered")
    page.goto("/sign-in?next=/settings/backup")
    sign_in(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download a copy").click()
    file = tmp_path / "taken-away.db"
    download.value.save_as(file)
    since = daemon.text(BEN, "Since the backup")
    daemon.settled(since["id"], "sent", "delivered")
    pid = daemon.process and daemon.process.pid

    page.get_by_role("link", name="Bring a backup back").click()
    page.get_by_label("Backup file").set_input_files(file)
    page.get_by_role("button", name="Look into it").last.click()
    replace_everything(page)

    assert [message["text"] for message in daemon.messages(direction="outbound")] == ["Before the backup"]
    page.locator("#kept").get_by_role("button", name="Look into it").click()
    replace_everything(page)

    texts = [message["text"] for message in daemon.messages(direction="outbound")]
    assert texts == ["Before the backup", "Since the backup"]
    assert daemon.process is not None
    assert (daemon.process.pid, daemon.process.poll()) == (pid, None)
    page.goto("/settings/log")
    expect(page.get_by_text("Brought a backup back").first).to_be_visible()
    daemon.ready(1)
    assert daemon.settled(daemon.text(ANNA, "And on it goes")["id"], "sent", "delivered")


@on_a_phone
def test_a_stick_is_offered_filled_and_looked_into(
    signed_in: Callable[[str], Page], services: Services, desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    desk.write(ANNA)
    services.sticks.use(lambda: [Stick("sda1", "Cruzer Blade", folder, 8 * 10**9)])
    page = signed_in("/settings/backup")

    page.get_by_role("button", name="Copy to this stick").click()
    expect(page.get_by_text("A copy is on the stick")).to_be_visible()
    page.get_by_role("switch", name="Every night: off").click()
    expect(page.get_by_role("switch", name="Every night: on")).to_be_visible()
    page.get_by_role("link", name="Bring a backup back").click()
    page.get_by_role("button", name="Look into it").last.click()
    expect(page.get_by_text("It is whole and sound")).to_be_visible()
    page.get_by_role("button", name="Leave everything as it is").click()

    expect(page.get_by_role("heading", name="Backup", exact=True)).to_be_visible()


@on_a_phone
def test_how_long_work_goes_on_is_seen_and_its_end_too(
    signed_in: Callable[[str], Page], services: Services
) -> None:
    with_progress = Work()
    services.errands.begin("make_backup", with_progress)
    page = signed_in("/settings/backup")
    expect(page.get_by_text("A copy of everything is being made")).to_be_visible()

    with_progress.go_on(0.4)
    expect(page.get_by_text("40 % done")).to_be_visible()
    with_progress.end()

    expect(page.locator("#progress")).to_have_count(0)


def test_what_keeping_means_is_shown_set_and_set_back(
    signed_in: Callable[[str], Page], services: Services, desk: Desk
) -> None:
    desk.plug_in()
    desk.send(ANNA)
    desk.clock.passes(days=800)
    page = signed_in("/settings/keeping")

    page.get_by_label("Keep texts for").select_option("2")
    page.get_by_role("button", name="See what that means").click()
    expect(page.get_by_text("1 text would be forgotten for good")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Texts are kept: 2 years")).to_be_visible()
    page.get_by_label("Keep texts for").select_option("0")
    page.get_by_role("button", name="See what that means").click()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Texts are kept: For ever")).to_be_visible()
    assert services.retention.years() == 0
