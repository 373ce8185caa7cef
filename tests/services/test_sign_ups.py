"""The sign-up page: a number counts once its owner says yes, and nobody is bothered twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.sign_ups import MOST_IN_AN_HOUR
from tests.desk import ANNA, Desk
from tests.services.test_heard import answers, hear, standing


def test_a_yes_from_the_phone_completes_it(desk: Desk) -> None:
    regulars = desk.groups.add("Regulars")
    desk.sign_ups.change(replace(desk.sign_ups.page(), group=regulars.id))

    assert desk.sign_ups.sign_up("Anna Berg", "07700 900001")
    assert standing(desk) == "asked"
    assert desk.contacts.of_number(ANNA) is None
    hear(desk, "Yes!")

    assert standing(desk) == "in"
    assert answers(desk) == ["question", "joined"]
    newest = desk.consents.history(ANNA)[0][1]
    assert (newest.how, newest.words) == ("reply", "Yes!")
    assert newest.source == desk.sign_ups.words()
    assert [one.name for one in desk.groups.members(regulars.id)] == ["Anna Berg"]


def test_without_a_yes_nothing_counts_and_it_is_forgotten(desk: Desk) -> None:
    desk.sign_ups.sign_up("Anna", ANNA)
    desk.clock.passes(days=8)

    hear(desk, "Yes")

    assert standing(desk) == "asked"
    (stranger,) = desk.contacts.nameless()
    assert (stranger.numbers, stranger.origin) == ((ANNA,), "inbound")


def test_a_stop_in_answer_is_a_no(desk: Desk) -> None:
    desk.sign_ups.sign_up("Anna", ANNA)
    hear(desk, "STOP")

    hear(desk, "Yes")

    assert standing(desk) == "out"


def test_the_same_number_is_asked_once_a_day(desk: Desk) -> None:
    for _ in range(5):
        desk.sign_ups.sign_up("Anna", ANNA)

    assert answers(desk) == ["question"]


def test_a_question_does_not_bring_back_who_left(desk: Desk) -> None:
    hear(desk, "STOP")

    desk.sign_ups.change(replace(desk.sign_ups.page(), double=False))
    assert desk.sign_ups.sign_up("Anna", ANNA)

    assert desk.consents.is_out(ANNA)
    hear(desk, "YES")
    assert standing(desk) == "in"


def test_where_the_owner_trusts_the_page_it_counts_at_once(desk: Desk) -> None:
    desk.sign_ups.change(replace(desk.sign_ups.page(), double=False))

    assert not desk.sign_ups.sign_up("Anna", ANNA)

    assert standing(desk) == "in"
    assert desk.consents.history(ANNA)[0][1].words == desk.sign_ups.words()
    assert answers(desk) == []


def test_a_page_that_somebody_plays_with_costs_a_bounded_number_of_texts(desk: Desk) -> None:
    for number in range(MOST_IN_AN_HOUR):
        desk.sign_ups.sign_up("", f"+4477009{number:05d}")

    with pytest.raises(Conflict):
        desk.sign_ups.sign_up("", "+447911123456")
    desk.clock.passes(hours=2)
    assert desk.sign_ups.sign_up("", "+447911123456")


@pytest.mark.parametrize(("name", "number"), [("x" * 81, ANNA), ("Anna\n\0", ANNA), ("Anna", "12")])
def test_what_is_no_name_and_no_number_is_refused(desk: Desk, name: str, number: str) -> None:
    with pytest.raises(InvalidInput):
        desk.sign_ups.sign_up(name, number)
