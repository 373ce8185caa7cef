"""Order in the inbox: put away, flagged, given to a colleague, blocked; notes; what failed sent again."""

from __future__ import annotations

import pytest

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.accounts import Accounts, User
from modemsms.services.composing import Composing
from modemsms.services.conversations import Only
from modemsms.services.notes import Notes
from modemsms.services.outbox import MessageQuery
from modemsms.services.retries import Retries
from tests.desk import ANNA, BEN, Desk


@pytest.fixture
def ada(desk: Desk) -> User:
    return Accounts(desk.store).first_owner("Ada", "paper lantern", code=None, loopback=True)


@pytest.fixture
def bob(desk: Desk, ada: User) -> User:
    return Accounts(desk.store).add("Bob", "paper lantern", "staff")


@pytest.fixture
def notes(desk: Desk) -> Notes:
    return Notes(desk.store, now=desk.clock)


@pytest.fixture
def retries(desk: Desk) -> Retries:
    composing = Composing(desk.store, desk.outbox, now=desk.clock)
    composing.set_undo_seconds(0)
    return Retries(desk.store, desk.outbox, composing)


def shown(desk: Desk, only: Only, me: int | None = None) -> list[str]:
    return [one.address for one in desk.conversations.list(only, me=me).conversations]


def test_what_is_put_away_stands_in_the_archive_only(desk: Desk) -> None:
    desk.write(ANNA)
    desk.write(BEN)

    assert desk.conversations.archive(1, archived=True)

    assert shown(desk, "all") == [BEN]
    assert shown(desk, "archived") == [ANNA]


def test_a_new_text_of_the_customer_fetches_the_conversation_back(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.write(ANNA)
    desk.conversations.archive(1, archived=True)

    desk.receive(sim, ANNA, "One more thing")

    assert shown(desk, "all") == [ANNA]


def test_a_text_of_ours_leaves_it_in_the_archive(desk: Desk) -> None:
    desk.write(ANNA)
    desk.conversations.archive(1, archived=True)

    desk.write(ANNA, "Closing time is six")

    assert shown(desk, "archived") == [ANNA]


def test_the_same_twice_changes_nothing_and_tells_nothing(desk: Desk) -> None:
    desk.write(ANNA)
    desk.conversations.flag(1, flagged=True)
    newest = desk.feed.newest()

    assert not desk.conversations.flag(1, flagged=True)
    assert desk.feed.newest() == newest


def test_a_flag_and_a_colleague_have_a_list_of_their_own(desk: Desk, bob: User) -> None:
    desk.write(ANNA)
    desk.write(BEN)
    desk.conversations.flag(1, flagged=True)
    desk.conversations.assign(2, bob.id)

    assert shown(desk, "flagged") == [ANNA]
    assert shown(desk, "mine", bob.id) == [BEN]
    assert shown(desk, "mine", 99) == []
    assert desk.conversations.get(2).assignee == "Bob"


def test_a_conversation_is_given_to_somebody_who_exists(desk: Desk) -> None:
    desk.write(ANNA)

    with pytest.raises(InvalidInput):
        desk.conversations.assign(1, 99)


def test_a_blocked_number_is_heard_but_not_seen(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Win a car")
    desk.conversations.block(1, blocked=True)

    desk.receive(sim, ANNA, "Win two cars", 1)

    assert desk.conversations.unread() == 0
    assert shown(desk, "all") == []
    assert [message.text for message in desk.received(ANNA)] == ["Win a car", "Win two cars"]


def test_an_unblocked_number_is_back(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Win a car")
    desk.conversations.block(1, blocked=True)

    desk.conversations.block(1, blocked=False)

    assert shown(desk, "all") == [ANNA]


def test_a_conversation_can_be_unread_again(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Is it there?")
    desk.conversations.mark_read(1, desk.conversations.get(1).last_message_id)
    desk.write(ANNA, "Yes")

    desk.conversations.mark_unread(1)

    assert shown(desk, "unread") == [ANNA]
    assert desk.conversations.get(1).unread == 1


def test_a_note_stands_in_its_place_and_moves_nothing(desk: Desk, notes: Notes, ada: User) -> None:
    desk.write(ANNA, "First")
    notes.add(1, "  Prefers mornings  ", ada)
    desk.write(ANNA, "Second")

    found = desk.conversations.messages(1)

    assert [(one.text, one.purpose, one.author) for one in found] == [
        ("First", None, None),
        ("Prefers mornings", "note", "Ada"),
        ("Second", None, None),
    ]
    assert desk.conversations.get(1).last_text == "Second"


def test_programs_never_see_a_note(desk: Desk, notes: Notes, ada: User) -> None:
    desk.write(ANNA)
    note = notes.add(1, "Prefers mornings", ada)

    listed = desk.outbox.page(MessageQuery()).messages

    assert note.id not in [one.id for one in listed]
    assert not note.is_text


def test_a_note_is_found_until_it_is_taken_back(desk: Desk, notes: Notes, ada: User) -> None:
    desk.write(ANNA)
    note = notes.add(1, "Prefers mornings", ada)
    assert desk.conversations.search("mornings").messages

    notes.take_back(note.id, ada)
    assert desk.conversations.search("mornings").messages == []

    notes.bring_back(note.id, ada)
    assert desk.conversations.search("mornings").messages


def test_a_colleague_cannot_take_back_the_note_of_another(
    desk: Desk, notes: Notes, ada: User, bob: User
) -> None:
    desk.write(ANNA)
    note = notes.add(1, "Prefers mornings", ada)

    with pytest.raises(Conflict):
        notes.take_back(note.id, bob)


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "\0", "half \ud83d"])
def test_a_note_that_is_none_is_refused(desk: Desk, notes: Notes, ada: User, text: str) -> None:
    desk.write(ANNA)

    with pytest.raises(InvalidInput):
        notes.add(1, text, ada)


def test_what_failed_is_sent_again_once(desk: Desk, retries: Retries, ada: User) -> None:
    desk.plug_in()
    failed = desk.write(ANNA, "Your books are here")
    desk.refused(desk.take(), permanent=True)

    first = retries.retry(failed.id, ada)
    second = retries.retry(failed.id, ada)

    assert first.id == second.id != failed.id
    assert (first.text, first.status, first.author) == ("Your books are here", "queued", "Ada")
    assert desk.outbox.get(failed.id).retried
    assert desk.conversations.get(1).attention == 0


def test_only_what_failed_is_sent_again(desk: Desk, retries: Retries, ada: User) -> None:
    waiting = desk.write(ANNA)

    with pytest.raises(Conflict):
        retries.retry(waiting.id, ada)
