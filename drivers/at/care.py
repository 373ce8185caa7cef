"""What the engine does for a modem that falls short: between its phases and the ladder's rungs."""

from __future__ import annotations

from collections.abc import Callable

from drivers.at.device import Device
from drivers.at.ladder import RESTARTING, Ladder, Rung, Trouble
from drivers.at.noise import NoiseMeter
from drivers.at.outgoing import Outgoing
from drivers.at.own_texts import OwnTexts
from drivers.at.recovery import REOPENING
from drivers.at.restart import cycle_radio, register_anew, restart
from drivers.at.steps import Procedure
from modemsms.driver import Accepted, DeviceSettings, DriverEvent, Ended, Noticed, Sign
from modemsms.errors import Cause

_STORES_NOTHING = (
    "A text was delivered to this modem, and it keeps none of them."
    " From now on it hands texts over as they come."
)


class Care:
    """Times are the engine's clock, in seconds."""

    def __init__(
        self, settings: DeviceSettings, outgoing: Outgoing, tell: Callable[[DriverEvent], None]
    ) -> None:
        self._slot = settings.modems[0].slot
        self.ladder = Ladder(self._slot, has_power_hook=bool(settings.power_hook))
        self._noise = NoiseMeter(self._slot)
        self._own_texts = OwnTexts()
        self._outgoing = outgoing
        self._tell = tell

    # --- what happens ---------------------------------------------------------------------------

    def opened(self, usb_id: str | None) -> None:
        """The port is open; *usb_id* if it belongs to a device on USB."""
        self.ladder.has_usb = usb_id is not None
        self.ladder.back()

    def lost(self, why: Cause, now: float, *, restarting: bool) -> Cause:
        """The port is gone, or is not back yet; gives what the shop is to be told of it."""
        if restarting:
            self.ladder.expect_back(now)
        else:
            self._suspect_power(now)
        return RESTARTING if self.ladder.expects_back else why

    def rescued(self, sentence: str) -> None:
        """R7 was done; *sentence* says why it was not, or is empty."""
        if sentence:
            self._tell(Noticed(self._slot, sentence, Sign.RECOVERY))

    def read(self, data: bytes, now: float) -> None:
        """Bytes came from a modem that works."""
        noticed = self._noise.heard(data, now)
        if noticed is not None:
            self._tell(noticed)

    def told(self, event: DriverEvent, device: Device, now: float) -> None:
        """Something is being told: what became of the text at the modem says how the modem does."""
        to = self._outgoing.begun_for(event.attempt_id) if isinstance(event, Accepted | Ended) else None
        self._own_texts.told(event, to, device.identity.number, now)
        if to is not None and isinstance(event, Accepted | Ended):
            for noticed in self.ladder.health.ended(to, event, now):
                self._tell(noticed)

    def restarted(self, now: float) -> None:
        """The modem restarted by itself."""
        self._suspect_power(now)

    def _suspect_power(self, now: float) -> None:
        noticed = self.ladder.health.restarted(self._outgoing.begun_last, now)
        if noticed is not None:
            self._tell(noticed)

    # --- what is to be done ---------------------------------------------------------------------

    def next(self, device: Device, now: float) -> Rung | None:
        """The rung that is due for a modem that answers; what goes with it is told."""
        if self._outgoing.claims_restart(now):
            self.ladder.ask(Trouble.NO_ANSWER)
        if self._own_texts.missing(now) and not device.is_direct:
            device.manners.stores_nothing = device.in_doubt = True
            self._tell(Noticed(self._slot, _STORES_NOTHING, Sign.RECOVERY))
        rung = self.ladder.next(device, now, idle=not self._outgoing.waiting)
        for noticed in self.ladder.take_notices():
            self._tell(noticed)
        if rung is not None:
            self.announce(rung)
        return rung

    def due(self) -> float:
        """When ``next`` may have something though nothing else happens; 0 is now."""
        return min(self.ladder.due(), self._own_texts.due())

    def overdue(self, now: float) -> Rung | None:
        """The rung for a port that does not come back."""
        rung = self.ladder.overdue(now)
        for noticed in self.ladder.take_notices():
            self._tell(noticed)
        if rung is not None:
            self.announce(rung)
        return rung

    def for_silence(self, tries: int) -> Rung:
        """The rung for a modem that did not answer so often."""
        rung = self.ladder.for_silence(tries)
        if rung is Rung.REOPEN:
            self._tell(Noticed(self._slot, REOPENING, Sign.RECOVERY))
        else:
            self.announce(rung)
        return rung

    def announce(self, rung: Rung) -> None:
        """Into the modem's history."""
        self._tell(self.ladder.notice(rung))

    def procedure(self, rung: Rung, device: Device) -> Procedure[None] | None:
        """What the modem itself can be told for *rung*; None where the owner of the port has to act."""
        match rung:
            case Rung.REGISTER:
                return register_anew(device)
            case Rung.RADIO:
                return cycle_radio(device)
            case Rung.RESTART:
                return restart(device, blindly=self.ladder.blindly)
        return None
