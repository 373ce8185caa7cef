"""Several simulated modems on one network, ready for any program that talks AT to a port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import TracebackType

from drivers.simulator.customers import Customers
from drivers.simulator.modem import Modem
from drivers.simulator.network import Network
from drivers.simulator.profile import Profile
from drivers.simulator.pty import Port, PtyHost
from drivers.simulator.sim import DEFAULT_SIZE, imei, sims

AIR = timedelta(seconds=1.5)
"""How long a submit takes on the air: what a 3G or LTE stick needs."""

REMEMBERED = 1_000
"""How much of the air is remembered where nobody will ask for it."""


class SimulatedModems:
    """*count* modems behind ptys, from construction to ``close`` (or the end of ``with``).

    ``ports[i].path`` is where a client finds modem i, ``modems[i]`` the modem itself, ``network``
    what lies behind. Their numbers are +49 15550 100001, 100002, …
    """

    def __init__(
        self,
        count: int = 1,
        *,
        network: Network | None = None,
        links: Sequence[Path] = (),
        air: timedelta = timedelta(0),
        storage: int = DEFAULT_SIZE,
        pin: str = "",
        profile: Profile | None = None,
    ) -> None:
        """*storage* is the number of places on each SIM. *links* are given to the first modems."""
        self.network = network or Network()
        self._host = PtyHost(self.network)
        self.modems = [
            Modem(self.network, sim, imei=imei(serial), profile=profile, air=air)
            for serial, sim in enumerate(islice(sims(storage, pin), count), start=1)
        ]
        try:
            self.ports: list[Port] = [
                self._host.add(modem, links[position] if position < len(links) else None)
                for position, modem in enumerate(self.modems)
            ]
        except OSError:
            self._host.close()
            raise

    def __enter__(self) -> SimulatedModems:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the ptys and links away."""
        self._host.close()


def serve_until(
    stop: threading.Event,
    modems: int = 1,
    links: Sequence[Path] = (),
    air: timedelta = AIR,
    *,
    tell: Callable[[str], None],
    seed: int = 0,
) -> None:
    """``modemsms simulate``: *tell* the path of each pty, and run with customers until *stop* is set.

    There are as many modems as asked for, or as many as links. Raises OSError where a link cannot be.
    """
    network = Network(remembered=REMEMBERED)
    with SimulatedModems(max(modems, len(links)), network=network, links=links, air=air) as simulated:
        Customers(simulated.network, seed=seed)
        for port in simulated.ports:
            tell(str(port.path))
        stop.wait()
