"""The SIM card: who the subscriber is, and what survives a reboot and a change of modem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from drivers.simulator.memory import Memory

# Places on a SIM card: 10 to 50 are sold; 20 is the usual prepaid card.
DEFAULT_SIZE = 20
PIN_TRIES = 3
PUK_TRIES = 10


@dataclass
class Sim:
    """One subscription. *number* is E.164; *pin* empty means that no PIN is asked for."""

    number: str
    imsi: str
    iccid: str
    smsc: str = "+4915550109999"
    pin: str = ""
    puk: str = "12345678"
    memory: Memory = field(default_factory=lambda: Memory(DEFAULT_SIZE))
    pin_tries: int = PIN_TRIES
    puk_tries: int = PUK_TRIES
    refused_with: int | None = None
    """The +CMS ERROR with which the network refuses all its texts: no credit (21), not known (30) …"""
    last_reference: int = 0
    """The TP-MR used last; a SIM keeps it in EF-SMSS (31.102, 4.2.9)."""

    def next_reference(self) -> int:
        """Count TP-MR on by one, modulo 256, as the modem does for each submit (23.040, 9.2.3.6)."""
        self.last_reference = (self.last_reference + 1) % 256
        return self.last_reference

    def try_pin(self, pin: str) -> bool:
        """Count a try; a right one restores all three."""
        if self.pin_tries > 0 and pin == self.pin:
            self.pin_tries = PIN_TRIES
            return True
        self.pin_tries = max(0, self.pin_tries - 1)
        return False

    def try_puk(self, puk: str, new_pin: str) -> bool:
        """The same for the PUK, which also sets a new PIN."""
        if self.puk_tries > 0 and puk == self.puk:
            self.pin, self.pin_tries, self.puk_tries = new_pin, PIN_TRIES, PUK_TRIES
            return True
        self.puk_tries = max(0, self.puk_tries - 1)
        return False


def luhn(digits: str) -> str:
    """*digits* with their check digit behind (ISO/IEC 7812-1, annex B), as in an IMEI and an ICCID."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def imei(serial: int) -> str:
    """An IMEI of the range kept for tests (23.003, 6.2.1): a TAC beginning with 00."""
    return luhn(f"00101701{serial:06d}")


def sims(size: int = DEFAULT_SIZE, pin: str = "") -> Iterator[Sim]:
    """SIM cards +49 15550 100001, 100002, … of the test network 001 01, without end."""
    serial = 0
    while True:
        serial += 1
        yield Sim(
            number=f"+4915550{100000 + serial}",
            imsi=f"00101{serial:010d}",
            iccid=luhn(f"894901{serial:012d}"),
            pin=pin,
            memory=Memory(size),
        )
