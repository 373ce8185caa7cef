"""Imports through a stop of power, beside other long work, and of a person who is forgotten later."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from modemsms.errors import Conflict
from modemsms.services import imports
from modemsms.services.errands import Errands, Tell
from modemsms.services.imports import Imports, Wishes
from modemsms.services.privacy import Privacy
from tests.desk import ANNA, BEN, Desk

LIST = b"Name;Phone\r\nAnna;07700 900001\r\nBen;07700 900002\r\nCara;none\r\n"
SECONDS = 20


class PowerCut(Errands):
    """Nothing that is begun is ever done: the power goes."""

    def begin(self, name: str, work: Callable[[Tell], object]) -> None:
        """Begin nothing."""


def imports_with(desk: Desk, errands: Errands) -> Imports:
    return Imports(desk.store, desk.shop, errands, desk.consents, desk.path.with_name("imports"), desk.clock)


def imported(desk: Desk) -> tuple[Imports, Errands, int]:
    """Anna and Ben, imported."""
    errands = Errands(desk.store)
    room = imports_with(desk, errands)
    import_id = room.take_in([LIST], "people.csv", "Ann")
    assert errands.is_over(imports.LOOK, SECONDS)
    room.run(import_id, Wishes(agreed="Signed"))
    assert errands.is_over(imports.RUN, SECONDS)
    return room, errands, import_id


def names(desk: Desk) -> list[str]:
    return [one.name for one in desk.contacts.list()]


def test_a_look_that_broke_off_is_done_again(desk: Desk) -> None:
    import_id = imports_with(desk, PowerCut(desk.store)).take_in([LIST], "people.csv", "Ann")
    errands = Errands(desk.store)
    room = imports_with(desk, errands)
    assert room.get(import_id).is_stuck

    room.look_again(import_id)

    assert errands.is_over(imports.LOOK, SECONDS)
    assert room.get(import_id).state == "ready"
    assert [one.row for one in room.problems(import_id)] == [4]


def test_an_import_that_broke_off_goes_on_and_doubles_nobody(desk: Desk) -> None:
    errands = Errands(desk.store)
    import_id = imports_with(desk, errands).take_in([LIST], "people.csv", "Ann")
    assert errands.is_over(imports.LOOK, SECONDS)
    imports_with(desk, PowerCut(desk.store)).run(import_id, Wishes(group="Regulars"))
    room = imports_with(desk, errands)
    assert room.get(import_id).is_stuck

    room.run(import_id, Wishes())

    assert errands.is_over(imports.RUN, SECONDS)
    batch = room.get(import_id)
    assert (batch.state, batch.counts.added, batch.is_stuck) == ("done", 2, False)
    assert names(desk) == ["Anna", "Ben"]
    assert [(one.name, one.members) for one in desk.groups.list()] == [("Regulars", 2)]


def test_an_undo_that_broke_off_goes_on(desk: Desk) -> None:
    _, errands, import_id = imported(desk)
    imports_with(desk, PowerCut(desk.store)).undo(import_id, "Ann")
    room = imports_with(desk, errands)
    assert room.get(import_id).is_stuck

    room.undo(import_id, "Ann")

    assert errands.is_over(imports.UNDO, SECONDS)
    assert room.get(import_id).state == "undone"
    assert names(desk) == []


def test_an_import_is_taken_back_once(desk: Desk) -> None:
    room, errands, import_id = imported(desk)
    room.undo(import_id, "Ann")
    assert errands.is_over(imports.UNDO, SECONDS)

    with pytest.raises(Conflict):
        room.undo(import_id, "Ann")


def test_a_word_of_the_person_since_counts_more_than_the_undo(desk: Desk) -> None:
    room, errands, import_id = imported(desk)
    desk.receive(desk.plug_in(), ANNA, "STOP")

    room.undo(import_id, "Ann")

    assert errands.is_over(imports.UNDO, SECONDS)
    assert desk.consents.is_out(ANNA)
    assert not desk.consents.is_out(BEN)


def test_who_is_forgotten_is_in_no_import_any_more(desk: Desk) -> None:
    room, _, import_id = imported(desk)
    anna = desk.contacts.of_number(ANNA)
    assert anna is not None

    Privacy(desk.store).forget(anna.id)

    assert [one.row for one in room.outcomes(import_id)] == [3, 4]


def test_a_list_that_two_contacts_share_is_told(desk: Desk) -> None:
    desk.contacts.add("Anna", [ANNA])
    desk.contacts.add("Ben", [BEN])
    errands = Errands(desk.store)
    room = imports_with(desk, errands)
    import_id = room.take_in([b"Name;Phone;Mobile\r\nBoth;07700 900001;07700 900002\r\n"], "both.csv", "Ann")
    assert errands.is_over(imports.LOOK, SECONDS)

    room.run(import_id, Wishes())

    assert errands.is_over(imports.RUN, SECONDS)
    (problem,) = room.problems(import_id)
    assert problem.problem == "The numbers belong to “Anna” and to “Ben”. Make them one contact first."
    assert names(desk) == ["Anna", "Ben"]


def test_what_can_no_longer_be_taken_back_is_forgotten(desk: Desk) -> None:
    room, _, import_id = imported(desk)

    desk.clock.passes(days=31)
    desk.due.prune(desk.clock())

    assert room.latest() == []
    assert names(desk) == ["Anna", "Ben"]
    assert list(room.outcomes(import_id)) == []
