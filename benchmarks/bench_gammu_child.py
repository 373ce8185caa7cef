"""gammu hangs over a phone: how soon after its deadline a new child talks to it, and who else notices."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from benchmarks.figures import figure, median, number
from drivers.at.modem import AtModem
from drivers.gammu_child.deadlines import Deadlines
from drivers.gammu_phone import GammuPhone
from drivers.simulator.journal import Kind
from drivers.simulator.modem import Modem
from drivers.simulator.simulate import SimulatedModems
from modemsms.driver import DeviceSettings, DriverEvent, ModemSettings
from tests.drivers.rigs import attempt, hear
from tests.drivers.test_driver_contract import is_outcome, is_ready

ROUNDS, TEXTS = 5, 200
DEADLINES = Deadlines(call=2.0, text=2.0)
WITHIN = timedelta(seconds=30)
QUIET = timedelta(milliseconds=500)


def main() -> None:
    """Print the figures."""
    if importlib.util.find_spec("gammu") is None:
        print("      python-gammu is not installed: nothing to measure")
        return
    with SimulatedModems(2) as simulated:
        other = AtModem(_settings("at", simulated, 1))
        hear(other, is_ready, WITHIN)
        quiet = _times(other, lambda done: done >= TEXTS)
        replaced: list[float] = []
        # One thread for all rounds: a child dies with the thread that started it.
        thread = threading.Thread(target=_hang_again_and_again, args=(simulated, replaced))
        thread.start()
        beside = _times(other, lambda _: not thread.is_alive())
        thread.join()
        other.close()
    figure("hung gammu child: the next talks to the phone after the deadline", max(replaced), "s", 3)
    slower = 1000 * (median(beside) - median(quiet))
    figure("a text of another modem takes longer meanwhile, median", slower, "ms", 10)


def _hang_again_and_again(simulated: SimulatedModems, replaced: list[float]) -> None:
    phone = GammuPhone(_settings("gammu", simulated, 0), DEADLINES)
    hear(phone, is_ready, WITHIN)
    replaced += [_hang(phone, simulated.modems[0], request) for request in range(ROUNDS)]
    phone.close()


def _settings(driver: str, simulated: SimulatedModems, position: int) -> DeviceSettings:
    return DeviceSettings(driver, str(simulated.ports[position].path), (ModemSettings(driver),))


def _hang(phone: GammuPhone, modem: Modem, request: int) -> float:
    """Let gammu hang over one code; seconds from its deadline to the first command of the next child."""
    while phone.wait(QUIET):
        pass
    hung = phone.child_pid

    def is_replaced(_: DriverEvent) -> bool:
        return phone.child_pid not in (None, hung)

    modem.deafen()
    deadline = time.monotonic_ns() + int(DEADLINES.call * 1e9)
    phone.ussd(1, request, "*100#")
    hear(phone, is_replaced, WITHIN)
    modem.hear_again()
    hear(phone, is_ready, WITHIN)
    first = next(entry for entry in modem.journal.entries(Kind.COMMAND, "ATE1") if entry.at_ns > deadline)
    return (first.at_ns - deadline) / 1e9


def _times(modem: AtModem, is_enough: Callable[[int], bool]) -> list[float]:
    """Seconds of one text after the other."""
    times: list[float] = []
    while not is_enough(len(times)):
        began = time.monotonic()
        modem.submit(attempt(to=number(len(times))))
        hear(modem, is_outcome, WITHIN)
        times.append(time.monotonic() - began)
    return times


if __name__ == "__main__":
    main()
