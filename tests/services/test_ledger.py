"""The life of an outbound message, one rule of the ledger each."""

from __future__ import annotations

import pytest

from modemsms.driver import Accepted
from modemsms.errors import Conflict, ModemNotReady, ModemUnavailable
from modemsms.services.ledger import BACK_OFF
from tests.desk import ANNA, BEN, CONGESTION, SILENCE, Desk, Priority

LONG = "A text of two segments. " * 12


def test_a_text_goes_from_queued_to_delivered(desk: Desk) -> None:
    sim = desk.plug_in()
    message = desk.write(ANNA)
    assert message.status == "queued"

    attempt = desk.take()
    assert desk.status(message) == "sending"
    desk.accepted(attempt, 17)
    assert desk.status(message) == "sent"
    desk.report(sim, 17, ANNA)

    done = desk.outbox.get(message.id)
    assert (done.status, done.modem, done.reason) == ("delivered", "counter", None)
    assert done.sent_at is not None
    assert done.delivered_at is not None


def test_a_segment_is_claimed_once(desk: Desk) -> None:
    desk.plug_in()
    desk.write(ANNA)

    assert desk.claim().attempt is not None
    assert desk.claim().attempt is None


def test_the_attempt_is_in_the_database_before_the_driver_sees_it(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    desk.take()

    after = desk.restarted()

    assert after.status(message) == "unknown"
    assert after.reason(message) == "restarted"
    after.plug_in()
    assert after.claim().attempt is None


def test_what_was_only_queued_goes_out_after_a_restart(desk: Desk) -> None:
    message = desk.write(ANNA)

    after = desk.restarted()
    after.plug_in()
    after.accepted(after.take())

    assert after.status(message) == "sent"


def test_texts_to_one_person_leave_in_order_and_one_at_a_time(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    first, second = desk.write(ANNA, "first"), desk.write(ANNA, "second")

    attempt = desk.take()
    assert attempt.message_id == first.id
    assert desk.claim().attempt is None
    assert desk.claim("spare").attempt is None
    desk.accepted(attempt)

    assert desk.take().message_id == second.id


def test_people_pass_the_api_and_the_api_passes_broadcasts(desk: Desk) -> None:
    desk.plug_in()
    bulk = desk.write("+447700900011", priority=Priority.BULK)
    api = desk.write("+447700900012", priority=Priority.API)
    person = desk.write("+447700900013")

    order = []
    for _ in range(3):
        attempt = desk.take()
        order.append(attempt.message_id)
        desk.accepted(attempt)

    assert order == [person.id, api.id, bulk.id]


def test_a_temporary_refusal_backs_off_and_then_gives_up(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)

    for pause in BACK_OFF:
        desk.refused(desk.take())
        assert (desk.status(message), desk.reason(message)) == ("queued", "cms_42")
        assert desk.claim().attempt is None
        desk.clock.now += pause
        desk.due.run(desk.clock())
    desk.refused(desk.take())

    assert (desk.status(message), desk.reason(message)) == ("failed", "cms_42")


def test_a_text_that_backs_off_holds_nobody_up(desk: Desk) -> None:
    desk.plug_in()
    desk.write(ANNA, "first")
    second = desk.write(ANNA, "second")

    desk.refused(desk.take())

    assert desk.take().message_id == second.id


def test_after_a_refusal_another_modem_tries(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    message = desk.write(ANNA)
    desk.refused(desk.take())
    desk.clock.passes(seconds=11)
    desk.due.run(desk.clock())

    assert desk.claim("counter").attempt is None
    assert desk.take("spare").message_id == message.id


def test_a_permanent_refusal_fails_at_once(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)

    desk.refused(desk.take(), permanent=True)

    assert (desk.status(message), desk.reason(message)) == ("failed", "cms_1")


@pytest.mark.parametrize("error", [ModemUnavailable(SILENCE), ModemNotReady(CONGESTION)])
def test_a_modem_that_cannot_send_costs_the_text_no_try(
    desk: Desk, error: ModemUnavailable | ModemNotReady
) -> None:
    desk.plug_in()
    message = desk.write(ANNA)

    for _ in range(20):
        desk.ended(desk.take(), error)

    assert desk.status(message) == "queued"


def test_an_unknown_outcome_is_never_sent_again_by_itself(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)

    desk.silent(desk.take())
    desk.clock.passes(days=2)
    desk.due.run(desk.clock())

    assert (desk.status(message), desk.reason(message)) == ("unknown", "no_answer")
    assert desk.claim().attempt is None


def test_a_setting_sends_unknown_texts_again_after_a_while(desk: Desk) -> None:
    desk = desk.with_rules(resend_unknown_minutes=5)
    desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())

    desk.clock.passes(minutes=4)
    desk.due.run(desk.clock())
    assert desk.status(message) == "unknown"
    desk.clock.passes(minutes=2)
    desk.due.run(desk.clock())

    assert desk.take().message_id == message.id


def test_a_late_answer_settles_an_unknown_text(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    attempt = desk.take()
    desk.silent(attempt)

    desk.ledger.end(Accepted(attempt.id, 40), desk.clock.passes(seconds=90))

    assert desk.status(message) == "sent"


def test_a_late_answer_stops_a_second_sending_that_has_not_begun(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    attempt = desk.take()
    desk.silent(attempt)
    desk.outbox.settle(message.id, "resend")

    desk.accepted(attempt, 40)

    assert desk.status(message) == "sent"
    assert desk.claim().attempt is None


def test_a_person_can_say_that_an_unknown_text_arrived(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())

    settled = desk.outbox.settle(message.id, "delivered")

    assert (settled.status, desk.reason(message)) == ("delivered", "settled_by_person")
    with pytest.raises(Conflict):
        desk.outbox.settle(message.id, "delivered")


def test_a_person_can_send_an_unknown_text_again(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())

    assert desk.outbox.settle(message.id, "resend").status == "queued"
    desk.accepted(desk.take())

    assert desk.status(message) == "sent"


def test_send_again_repeats_only_unknown_segments_under_the_same_reference(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, LONG)
    first = desk.take()
    desk.silent(first)
    desk.accepted(desk.take())
    assert desk.status(message) == "unknown"

    desk.outbox.settle(message.id, "resend")
    again = desk.take()

    assert again.submit is not None
    assert first.submit is not None
    assert again.submit.header == first.submit.header
    desk.accepted(again)
    assert desk.status(message) == "sent"
    assert desk.claim().attempt is None


def test_an_unknown_segment_does_not_hold_the_others(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, LONG)
    desk.silent(desk.take())

    assert desk.status(message) == "sending"
    assert desk.take().message_id == message.id


def test_the_rest_of_a_long_text_waits_for_the_sim_that_began_it(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    message = desk.write(ANNA, LONG)
    desk.accepted(desk.take("counter"))

    assert desk.claim("spare").attempt is None
    desk.accepted(desk.take("counter"))

    assert desk.status(message) == "sent"


def test_a_sim_that_moves_to_another_modem_ends_what_it_began(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, LONG)
    desk.accepted(desk.take("counter"))

    from modemsms.driver import ModemState

    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)
    desk.plug_in("spare")
    desk.accepted(desk.take("spare"))

    assert desk.status(message) == "sent"


def test_when_a_segment_fails_the_rest_is_not_paid_for(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, LONG)

    desk.refused(desk.take(), permanent=True)

    assert desk.status(message) == "failed"
    assert desk.claim().attempt is None


def test_a_queued_text_can_be_cancelled_and_a_sending_one_cannot(desk: Desk) -> None:
    desk.plug_in()
    queued, sending = desk.write(ANNA), desk.write(BEN)

    assert desk.outbox.cancel(queued.id).status == "cancelled"
    assert desk.outbox.cancel(queued.id).status == "cancelled"
    desk.take()

    with pytest.raises(Conflict):
        desk.outbox.cancel(sending.id)


def test_a_text_past_its_time_fails_and_says_so(desk: Desk) -> None:
    from datetime import timedelta

    desk.plug_in()
    message = desk.write(ANNA, expires_at=desk.clock() + timedelta(minutes=10))

    desk.clock.passes(minutes=11)

    assert desk.claim().attempt is None
    assert (desk.status(message), desk.reason(message)) == ("failed", "expired")


def test_a_scheduled_text_waits_for_its_time(desk: Desk) -> None:
    from datetime import timedelta

    desk.plug_in()
    message = desk.write(ANNA, send_at=desk.clock() + timedelta(hours=1))
    desk.due.run(desk.clock())
    assert desk.status(message) == "scheduled"
    assert desk.claim().attempt is None
    assert desk.due.next_moment() == desk.clock() + timedelta(hours=1)

    desk.clock.passes(hours=1)
    desk.due.run(desk.clock())

    assert desk.take().message_id == message.id


def test_a_clock_set_back_does_not_keep_a_second_try_waiting(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    desk.refused(desk.take())

    desk.clock.passes(days=-1)
    desk.due.run(desk.clock())

    assert desk.take().message_id == message.id


def test_a_text_for_one_modem_waits_for_that_one(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    desk.write(ANNA, modem="spare")

    assert desk.claim("counter").attempt is None
    assert desk.claim("spare").attempt is not None


def test_a_sim_that_is_refused_rests_and_another_modem_goes_on(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    desk.write(ANNA)
    desk.ended(desk.take(), ModemNotReady(CONGESTION))
    desk.modems.refused("counter", CONGESTION, desk.clock())

    assert desk.modems.get("counter").state == "not_ready"
    assert desk.modems.sender("counter", desk.clock(), whole_messages=False)[0] is None
    assert desk.claim("spare").attempt is not None
    desk.clock.passes(minutes=2)
    assert desk.modems.get("counter").state == "ready"
