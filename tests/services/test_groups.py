"""Groups: who is in them, at any size, and what a deletion takes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.contacts import Contact
from modemsms.store import groups as rows
from tests.desk import ANNA, BEN, CARA, Desk


@pytest.fixture
def people(desk: Desk) -> dict[str, Contact]:
    return {
        name: desk.contacts.add(name, [number])
        for name, number in (("Cara", CARA), ("anna", ANNA), ("Ben", BEN))
    }


def names(desk: Desk, group_id: int, limit: int = 100) -> list[str]:
    return [member.name for member in desk.groups.members(group_id, limit=limit)]


def test_a_group_has_the_people_who_were_put_in_by_name(desk: Desk, people: dict[str, Contact]) -> None:
    group = desk.groups.add("Readers")

    new = desk.groups.put_in(group.id, [people["Cara"].id, people["anna"].id, people["anna"].id, 999])

    assert new == 2
    assert names(desk, group.id) == ["anna", "Cara"]
    assert desk.groups.get(group.id).members == 2
    assert desk.groups.of_contact(people["anna"].id) == [desk.groups.get(group.id)]


def test_members_come_in_pages_whether_the_group_is_small_or_large(
    desk: Desk, people: dict[str, Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    group = desk.groups.add("Readers")
    desk.groups.put_in(group.id, [one.id for one in people.values()])

    for sorted_up_to in (2000, 1):
        monkeypatch.setattr(rows, "SORTED", sorted_up_to)
        first = desk.groups.members(group.id, limit=2)
        rest = desk.groups.members(group.id, (first[-1].name, first[-1].id), limit=2)
        assert [one.name for one in (*first, *rest)] == ["anna", "Ben", "Cara"]


def test_a_contact_that_is_deleted_leaves_its_groups(desk: Desk, people: dict[str, Contact]) -> None:
    group = desk.groups.add("Readers")
    desk.groups.put_in(group.id, [people["anna"].id, people["Ben"].id])

    desk.contacts.delete(people["anna"].id)

    assert names(desk, group.id) == ["Ben"]
    assert desk.groups.get(group.id).members == 1


def test_somebody_is_taken_out_once(desk: Desk, people: dict[str, Contact]) -> None:
    group = desk.groups.add("Readers")
    desk.groups.put_in(group.id, [people["anna"].id])

    assert desk.groups.take_out(group.id, people["anna"].id)
    assert not desk.groups.take_out(group.id, people["anna"].id)
    assert desk.groups.get(group.id).members == 0


def test_a_contact_is_put_into_just_the_groups_that_were_ticked(
    desk: Desk, people: dict[str, Contact]
) -> None:
    readers, writers, cooks = (desk.groups.add(name) for name in ("Readers", "Writers", "Cooks"))
    desk.groups.put_in(readers.id, [people["anna"].id])

    desk.groups.set_of_contact(people["anna"].id, [writers.id, cooks.id, 999])

    assert [group.name for group in desk.groups.of_contact(people["anna"].id)] == ["Cooks", "Writers"]


def test_a_search_says_who_is_in_already(desk: Desk, people: dict[str, Contact]) -> None:
    group = desk.groups.add("Readers")
    desk.groups.put_in(group.id, [people["anna"].id])

    assert [(one.name, inside) for one, inside in desk.groups.found(group.id, "an")] == [("anna", True)]
    assert [(one.name, inside) for one, inside in desk.groups.found(group.id, "be")] == [("Ben", False)]


def test_a_name_is_given_once_whatever_its_case(desk: Desk) -> None:
    desk.groups.add("Readers")
    other = desk.groups.add("Writers")

    with pytest.raises(InvalidInput):
        desk.groups.add("  readers ")
    with pytest.raises(InvalidInput):
        desk.groups.rename(other.id, "READERS")
    with pytest.raises(InvalidInput):
        desk.groups.add(" \n")
    assert desk.groups.rename(other.id, "writers").name == "writers"


def test_a_deleted_group_comes_back_with_its_people(desk: Desk, people: dict[str, Contact]) -> None:
    group = desk.groups.add("Readers")
    desk.groups.put_in(group.id, [people["anna"].id])

    desk.groups.delete(group.id)

    assert desk.groups.list() == []
    assert desk.groups.of_contact(people["anna"].id) == []
    with pytest.raises(NotFound):
        desk.groups.members(group.id)
    desk.groups.restore(group.id)
    assert names(desk, group.id) == ["anna"]


def test_a_deleted_group_frees_its_name_and_does_not_take_it_back(desk: Desk) -> None:
    group = desk.groups.add("Readers")
    desk.groups.delete(group.id)
    desk.groups.add("Readers")

    with pytest.raises(Conflict):
        desk.groups.restore(group.id)

    assert [one.name for one in desk.groups.list()] == ["Readers"]


def test_after_a_day_a_deleted_group_is_gone_for_good(desk: Desk, people: dict[str, Contact]) -> None:
    group = desk.groups.add("Readers")
    desk.groups.put_in(group.id, [people["anna"].id])
    desk.groups.delete(group.id)

    desk.due.prune(desk.clock() + timedelta(days=2))

    with pytest.raises(NotFound):
        desk.groups.restore(group.id)
