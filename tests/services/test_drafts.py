"""Drafts: kept for one person and one place, gone in the commit that sends them."""

from __future__ import annotations

import pytest

from modemsms.errors import Conflict
from modemsms.services.accounts import Accounts
from modemsms.services.drafts import MOST, NEW, Drafts, place_of
from modemsms.services.outbox import Draft, Idempotency
from tests.desk import ANNA, BEN, Desk


@pytest.fixture
def ada(desk: Desk) -> int:
    return Accounts(desk.store).first_owner("Ada", "paper lantern", code=None, loopback=True).id


@pytest.fixture
def drafts(desk: Desk) -> Drafts:
    return Drafts(desk.store, desk.clock)


def send(desk: Desk, user_id: int, form: str, to: str = ANNA, text: str = "Until six") -> None:
    desk.outbox.submit(Draft(to, text), idempotency=Idempotency(-user_id, form, "what it says"))


def test_what_is_written_is_there_again(drafts: Drafts, ada: int) -> None:
    drafts.keep(ada, NEW, "Until s", form="one", recipients="to=Anna")
    drafts.keep(ada, NEW, "Until six", form="one", recipients="to=Anna")

    (kept,) = drafts.new(ada)

    assert (kept.text, kept.recipients, kept.form) == ("Until six", "to=Anna", "one")


def test_a_later_state_is_later_whatever_the_clock_says(drafts: Drafts, ada: int, desk: Desk) -> None:
    first = drafts.keep(ada, "c1", "Until", form="one")
    desk.clock.passes(hours=-1)
    second = drafts.keep(ada, "c1", "Until six", form="one")

    assert first is not None
    assert second is not None
    assert second.changed_at > first.changed_at


def test_what_was_sent_is_no_draft_any_more(drafts: Drafts, ada: int, desk: Desk) -> None:
    drafts.keep(ada, "c1", "Until six", form="one")
    drafts.keep(ada, "c2", "Until seven", form="two")

    send(desk, ada, "one")

    assert drafts.get(ada, "c1") is None
    assert list(drafts.replies(ada)) == [2]


def test_a_word_of_a_form_that_was_sent_comes_too_late(drafts: Drafts, ada: int, desk: Desk) -> None:
    send(desk, ada, "one")

    with pytest.raises(Conflict):
        drafts.keep(ada, "c1", "Until si", form="one")

    assert drafts.get(ada, "c1") is None


def test_a_refused_sending_leaves_the_draft(drafts: Drafts, ada: int, desk: Desk) -> None:
    drafts.keep(ada, "c1", "Until six", form="one")
    send(desk, ada, "other", BEN)

    with pytest.raises(Conflict):
        desk.outbox.submit(Draft(ANNA, "Until six"), idempotency=Idempotency(-ada, "other", "else"))

    assert drafts.get(ada, "c1") is not None


def test_an_emptied_field_is_no_draft(drafts: Drafts, ada: int) -> None:
    drafts.keep(ada, "c1", "Until six", form="one")

    assert drafts.keep(ada, "c1", " \n", form="one") is None
    assert drafts.replies(ada) == {}


def test_each_person_has_drafts_of_their_own(drafts: Drafts, ada: int, desk: Desk) -> None:
    bob = Accounts(desk.store).add("Bob", "paper lantern", "staff").id
    drafts.keep(ada, place_of(1), "Until six", form="one")
    drafts.keep(bob, place_of(1), "Until seven", form="one")

    send(desk, bob, "one")

    assert drafts.replies(ada)[1].text == "Until six"
    assert drafts.replies(bob) == {}


def test_beyond_what_anybody_writes_the_oldest_go(drafts: Drafts, ada: int, desk: Desk) -> None:
    for number in range(1, MOST + 6):
        desk.clock.passes(seconds=1)
        drafts.keep(ada, place_of(number), "Until six", form=str(number))

    assert sorted(drafts.replies(ada)) == list(range(6, MOST + 6))
