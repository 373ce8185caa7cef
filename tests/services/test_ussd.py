"""Codes: dialled once, answered once, and never again by themselves."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from modemsms.driver import UssdAnswered, UssdFailed
from modemsms.errors import Cause, Conflict, InvalidInput, NotFound
from modemsms.services.ussd import UssdReply, UssdUnanswered
from modemsms.store import sim_facts
from tests.desk import Desk

BUSY = Cause("cme_30", "There is no network.")


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.plug_in("counter")
    return desk


def take(desk: Desk) -> int:
    dialled = desk.ussd.take("counter", desk.clock())
    assert dialled is not None
    return dialled.id


def test_a_code_is_handed_over_once(ready: Desk) -> None:
    request = ready.ussd.dial("counter", "*100#")

    assert ready.ussd.has_work()
    assert take(ready) == request
    assert ready.ussd.take("counter", ready.clock()) is None
    assert not ready.ussd.has_work()


def test_the_answer_reaches_whoever_asked(ready: Desk) -> None:
    replies: list[UssdReply] = []
    asker = threading.Thread(target=lambda: replies.append(ready.ussd.ask("counter", "*100#")))
    asker.start()
    while not ready.ussd.has_work():
        ready.store.work.wait(ready.store.work.rings, 0.01)

    request = take(ready)
    ready.ussd.answered("counter", UssdAnswered(1, request, "Balance 4.20 EUR"), ready.clock())
    asker.join(5)

    assert replies == [UssdReply("Balance 4.20 EUR", open=False)]


def test_a_refusal_reaches_whoever_asked(ready: Desk) -> None:
    request = ready.ussd.dial("counter", "*100#")
    take(ready)

    ready.ussd.failed("counter", UssdFailed(1, request, BUSY), ready.clock())

    told = ready.ussd.get(request)
    assert told.error is not None
    assert told.error.code == "cme_30"


def test_nobody_waits_for_ever(ready: Desk) -> None:
    with pytest.raises(UssdUnanswered) as refused:
        ready.ussd.ask("counter", "*100#", patience=timedelta(0))

    assert refused.value.code == "ussd_no_answer"


@pytest.mark.parametrize("code", ["", "hello", "*100#; rm", "*1" * 100, "٣"])
def test_what_is_no_code_is_refused(ready: Desk, code: str) -> None:
    with pytest.raises(InvalidInput):
        ready.ussd.dial("counter", code)


def test_words_are_a_reply_where_a_session_is_open(ready: Desk) -> None:
    request = ready.ussd.dial("counter", "*101#")
    take(ready)
    ready.ussd.answered("counter", UssdAnswered(1, request, "1 Top up\n2 Back", is_open=True), ready.clock())

    assert ready.ussd.session("counter") is not None
    ready.ussd.dial("counter", "yes please")


def test_a_session_that_nobody_answers_is_over(ready: Desk) -> None:
    request = ready.ussd.dial("counter", "*101#")
    take(ready)
    ready.ussd.answered("counter", UssdAnswered(1, request, "1 Top up", is_open=True), ready.clock())

    ready.clock.passes(minutes=4)

    assert ready.ussd.session("counter") is None
    with pytest.raises(InvalidInput):
        ready.ussd.dial("counter", "yes please")


def test_two_codes_at_once_are_refused(ready: Desk) -> None:
    ready.ussd.dial("counter", "*100#")

    with pytest.raises(Conflict):
        ready.ussd.dial("counter", "*100#")


def test_a_modem_that_is_not_ready_dials_nothing(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.ussd.dial("counter", "*100#")
    with pytest.raises(NotFound):
        desk.ussd.dial("nobody", "*100#")


def test_a_restart_dials_nothing_again(ready: Desk) -> None:
    dialled = ready.ussd.dial("counter", "*100#")
    take(ready)

    after = ready.restarted()
    after.ussd.recover(after.clock())

    told = after.ussd.get(dialled)
    assert told.error is not None
    assert told.error.code == "restarted"
    assert not after.ussd.has_work()


def test_what_the_network_says_unasked_is_kept(ready: Desk) -> None:
    ready.ussd.answered("counter", UssdAnswered(1, None, "You have been charged 0.09"), ready.clock())

    last = ready.ussd.latest("counter")[0]
    assert (last.purpose, last.text) == ("network", "You have been charged 0.09")


def plan_balance(desk: Desk, every_hours: int = 24) -> int:
    sim = desk.modems.sim_of("counter")
    assert sim is not None
    with desk.store.write() as connection:
        connection.execute(
            "UPDATE sims SET balance_code = '*100#', balance_pattern = '', balance_every_hours = ? WHERE id = ?",
            (every_hours, sim.id),
        )
    return sim.id


def balance(desk: Desk, sim_id: int) -> int | None:
    with desk.store.read() as connection:
        row = connection.execute("SELECT balance_micros FROM sims WHERE id = ?", (sim_id,)).fetchone()
    return None if row is None else row["balance_micros"]


def test_a_balance_is_read_on_its_schedule(ready: Desk) -> None:
    sim_id = plan_balance(ready)

    ready.ussd.run(ready.clock())
    request = take(ready)
    ready.ussd.answered("counter", UssdAnswered(1, request, "Balance: 4.20 EUR"), ready.clock())
    ready.ussd.run(ready.clock.passes(hours=23))
    assert not ready.ussd.has_work()
    ready.ussd.run(ready.clock.passes(hours=2))

    assert balance(ready, sim_id) == 4_200_000
    assert ready.ussd.has_work()


def test_a_balance_that_a_person_asks_for_is_kept_as_well(ready: Desk) -> None:
    sim_id = plan_balance(ready, every_hours=0)
    ready.ussd.run(ready.clock())
    assert not ready.ussd.has_work()

    ready.ussd.dial("counter", "*100#")
    ready.ussd.answered("counter", UssdAnswered(1, take(ready), "Guthaben 12,50 EUR"), ready.clock())

    assert balance(ready, sim_id) == 12_500_000


def test_a_clock_that_was_set_back_makes_a_balance_due(ready: Desk) -> None:
    sim_id = plan_balance(ready)
    with ready.store.write() as connection:
        sim_facts.balance_asked(connection, sim_id, ready.clock() + timedelta(days=400))

    ready.ussd.run(ready.clock())

    assert ready.ussd.has_work()


def test_a_code_whose_modem_was_restarted_under_it_is_in_nobodys_way(ready: Desk) -> None:
    request = ready.ussd.dial("counter", "*100#")
    take(ready)
    ready.ussd.run(ready.clock())
    assert ready.ussd.get(request).error is None

    ends_at = ready.ussd.next_moment(ready.clock())
    assert ends_at is not None
    ready.clock.now = ends_at
    ready.ussd.run(ready.clock())

    told = ready.ussd.get(request)
    assert told.error is not None
    assert told.error.code == "ussd_no_answer"
    ready.ussd.dial("counter", "*100#")


def test_a_code_that_nobody_came_to_dial_is_never_dialled(ready: Desk) -> None:
    request = ready.ussd.dial("counter", "*100#")
    ready.clock.passes(minutes=5)
    ready.ussd.run(ready.clock())

    assert ready.ussd.take("counter", ready.clock()) is None
    assert not ready.ussd.has_work()
    told = ready.ussd.get(request)
    assert told.error is not None
    assert told.error.code == "ussd_not_dialled"


def test_an_answer_with_a_number_that_is_no_amount_is_kept(ready: Desk) -> None:
    plan_balance(ready)
    ready.ussd.run(ready.clock())
    request = take(ready)

    ready.ussd.answered("counter", UssdAnswered(1, request, "Ref 12345678901234567890,12"), ready.clock())

    assert ready.ussd.get(request).text == "Ref 12345678901234567890,12"


def test_an_answer_that_comes_late_has_come_after_all(ready: Desk) -> None:
    request = ready.ussd.dial("counter", "*100#")
    take(ready)
    ready.ussd.run(ready.clock.passes(minutes=5))

    ready.ussd.answered("counter", UssdAnswered(1, request, "Balance 4.20 EUR"), ready.clock())

    told = ready.ussd.get(request)
    assert (told.text, told.error) == ("Balance 4.20 EUR", None)
