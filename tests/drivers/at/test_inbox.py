"""What is to be read, what the shop has, what may be deleted."""

from __future__ import annotations

from itertools import count

import pytest

from drivers.at.inbox import FRESH, HOLD, Confirm, Delete, Direct, Inbox, Location, Read, Stored, Sweep
from drivers.at.pdus import Entry
from modemsms.driver import SegmentReceived

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
OTHER = PDU[:-2] + "08"
PLACE = Location("SM", 3)


@pytest.fixture
def inbox() -> Inbox:
    """An empty inbox over one SIM."""
    inbox = Inbox(1, count(1))
    inbox.memories = ("SM",)
    return inbox


def find(inbox: Inbox, pdu: str = PDU, place: Location = PLACE, now: float = 0.0) -> Stored:
    """The modem shows *pdu* at *place*; gives the handle that the shop gets."""
    event = inbox.found(place, Entry(place.index, 1, pdu), now)
    assert isinstance(event, SegmentReceived)
    assert isinstance(event.handle, Stored)
    return event.handle


def test_an_announced_place_is_read(inbox: Inbox) -> None:
    inbox.announced('+CMTI: "SM",3', 0.0)

    assert inbox.next_job(0.0, lists=True) == Read(PLACE)


def test_several_announced_places_of_one_memory_are_listed(inbox: Inbox) -> None:
    for index in (3, 4, 5):
        inbox.announced(f'+CMTI: "SM",{index}', 0.0)

    assert inbox.next_job(0.0, lists=True) == Sweep("SM", trust_count=False)
    assert inbox.next_job(0.0, lists=False) == Read(PLACE)


def test_a_place_is_told_once_until_it_is_committed(inbox: Inbox) -> None:
    find(inbox)

    assert inbox.found(PLACE, Entry(3, 1, PDU), HOLD / 2) is None


def test_a_place_that_nobody_commits_is_told_again(inbox: Inbox) -> None:
    first = find(inbox)

    again = find(inbox, now=HOLD + 1)

    assert again != first


def test_only_the_newest_handle_of_a_place_deletes_it(inbox: Inbox) -> None:
    first = find(inbox)
    newest = find(inbox, now=HOLD + 1)

    inbox.acknowledge(first)
    assert inbox.next_job(0.0, lists=True) is None
    inbox.acknowledge(newest)
    assert inbox.next_job(0.0, lists=True) == Delete(PLACE)


def test_a_handle_that_comes_twice_deletes_once(inbox: Inbox) -> None:
    handle = find(inbox)
    inbox.acknowledge(handle)
    inbox.begin_delete(PLACE)
    inbox.end_delete(PLACE, 0.0)
    new = find(inbox, OTHER)

    inbox.acknowledge(handle)

    assert inbox.next_job(0.0, lists=True) is None
    inbox.acknowledge(new)
    assert inbox.next_job(0.0, lists=True) == Delete(PLACE)


def test_a_handle_of_an_earlier_inbox_is_void() -> None:
    tokens = count(1)
    old, new = Inbox(1, tokens), Inbox(1, tokens)
    handle = find(old)
    find(new, OTHER)

    new.acknowledge(handle)

    assert new.next_job(0.0, lists=True) is None


def test_a_text_that_takes_the_place_while_it_is_cleared_is_read(inbox: Inbox) -> None:
    inbox.acknowledge(find(inbox))
    inbox.begin_delete(PLACE)

    inbox.announced('+CMTI: "SM",3', 0.0)
    inbox.end_delete(PLACE, 0.0)

    assert inbox.next_job(0.0, lists=True) == Read(PLACE)


def test_another_text_in_a_place_that_was_told_is_told(inbox: Inbox) -> None:
    find(inbox)

    find(inbox, OTHER)


def test_what_comes_back_after_its_deletion_is_deleted_and_not_told(inbox: Inbox) -> None:
    inbox.acknowledge(find(inbox))  # Q25
    inbox.begin_delete(PLACE)
    inbox.end_delete(PLACE, 0.0)

    assert inbox.found(PLACE, Entry(3, 1, PDU), 1000.0) is None
    assert inbox.next_job(1000.0, lists=True) == Delete(PLACE)


def test_a_place_that_was_found_long_ago_is_looked_at_before_it_is_cleared(inbox: Inbox) -> None:
    inbox.acknowledge(find(inbox, now=0.0))

    assert inbox.next_job(1.0, lists=True) == Delete(PLACE)
    assert inbox.next_job(FRESH + 1.0, lists=True) == Delete(PLACE, expected=PDU)


def test_news_is_read_before_old_texts_are_deleted_unless_places_run_out(inbox: Inbox) -> None:
    for index in range(10, 14):
        inbox.acknowledge(find(inbox, place=Location("SM", index)))
    inbox.announced('+CMTI: "SM",3', 0.0)
    assert inbox.next_job(0.0, lists=True) == Read(PLACE)

    inbox.acknowledge(find(inbox, place=Location("SM", 20)))
    assert inbox.next_job(0.0, lists=True) == Delete(Location("SM", 10))


def test_the_network_is_answered_first(inbox: Inbox) -> None:
    inbox.announced('+CMTI: "SM",3', 0.0)

    inbox.acknowledge(Direct())

    assert inbox.next_job(0.0, lists=True) == Confirm()
    inbox.confirmed()
    assert inbox.next_job(0.0, lists=True) == Read(PLACE)


def test_handles_of_other_drivers_do_nothing(inbox: Inbox) -> None:
    inbox.acknowledge(None)
    inbox.acknowledge("handle")

    assert inbox.next_job(0.0, lists=True) is None
