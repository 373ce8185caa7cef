"""Figures by day: the shop's days, what counts once, and the texts behind a number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from modemsms.services.figures import Figures, Kind
from tests.desk import ANNA, BEN, Desk


@pytest.fixture
def figures(desk: Desk) -> Figures:
    return Figures(desk.store, desk.shop, now=desk.clock)


def test_a_text_counts_when_it_was_sent_when_it_arrived_and_when_it_came(
    desk: Desk, figures: Figures
) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, reference=9)
    desk.receive(sim, BEN, "Hello")
    desk.clock.passes(days=1)
    desk.report(sim, 9, ANNA)

    before, today = figures.days(2)

    assert (before.sent, before.delivered, before.received) == (1, 0, 1)
    assert (today.sent, today.delivered, today.received) == (0, 1, 0)
    assert today.date - before.date == timedelta(days=1)


def test_a_day_ends_at_midnight_of_the_shop(desk: Desk, figures: Figures) -> None:
    # Summer time in London: 23:30 UTC is half past midnight.
    desk.clock.now = desk.clock.now.replace(month=7, day=1, hour=23, minute=30)
    desk.plug_in()
    desk.send(ANNA)

    yesterday, today = figures.days(2)

    assert (yesterday.sent, today.sent) == (0, 1)
    assert today.date == date(2026, 7, 2)
    assert len(figures.texts(today.date, "sent").texts) == 1
    assert not figures.texts(yesterday.date, "sent").texts


def test_every_number_leads_to_just_its_texts(desk: Desk, figures: Figures) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, "One", reference=1)
    desk.report(sim, 1, ANNA)
    desk.send(ANNA, "Two", reference=2)
    desk.write(BEN, "Three")
    desk.refused(desk.take(), permanent=True)
    desk.receive(sim, BEN, "Four")
    day = figures.days(1)[0]

    def texts(kind: Kind) -> list[str]:
        return [text.text for text in figures.texts(day.date, kind).texts]

    assert texts("sent") == ["One", "Two"]
    assert texts("delivered") == ["One"]
    assert texts("failed") == ["Three"]
    assert texts("received") == ["Four"]
    assert (day.sent, day.delivered, day.failed, day.received) == (2, 1, 1, 1)


def test_the_texts_of_a_day_come_in_pages_without_gaps_or_doubles(desk: Desk, figures: Figures) -> None:
    sim = desk.plug_in()
    for number in range(7):
        desk.receive(sim, ANNA, f"Text {number}", number)
        desk.clock.passes(seconds=number % 2)
    day = figures.days(1)[0].date

    found, after = [], None
    while True:
        page = figures.texts(day, "received", after, limit=3)
        found += [text.text for text in page.texts]
        after = page.next
        if after is None:
            break

    assert found == [f"Text {number}" for number in range(7)]
