"""The log of who did what, and the keys that it tells of."""

from __future__ import annotations

from modemsms.services import Services
from tests.web.plain import PlainBrowser


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
