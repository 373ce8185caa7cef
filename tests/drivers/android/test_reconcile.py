"""What is heard of a text by webhook, by the inbox and after a restart is one text; two texts are two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.android.reconcile import InboxBook
from drivers.android.sightings import Sighting, of_entry, of_hook
from drivers.android.wire import Entry, Payload, written
from tests.drivers.rigs import ANNA

NOW = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)


def entry(text: str, at: datetime = NOW, *, number: str = "1", sender: str = ANNA, slot: int = 1) -> Entry:
    """A text as /inbox tells it."""
    return Entry(number, "SMS", sender, slot, text, written(at))


def hook(text: str, at: datetime = NOW, *, number: str = "e1") -> Sighting:
    """A text as a webhook tells it."""
    payload = Payload("a4c1847f", ANNA, None, 1, text, written(at))
    return of_hook("sms:received", number, payload)


def read(book: InboxBook, *entries: Entry, at: float = 1.0) -> list[str]:
    return [seen.text for seen in book.read(entries, at, NOW)]


def test_webhook_and_inbox_give_one_identity() -> None:
    assert hook("Thanks").identity == of_entry(entry("Thanks")).identity


def test_a_zone_in_the_phones_dates_changes_nothing() -> None:
    local = Entry("1", "SMS", ANNA, 1, "Thanks", "2026-07-14T12:00:00.000+02:00")

    assert of_entry(local).identity == of_entry(entry("Thanks")).identity


@pytest.mark.parametrize("hook_first", [True, False])
@pytest.mark.parametrize("held_back", [timedelta(0), timedelta(hours=5)])
def test_a_text_is_told_once_whichever_way_is_first(*, hook_first: bool, held_back: timedelta) -> None:
    book, told = InboxBook(), []
    arrival = timedelta(milliseconds=321) if held_back else timedelta(0)
    bell, shown = hook("Thanks", NOW + arrival), entry("Thanks", NOW - held_back)

    if hook_first:
        book.rang(bell, 0.0)
        told += [seen.text for seen in book.overdue(5.0, NOW)]
    told += read(book, shown)
    if not hook_first:
        book.rang(bell, 2.0)
    told += [seen.text for seen in book.overdue(9.0, NOW)]
    told += read(book, shown, at=10.0)

    assert told == ["Thanks"]


def test_a_bell_is_believed_when_the_inbox_does_not_show_its_text() -> None:
    book = InboxBook()

    assert book.rang(hook("Thanks"), 0.0)
    assert not book.overdue(0.1, NOW)

    assert [seen.text for seen in book.overdue(1.0, NOW)] == ["Thanks"]


def test_the_same_words_later_are_another_text_though_the_first_came_by_webhook_alone() -> None:
    book = InboxBook()
    book.rang(hook("ok", NOW), 0.0)
    book.overdue(1.0, NOW)

    assert read(book, entry("ok", NOW + timedelta(hours=1))) == ["ok"]


def test_two_texts_of_one_second_under_one_id_are_both_told() -> None:
    book = InboxBook()

    assert read(book, entry("first")) + read(book, entry("second")) == ["first", "second"]


def test_the_double_from_the_phones_own_store_is_known_by_its_milliseconds() -> None:
    book = InboxBook()
    arrived = NOW + timedelta(seconds=4, milliseconds=321)

    assert read(book, entry("Thanks", NOW), entry("Thanks", arrived, number="2")) == ["Thanks"]


def test_a_late_text_with_an_old_time_is_told_after_the_first_look_only() -> None:
    book = InboxBook()
    old = NOW - timedelta(days=12)

    at_start = book.read([entry("history", old)], 1.0, NOW, is_first=True)

    assert not at_start
    assert read(book, entry("held back", old, number="2")) == ["held back"]


def test_growth_that_the_first_page_does_not_explain_asks_for_the_whole_inbox() -> None:
    book = InboxBook()
    read(book, entry("one"))
    book.explains(40)

    read(book, entry("two", number="2"))

    assert book.explains(41)
    assert not book.explains(42)


def test_what_the_shop_did_not_take_is_told_again() -> None:
    book = InboxBook()
    book.read([entry("one"), entry("two", number="2")], 0.0, NOW)
    book.acknowledge(of_entry(entry("one")).key)

    assert [seen.text for seen in book.unacknowledged(601.0)] == ["two"]
    assert not book.unacknowledged(602.0)


@given(
    texts=st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 5)), unique_by=lambda one: one, max_size=10
    ),
    order=st.randoms(use_true_random=False),
)
def test_any_mixture_of_webhooks_and_looks_tells_each_text_once(
    texts: list[tuple[str, int]], order: object
) -> None:
    book, told = InboxBook(), []
    times = {one: NOW - timedelta(minutes=20 * one[1]) for one in texts}
    entries = [entry(words, times[words, n], number=f"{words}{n}") for words, n in texts]
    steps: list[object] = [*texts, None, None]
    order.shuffle(steps)  # type: ignore[attr-defined]
    clock = 0.0

    for step in steps:
        clock += 1.0
        if isinstance(step, tuple):
            book.rang(hook(step[0], times[step], number=f"e{step}"), clock)
            told += book.overdue(clock + 0.5, NOW)
        else:
            told += book.read(entries, clock, NOW)

    assert sorted(seen.identity for seen in told) == sorted(of_entry(one).identity for one in entries)
