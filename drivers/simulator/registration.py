"""Coverage: registration, operator and signal, and the lines that tell of their changes (27.007, 7.2)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

OPERATOR = "Simulated"
OPERATOR_SHORT = "Sim"
OPERATOR_NUMERIC = "00101"
AREA, CELL = "00C3", "0012D687"
LTE = 7


class Stat(IntEnum):
    """<stat> of AT+CREG (27.007, 7.2)."""

    NOT_REGISTERED = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    UNKNOWN = 4
    ROAMING = 5
    SMS_ONLY_HOME = 6
    SMS_ONLY_ROAMING = 7
    EMERGENCY_ONLY = 8
    EMERGENCY_ATTACHED = 11


REGISTERED = {Stat.HOME, Stat.ROAMING, Stat.SMS_ONLY_HOME, Stat.SMS_ONLY_ROAMING}


class Registration:
    """What the modem knows of the network around it. *signal* is <rssi> of AT+CSQ, 99 unknown."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self.stat = Stat.HOME
        self.signal = 21
        self.reset()

    def reset(self) -> None:
        """As after power-up: no unsolicited lines."""
        self.modes = {"+CREG": 0, "+CGREG": 0, "+CEREG": 0}

    @property
    def effective(self) -> Stat:
        """The state as the radio, the SIM and the coverage allow it."""
        if self._modem.settings.functionality != 1 or not self._modem.sim_is_open:
            return Stat.NOT_REGISTERED
        return self.stat

    @property
    def registered(self) -> bool:
        """Whether texts can pass."""
        return self.effective in REGISTERED

    def answer(self, name: str) -> str:
        """The reply to ``AT+CREG?`` and its like."""
        mode = self.modes[name]
        return f"{name}: {mode},{self._told(mode)}"

    def tell(self) -> None:
        """Say the state on every channel that was asked to, and let waiting texts come."""
        for name, mode in self.modes.items():
            if mode:
                self._modem.terminal.unsolicited(f"{name}: {self._told(mode)}")
        if self.registered:
            self._modem.network.can_take(self._modem.card.number)

    def _told(self, mode: int) -> str:
        stat = self.effective
        if mode == 2 and stat in REGISTERED:
            return f'{stat.value},"{AREA}","{CELL}",{LTE}'
        return str(stat.value)
