"""How the phone is: its cards, network, battery and temperature, from what its shell prints. No I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.android.foreign import plain
from modemsms.errors import Cause

# Ten degrees under where phones switch off, and where batteries begin to suffer.
HOT_CELSIUS = 45.0
COOL_CELSIUS = 42.0
FULL_PERCENT = 100.0
# A battery that is kept full swells over months; days are early enough to say so.
FULL_FOR = 3 * 24 * 60 * 60.0

NO_SIM = Cause(
    "no_sim",
    "The phone shows no SIM card in this slot. Put one in; if there is one, run the phone doctor, which lets "
    "the gateway app see it.",
)
SIM_STATES = {
    "ABSENT": NO_SIM,
    "PIN_REQUIRED": Cause("sim_pin", "The SIM card asks for its PIN. Unlock it on the phone."),
    "PUK_REQUIRED": Cause(
        "sim_puk", "The SIM card is locked after wrong PINs. Enter the PUK from the operator on the phone."
    ),
    "NETWORK_LOCKED": Cause(
        "sim_locked",
        "The phone is locked to one operator. Use a SIM card of that operator, or have it unlocked.",
    ),
    "PERM_DISABLED": Cause("sim_dead", "The SIM card is locked for good. Ask the operator for a new one."),
    "CARD_IO_ERROR": Cause(
        "sim_fault", "The SIM card does not answer. Take it out, clean it and put it back."
    ),
    "CARD_RESTRICTED": Cause("sim_refused", "The operator has blocked this SIM card. Ask the operator."),
}
FLIGHT_MODE = Cause("flight_mode", "The phone is in flight mode. Switch it off on the phone.")

CHARGE_LIMIT = (
    "The phone has been full and charging for days. Its battery will swell in time: set a charge limit (80 or "
    "85 %) in its battery settings, or put a timer between charger and phone."
)
HOT = (
    "The phone is {celsius:.0f} °C hot. Take it out of the sun and off other devices; a hot battery ages fast and "
    "the phone switches off."
)

# What each kind of network calls it, the most telling first.
_LEVELS = tuple(re.compile(rf"\b{name}\s?=\s?(-\d{{2,3}})\b") for name in ("rsrp", "ssRsrp", "rscp", "rssi"))


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the shell says. Lists are by slot, from slot 1; short where the phone says less."""

    sim_states: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    roaming: tuple[str, ...] = ()
    signals: tuple[int | None, ...] = ()
    flight_mode: bool = False
    celsius: float | None = None

    def obstacle(self, slot: int) -> Cause | None:
        """Why the card in *slot* cannot send, as far as the phone says."""
        if self.flight_mode:
            return FLIGHT_MODE
        return SIM_STATES.get(_of(self.sim_states, slot).upper())

    def operator(self, slot: int) -> str | None:
        """The network that the card in *slot* is in."""
        return plain(_of(self.operators, slot)) or None

    def is_roaming(self, slot: int) -> bool:
        """Whether that is a foreign one."""
        return _of(self.roaming, slot).lower() in ("true", "1")

    def signal_dbm(self, slot: int) -> int | None:
        """How well it is heard."""
        return self.signals[slot - 1] if 0 < slot <= len(self.signals) else None


def listed(prop: str) -> tuple[str, ...]:
    """The values of a property that has one for each slot: ``LOADED,ABSENT``."""
    words = prop.strip().splitlines()[:1]
    return tuple(word.strip() for word in words[0].split(",")) if words and words[0].strip() else ()


def celsius(battery: str) -> float | None:
    """The temperature in what ``dumpsys battery`` prints, which counts tenths of a degree."""
    match = re.search(r"^\s*temperature:\s*(-?\d{1,4})\s*$", battery, re.MULTILINE)
    return int(match[1]) / 10 if match else None


def signals(registry: str) -> tuple[int | None, ...]:
    """The strength of each slot in what ``dumpsys telephony.registry`` prints, in dBm."""
    found: list[int | None] = []
    for line in registry.splitlines():
        if "mSignalStrength=" in line:
            levels = [int(level) for kind in _LEVELS for level in kind.findall(line)]
            found.append(next((level for level in levels if -150 < level < -20), None))
    return tuple(found)


def _of(values: tuple[str, ...], slot: int) -> str:
    return values[slot - 1] if 0 < slot <= len(values) else ""


class BatteryWatch:
    """Finds what the owner should be told of the battery, once each time it begins."""

    def __init__(self) -> None:
        self._full_since: float | None = None
        self._is_hot = False

    def watch(
        self, now: float, percent: float | None, charging: bool | None, celsius: float | None
    ) -> list[str]:
        """The sentences that are due."""
        sentences = []
        if percent is None or percent < FULL_PERCENT or not charging:
            self._full_since = None
        elif self._full_since is None:
            self._full_since = now
        elif now - self._full_since >= FULL_FOR:
            # Told again after as long.
            self._full_since = now
            sentences.append(CHARGE_LIMIT)
        if celsius is not None:
            if celsius > HOT_CELSIUS and not self._is_hot:
                sentences.append(HOT.format(celsius=celsius))
            self._is_hot = celsius > (COOL_CELSIUS if self._is_hot else HOT_CELSIUS)
        return sentences
