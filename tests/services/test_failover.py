"""A SIM that cannot send: its texts wait and say why, or leave from another where the owner allows it."""

from __future__ import annotations

import pytest

from modemsms.driver import ModemState
from modemsms.services.sims import SimChanges
from modemsms.services.standing import GRACE
from modemsms.store.messages import Reason
from modemsms.store.sims import Sim
from tests.desk import ANNA, BEN, Desk

COUNTER, SPARE = "8944000000000000001", "8944000000000000002"


@pytest.fixture
def two(desk: Desk) -> tuple[Sim, Sim]:
    """The SIM cards of counter and spare, both ready."""
    return desk.plug_in("counter", COUNTER), desk.plug_in("spare", SPARE)


def gone(desk: Desk, modem: str = "counter") -> None:
    desk.modems.state_changed(modem, ModemState.UNAVAILABLE, Reason("unplugged", "It is not plugged in."))


def look(desk: Desk) -> None:
    desk.due.run(desk.clock())
    desk.waiting.run(desk.clock())


def why(desk: Desk, message_id: str) -> tuple[str, str]:
    reason = desk.outbox.get(message_id).reason
    assert reason is not None
    return reason.code, reason.message


# --- a SIM that is away


def test_a_text_waits_for_its_sim_and_says_so(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(label="Orders"))
    desk.receive(two[0], ANNA, "Hello")
    gone(desk)
    look(desk)
    reply = desk.write(ANNA, "Hello")

    desk.clock.passes(days=3)
    look(desk)

    assert desk.claim("spare").attempt is None
    assert desk.status(reply) == "queued"
    assert why(desk, reply.id) == (
        "waiting_for_sim",
        "It waits for the SIM “Orders”. It is in “counter”. It is not plugged in.",
    )


def test_the_reason_goes_when_the_sim_is_back(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.receive(two[0], ANNA, "Hello")
    gone(desk)
    reply = desk.write(ANNA, "Hello")
    look(desk)
    assert desk.reason(reply) == "waiting_for_sim"

    desk.plug_in("counter", COUNTER)
    look(desk)

    assert desk.reason(reply) is None
    assert desk.take("counter").message_id == reply.id


def test_pages_and_programs_are_told_when_a_text_begins_to_wait(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.receive(two[0], ANNA, "Hello")
    reply = desk.write(ANNA, "Hello")
    before = desk.feed.newest()
    gone(desk)

    look(desk)

    told = [event.subject for event in desk.feed.after(before) if event.kind == "message"]
    assert told == [desk.outbox.get(reply.id)]


def test_with_failover_another_sim_sends_after_a_while(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(failover=True))
    desk.receive(two[0], ANNA, "Hello")
    gone(desk)
    reply = desk.write(ANNA, "Hello")

    opens_at = desk.claim("spare").more_at
    assert opens_at is not None
    assert opens_at == desk.clock() + GRACE
    desk.clock.now = opens_at

    assert desk.take("spare").message_id == reply.id


def test_a_sim_that_is_back_in_time_sends_itself(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(failover=True))
    desk.receive(two[0], ANNA, "Hello")
    gone(desk)
    reply = desk.write(ANNA, "Hello")
    desk.clock.passes(minutes=2)
    desk.plug_in("counter", COUNTER)
    desk.clock.passes(minutes=2)

    assert desk.claim("spare").attempt is None
    assert desk.take("counter").message_id == reply.id


def test_after_a_failover_the_conversation_stays_where_it_was(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(failover=True))
    desk.receive(two[0], ANNA, "Hello")
    gone(desk)
    desk.write(ANNA, "Hello")
    look(desk)
    desk.clock.now += GRACE
    desk.accepted(desk.take("spare"))
    desk.plug_in("counter", COUNTER)
    second = desk.write(ANNA, "Back again")

    assert desk.claim("spare").attempt is None
    assert desk.take("counter").message_id == second.id


def test_a_sim_that_was_never_seen_since_the_start_counts_as_gone_since_then(desk: Desk) -> None:
    sim = desk.plug_in("counter", COUNTER)
    desk.sims.change(sim.id, SimChanges(failover=True))
    desk.receive(sim, ANNA, "Hello")
    after = desk.restarted()
    after.plug_in("spare", SPARE)
    reply = after.write(ANNA, "Hello")

    assert after.claim("spare").attempt is None
    after.clock.now += GRACE

    assert after.take("spare").message_id == reply.id
    after.close()


def test_the_rest_of_a_half_sent_text_never_fails_over(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(failover=True))
    message = desk.write(ANNA, "A text of two segments. " * 12)
    desk.accepted(desk.take("counter"))
    gone(desk)
    look(desk)
    desk.clock.now += GRACE * 2
    look(desk)

    assert desk.claim("spare").attempt is None
    assert desk.status(message) == "sending"
    assert desk.reason(message) == "waiting_for_sim"


def test_a_text_that_waits_for_a_sim_for_long_does_not_hold_one_for_a_named_modem(
    desk: Desk, two: tuple[Sim, Sim]
) -> None:
    desk.receive(two[0], ANNA, "Hello")
    desk.write(ANNA, "Hello")
    gone(desk)
    look(desk)
    named = desk.write(ANNA, "From my other number", modem="spare")
    assert desk.claim("spare").attempt is None

    desk.clock.now += GRACE

    assert desk.take("spare").message_id == named.id


def test_a_number_can_be_forgotten_when_its_sim_is_gone_for_good(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.receive(two[0], ANNA, "Hello")
    reply = desk.write(ANNA, "Hello")
    gone(desk)

    assert desk.sims.forget_number(two[0].id) == 1

    assert desk.take("spare").message_id == reply.id


def test_a_text_for_a_modem_that_is_not_ready_says_so(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.modems.state_changed(
        "spare", ModemState.NOT_READY, Reason("no_network", "No network lets it in at present.")
    )
    look(desk)

    message = desk.write(ANNA, modem="spare")

    assert why(desk, message.id) == (
        "waiting_for_modem",
        "It waits for the modem “spare”. No network lets it in at present.",
    )


def test_a_half_sent_text_whose_sim_moved_into_a_phone_holds_nobody_up_and_ends(
    desk: Desk, two: tuple[Sim, Sim]
) -> None:
    half = desk.write(ANNA, "A text of two segments. " * 12)
    desk.accepted(desk.take("counter"))
    gone(desk, "counter")
    gone(desk, "spare")
    desk.plug_in("spare", COUNTER)
    other = desk.write(ANNA, "Meanwhile")

    phone, _ = desk.modems.sender("spare", desk.clock(), whole_messages=True)
    assert phone is not None
    attempt = desk.ledger.claim(phone, desk.clock()).attempt
    assert attempt is not None
    assert attempt.message_id == other.id
    desk.clock.passes(days=1)
    look(desk)

    assert (desk.status(half), desk.reason(half)) == ("failed", "sim_gone")


# --- after refusals, at limits


def test_a_refused_text_is_tried_again_by_its_own_sim_only(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.receive(two[0], ANNA, "Hello")
    desk.write(ANNA, "Hello")
    desk.refused(desk.take("counter"))
    desk.clock.passes(seconds=11)
    look(desk)

    assert desk.claim("spare").attempt is None
    assert desk.claim("counter").attempt is not None


def test_with_failover_another_sim_tries_what_was_refused(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(failover=True))
    desk.receive(two[0], ANNA, "Hello")
    reply = desk.write(ANNA, "Hello")
    desk.refused(desk.take("counter"))
    desk.clock.passes(seconds=11)
    look(desk)

    assert desk.claim("counter").attempt is None
    assert desk.take("spare").message_id == reply.id


def test_a_sim_that_is_refused_in_bursts_rests_longer_each_time_and_others_go_on(
    desk: Desk, two: tuple[Sim, Sim]
) -> None:
    people = [f"+4477009001{n:02d}" for n in range(12)]
    for person in people:
        desk.receive(two[0], person, "Hello")
        desk.write(person, "Hello")
    desk.sims.change(two[0].id, SimChanges(failover=True))

    def refuse() -> None:
        desk.refused(desk.take("counter"))
        desk.modems.refused_a_text("counter", desk.clock())

    for _ in range(4):
        refuse()
    assert desk.modems.get("counter").state == "ready"
    refuse()

    resting = desk.modems.get("counter")
    assert resting.state == "not_ready"
    assert resting.reason is not None
    assert resting.reason.code == "refusals"
    assert "refused" in desk.modems.history("counter")[0].sentence
    for minutes in (1, 2):
        desk.clock.passes(minutes=minutes, seconds=1)
        look(desk)
        assert desk.modems.get("counter").state == "ready"
        refuse()
        assert desk.modems.get("counter").state == "not_ready"
    # It rests for four minutes now: longer than the others wait for it.
    assert desk.claim("spare").attempt is not None


def test_one_person_whose_phone_refuses_is_no_burst(desk: Desk) -> None:
    desk.plug_in()
    for n in range(6):
        desk.write(ANNA, f"Text {n}")
    for _ in range(6):
        desk.refused(desk.take())
        desk.modems.refused_a_text("counter", desk.clock())

    assert desk.modems.get("counter").state == "ready"


def test_a_sim_at_its_limit_keeps_its_contacts_unless_the_owner_lets_others(
    desk: Desk, two: tuple[Sim, Sim]
) -> None:
    desk.sims.change(two[0].id, SimChanges(label="Orders", per_day=1))
    for person in (ANNA, BEN):
        desk.receive(two[0], person, "Hello")
    first, second = desk.write(ANNA, "One"), desk.write(BEN, "Two")
    desk.accepted(desk.take("counter"))
    assert desk.status(first) == "sent"

    assert desk.claim("counter").attempt is None
    assert desk.claim("spare").attempt is None
    look(desk)
    assert why(desk, second.id) == (
        "waiting_for_sim",
        (
            "It waits for the SIM “Orders”, which has sent all that its limits allow for now."
            " It may send again on 3 March at 09:00."
        ),
    )
    desk.sims.change(two[0].id, SimChanges(failover=True))

    assert desk.take("spare").message_id == second.id


def test_a_short_limit_moves_nothing(desk: Desk, two: tuple[Sim, Sim]) -> None:
    desk.sims.change(two[0].id, SimChanges(per_minute=1, failover=True))
    for person in (ANNA, BEN):
        desk.receive(two[0], person, "Hello")
        desk.write(person, "Hello")
    desk.accepted(desk.take("counter"))

    assert desk.claim("counter").attempt is None
    assert desk.claim("spare").attempt is None
    desk.clock.passes(minutes=1)
    assert desk.claim("counter").attempt is not None


def test_a_half_sent_text_on_a_paused_modem_does_not_hold_what_others_may_send(
    desk: Desk, two: tuple[Sim, Sim]
) -> None:
    desk.sims.change(two[0].id, SimChanges(failover=True))
    desk.receive(two[0], ANNA, "Hello")
    half = desk.write(ANNA, "A text of two segments. " * 12)
    desk.accepted(desk.take("counter"))
    desk.modems.pause("counter")
    look(desk)
    reply = desk.write(ANNA, "We are open")
    assert desk.claim("spare").attempt is None

    desk.clock.now += GRACE
    look(desk)

    assert desk.take("spare").message_id == reply.id
    desk.modems.resume("counter")
    assert desk.status(half) == "sending"


def test_a_text_for_a_modem_at_its_limit_says_so_and_holds_none_for_another(
    desk: Desk, two: tuple[Sim, Sim]
) -> None:
    desk.sims.change(two[0].id, SimChanges(label="Orders", per_month=1))
    desk.receive(two[1], ANNA, "Hello")
    desk.send(BEN, "The only one this month")
    named = desk.write(ANNA, "From the counter", modem="counter")
    reply = desk.write(ANNA, "We are open")

    assert desk.claim("counter").attempt is None
    look(desk)

    assert why(desk, named.id)[0] == "waiting_for_sim"
    assert desk.take("spare").message_id == reply.id
