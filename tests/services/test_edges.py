"""Histories that once went wrong: each would have lost a text, sent one twice, or left one standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from modemsms.config import ModemConfig
from modemsms.driver import Accepted, Identity, MessageReported, ModemState
from modemsms.errors import ModemUnavailable
from modemsms.services.backups import Backups, restore
from modemsms.services.due import SIM_AWAITED
from modemsms.services.modems import Modems
from modemsms.store.messages import Reason
from tests.desk import ANNA, BEN, CONGESTION, SILENCE, Desk

LONG = "A text of two segments. " * 12
SPARE = "8944000000000000002"


def wait_out(desk: Desk, **how_long: float) -> None:
    desk.clock.passes(**how_long)
    desk.due.run(desk.clock())


def test_a_text_for_one_modem_is_tried_there_again_after_a_refusal(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", SPARE)
    desk.write(ANNA, modem="counter")
    desk.refused(desk.take())
    wait_out(desk, seconds=11)

    assert desk.claim("counter").attempt is not None


def test_a_half_sent_text_goes_on_from_its_sim_after_a_refusal(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", SPARE)
    message = desk.write(ANNA, LONG)
    desk.accepted(desk.take())
    desk.refused(desk.take())
    wait_out(desk, seconds=11)

    desk.accepted(desk.take("counter"))

    assert desk.status(message) == "sent"


def test_a_text_is_left_to_another_modem_for_a_while_and_not_for_ever(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", SPARE)
    desk.write(ANNA)
    desk.refused(desk.take())
    wait_out(desk, seconds=11)
    assert desk.claim("counter").attempt is None

    wait_out(desk, minutes=2)

    assert desk.claim("counter").attempt is not None


def test_a_half_sent_text_whose_sim_is_gone_holds_nobody_up_and_ends(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", SPARE)
    half = desk.write(ANNA, LONG)
    desk.accepted(desk.take("counter"))
    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)
    other = desk.write(ANNA, "Meanwhile", modem="spare")

    assert desk.take("spare").message_id == other.id
    desk.clock.now += SIM_AWAITED
    wait_out(desk, minutes=1)

    assert (desk.status(half), desk.reason(half)) == ("failed", "sim_gone")


def test_a_text_for_a_modem_that_is_taken_away_fails_and_says_so(desk: Desk) -> None:
    desk.modems.add("cellar", "/dev/three")
    message = desk.write(ANNA, modem="cellar")

    desk.modems.remove("cellar")
    desk.due.run(desk.clock())

    assert (desk.status(message), desk.reason(message)) == ("failed", "modem_removed")


@pytest.mark.parametrize(("before", "after"), [(8, 16), (16, 8)])
def test_a_queued_text_is_cut_as_it_was_counted(desk: Desk, before: int, after: int) -> None:
    text = "x" * 306  # two segments of 153 septets, or two of 152 and a third
    desk = desk.with_rules(reference_bits=before)
    message = desk.write(ANNA, text)
    desk = desk.with_rules(reference_bits=after)
    desk.plug_in()

    sent = ""
    while (attempt := desk.claim().attempt) is not None:
        assert attempt.submit is not None
        sent += attempt.submit.text
        desk.accepted(attempt)

    assert sent == text
    assert desk.status(message) == "sent"


def test_a_late_answer_counts_also_when_the_second_sending_is_refused(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    first = desk.take()
    desk.silent(first)
    desk.outbox.settle(message.id, "resend")
    second = desk.take()
    desk.accepted(first, 40)

    desk.refused(second)

    assert desk.status(message) == "sent"
    wait_out(desk, hours=1)
    assert desk.claim().attempt is None


def test_a_late_answer_counts_also_when_the_second_sending_has_failed(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    first = desk.take()
    desk.silent(first)
    desk.outbox.settle(message.id, "resend")
    desk.refused(desk.take(), permanent=True)

    desk.accepted(first, 40)

    assert desk.status(message) == "sent"


def test_an_unknown_text_goes_again_by_itself_only_once(desk: Desk) -> None:
    desk = desk.with_rules(resend_unknown_minutes=1)
    desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())
    wait_out(desk, minutes=2)
    desk.silent(desk.take())

    wait_out(desk, minutes=2)

    assert desk.status(message) == "unknown"
    assert desk.claim().attempt is None


def test_an_unknown_text_of_a_backup_does_not_go_again_by_itself(desk: Desk, tmp_path: Path) -> None:
    desk = desk.with_rules(resend_unknown_minutes=1)
    desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())
    Backups(desk.store).backup(tmp_path / "shop.backup")
    desk.close()
    restore(tmp_path / "shop.backup", desk.path, desk.clock())

    after = Desk(desk.path, desk.rules, clock=desk.clock)
    after.plug_in()
    wait_out(after, hours=1)

    assert after.status(message) == "unknown"
    assert after.claim().attempt is None
    after.close()


def test_taking_back_send_again_leaves_the_text_as_unknown_as_it_was(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())
    desk.outbox.settle(message.id, "resend")

    assert desk.outbox.cancel(message.id).status == "unknown"
    assert desk.claim().attempt is None


def test_send_again_beside_a_failed_segment_is_sent(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, LONG)
    desk.silent(desk.take())
    desk.refused(desk.take(), permanent=True)
    assert desk.status(message) == "unknown"

    desk.outbox.settle(message.id, "resend")

    assert desk.claim().attempt is not None


def test_a_phone_that_tells_of_arrival_first_has_taken_the_text(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, LONG)
    sender, _ = desk.modems.sender("counter", desk.clock(), whole_messages=True)
    assert sender is not None
    attempt = desk.ledger.claim(sender, desk.clock()).attempt
    assert attempt is not None
    assert attempt.submit is None

    desk.ledger.end(MessageReported(attempt.id, delivered=True), desk.clock())
    desk.ledger.end(Accepted(attempt.id), desk.clock())

    assert desk.status(message) == "delivered"


def test_a_try_that_never_reached_the_modem_does_not_count_its_reference(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(BEN, reference=41)
    message = desk.write(ANNA)
    for _ in range(5):
        desk.ended(desk.take(), ModemUnavailable(SILENCE))
    desk.silent(desk.take())

    desk.report(sim, 42, ANNA)

    assert desk.status(message) == "delivered"


def test_an_empty_commit_does_not_say_that_the_disk_is_well(desk: Desk) -> None:
    with desk.store.read() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    from modemsms.errors import StoreUnavailable

    with pytest.raises(StoreUnavailable):
        for n in range(50):
            desk.write(f"+4477009{n:05d}", "x" * 1600)
    with desk.store.write():
        pass

    assert desk.store.fault is not None


def test_a_sim_keeps_its_past_when_its_old_modem_is_empty(desk: Desk) -> None:
    sim = desk.plug_in("counter")
    desk.modems.state_changed("counter", ModemState.NOT_READY, Reason("no_sim", "There is no SIM in it."))

    assert desk.plug_in("spare").id == sim.id


def test_a_rest_is_not_prolonged_by_a_clock_that_is_set_back(desk: Desk) -> None:
    desk.plug_in()
    desk.modems.refused("counter", CONGESTION, desk.clock())

    desk.clock.passes(days=-1)

    assert desk.modems.get("counter").state == "ready"


def test_an_incomplete_text_is_shown_though_the_clock_was_set_back(desk: Desk) -> None:
    sim = desk.plug_in()
    first, *_ = desk.delivers(ANNA, LONG)
    desk.inbox.take(sim, "counter", first.encode(), desk.clock())

    wait_out(desk, days=-1)

    assert len(desk.received(ANNA)) == 1


def test_a_command_with_another_config_leaves_the_daemons_modems_alone(desk: Desk) -> None:
    desk.modems.pause("counter")

    other = Modems(desk.store, running=False, now=desk.clock)
    other.load([ModemConfig(name="elsewhere", port="/dev/nine")])

    assert [modem.name for modem in other.list()] == ["elsewhere"]
    after = desk.restarted()
    assert [modem.name for modem in after.modems.list()] == ["counter", "spare"]
    assert after.modems.get("counter").state == "paused"


def test_a_pin_noted_before_the_card_could_be_read_is_accepted_all_the_same(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "pin.db", modems_named=(ModemConfig(name="counter", port="/dev/one", pin="1234"),))
    locked, opened = Identity(), Identity(iccid="8944000000000000009")
    assert desk.modems.pin_to_try("counter", locked, 3, desk.clock()) == "1234"
    # The worker tells the state before it writes down who it is.
    desk.modems.state_changed("counter", ModemState.READY, None)
    desk.modems.identified("counter", opened, desk.clock())

    after = desk.restarted()

    assert after.modems.pin_to_try("counter", locked, 3, after.clock()) == "1234"
    after.close()


def test_a_fuse_longer_than_an_hour_is_kept(desk: Desk) -> None:
    desk = desk.with_rules(fuse_repeat_seconds=3 * 3600)
    desk.write(ANNA, "Ready!")
    desk.clock.passes(hours=2)

    assert desk.write(ANNA, "Ready!").held
    assert not replace(desk.write(BEN, "Ready!")).held


def test_reading_a_conversation_clears_the_mark_of_an_incomplete_text(desk: Desk) -> None:
    sim = desk.plug_in()
    first, *_ = desk.delivers(ANNA, LONG)
    desk.inbox.take(sim, "counter", first.encode(), desk.clock())
    wait_out(desk, hours=1)
    (conversation,) = desk.conversations.list("attention").conversations

    desk.conversations.mark_read(conversation.id, conversation.last_message_id)

    assert desk.conversations.list("attention").conversations == []


def test_expired_texts_are_given_up_a_few_at_a_time(desk: Desk) -> None:
    desk.plug_in()
    for n in range(30):
        desk.write(f"+4477009{n:05d}", expires_at=desk.clock() + timedelta(minutes=1))
    desk.clock.passes(minutes=2)

    claim = desk.claim()

    assert claim.attempt is None
    assert claim.more_at == desk.clock()


def test_send_again_leaves_from_the_modem_that_was_asked_for(desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", SPARE)
    message = desk.write(ANNA, modem="spare")
    desk.silent(desk.take("spare"))

    desk.outbox.settle(message.id, "resend")

    assert desk.claim("counter").attempt is None
    assert desk.claim("spare").attempt is not None


def test_a_modem_that_is_not_there_for_a_text_pauses_longer_each_time(desk: Desk) -> None:
    desk.plug_in()
    for seconds in (2, 6, 18):
        desk.modems.was_not_there("counter", SILENCE, desk.clock())
        assert desk.modems.get("counter").state == "not_ready"
        desk.clock.passes(seconds=seconds)
        assert desk.modems.get("counter").state == "ready"

    desk.modems.succeeded("counter")
    desk.modems.was_not_there("counter", SILENCE, desk.clock())
    desk.clock.passes(seconds=2)

    assert desk.modems.get("counter").state == "ready"


def test_what_a_phone_remembers_of_another_database_settles_nothing(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA)
    attempt = desk.take()
    desk.silent(attempt)

    desk.ledger.end(Accepted(attempt.id, message_id="of another"), desk.clock())
    desk.ledger.end(MessageReported(attempt.id, delivered=True, message_id="of another"), desk.clock())
    assert desk.status(message) == "unknown"

    desk.ledger.end(Accepted(attempt.id, message_id=message.id), desk.clock())
    assert desk.status(message) == "sent"


def test_a_half_sent_text_outlives_a_weekend_without_power(desk: Desk) -> None:
    sim = desk.plug_in()
    half = desk.write(ANNA, LONG)
    desk.accepted(desk.take())
    desk.clock.now += SIM_AWAITED * 2

    after = desk.restarted()
    after.due.run(after.clock())
    assert after.plug_in() == sim
    after.accepted(after.take())

    assert after.status(half) == "sent"


def test_a_sim_that_was_knocked_out_of_its_port_is_not_given_up_at_once(desk: Desk) -> None:
    desk.plug_in()
    half = desk.write(ANNA, LONG)
    desk.accepted(desk.take())
    desk.clock.now += SIM_AWAITED
    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)

    wait_out(desk, minutes=1)
    assert desk.status(half) == "sending"
    wait_out(desk, hours=1)

    assert (desk.status(half), desk.reason(half)) == ("failed", "sim_gone")
