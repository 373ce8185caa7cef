"""Who waits for an answer, and since when; what else a shop wants to know in the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.services.morning import Morning
from modemsms.services.outbox import Draft
from tests.desk import ANNA, BEN, CARA, START, Desk


@pytest.fixture
def morning(desk: Desk) -> Morning:
    return Morning(desk.store, desk.shop, now=desk.clock)


def waiting(morning: Morning) -> list[tuple[str, datetime]]:
    return [(one.conversation.address, one.since) for one in morning.waiting()]


def test_who_wrote_first_waits_longest_and_since_the_first_text_without_an_answer(
    desk: Desk, morning: Morning
) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello", 1)
    desk.clock.passes(hours=1)
    desk.receive(sim, BEN, "Are you open?", 2)
    desk.clock.passes(hours=1)
    desk.receive(sim, ANNA, "Anybody there?", 3)

    assert waiting(morning) == [(ANNA, START), (BEN, START + timedelta(hours=1))]
    assert morning.overview().waiting == 2


def test_an_answer_ends_the_wait_and_the_next_text_begins_another(desk: Desk, morning: Morning) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello", 1)
    desk.clock.passes(minutes=5)
    desk.write(ANNA, "We are open")
    assert waiting(morning) == []

    desk.clock.passes(minutes=5)
    desk.receive(sim, ANNA, "Until when?", 2)

    assert waiting(morning) == [(ANNA, START + timedelta(minutes=10))]


def test_an_answer_that_was_called_back_was_none(desk: Desk, morning: Morning) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello", 1)
    desk.clock.passes(minutes=5)

    desk.outbox.cancel(desk.write(ANNA, "We are opem").id)

    assert waiting(morning) == [(ANNA, START)]


def test_a_sender_who_cannot_be_answered_waits_for_nothing(desk: Desk, morning: Morning) -> None:
    sim = desk.plug_in()
    for deliver in desk.delivers(ANNA, "Your bundle is used up"):
        named = replace(deliver, originator=Address("3 Mobile", TypeOfNumber.ALPHANUMERIC))
        desk.inbox.take(sim, "counter", named.encode(), desk.clock())

    assert waiting(morning) == []
    assert morning.overview().waiting == 0


def test_a_missed_call_waits_like_a_text(desk: Desk, morning: Morning) -> None:
    desk.calls.take(desk.plug_in(), "counter", CARA, desk.clock())

    assert waiting(morning) == [(CARA, START)]


def test_the_list_goes_on_where_a_page_ended(desk: Desk, morning: Morning) -> None:
    sim = desk.plug_in()
    for number, sender in enumerate((ANNA, BEN, CARA)):
        desk.receive(sim, sender, "Hello", number)

    first = morning.waiting(limit=2)
    last = first[-1]
    rest = morning.waiting((last.since, last.conversation.id), limit=2)

    assert [one.conversation.address for one in (*first, *rest)] == [ANNA, BEN, CARA]


def test_scheduled_today_ends_at_midnight_of_the_shop(desk: Desk, morning: Morning) -> None:
    for hours in (3, 14, 16):
        desk.outbox.submit(Draft(ANNA, "Reminder", send_at=START + timedelta(hours=hours)))

    assert morning.overview().scheduled_today == 2
