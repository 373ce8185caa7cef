"""Self-tests: out, back, timed; seen by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.config import ModemConfig
from modemsms.errors import Conflict
from modemsms.services.outbox import MessageQuery
from modemsms.services.self_test import SimTest
from tests.desk import ANNA, Desk

OWN = "+447700900999"
OTHER = "+447700900998"


@pytest.fixture
def one(desk: Desk) -> Desk:
    """A shop with one SIM that knows its number."""
    desk.modems_named = (ModemConfig(name="counter", port="/dev/one", number=OWN, per_minute=0, per_hour=0),)
    after = desk.restarted()
    after.plug_in()
    return after


def only(desk: Desk) -> SimTest:
    (test,) = desk.self_tests.list()
    return test


def come_back(desk: Desk) -> None:
    attempt = desk.take()
    desk.accepted(attempt, 1)
    desk.clock.passes(seconds=3)
    sim = desk.modems.sim_of("counter")
    assert sim is not None
    desk.receive(sim, OWN, attempt.text)


def test_a_text_goes_out_and_comes_back(one: Desk) -> None:
    test = one.self_tests.begin("counter")
    assert only(one).running

    come_back(one)
    one.self_tests.run(one.clock())

    last = only(one).last
    assert last is not None
    assert last.passed
    assert last.token == test.token
    assert last.back == timedelta(seconds=3)


def test_nobody_else_sees_it(one: Desk) -> None:
    one.self_tests.begin("counter")
    come_back(one)

    assert one.conversations.list().conversations == []
    assert one.conversations.unread() == 0
    assert one.outbox.page(MessageQuery()).messages == []
    assert one.conversations.search("self-test").messages == []


def test_a_text_that_does_not_come_back_is_told(one: Desk) -> None:
    one.self_tests.begin("counter")
    one.accepted(one.take(), 1)

    one.self_tests.run(one.clock.passes(minutes=11))

    last = only(one).last
    assert last is not None
    assert last.error is not None
    assert last.error.code == "self_test_lost"


def test_one_that_comes_late_has_come_back_after_all(one: Desk) -> None:
    one.self_tests.begin("counter")
    attempt = one.take()
    one.accepted(attempt, 1)
    one.self_tests.run(one.clock.passes(minutes=11))

    sim = one.modems.sim_of("counter")
    assert sim is not None
    one.receive(sim, OWN, attempt.text)

    last = only(one).last
    assert last is not None
    assert last.passed


def test_a_refused_text_says_why(one: Desk) -> None:
    one.self_tests.begin("counter")
    one.refused(one.take(), permanent=True)

    one.self_tests.run(one.clock())

    last = only(one).last
    assert last is not None
    assert last.error is not None
    assert last.error.code == "cms_1"


def test_another_sim_of_the_shop_is_texted_where_there_is_one(one: Desk) -> None:
    one.modems_named = (*one.modems_named, ModemConfig(name="spare", port="/dev/two", number=OTHER))
    two = one.restarted()
    two.plug_in("counter")
    two.plug_in("spare", iccid="8944000000000000002")

    two.self_tests.begin("counter")

    assert two.take().to == OTHER


def test_without_a_number_there_is_nothing_to_text(desk: Desk) -> None:
    desk.plug_in()

    with pytest.raises(Conflict):
        desk.self_tests.begin("counter")
    assert not only(desk).possible


def test_two_tests_of_one_sim_at_once_are_one_too_many(one: Desk) -> None:
    one.self_tests.begin("counter")

    with pytest.raises(Conflict):
        one.self_tests.begin("counter")


def test_each_sim_is_tested_once_a_day_at_its_hour(one: Desk) -> None:
    one.clock.now = one.clock.now.replace(hour=5, minute=10) + timedelta(days=2)

    one.self_tests.run(one.clock())
    come_back(one)
    one.self_tests.run(one.clock.passes(minutes=20))

    assert not only(one).running
    one.self_tests.run(one.clock.passes(days=1))
    assert only(one).running


def test_a_sim_is_left_in_peace_on_its_first_day_and_where_the_owner_says_so(one: Desk) -> None:
    one.clock.now = one.clock.now.replace(hour=5)
    one.self_tests.run(one.clock())
    assert not only(one).running

    one.self_tests.set_hour(None)
    one.self_tests.run(one.clock.passes(days=3))

    assert not only(one).running


def test_what_a_customer_writes_is_never_taken_for_one(one: Desk) -> None:
    sim = one.modems.sim_of("counter")
    assert sim is not None

    one.receive(sim, ANNA, "modemsms self-test ABC234")

    assert [message.text for message in one.received(ANNA)] == ["modemsms self-test ABC234"]


def two_sims(one: Desk, other: str = OTHER) -> Desk:
    one.modems_named = (*one.modems_named, ModemConfig(name="spare", port="/dev/two", number=other))
    two = one.restarted()
    two.plug_in("counter")
    two.plug_in("spare", iccid="8944000000000000002")
    return two


def test_a_stranger_who_sends_the_text_on_is_read_by_people(one: Desk) -> None:
    two = two_sims(one)
    two.self_tests.begin("counter")
    attempt = two.take()
    two.accepted(attempt, 1)
    sim = two.modems.sim_of("counter")
    assert sim is not None

    two.receive(sim, ANNA, attempt.text)

    assert [message.text for message in two.received(ANNA)] == [attempt.text]
    assert all(test.last is None for test in two.self_tests.list())


def test_a_text_that_came_back_already_is_no_test_any_more(one: Desk) -> None:
    one.self_tests.begin("counter")
    attempt = one.take()
    one.accepted(attempt, 1)
    sim = one.modems.sim_of("counter")
    assert sim is not None
    one.receive(sim, OWN, attempt.text)

    one.receive(sim, ANNA, attempt.text)

    assert [message.text for message in one.received(ANNA)] == [attempt.text]


def test_a_test_of_unknown_fate_asks_nobody_and_never_goes_again(one: Desk) -> None:
    desk = one.with_rules(resend_unknown_minutes=5)
    desk.plug_in()
    desk.self_tests.begin("counter")
    desk.silent(desk.take())
    desk.due.run(desk.clock.passes(minutes=6))

    assert desk.outbox.unsure() == []
    assert desk.claim().attempt is None


def test_a_number_that_cannot_be_texted_leaves_the_others_their_tests(one: Desk) -> None:
    one.modems_named = (ModemConfig(name="till", port="/dev/till", number="12345"), *one.modems_named)
    two = two_sims(one, other="99")
    two.plug_in("till", iccid="8944000000000000003")
    two.clock.now = two.clock.now.replace(hour=5, minute=10) + timedelta(days=2)

    two.self_tests.run(two.clock())

    assert {test.modem for test in two.self_tests.list() if test.running} == {"counter", "spare", "till"}
    assert two.take().to == OWN
