"""An import in a real browser: chosen, corrected, imported, looked at, taken back, at both sizes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.desk import ANNA, Desk
from tests.web.browser.fitting import fits

LIST = (
    "Vorname;Nachname;Handynummer;Geburtsdatum;Lieblingstee\r\n"
    "Anna;Größe;07700 900001;14.03.1980;Grün\r\n"
    "Ben;Müller;07700 900002;;Schwarz\r\n"
    "Cara;Weiß;4,47701E+11;;\r\n"
)


def pictured(page: Page, name: str) -> None:
    """A picture for whoever wants to look (MODEMSMS_PICTURES names a folder)."""
    if folder := os.environ.get("MODEMSMS_PICTURES"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def test_a_list_is_corrected_imported_and_taken_back(signed_in: Callable[[str], Page], desk: Desk) -> None:
    desk.contacts.add("Anna", [ANNA])
    page = signed_in("/contacts")
    page.get_by_role("link", name="Import contacts").click()
    pictured(page, "import-choose")
    assert fits(page)
    file: FilePayload = {"name": "Kunden.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    page.get_by_label("A table or an address book").set_input_files(file)
    page.locator("form", has_text="From a file").get_by_role("button", name="Look into it").click()

    expect(page.locator("#found")).to_contain_text("1 new person. 1 is here already. 1 row cannot be taken.")
    expect(page.locator("#problems")).to_contain_text("its last digits are gone")
    expect(page.get_by_label("Handynummer")).to_have_value("number")
    pictured(page, "import-found")
    assert fits(page)
    page.get_by_label("Lieblingstee").select_option("A new field with words")
    page.get_by_role("button", name="Look at it once more").click()
    page.get_by_label("Or into a new one").fill("Tea drinkers")
    page.get_by_label("How did they agree to be texted?").fill("Signed the list at the counter")
    pictured(page, "import-becomes")
    assert fits(page)
    page.get_by_role("button", name="Import these 2 people").click()

    expect(page.locator("#outcome")).to_contain_text("1 person is new. 1 was known and is up to date.")
    pictured(page, "import-done")
    assert fits(page)
    page.get_by_role("link", name="To the contacts").click()
    expect(page.get_by_text("Anna Größe")).to_be_visible()

    page.go_back()
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.locator("#outcome")).to_contain_text("It was taken back as a whole.")
    assert [one.name for one in desk.contacts.list()] == ["Anna"]
    page.get_by_role("link", name="Back to the imports").click()
    expect(page.locator("#batches")).to_contain_text("Kunden.csv")
    pictured(page, "import-lately")
    assert fits(page)


def test_a_list_is_pasted(signed_in: Callable[[str], Page], desk: Desk) -> None:
    page = signed_in("/contacts/import")
    page.get_by_label("One person on each line").fill("Anna Berg 07700 900001\nBen +44 7700 900002")
    page.locator("form", has_text="One person on each line").get_by_role(
        "button", name="Look into it"
    ).click()
    page.get_by_role("button", name="Import these 2 people").click()

    expect(page.locator("#outcome")).to_contain_text("2 people are new.")
    assert [one.name for one in desk.contacts.list()] == ["Anna Berg", "Ben"]
