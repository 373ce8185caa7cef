"""What stands in a conversation and is no text: missed calls, the shop's own notices, why a text waits."""

from __future__ import annotations

from modemsms.services.outbox import Draft
from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser


def test_a_missed_call_is_a_line_with_a_way_to_text_back(owner: PlainBrowser, desk: Desk) -> None:
    desk.calls.take(desk.plug_in(), "counter", ANNA, desk.clock())

    assert "Missed call" in owner.open("/").words
    assert "You: Missed call" not in owner.open("/").words
    page = owner.open("/conversations/1")

    assert "Missed call 09:00" in page.words
    assert "They wrote" not in page.words
    assert "#f-text" in page.links
    assert desk.conversations.unread() == 0


def test_who_hides_his_number_cannot_be_texted_back(owner: PlainBrowser, desk: Desk) -> None:
    desk.calls.take(desk.plug_in(), "counter", None, desk.clock())

    page = owner.open("/conversations/1")

    assert "Number withheld" in page.words
    assert "Missed call" in page.words
    assert "#f-text" not in page.links


def test_a_notice_of_the_shops_own_is_marked(owner: PlainBrowser, desk: Desk) -> None:
    desk.outbox.submit(Draft(ANNA, "“counter” does not answer.", purpose="alarm"))

    words = owner.open("/conversations/1").words

    assert "The shop's own notice" in words
    assert "You wrote:" not in words


def test_a_text_that_waits_says_for_what(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    desk.write(ANNA, modem="spare")
    desk.waiting.run(desk.clock())

    words = owner.open("/conversations/1").words

    assert "It waits for the modem “spare”." in words
    assert "Waiting. It waits" not in words
