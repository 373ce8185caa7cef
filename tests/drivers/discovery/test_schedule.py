"""When discovery looks, though no event tells it to."""

from __future__ import annotations

from drivers.discovery.schedule import Schedule

# How long somebody who has stopped a program waits for the modem that it had.
SOON = 5.0


def test_while_another_program_has_a_modem_it_is_looked_at_often() -> None:
    schedule = Schedule()

    schedule.looked(100.0, held=True)

    assert schedule.next_at <= 100.0 + SOON


def test_when_nothing_keeps_us_off_it_is_looked_at_rarely() -> None:
    schedule = Schedule()
    schedule.looked(100.0, held=True)

    schedule.looked(105.0)

    assert schedule.next_at >= 105.0 + 2 * SOON
