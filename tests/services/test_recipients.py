"""Who gets a new message: names, numbers and groups become addresses, each once, and what is wrong is said."""

from __future__ import annotations

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.recipients import MOST, Chosen, Recipients
from tests.desk import ANNA, BEN, CARA, Desk


@pytest.fixture
def recipients(desk: Desk) -> Recipients:
    return Recipients(desk.store, desk.outbox)


def addresses(to: Chosen) -> list[str]:
    return [one.address for one in to.recipients]


@pytest.mark.parametrize(
    "typed",
    ["07700 900001, 07700900002", "+44 7700 900001\n0044 7700 900002", "(07700) 900-001; 07700 900002,"],
)
def test_numbers_are_read_in_any_local_writing(recipients: Recipients, typed: str) -> None:
    to = recipients.chosen([], typed)

    assert addresses(to) == [ANNA, BEN]
    assert (to.rest, to.problems) == ("", ())


def test_people_and_groups_are_known_by_their_names(desk: Desk, recipients: Recipients) -> None:
    anna = desk.contacts.add("Anna Smith", [ANNA])
    desk.contacts.add("Dupont, Ben", [BEN])
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [anna.id])

    to = recipients.chosen([], "anna smith\nDupont, Ben\nREGULARS")

    assert [choice.title for choice in to.choices] == ["Anna Smith", "Dupont, Ben", "Regulars"]
    assert addresses(to) == [ANNA, BEN]
    assert to.doubles == 1


def test_who_is_chosen_twice_gets_it_once(desk: Desk, recipients: Recipients) -> None:
    anna = desk.contacts.add("Anna", [ANNA])

    to = recipients.chosen([f"c{anna.id}", ANNA], "07700 900001")

    assert addresses(to) == [ANNA]
    assert to.doubles == 1


def test_blocked_people_are_left_out_and_named(desk: Desk, recipients: Recipients) -> None:
    desk.contacts.add("Anna", [ANNA])
    desk.conversations.block(desk.conversations.open_with(ANNA).id, blocked=True)

    to = recipients.chosen([ANNA, BEN], "")

    assert addresses(to) == [BEN]
    assert to.left_out == ("Anna",)
    with pytest.raises(InvalidInput, match="blocked"):
        recipients.chosen([ANNA], "").check()


def test_what_is_no_number_and_no_name_stays_as_it_was_typed(desk: Desk, recipients: Recipients) -> None:
    desk.contacts.add("Benny", [BEN])

    to = recipients.chosen([], "07700 900001, Ben, 12")

    assert addresses(to) == [ANNA]
    assert to.rest == "Ben, 12"
    assert to.problems == (
        "Nobody is called “Ben”. Choose below, or write a phone number.",
        "“12” is not a possible phone number.",
    )
    assert [offer.title for offer in to.offers] == ["Benny"]
    with pytest.raises(InvalidInput):
        to.check()


def test_a_name_of_two_people_is_asked_about(desk: Desk, recipients: Recipients) -> None:
    for number in (ANNA, BEN):
        desk.contacts.add("Alex", [number])

    to = recipients.chosen([], "Alex")

    assert to.recipients == ()
    assert "the name of 2" in to.problems[0]
    assert len(to.offers) == 2


def test_somebody_who_was_deleted_meanwhile_is_told_of(desk: Desk, recipients: Recipients) -> None:
    anna = desk.contacts.add("Anna", [ANNA])
    desk.contacts.delete(anna.id)

    to = recipients.chosen([f"c{anna.id}", "g7", BEN], "")

    assert addresses(to) == [BEN]
    assert "deleted meanwhile" in to.problems[0]


@pytest.mark.parametrize("token", ["x1", "c²", "g" + "9" * 30, "<b>", "c-1", "\0"])
def test_a_choice_that_no_form_of_ours_makes_is_refused(recipients: Recipients, token: str) -> None:
    to = recipients.chosen([token], "")

    assert to.recipients == ()
    assert len(to.problems) == 1


def test_a_group_of_thousands_is_too_many_by_hand(desk: Desk, recipients: Recipients) -> None:
    group = desk.groups.add("Everybody")
    people = [desk.contacts.add(f"P{n}", [f"+4477009{n:05}"]).id for n in range(MOST + 1)]
    desk.groups.put_in(group.id, people)

    to = recipients.chosen([f"g{group.id}"], "")

    assert to.problems == (f"{MOST + 1} people are in “Everybody”. At most {MOST} get one text in this way.",)


@pytest.mark.parametrize("typed", ["", " ,\n; "])
def test_nobody_at_all_is_refused(recipients: Recipients, typed: str) -> None:
    with pytest.raises(InvalidInput, match="Choose who gets it"):
        recipients.chosen([], typed).check()


def test_an_empty_group_is_nobody(desk: Desk, recipients: Recipients) -> None:
    group = desk.groups.add("Nobody yet")

    with pytest.raises(InvalidInput, match="Nobody is in this group"):
        recipients.chosen([f"g{group.id}"], "").check()


def test_typing_finds_groups_and_people(desk: Desk, recipients: Recipients) -> None:
    desk.contacts.add("Cara Bread", [CARA])
    desk.groups.add("Sunday bread")

    assert [one.title for one in recipients.offered("bre")] == ["Sunday bread", "Cara Bread"]
    assert [one.title for one in recipients.offered("900003")] == ["Cara Bread"]
    assert recipients.offered("unday") == []
