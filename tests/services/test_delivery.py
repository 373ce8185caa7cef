"""Which segment a status report speaks of, and what it changes."""

from __future__ import annotations

import pytest

from tests.desk import ANNA, BEN, Desk

LONG = "A text of two segments. " * 12


@pytest.mark.parametrize(
    ("tp_status", "becomes"),
    [(0x00, "delivered"), (0x01, "delivered"), (0x1F, "delivered"), (0x20, "sent"), (0x30, "sent"),
     (0x40, "undelivered"), (0x46, "undelivered"), (0x63, "undelivered"), (0x7F, "undelivered"),
     (0x80, "sent"), (0xFF, "sent")],
)  # fmt: skip
def test_what_a_report_makes_of_a_sent_text(desk: Desk, tp_status: int, becomes: str) -> None:
    sim = desk.plug_in()
    message = desk.send(ANNA, reference=9)

    desk.report(sim, 9, ANNA, tp_status)

    assert desk.status(message) == becomes
    assert desk.reason(message) == (f"tp_{tp_status}" if becomes == "undelivered" else None)


def test_a_long_text_is_delivered_when_every_segment_is(desk: Desk) -> None:
    sim = desk.plug_in()
    message = desk.send(ANNA, LONG, reference=250)

    desk.report(sim, 250, ANNA)
    assert desk.status(message) == "sent"
    desk.report(sim, 251, ANNA)

    assert desk.status(message) == "delivered"


def test_the_newest_open_text_of_a_reference_is_meant(desk: Desk) -> None:
    sim = desk.plug_in()
    old = desk.send(ANNA, "old", reference=5)
    new = desk.send(ANNA, "new", reference=5)

    desk.report(sim, 5, ANNA)

    assert (desk.status(old), desk.status(new)) == ("sent", "delivered")


def test_a_report_for_another_number_changes_nothing(desk: Desk) -> None:
    sim = desk.plug_in()
    message = desk.send(ANNA, reference=5)

    desk.report(sim, 5, BEN)

    assert desk.status(message) == "sent"


def test_a_recipient_in_national_form_is_known_by_its_last_digits(desk: Desk) -> None:
    sim = desk.plug_in()
    message = desk.send(ANNA, reference=5)

    desk.report(sim, 5, "07700900001")

    assert desk.status(message) == "delivered"


def test_a_report_that_overtakes_its_answer_is_kept_for_it(desk: Desk) -> None:
    sim = desk.plug_in()
    message = desk.write(ANNA)
    attempt = desk.take()

    desk.report(sim, 77, ANNA)
    assert desk.status(message) == "sending"
    desk.accepted(attempt, 77)

    assert desk.status(message) == "delivered"


def test_a_report_after_a_restart_finds_its_text(desk: Desk) -> None:
    desk.plug_in()
    message = desk.send(ANNA, reference=5)

    after = desk.restarted()
    after.report(after.plug_in(), 5, ANNA)

    assert after.status(message) == "delivered"


def test_arrival_settles_an_unknown_text(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(BEN, reference=41)
    message = desk.write(ANNA)
    desk.silent(desk.take())

    desk.report(sim, 42, ANNA)

    assert desk.status(message) == "delivered"


def test_arrival_settles_an_unknown_text_when_the_count_has_skipped_one(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(BEN, reference=41)
    message = desk.write(ANNA)
    desk.silent(desk.take())

    desk.report(sim, 43, ANNA)

    assert desk.status(message) == "delivered"


def test_a_repeated_report_of_an_earlier_text_settles_no_unknown_one(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, "earlier", reference=41)
    desk.report(sim, 41, ANNA)
    message = desk.write(ANNA, "unknown")
    desk.silent(desk.take())

    desk.report(sim, 41, ANNA)

    assert desk.status(message) == "unknown"


def test_the_first_text_of_a_sim_is_settled_without_a_known_count(desk: Desk) -> None:
    sim = desk.plug_in()
    message = desk.write(ANNA)
    desk.silent(desk.take())

    desk.report(sim, 200, ANNA)

    assert desk.status(message) == "delivered"


def test_a_report_that_came_while_the_modem_was_silent_settles_the_text(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(BEN, reference=41)
    message = desk.write(ANNA)
    attempt = desk.take()
    desk.report(sim, 42, ANNA)

    desk.silent(attempt)

    assert desk.status(message) == "delivered"


def test_arrival_stops_the_retries_of_a_text_that_backs_off(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(BEN, reference=41)
    message = desk.write(ANNA)
    desk.refused(desk.take())

    desk.report(sim, 42, ANNA)
    desk.clock.passes(hours=1)
    desk.due.run(desk.clock())

    assert desk.status(message) == "delivered"
    assert desk.claim().attempt is None


def test_arrival_settles_a_failed_text(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(BEN, reference=41)
    message = desk.write(ANNA)
    desk.refused(desk.take(), permanent=True)

    desk.report(sim, 42, ANNA)

    assert desk.status(message) == "delivered"


def test_a_given_up_text_stays_so_whatever_comes_later(desk: Desk) -> None:
    sim = desk.plug_in()
    message = desk.send(ANNA, reference=5)
    desk.report(sim, 5, ANNA, 0x46)

    desk.report(sim, 5, ANNA, 0x00)

    assert desk.status(message) == "undelivered"
