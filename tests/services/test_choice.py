"""Which SIM a text leaves from."""

from __future__ import annotations

from pathlib import Path

import pytest

from modemsms.config import ModemConfig
from modemsms.driver import Identity, ModemState
from modemsms.services.choice import FOR_NOTHING, TURN
from modemsms.services.sims import SimChanges
from modemsms.store.messages import Reason
from modemsms.store.sims import Sim
from tests.desk import ANNA, BEN, CARA, Desk, Priority

COUNTER, SPARE = "8944000000000000001", "8944000000000000002"


@pytest.fixture
def two(desk: Desk) -> tuple[Sim, Sim]:
    """The SIM cards of counter and spare, both ready."""
    return desk.plug_in("counter", COUNTER), desk.plug_in("spare", SPARE)


def gone(desk: Desk, modem: str = "counter") -> None:
    desk.modems.state_changed(modem, ModemState.UNAVAILABLE, Reason("unplugged", "It is not plugged in."))


# --- by conversation


def test_a_reply_leaves_from_the_sim_that_the_text_came_to(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.receive(two[1], ANNA, "Are you open?")
    reply = desk.write(ANNA, "Until six")

    assert desk.claim("counter").attempt is None
    assert desk.take("spare").message_id == reply.id


def test_who_was_written_to_knows_that_number(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.write(ANNA, "Your books are here")
    desk.accepted(desk.take("counter"))
    second = desk.write(ANNA, "They are heavy")

    assert desk.claim("spare").attempt is None
    assert desk.take("counter").message_id == second.id


def test_what_the_network_refused_told_nobody_a_number(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.write(ANNA)
    desk.refused(desk.take("counter"), permanent=True)
    second = desk.write(ANNA, "Once more")

    assert desk.take("spare").message_id == second.id


def test_a_contact_who_writes_to_another_number_is_answered_from_that(
    desk: Desk, two: tuple[Sim, Sim]
) -> None:
    desk.receive(two[0], ANNA, "Hello")
    reply = desk.write(ANNA, "Hello")
    desk.receive(two[1], ANNA, "I lost your number")

    assert desk.claim("counter").attempt is None
    assert desk.take("spare").message_id == reply.id


def test_an_old_text_on_a_sim_that_is_new_here_moves_no_conversation(desk: Desk) -> None:
    desk.receive(desk.plug_in("counter", COUNTER), ANNA, "Hello")
    later = desk.clock()
    desk.clock.passes(days=-30)
    old = desk.delivers(ANNA, "Long ago")
    desk.clock.now = later
    spare = desk.plug_in("spare", SPARE)

    desk.inbox.take(spare, "spare", old[0].encode(), desk.clock())
    reply = desk.write(ANNA, "Hello")

    assert desk.take("counter").message_id == reply.id


def test_a_named_modem_wins_over_the_conversation(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.receive(two[0], ANNA, "Hello")
    message = desk.write(ANNA, "Hello", modem="spare")

    assert desk.claim("counter").attempt is None
    assert desk.take("spare").message_id == message.id


def test_a_sim_takes_its_conversations_along(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.receive(two[0], ANNA, "Hello")
    reply = desk.write(ANNA, "Hello")
    gone(desk, "counter")
    gone(desk, "spare")

    desk.plug_in("spare", COUNTER)

    assert desk.take("spare").message_id == reply.id


def test_a_card_that_tells_more_of_itself_later_is_the_same_card(desk: Desk) -> None:
    desk.modems.identified("counter", Identity(imsi="234150000000001"), desk.clock())
    desk.modems.state_changed("counter", ModemState.READY, None)
    first = desk.modems.sim_of("counter")

    desk.modems.identified("counter", Identity(iccid=COUNTER, imsi="234150000000001"), desk.clock())
    desk.modems.identified("counter", Identity(iccid=COUNTER, imsi="234150000000001"), desk.clock())

    second = desk.modems.sim_of("counter")
    assert first is not None
    assert second is not None
    assert second.id == first.id


def test_what_was_begun_before_the_card_told_its_number_goes_on(desk: Desk) -> None:
    desk.modems.identified("counter", Identity(), desk.clock())
    desk.modems.state_changed("counter", ModemState.READY, None)
    desk.send(ANNA)

    desk.plug_in("counter", COUNTER)
    second = desk.write(ANNA, "Another")

    assert desk.take("counter").message_id == second.id


# --- by rule


def test_the_longest_beginning_of_a_number_chooses_the_sim(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(prefixes=("+44",)))
    desk.sims.change(two[1].id, SimChanges(prefixes=("07700 900 00", "+49")))

    near, far = desk.write(ANNA), desk.write("+442079460018")

    assert desk.take("spare").message_id == near.id
    assert desk.take("counter").message_id == far.id
    assert desk.sims.get(two[1].id).prefixes == ("+44770090000", "+49")


def test_a_conversation_wins_over_a_rule(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[1].id, SimChanges(prefixes=("+44",)))
    desk.receive(two[0], ANNA, "Hello")
    reply = desk.write(ANNA, "Hello")

    assert desk.claim("spare").attempt is None
    assert desk.take("counter").message_id == reply.id


def test_a_new_rule_holds_for_what_waits_already(desk: Desk, two: tuple[Sim, Sim]) -> None:
    message = desk.write(ANNA)
    desk.sims.change(two[1].id, SimChanges(prefixes=("+44",)))

    assert desk.claim("counter").attempt is None
    assert desk.take("spare").message_id == message.id


# --- what belongs to nobody


@pytest.mark.parametrize("priority", Priority)
def test_a_text_goes_first_to_a_sim_that_sends_it_for_nothing(
    desk: Desk, two: tuple[Sim, Sim], priority: Priority
) -> None:
    desk.sims.change(two[1].id, SimChanges(bundle=1, price_micros=90_000))
    first, second = desk.write(ANNA, priority=priority), desk.write(BEN, priority=priority)

    wait = desk.claim("counter")
    assert wait.attempt is None
    assert wait.more_at == desk.clock() + FOR_NOTHING[priority]
    attempt = desk.take("spare")
    assert attempt.message_id == first.id
    desk.accepted(attempt)

    # Its bundle is used up.
    assert desk.take("counter").message_id == second.id


def test_a_flat_rate_never_runs_out(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[1].id, SimChanges(price_micros=0))
    desk.write(ANNA)
    desk.accepted(desk.take("spare"))
    second = desk.write(BEN)

    assert desk.claim("counter").attempt is None
    assert desk.take("spare").message_id == second.id


def test_a_text_is_paid_for_rather_than_kept_waiting(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[1].id, SimChanges(bundle=100))
    message = desk.write(ANNA)
    desk.clock.now += FOR_NOTHING[Priority.PERSON]

    assert desk.take("counter").message_id == message.id


def test_a_free_sim_at_its_limit_is_not_waited_for(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[1].id, SimChanges(bundle=100, per_minute=1))
    desk.write(ANNA)
    desk.accepted(desk.take("spare"))
    second = desk.write(BEN)
    assert desk.claim("spare").attempt is None

    assert desk.take("counter").message_id == second.id


def test_texts_that_belong_to_nobody_go_round(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.write(ANNA)
    desk.accepted(desk.take("counter"))
    second = desk.write(BEN)
    left = desk.claim("counter")
    assert left.attempt is None
    assert left.more_at == desk.clock() + TURN
    desk.accepted(desk.take("spare"))
    third = desk.write(CARA)

    assert desk.claim("spare").attempt is None
    assert desk.take("counter").message_id == third.id
    assert desk.outbox.get(second.id).modem == "spare"


def test_a_busy_sim_is_not_waited_for(desk: Desk, two: tuple[Sim, Sim]) -> None:
    for number in (ANNA, BEN, CARA):
        desk.write(number)
    desk.accepted(desk.take("counter"))
    desk.take("spare")

    assert desk.claim("counter").attempt is not None


def test_with_work_for_all_nobody_leaves_anything_to_another(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.write(CARA)
    desk.accepted(desk.take("counter"))
    first, second = desk.write(ANNA), desk.write(BEN)

    assert desk.take("counter").message_id == second.id
    assert desk.take("spare").message_id == first.id


def test_a_modem_that_asks_for_nothing_is_waited_for_only_a_moment(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.write(ANNA)
    desk.accepted(desk.take("counter"))
    message = desk.write(BEN)

    desk.clock.now += TURN

    assert desk.take("counter").message_id == message.id


def test_two_cards_that_say_they_are_the_same_stay_apart_while_both_are_there(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "twins.db", modems_named=[ModemConfig(name=n, port=f"/dev/{n}") for n in "ab"])
    first, second = desk.plug_in("a", COUNTER), desk.plug_in("b", COUNTER)
    desk.receive(second, ANNA, "Hello")
    reply = desk.write(ANNA, "Hello")
    assert first.id != second.id
    assert desk.claim("a").attempt is None

    gone(desk, "b")

    # Only one is left: it is the card that Anna wrote to.
    assert desk.take("a").message_id == reply.id
    desk.close()
