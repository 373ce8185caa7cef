"""People whom the shop did not write in: contacts without a name, made when somebody writes."""

from __future__ import annotations

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.contacts import Details
from modemsms.store.sims import Sim
from tests.desk import ANNA, BEN, CARA, Desk


@pytest.fixture
def sim(desk: Desk) -> Sim:
    return desk.plug_in()


def test_a_stranger_who_writes_is_a_contact_shown_by_number(desk: Desk, sim: Sim) -> None:
    desk.receive(sim, ANNA, "Are you open?")
    desk.receive(sim, ANNA, "Hello?")

    (stranger,) = desk.contacts.nameless()
    assert (stranger.name, stranger.numbers, stranger.origin) == ("", (ANNA,), "inbound")
    assert stranger.title == "+44 7700 900001"
    assert desk.contacts.list() == []
    assert desk.conversations.get(1).name is None


def test_a_short_code_or_a_name_is_no_contact(desk: Desk, sim: Sim) -> None:
    desk.receive(sim, "84433", "Your code")

    assert desk.contacts.nameless() == []


def test_naming_a_stranger_keeps_what_was_known(desk: Desk, sim: Sim) -> None:
    desk.fields.add("Size", "number")
    desk.receive(sim, ANNA, "Are you open?")
    group = desk.groups.add("Regulars")
    stranger = desk.contacts.nameless()[0]
    desk.groups.put_in(group.id, [stranger.id])

    named = desk.contacts.change(
        stranger.id, name="Anna", numbers=[ANNA], details=Details(values={"size": "40"})
    )

    assert desk.contacts.nameless() == []
    assert desk.contacts.list() == [named]
    assert desk.groups.of_contact(named.id) == [desk.groups.get(group.id)]
    assert desk.conversations.get(1).name == "Anna"


def test_a_new_contact_with_the_number_of_a_stranger_is_that_stranger(desk: Desk, sim: Sim) -> None:
    desk.receive(sim, ANNA, "Hello")
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [desk.contacts.nameless()[0].id])

    anna = desk.contacts.add("Anna", [BEN, ANNA])

    assert anna.numbers == (BEN, ANNA)
    assert desk.contacts.nameless() == []
    assert [one.name for one in desk.groups.members(group.id)] == ["Anna"]


def test_a_deleted_contact_who_wrote_meanwhile_comes_back_under_the_name(desk: Desk, sim: Sim) -> None:
    anna = desk.contacts.add("Anna", [ANNA], details=Details("de", "--03-14"))
    bin_id = desk.contacts.delete(anna.id)
    desk.receive(sim, ANNA, "Hello")

    back = desk.contacts.restore(bin_id)

    assert (back.name, back.language, back.birthday) == ("Anna", "de", "--03-14")
    assert desk.contacts.nameless() == []


@pytest.mark.parametrize("written", ["1980-02-30", "--02-30", "0001-01-01", "14.3.1980", "--13-01"])
def test_a_birthday_that_is_no_day_is_refused(desk: Desk, written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.contacts.add("Cara", [CARA], details=Details(birthday=written))

    assert refused.value.field == "birthday"
    assert desk.contacts.list() == []


def test_the_twenty_ninth_of_february_is_a_birthday_without_a_year(desk: Desk) -> None:
    assert desk.contacts.add("Cara", [CARA], details=Details(birthday="--02-29")).birthday == "--02-29"


def test_strangers_come_page_by_page_the_newest_first(desk: Desk, sim: Sim) -> None:
    for number in (ANNA, BEN, CARA):
        desk.receive(sim, number, "Hello")

    first = desk.contacts.nameless(limit=2)
    rest = desk.contacts.nameless(first[-1].id)

    assert [one.numbers[0] for one in (*first, *rest)] == [CARA, BEN, ANNA]


def test_naming_a_stranger_as_somebody_new_keeps_who_was_chosen(desk: Desk, sim: Sim) -> None:
    desk.receive(sim, ANNA, "Hello")
    stranger = desk.contacts.nameless()[0]

    anna = desk.contacts.add("Anna", [ANNA], "Likes rye")

    assert (anna.id, anna.notes, anna.origin) == (stranger.id, "Likes rye", "inbound")


def test_the_number_of_a_contact_that_is_gone_is_never_another_s(desk: Desk) -> None:
    anna = desk.contacts.add("Anna", [ANNA])
    desk.contacts.delete(anna.id)

    assert desk.contacts.add("Ben", [BEN]).id != anna.id
