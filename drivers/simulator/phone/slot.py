"""One SIM slot of a phone, as the network sees it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from zlib import crc32

from drivers.simulator.sim import Sim, luhn

# SIMs of phones count from here; those of simulated modems stay below it.
FIRST_SERIAL, SERIALS = 200_001, 700_000


class Slot:
    """A ``Station``: texts reach it while there is a SIM, coverage, and *is_on* says so."""

    def __init__(self, index: int, sim: Sim | None, carrier: str) -> None:
        """*index* counts from 0; the app's simNumber is one more."""
        self.index = index
        self.sim = sim
        self.carrier = carrier
        self.in_service = True
        self.take: Callable[[Slot, bytes], bool] = _nobody_there
        """Who takes an incoming TPDU, or refuses it."""

    @property
    def sim_number(self) -> int:
        """What the app calls this slot."""
        return self.index + 1

    @property
    def number(self) -> str | None:
        """E.164 of the SIM in it."""
        return self.sim.number if self.sim else None

    def offer(self, tpdu: bytes) -> bool:
        """Take an incoming TPDU if there is coverage."""
        return self.in_service and self.sim is not None and self.take(self, tpdu)


def sims_of(serial: str, how_many: int) -> list[Sim]:
    """SIM cards for the phone called *serial*: always the same ones for one serial."""
    first = FIRST_SERIAL + crc32(serial.encode()) % SERIALS
    return [sim_card(number) for number, _ in zip(count(first), range(how_many), strict=False)]


def sim_card(serial: int) -> Sim:
    """The SIM +49 15550 *serial* of the test network 001 01."""
    return Sim(number=f"+4915550{serial:06d}", imsi=f"00101{serial:010d}", iccid=luhn(f"894901{serial:012d}"))


def _nobody_there(slot: Slot, tpdu: bytes) -> bool:
    """A slot that is in no phone yet refuses all."""
    del slot, tpdu
    return False
