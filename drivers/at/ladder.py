"""Which rung is next for a modem that does not do its work, from R5 to R8 (hardware.md 1.9); no I/O."""

from __future__ import annotations

import math
from collections import deque
from enum import Enum

from drivers.at.device import Device, Sim
from drivers.at.health import FAILED_IN_A_ROW, Health
from drivers.at.registration import NO_NETWORK
from drivers.at.restart import BACK_WITHIN
from modemsms.driver import Noticed, Sign
from modemsms.errors import Cause


class Rung(Enum):
    """What can be done; the value says it to the shop."""

    REOPEN = "Its port is being closed and opened again."
    REGISTER = "It is told to look for its network again."
    RADIO = "Its radio is being switched off and on again."
    RESTART = "It is being restarted."
    USB = "Its USB connection is being reset."
    POWER = "Its power is being switched off and on again."


class Trouble(Enum):
    """What is wrong; the value says it to the shop."""

    NO_NETWORK = "The modem has been without a network for a long time."
    FAILING = "One text after the other fails on this modem."
    NO_ANSWER = "The modem never said what became of the last text, so it is restarted before the next one."
    NEW_SIM = "This modem reads a new SIM only when it starts."
    OF_AGE = "It is time for the modem's regular restart."
    SILENT = "The modem stays silent."
    NOT_BACK = "The modem did not come back from its restart."


RESTARTING = Cause("restarting", "The modem is being restarted. It goes on by itself.")

# R5 begins when the modem has been registered nowhere for so long.
NO_NETWORK_FOR = 600.0
# How long each rung is given to bring the network back.
_PATIENCE = {Rung.REGISTER: 120.0, Rung.RADIO: 120.0, Rung.RESTART: 180.0, Rung.USB: 180.0, Rung.POWER: 180.0}
# R8: between two climbs that were in vain, in seconds.
_PAUSES = (600.0, 1800.0, 3600.0)

_WHOLE = (Rung.REGISTER, Rung.RADIO, Rung.RESTART, Rung.USB, Rung.POWER)
# The first of these that can be done and does something is enough.
_ANEW = (Rung.RESTART, Rung.USB, Rung.POWER, Rung.RADIO, Rung.REGISTER)
_BY_FAILURES = ((Rung.REGISTER,), (Rung.RADIO,), (Rung.RESTART, Rung.USB, Rung.POWER))
# From which try on with a silent modem: two reopenings come first.
_USB_FROM, _POWER_FROM = 3, 4

_NO_USE = (
    "Nothing of that brought the network back. Check the antenna and the SIM, or try the SIM in a phone. The "
    "modem is tried again from time to time."
)
_ALL_FAIL = (
    "Texts still fail although the modem was restarted. Ask the operator whether this SIM may send texts, and "
    "check its credit."
)
_OFFER = (
    " Some networks take texts over 3G only: the quirk “radio” = {radio} keeps this modem there. A modem with "
    "spoilt settings is cured by the quirk “factory_reset” = true."
)
_DEAD = "The modem is gone since its restart. Unplug it, wait ten seconds and plug it in again."


class Ladder:
    """Where a climb stands. Times are the engine's clock, in seconds."""

    def __init__(self, slot: int, *, has_power_hook: bool) -> None:
        self.health = Health(slot)
        self.has_usb = False
        """The modem is a device on USB that can be reset."""
        self._slot = slot
        self._has_power_hook = has_power_hook
        self._why = ""
        self._plan: deque[Rung] = deque()
        self._blindly = True
        self._answered_failures = 0
        self._without_network: float | None = None
        self._network_due = math.inf
        self._network_rungs: deque[Rung] = deque()
        self._climbs = 0
        self._back_by: float | None = None
        self._lost_rungs: deque[Rung] = deque()
        self._started_at = 0.0
        self._restart_after = math.inf
        self._notices: list[Noticed] = []

    # --- what happens ---------------------------------------------------------------------------

    def started(self, device: Device, now: float) -> None:
        """The modem is set up; whatever was being done has worked so far."""
        self._plan.clear()
        self._back_by = None
        self._lost_rungs.clear()
        self._started_at = now
        self._restart_after = device.profile.restart_hours * 3600.0 or math.inf

    def ask(self, trouble: Trouble | str) -> None:
        """Have the modem restarted in one way or the other: for *trouble*, or for a reason of the shop."""
        known = isinstance(trouble, Trouble)
        self._why = trouble.value if isinstance(trouble, Trouble) else trouble
        self._blindly = trouble is not Trouble.NO_ANSWER
        only_command = trouble in (Trouble.NO_ANSWER, Trouble.OF_AGE)
        self._plan = deque((Rung.RESTART,) if known and only_command else _ANEW)

    @property
    def blindly(self) -> bool:
        """A restart may be tried in ways that the modem does not list."""
        return self._blindly

    def worked(self) -> None:
        """The rung was taken: the alternatives to it are not needed."""
        self._plan.clear()

    def expect_back(self, now: float) -> None:
        """The port goes away by what was done, and should come back."""
        if not self.expects_back:
            self._lost_rungs = deque((Rung.USB, Rung.POWER))
        self._back_by = now + BACK_WITHIN

    def back(self) -> None:
        """The port is there."""
        self._back_by = None

    @property
    def expects_back(self) -> bool:
        """It is away by our doing."""
        return self._back_by is not None

    # --- what is to be done ---------------------------------------------------------------------

    def next(self, device: Device, now: float, *, idle: bool) -> Rung | None:
        """The next rung for a modem that answers, None for none."""
        self._look_at_network(device, now)
        self._look_at_texts(device)
        if idle and not self._plan and now >= self._started_at + self._restart_after:
            self._restart_after = math.inf
            self.ask(Trouble.OF_AGE)
        while self._plan:
            rung = self._plan.popleft()
            if self._can(rung, device):
                return rung
        return self._next_for_network(device, now)

    def for_silence(self, tries: int) -> Rung:
        """R4, R7 and R8 for a modem that did not answer *tries* times."""
        asked, self._plan = self._plan, deque()
        by_person = bool(asked)
        if self.has_usb and (by_person or tries == _USB_FROM or (tries > _POWER_FROM and tries % 2)):
            rung = Rung.USB
        elif self._has_power_hook and (by_person or tries >= _POWER_FROM):
            rung = Rung.POWER
        else:
            rung = Rung.REOPEN
        self._why = Trouble.SILENT.value
        return rung

    def overdue(self, now: float) -> Rung | None:
        """What to do about a port that is not back in time."""
        if self._back_by is None or now < self._back_by:
            return None
        while self._lost_rungs:
            rung = self._lost_rungs.popleft()
            if self._can(rung, None):
                self._why = Trouble.NOT_BACK.value
                return rung
        self._back_by = None
        self._notices.append(Noticed(self._slot, _DEAD, Sign.GIVEN_UP))
        return None

    def due(self) -> float:
        """When ``next`` may have something though nothing else happens; 0 is now."""
        if self._plan:
            return 0.0
        return min(self._network_due, self._started_at + self._restart_after)

    @property
    def back_by(self) -> float | None:
        """When ``overdue`` has something."""
        return self._back_by

    def notice(self, rung: Rung) -> Noticed:
        """The line for the modem's history."""
        return Noticed(self._slot, f"{self._why} {rung.value}".strip(), Sign.RECOVERY)

    def take_notices(self) -> list[Noticed]:
        """What else the shop should know, each once."""
        notices, self._notices = self._notices, []
        return notices

    # --- inside ---------------------------------------------------------------------------------

    def _can(self, rung: Rung, device: Device | None) -> bool:
        match rung:
            case Rung.RADIO:
                return device is None or not device.profile.no_cfun_off
            case Rung.USB:
                return self.has_usb
            case Rung.POWER:
                return self._has_power_hook
        return True

    def _look_at_texts(self, device: Device) -> None:
        failing = self.health.failing
        if failing <= self._answered_failures:
            self._answered_failures = failing
            return
        self._answered_failures = failing
        if failing == len(FAILED_IN_A_ROW):
            offer = _OFFER.format(radio=f'"{device.profile.fallback}"') if device.profile.fallback else ""
            self._notices.append(Noticed(self._slot, _ALL_FAIL + offer, Sign.GIVEN_UP))
        elif not self._plan:
            self._why, self._blindly = Trouble.FAILING.value, True
            self._plan = deque(_BY_FAILURES[failing - 1])

    def _look_at_network(self, device: Device, now: float) -> None:
        if device.sim is not Sim.READY or not device.registration:
            return  # it is being set up, or has more urgent wants
        obstacle = device.obstacle
        if obstacle is None or obstacle.code != NO_NETWORK.code:
            self._without_network, self._network_due, self._climbs = None, math.inf, 0
        elif self._without_network is None:
            self._without_network = now
            self._network_due = now + NO_NETWORK_FOR
            self._network_rungs = deque(_WHOLE)

    def _next_for_network(self, device: Device, now: float) -> Rung | None:
        if now < self._network_due:
            return None
        while self._network_rungs:
            rung = self._network_rungs.popleft()
            if self._can(rung, device):
                self._network_due = now + _PATIENCE[rung]
                self._why, self._blindly = Trouble.NO_NETWORK.value, True
                return rung
        self._notices.append(Noticed(self._slot, _NO_USE, Sign.GIVEN_UP))
        self._network_due = now + _PAUSES[min(self._climbs, len(_PAUSES) - 1)]
        self._network_rungs = deque(_WHOLE)
        self._climbs += 1
        return None
