"""The driver on a pty, with a simulated modem at the other end."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.at.modem import AtModem
from drivers.simulator.calls import End
from drivers.simulator.faults import Fault, Moment, Unplug
from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems
from modemsms.driver import (
    Accepted,
    CallMissed,
    DeviceSettings,
    DriverEvent,
    Ended,
    ModemSettings,
    ModemState,
    Noticed,
    SegmentReceived,
    StateChanged,
    UssdAnswered,
)
from modemsms.errors import OutcomeUnknown
from tests.drivers.rigs import ANNA, attempt, hear


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedModems]:
    """One modem behind a link that keeps its name."""
    with SimulatedModems(1, links=[tmp_path / "modem"]) as simulated:
        yield simulated


@pytest.fixture
def modem(simulated: SimulatedModems, tmp_path: Path) -> Iterator[AtModem]:
    """A driver on it, that is ready."""
    modem = AtModem(DeviceSettings("at", str(tmp_path / "modem"), (ModemSettings("counter"),)))
    hear(modem, in_state(ModemState.READY))
    yield modem
    modem.close()


class in_state:  # noqa: N801 - reads as a predicate
    """Whether an event says that the modem is in *state*."""

    def __init__(self, state: ModemState) -> None:
        self._state = state

    def __call__(self, event: DriverEvent) -> bool:
        return isinstance(event, StateChanged) and event.state is self._state


def is_outcome(event: DriverEvent) -> bool:
    """An attempt has ended."""
    return isinstance(event, Accepted | Ended)


def test_the_modem_has_the_command_when_submit_returns(simulated: SimulatedModems, modem: AtModem) -> None:
    while modem.wait(timedelta(milliseconds=50)):
        pass

    modem.submit(attempt())

    journal = simulated.modems[0].journal
    assert simulated.network.wait_until(
        lambda: bool(journal.entries(Kind.COMMAND, "AT+CMGS=")), timedelta(seconds=1)
    )


def test_a_text_that_comes_in_ends_a_wait_without_end(simulated: SimulatedModems, modem: AtModem) -> None:
    sender = threading.Thread(
        target=simulated.network.send, args=(ANNA, simulated.modems[0].card.number, "Hi")
    )

    sender.start()
    events = hear(modem, lambda event: isinstance(event, SegmentReceived))
    sender.join()

    assert sum(isinstance(event, SegmentReceived) for event in events) == 1


def test_an_unplugged_modem_is_told_at_once_and_back_within_five_seconds(
    simulated: SimulatedModems, modem: AtModem, tmp_path: Path
) -> None:
    before = (tmp_path / "modem").readlink()
    port = simulated.ports[0]
    port.unplug()
    (gone,) = [
        event for event in hear(modem, in_state(ModemState.UNAVAILABLE)) if isinstance(event, StateChanged)
    ]
    assert gone.code == "modem_gone"

    hold = os.openpty()  # the next pty gets another number
    port.plug()
    began = time.monotonic()
    hear(modem, in_state(ModemState.READY))

    assert time.monotonic() - began < 5
    assert (tmp_path / "modem").readlink() != before
    modem.submit(attempt())
    hear(modem, is_outcome)
    for descriptor in hold:
        os.close(descriptor)


def test_a_modem_that_is_pulled_out_behind_ctrl_z_leaves_the_outcome_open(
    simulated: SimulatedModems, modem: AtModem
) -> None:
    back = Unplug(back_after=timedelta(milliseconds=100))
    simulated.modems[0].faults.add(Fault(Moment.AFTER_CTRL_Z, back))

    modem.submit(attempt())
    events = hear(modem, is_outcome)

    (ended,) = [event for event in events if isinstance(event, Ended)]
    assert isinstance(ended.error, OutcomeUnknown)
    hear(modem, in_state(ModemState.READY))


def test_a_port_that_appears_later_is_found(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    modem = AtModem(DeviceSettings("at", str(link), (ModemSettings("counter"),)))
    (missing,) = hear(modem, in_state(ModemState.UNAVAILABLE))
    assert isinstance(missing, StateChanged)
    assert missing.code == "port_missing"

    with SimulatedModems(1, links=[link]):
        hear(modem, in_state(ModemState.READY))
        modem.close()


def test_a_modem_that_stays_silent_is_reopened_until_it_answers(
    simulated: SimulatedModems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for constant in ("start.ATTENTION_TIMEOUT", "recovery.ANSWER_TIMEOUT", "recovery.QUIET"):
        monkeypatch.setattr(f"drivers.at.{constant}", 0.01)
    for constant in ("recovery.AFTER_ESCAPE", "recovery.GUARD", "transport.DTR_LOW"):
        monkeypatch.setattr(f"drivers.at.{constant}", 0.01)
    monkeypatch.setattr("drivers.at.situation.SILENT_PAUSES", (0.05,))
    silent = simulated.modems[0]
    silent.deafen()
    modem = AtModem(DeviceSettings("at", str(tmp_path / "modem"), (ModemSettings("counter"),)))
    hear(modem, lambda event: isinstance(event, Noticed) and "closed and opened again" in event.sentence)

    silent.hear_again()

    hear(modem, in_state(ModemState.READY))
    modem.close()


def test_a_pin_is_entered_by_the_next_wait(tmp_path: Path) -> None:
    with SimulatedModems(1, links=[tmp_path / "modem"], pin="1234") as simulated:
        modem = AtModem(DeviceSettings("at", str(tmp_path / "modem"), (ModemSettings("counter"),)))
        hear(modem, in_state(ModemState.NOT_READY))

        modem.enter_pin(1, "1234")
        assert simulated.modems[0].pin_wanted == "SIM PIN"

        hear(modem, in_state(ModemState.READY))
        modem.close()


def test_a_code_is_dialled_and_answered(simulated: SimulatedModems, modem: AtModem) -> None:
    modem.ussd(1, 7, "*100#")
    events = hear(modem, lambda event: isinstance(event, UssdAnswered))

    (answer,) = [event for event in events if isinstance(event, UssdAnswered)]
    assert (answer.slot, answer.request, answer.is_open) == (1, 7, False)
    assert answer.text.startswith("Your balance is 12.34 EUR")
    assert simulated.modems[0].journal.entries(Kind.COMMAND, "AT+CUSD=1,")


def test_a_session_is_left(simulated: SimulatedModems, modem: AtModem) -> None:
    modem.ussd(1, 7, "*101#")
    hear(modem, lambda event: isinstance(event, UssdAnswered) and event.is_open)
    while modem.wait(timedelta(milliseconds=50)):
        pass

    modem.end_ussd(1)

    journal = simulated.modems[0].journal
    assert simulated.network.wait_until(
        lambda: bool(journal.entries(Kind.COMMAND, "AT+CUSD=2")), timedelta(seconds=5)
    )


def test_a_call_is_rejected_and_told(simulated: SimulatedModems, modem: AtModem) -> None:
    call = simulated.network.call(ANNA, simulated.modems[0].card.number)

    events = hear(modem, lambda event: isinstance(event, CallMissed))

    assert [event for event in events if isinstance(event, CallMissed)] == [CallMissed(1, ANNA)]
    assert call.end is End.REJECTED


def test_a_puk_is_entered_by_the_next_wait(tmp_path: Path) -> None:
    with SimulatedModems(1, links=[tmp_path / "modem"], pin="1234") as simulated:
        simulated.modems[0].card.pin_tries = 0
        modem = AtModem(DeviceSettings("at", str(tmp_path / "modem"), (ModemSettings("counter"),)))
        hear(modem, in_state(ModemState.NOT_READY))

        modem.enter_puk(1, "12345678", "4321")
        assert simulated.modems[0].pin_wanted == "SIM PUK"

        hear(modem, in_state(ModemState.READY))
        modem.close()


def test_the_port_is_free_the_moment_the_driver_is_closed(
    simulated: SimulatedModems, modem: AtModem, tmp_path: Path
) -> None:
    modem.close()

    again = AtModem(DeviceSettings("at", str(tmp_path / "modem"), (ModemSettings("counter"),)))
    hear(again, in_state(ModemState.READY))
    again.close()


def test_the_log_holds_no_text_and_no_number(
    simulated: SimulatedModems, modem: AtModem, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="drivers.at")

    modem.submit(attempt("Your code is 4711"))
    hear(modem, is_outcome)
    simulated.network.send(ANNA, simulated.modems[0].card.number, "Thanks for 4711")
    hear(modem, lambda event: isinstance(event, SegmentReceived))

    assert "at_write" in caplog.text
    assert "at_read" in caplog.text
    modem.ussd(1, 7, "*104*12344711#")
    hear(modem, lambda event: isinstance(event, UssdAnswered))
    simulated.network.call(ANNA, simulated.modems[0].card.number)
    hear(modem, lambda event: isinstance(event, CallMissed))
    for secret in ("4711", ANNA[3:], b"4711".hex()):
        assert secret not in caplog.text


def test_a_text_costs_little_of_the_processor(modem: AtModem) -> None:
    texts = 200
    began = time.thread_time()

    for _ in range(texts):
        modem.submit(attempt())
        hear(modem, is_outcome)

    assert (time.thread_time() - began) / texts < 0.004


def test_an_idle_modem_costs_next_to_nothing(modem: AtModem) -> None:
    while modem.wait(timedelta(milliseconds=50)):
        pass
    began = time.thread_time()

    modem.wait(timedelta(seconds=0.5))

    assert time.thread_time() - began < 0.005
