"""Contacts that are one person: found, merged without loss, split again, told apart."""

from __future__ import annotations

import pytest

from modemsms.errors import Conflict, NotFound
from modemsms.services.contacts import Details
from modemsms.services.duplicates import Duplicates
from tests.desk import ANNA, BEN, CARA, Desk


@pytest.fixture
def duplicates(desk: Desk) -> Duplicates:
    return Duplicates(desk.store, now=desk.clock)


def pairs(duplicates: Duplicates) -> list[tuple[int, int]]:
    return [(one.id, other.id) for one, other in duplicates.pairs()]


def test_the_same_name_and_numbers_that_end_alike_are_found(desk: Desk, duplicates: Duplicates) -> None:
    desk.contacts.add("Anna", [ANNA])
    desk.contacts.add("ANNA", [BEN])
    desk.contacts.add("Cara", [CARA])
    desk.contacts.add("Cara B", ["+34612345678"])
    desk.contacts.add("Dora", ["+33612345678"])

    assert pairs(duplicates) == [(1, 2), (4, 5)]


def test_nobody_is_merged_with_themselves_or_with_nobody(desk: Desk, duplicates: Duplicates) -> None:
    anna = desk.contacts.add("Anna", [ANNA])

    with pytest.raises(Conflict):
        duplicates.merge(anna.id, anna.id)
    with pytest.raises(NotFound):
        duplicates.merge(99, anna.id)
    assert desk.contacts.get(anna.id) == anna


def test_two_become_one_and_lose_nothing(desk: Desk, duplicates: Duplicates) -> None:
    desk.fields.add("Size", "number")
    desk.fields.add("Street", "text")
    desk.plug_in()
    desk.send(ANNA, "To the first number")
    desk.send(BEN, "To the second number")
    older = desk.contacts.add("Anna", [ANNA], "Likes rye", Details("de", "", {"size": "40"}))
    newer = desk.contacts.add(
        "Anna", [BEN], "Has a dog", Details("en", "--03-14", {"size": "41", "street": "Hill"})
    )
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [older.id, newer.id])

    duplicates.merge(newer.id, older.id)

    one = desk.contacts.get(older.id)
    assert (one.numbers, one.notes) == ((ANNA, BEN), "Likes rye\nHas a dog")
    assert (one.language, one.birthday) == ("de", "--03-14")
    assert desk.fields.values_of(one.id) == {1: 40.0, 2: "Hill"}
    assert desk.groups.get(group.id).members == 1
    assert [desk.conversations.get(row).name for row in (1, 2)] == ["Anna", "Anna"]
    assert [len(desk.conversations.messages(row)) for row in (1, 2)] == [1, 1]
    assert desk.contacts.list() == [one]


def test_a_merging_is_taken_back_whole(desk: Desk, duplicates: Duplicates) -> None:
    desk.fields.add("Size", "number")
    older = desk.contacts.add("Anna", [ANNA], "Likes rye")
    newer = desk.contacts.add("Anna", [BEN], "Has a dog", Details("en", "--03-14", {"size": "41"}))
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [newer.id])
    bin_id = duplicates.merge(newer.id, older.id)

    duplicates.split(bin_id)

    assert desk.contacts.list() == [older, newer]
    assert [desk.fields.values_of(one.id) for one in (older, newer)] == [{}, {1: 41.0}]
    assert desk.groups.members(group.id) == [newer]
    with pytest.raises(NotFound):
        duplicates.split(bin_id)


def test_two_people_who_were_told_apart_stay_apart(desk: Desk, duplicates: Duplicates) -> None:
    one, other = desk.contacts.add("Anna", [ANNA]), desk.contacts.add("Anna", [BEN])

    duplicates.tell_apart(other.id, one.id)
    assert pairs(duplicates) == []

    duplicates.doubt(one.id, other.id)
    assert pairs(duplicates) == [(one.id, other.id)]
