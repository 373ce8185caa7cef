"""Simulated phones behind one adb server, ready for any program: the demo, and ``modemsms simulate``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from drivers.simulator.customers import Customers
from drivers.simulator.network import Network
from drivers.simulator.phone.adb.server import AdbServer
from drivers.simulator.phone.phone import SimulatedPhone
from drivers.simulator.phone.slot import FIRST_SERIAL, sim_card
from drivers.simulator.simulate import AIR, REMEMBERED, SimulatedModems


class SimulatedPhones:
    """*count* phones on *network*, on the cable of one adb server, until ``close``.

    Their serials are SIMPHONE0001, 0002, …, their numbers +49 15550 200001, 200002, … slot by slot.
    Raises OSError where *adb_port* is taken.
    """

    def __init__(
        self,
        network: Network,
        count: int = 1,
        *,
        adb_port: int = 0,
        sims: int = 1,
        air: timedelta = AIR,
        runs_network: bool = True,
    ) -> None:
        """*sims* is the number of SIMs in each. *runs_network* is False beside simulated modems."""
        self.network = network
        self.adb = AdbServer(adb_port)
        self.phones: list[SimulatedPhone] = []
        for position in range(count):
            first = FIRST_SERIAL + position * sims
            phone = SimulatedPhone(
                network,
                serial=f"SIMPHONE{position + 1:04d}",
                sims=[sim_card(first + slot) for slot in range(sims)],
                air=air,
                runs_network=runs_network,
            )
            self.phones.append(phone)
            self.adb.attach(phone)

    def __enter__(self) -> SimulatedPhones:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the phones and the adb server away."""
        self.adb.close()
        for phone in self.phones:
            phone.close()


def serve_phones(
    network: Network,
    stop: threading.Event,
    count: int = 1,
    *,
    adb_port: int = 0,
    sims: int = 1,
    air: timedelta = AIR,
    runs_network: bool = True,
    tell: Callable[[str], None],
) -> None:
    """*tell* how each phone is reached, one line each, and keep them until *stop* is set.

    A line is ``phone SERIAL adb 127.0.0.1:PORT http://127.0.0.1:PORT USER PASSWORD``. The caller brings
    customers, and modems if he wants them on the same network (then *runs_network* is False).
    """
    simulated = SimulatedPhones(
        network, count, adb_port=adb_port, sims=sims, air=air, runs_network=runs_network
    )
    with simulated:
        for phone in simulated.phones:
            adb = f"127.0.0.1:{simulated.adb.port}"
            tell(f"phone {phone.serial} adb {adb} {phone.base_url} {phone.user} {phone.password}")
        stop.wait()


def serve_until(
    stop: threading.Event,
    count: int = 1,
    *,
    modems: int = 0,
    links: Sequence[Path] = (),
    air: timedelta = AIR,
    adb_port: int = 0,
    tell: Callable[[str], None],
    seed: int = 0,
) -> None:
    """``modemsms simulate --phones``: phones, and modems beside them on one network, until *stop* is set.

    *tell* is given the path of each modem's pty first, then a line for each phone as ``serve_phones`` has it.
    """
    network = Network(remembered=REMEMBERED)
    with ExitStack() as stack:
        if modems or links:
            simulated = stack.enter_context(
                SimulatedModems(max(modems, len(links)), network=network, links=links, air=air)
            )
            for port in simulated.ports:
                tell(str(port.path))
        Customers(network, seed=seed)
        serve_phones(
            network, stop, count, adb_port=adb_port, air=air, runs_network=not (modems or links), tell=tell
        )
