"""A person's word on an unknown text, and that word taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.errors import Conflict
from modemsms.services.accounts import Accounts
from modemsms.services.composing import Composing
from modemsms.services.figures import Figures
from modemsms.services.outbox import Message
from modemsms.services.retries import Retries
from modemsms.services.settling import Settling
from tests.desk import ANNA, Desk

LONG = "Your books are here. " * 10


@pytest.fixture
def composing(desk: Desk) -> Composing:
    return Composing(desk.store, desk.outbox, now=desk.clock)


@pytest.fixture
def settling(desk: Desk, composing: Composing) -> Settling:
    return Settling(desk.store, desk.outbox, composing, now=desk.clock)


@pytest.fixture
def lost(desk: Desk) -> Message:
    desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())
    return desk.outbox.get(message.id)


def test_they_got_it_taken_back_is_as_it_was(desk: Desk, settling: Settling, lost: Message) -> None:
    figures = Figures(desk.store, desk.shop, now=desk.clock)
    before = figures.days(1)
    settled = settling.arrived(lost.id)
    assert settled.message.status == "delivered"
    assert figures.days(1) != before

    settling.unsettle(lost.id, settled.before)

    assert desk.outbox.get(lost.id) == lost
    assert figures.days(1) == before
    assert [message.id for message in desk.outbox.unsure()] == [lost.id]


def test_of_a_long_text_only_what_was_unknown_is_so_again(desk: Desk, settling: Settling) -> None:
    desk.plug_in()
    message = desk.write(ANNA, LONG)
    desk.accepted(desk.take(), 7)
    desk.silent(desk.take())
    settled = settling.arrived(message.id)

    settling.unsettle(message.id, settled.before)
    desk.outbox.settle(message.id, "resend")

    desk.accepted(desk.take())
    assert desk.outbox.get(message.id).status == "sent"


def test_a_word_is_taken_back_once_and_only_where_it_was_given(
    desk: Desk, settling: Settling, lost: Message
) -> None:
    other = desk.write(ANNA, "Another")
    desk.silent(desk.take())
    settled = settling.arrived(lost.id)
    settling.arrived(other.id)

    with pytest.raises(Conflict):
        settling.unsettle(other.id, settled.before)
    assert desk.status(other) == "delivered"


def test_send_again_waits_for_as_long_as_it_can_be_taken_back(
    desk: Desk, settling: Settling, lost: Message
) -> None:
    settling.again(lost.id)
    assert desk.claim().attempt is None

    assert settling.not_again(lost.id).status == "unknown"

    settling.again(lost.id)
    desk.due.run(desk.clock.passes(seconds=6))
    desk.accepted(desk.take())
    assert desk.status(lost) == "sent"


def test_what_is_on_its_way_again_cannot_be_taken_back(desk: Desk, settling: Settling, lost: Message) -> None:
    settling.again(lost.id)
    desk.due.run(desk.clock.passes(seconds=6))
    attempt = desk.take()

    with pytest.raises(Conflict):
        settling.not_again(lost.id)

    desk.accepted(attempt)
    assert desk.status(lost) == "sent"


def test_a_retry_taken_back_leaves_the_failed_text_to_be_tried_again(
    desk: Desk, composing: Composing
) -> None:
    ada = Accounts(desk.store).first_owner("Ada", "paper lantern", code=None, loopback=True)
    retries = Retries(desk.store, desk.outbox, composing)
    desk.plug_in()
    failed = desk.write(ANNA)
    desk.refused(desk.take(), permanent=True)
    anew = retries.retry(failed.id, ada)
    assert anew.send_at == desk.clock() + timedelta(seconds=5)

    assert not retries.take_back(failed.id).retried

    assert desk.status(anew) == "cancelled"
    again = retries.retry(failed.id, ada)
    assert again.id != anew.id
    desk.due.run(desk.clock.passes(seconds=6))
    desk.take()
    with pytest.raises(Conflict):
        retries.take_back(failed.id)
