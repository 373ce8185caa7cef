"""Who has a conversation open, or writes in it."""

from __future__ import annotations

import pytest

from modemsms.services.accounts import Accounts, User
from modemsms.services.presence import MOST_PAGES, STAYS, WRITES, Presence
from tests.desk import Desk


@pytest.fixture
def woken() -> list[int]:
    return []


@pytest.fixture
def presence(desk: Desk, woken: list[int]) -> Presence:
    return Presence(lambda: woken.append(1), desk.clock)


@pytest.fixture
def ada(desk: Desk) -> User:
    return Accounts(desk.store).first_owner("Ada", "paper lantern", code=None, loopback=True)


@pytest.fixture
def bob(desk: Desk, ada: User) -> User:
    return Accounts(desk.store).add("Bob", "paper lantern", "staff")


def names(presence: Presence, conversation_id: int, me: User) -> list[str]:
    return [one.name for one in presence.others(conversation_id, me.id)]


def test_a_colleague_is_seen_where_he_is_and_not_by_himself(presence: Presence, ada: User, bob: User) -> None:
    presence.here(1, "tab", bob)

    assert names(presence, 1, ada) == ["Bob"]
    assert names(presence, 2, ada) == []
    assert names(presence, 1, bob) == []


def test_whoever_leaves_is_gone_at_once(presence: Presence, ada: User, bob: User) -> None:
    presence.here(1, "tab", bob)

    presence.left("tab", bob)

    assert names(presence, 1, ada) == []


def test_one_tab_of_two_keeps_its_person_there(presence: Presence, ada: User, bob: User) -> None:
    presence.here(1, "tab", bob, writing=True)
    presence.here(1, "another", bob)

    presence.left("another", bob)

    (seen,) = presence.others(1, ada.id)
    assert seen.writing


def test_a_word_that_was_overtaken_brings_nobody_back(presence: Presence, ada: User, bob: User) -> None:
    presence.here(1, "tab", bob, word=2)
    presence.here(1, "tab", bob, writing=True, word=1)
    assert [one.writing for one in presence.others(1, ada.id)] == [False]

    presence.left("tab", bob, word=4)
    presence.here(1, "tab", bob, writing=True, word=3)
    assert names(presence, 1, ada) == []

    presence.here(1, "tab", bob, word=5)
    assert names(presence, 1, ada) == ["Bob"]


def test_nobody_can_leave_the_page_of_another(presence: Presence, ada: User, bob: User) -> None:
    presence.here(1, "tab", bob)

    presence.left("tab", ada)

    assert names(presence, 1, ada) == ["Bob"]


def test_a_page_that_falls_silent_is_forgotten(presence: Presence, desk: Desk, ada: User, bob: User) -> None:
    presence.here(1, "tab", bob, writing=True)

    desk.clock.passes(seconds=WRITES.total_seconds())
    assert [one.writing for one in presence.others(1, ada.id)] == [False]
    desk.clock.passes(seconds=STAYS.total_seconds())
    assert names(presence, 1, ada) == []


def test_streams_are_woken_by_what_is_new_and_not_by_what_is_said_again(
    presence: Presence, woken: list[int], ada: User
) -> None:
    presence.here(1, "tab", ada)
    presence.here(1, "tab", ada)
    presence.here(1, "tab", ada, writing=True)
    presence.left("tab", ada)
    presence.left("tab", ada)

    assert len(woken) == 3


def test_a_reader_is_told_each_conversation_once(presence: Presence, ada: User, bob: User) -> None:
    since = presence.newest
    presence.here(1, "tab", ada)
    presence.here(1, "tab", bob)
    presence.here(2, "tab", bob)

    since, told = presence.news(since)

    assert sorted(told) == [1, 2]
    assert presence.news(since) == (since, [])


def test_one_person_takes_no_more_room_than_a_few_pages(presence: Presence, ada: User, bob: User) -> None:
    for number in range(MOST_PAGES + 1):
        presence.here(number, f"tab {number}", bob)

    assert names(presence, 0, ada) == []
    assert names(presence, MOST_PAGES, ada) == ["Bob"]
