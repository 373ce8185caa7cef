"""The log of who did what, and the keys that it tells of."""

from __future__ import annotations

import re
from pathlib import Path

import web
from modemsms.driver import ModemState
from modemsms.services import Services
from modemsms.services.outbox import Reason
from tests.desk import Desk
from tests.web.plain import PlainBrowser
from web.deeds import SENTENCES


def test_what_was_done_is_a_sentence_with_a_name(owner: PlainBrowser) -> None:
    owner.submit(owner.open("/settings/keys").form("/settings/keys"), name="till")

    page = owner.open("/settings/log")

    assert "Made the API key “till”" in page.words
    assert "Ann" in page.words
    assert "msk_" not in page.html


def test_the_log_shows_one_person_alone(owner: PlainBrowser, services: Services) -> None:
    ann = services.accounts.list()[0]
    services.deeds.note(ann, "hours_changed")
    services.deeds.note(services.accounts.add("Bob", None, "staff"), "modem_paused", "counter")

    page = owner.open(f"/settings/log?person={ann.id}")

    assert "Changed the opening hours" in page.words
    assert "Paused the modem" not in page.words


def test_the_log_goes_on_on_older_pages(owner: PlainBrowser, services: Services) -> None:
    for number in range(60):
        services.deeds.note(services.accounts.list()[0], "group_added", f"Group {number}")

    page = owner.open("/settings/log")
    older = owner.open(next(link for link in page.links if "before=" in link))

    assert "“Group 59”" in page.words
    assert "“Group 0”" not in page.words
    assert "“Group 0”" in older.words


def test_a_percent_sign_in_a_name_breaks_no_sentence(owner: PlainBrowser, services: Services) -> None:
    services.deeds.note(services.accounts.list()[0], "group_added", "100 %s <b>off</b>")

    assert "100 %s <b>off</b>" in owner.open("/settings/log").words


def test_every_word_that_the_page_notes_has_a_sentence() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(web.__file__).parent.glob("*.py"))
    noted = set(re.findall(r'deeds\.note\([^,]*,\s*"(\w+)"(?: if \w+ else "\w+")?', source))
    noted |= set(re.findall(r'deeds\.note\([^,]*,\s*"\w+" if \w+ else "(\w+)"', source))

    assert len(noted) > 20
    assert noted <= set(SENTENCES)


def test_a_word_of_a_newer_version_is_a_sentence_too(owner: PlainBrowser, services: Services) -> None:
    services.deeds.note(services.accounts.list()[0], "robot_hired", "<b>")

    page = owner.open("/settings/log")

    assert "Changed something that this version has no words for: “robot hired <b>”" in page.words


def test_the_log_tells_of_a_pin_and_not_what_it_is(
    owner: PlainBrowser, services: Services, desk: Desk
) -> None:
    reason = Reason("pin_needed", "Enter the PIN.")
    desk.modems.state_changed("counter", ModemState.NOT_READY, reason)

    owner.submit(owner.open("/modems/counter").form("/modems/counter/pin"), pin="4711")
    owner.submit(owner.open("/settings").form("/settings/owner"), owner_number="07700 900009")
    page = owner.open("/settings/log")

    assert "Gave the PIN of the SIM card in “counter”" in page.words
    assert "Changed who is told by text when the lamp is red" in page.words
    assert "4711" not in page.html
    assert "900009" not in page.html
