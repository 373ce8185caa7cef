"""Where the engine stands, and how the shop is to see it."""

from __future__ import annotations

from collections import deque
from enum import Enum, auto

from drivers.at.device import Device
from drivers.at.ladder import RESTARTING
from drivers.at.recovery import SILENT_PAUSES
from modemsms.driver import ModemState, StateChanged
from modemsms.errors import Cause

# Behind a start a modem may go on booting for so long: "SMS Ready" is then no sign of a restart.
BOOT_WINDOW = 45.0
# A modem that shows signs of a restart so often in so short a time only likes to show them.
DOUBTFUL_RESTARTS = 2
DOUBTFUL_PERIOD = 600.0
# A boot takes seconds. A modem that says so often in so short a time that it boots is left alone for a while,
# or setting it up would keep both sides busy for ever.
RESTARTS = 8
RESTART_PERIOD = 60.0
RESTART_PAUSE = 30.0

SILENT = Cause(
    "silent",
    "The modem is connected and does not answer. Unplug it, wait ten seconds and plug it in again.",
)
SWITCHED_OFF = Cause("switched_off", "The modem has switched itself off. Check its power supply.")
UNSTABLE = Cause(
    "restarts",
    "The modem restarts again and again. The usual reason is a weak power supply: use a powered USB hub or a better "
    "supply. It is tried again every half minute.",
)


class Phase(Enum):
    """What the engine is about."""

    CLOSED = auto()
    STARTING = auto()
    RUNNING = auto()
    LOCKED = auto()  # it answers, but its SIM does not let us in
    RECOVERING = auto()
    RESTORING = auto()  # it answers, and is being restarted
    DORMANT = auto()  # given up for now: tried again later, or when it says anything


class Situation:
    """The phase, why nothing can be sent, and how often that was tried to change."""

    def __init__(self) -> None:
        self.phase = Phase.CLOSED
        self.why: Cause | None = None
        """What is wrong with the device; it stands until a start has succeeded."""
        self.due = 0.0
        """When something is to be tried again, in the phases that wait for it."""
        self.recovered = False
        """R0 to R3 were climbed since the last good start."""
        self.silent_tries = 0
        self._started_at = 0.0
        self._doubts = 0
        self._restarts: deque[float] = deque(maxlen=RESTARTS)

    def started(self, now: float) -> None:
        """The device answers and is set up."""
        self._started_at = now
        self.silent_tries = 0
        self.recovered = False
        self.why = None

    def restarts_too_often(self, now: float) -> bool:
        """The modem has restarted by itself once more: whether it is to be left alone until ``due``."""
        self._restarts.append(now)
        if len(self._restarts) < RESTARTS or now > self._restarts[0] + RESTART_PERIOD:
            return False
        self._restarts.clear()
        self.due = now + RESTART_PAUSE
        return True

    @property
    def rests(self) -> bool:
        """It is left alone, whatever it says."""
        return self.phase is Phase.DORMANT and self.why is UNSTABLE

    def restore(self) -> None:
        """It is about to be restarted."""
        self.phase, self.why = Phase.RESTORING, RESTARTING

    def go_on(self) -> None:
        """It did not let itself be restarted: all is as it was."""
        self.phase, self.why = Phase.RUNNING, None

    def stop(self, phase: Phase, why: Cause) -> None:
        """Nothing can be done for now."""
        self.recovered = False
        self.phase, self.why = phase, why

    def sleep(self, now: float, least_tries: int) -> int:
        """Set when to try again, later each time; gives how many tries there were before."""
        tries = max(self.silent_tries, least_tries)
        self.silent_tries = tries + 1
        self.due = now + SILENT_PAUSES[min(tries, len(SILENT_PAUSES) - 1)]
        return tries

    def is_booting(self, now: float) -> bool:
        """A start is so fresh that the modem may still say that it is one."""
        return now <= self._started_at + BOOT_WINDOW

    def believes_restart(self, now: float) -> bool:
        """Whether a sign of a restart that also comes without one is to be believed."""
        if now > self._started_at + DOUBTFUL_PERIOD:
            self._doubts = 0
        self._doubts += 1
        return self._doubts <= DOUBTFUL_RESTARTS

    def state(self, device: Device) -> StateChanged | None:
        """The state to tell; None where the last one still holds.

        A new try with a device that failed is no news until it succeeds.
        """
        if self.phase in (Phase.RUNNING, Phase.LOCKED):
            obstacle = device.obstacle
            if obstacle is None:
                return StateChanged(device.slot, ModemState.READY)
            return StateChanged(device.slot, ModemState.NOT_READY, obstacle.code, obstacle.sentence)
        if self.why is not None:
            return StateChanged(device.slot, ModemState.UNAVAILABLE, self.why.code, self.why.sentence)
        if self.phase is Phase.STARTING:
            return StateChanged(device.slot, ModemState.STARTING)
        return None
