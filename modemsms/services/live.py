"""One modem: what is true of it now, and what the shop sees of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from modemsms.config import ModemConfig
from modemsms.driver import Identity, ModemState, PowerChanged
from modemsms.services.pace import Limits
from modemsms.services.pins import Try
from modemsms.services.standing import Seat
from modemsms.store.messages import Reason
from modemsms.store.modems import ModemRow
from modemsms.store.sims import Sim

# After a refusal that is about the SIM and not about a text (no credit, barred), the modem rests
# this long; each further one doubles it. A person can resume it at once.
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)

# After a text that it could not take though it was ready: short, for it may have been an accident.
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)

PAUSED = Reason("paused", "Somebody in the shop paused it.")
DISABLED = Reason("disabled", "It is switched off in the config file.")
STARTING = Reason("starting", "It is being started.")
NOT_RUNNING = Reason("not_running", "The modemsms daemon is not running.")


@dataclass(frozen=True, slots=True)
class Modem:
    """One modem as the shop sees it."""

    name: str
    driver: str
    port: str
    slot: int
    state: str
    reason: Reason | None
    imei: str | None
    iccid: str | None
    number: str | None
    operator: str | None
    signal_dbm: int | None
    source: str
    enabled: bool
    paused: bool
    sent_today: int
    limits: Limits
    sim_id: int | None = None
    roaming: bool = False
    power: PowerChanged | None = None
    manufacturer: str | None = None
    model: str | None = None


@dataclass(slots=True)
class Live:
    """What is true of a modem now."""

    row: ModemRow
    config: ModemConfig
    state: ModemState = ModemState.STARTING
    reason: Reason | None = STARTING
    identity: Identity = field(default_factory=Identity)
    sim: Sim | None = None
    whole_messages: bool = False
    operator: str | None = None
    signal_dbm: int | None = None
    rests_until: datetime | None = None
    rests_for: timedelta = FIRST_REST
    rest: timedelta = FIRST_REST
    pause: timedelta = FIRST_PAUSE
    rest_reason: Reason | None = None
    pin_tried: Try | None = None
    tries_left: int | None = None
    roaming: bool = False
    power: PowerChanged | None = None

    @property
    def enabled(self) -> bool:
        """Whether the config file lets it run."""
        return self.config.enabled

    def is_resting(self, now: datetime) -> bool:
        """Whether it rests; a clock that was set back makes no rest longer than it was meant."""
        if self.rests_until is None:
            return False
        return timedelta(0) < self.rests_until - now <= self.rests_for

    def shown(self, now: datetime) -> tuple[ModemState, Reason | None]:
        """State and reason, the shop's own decisions first."""
        if not self.enabled:
            return ModemState.DISABLED, DISABLED
        if self.row.paused:
            return ModemState.PAUSED, PAUSED
        if self.state is ModemState.READY and self.is_resting(now):
            return ModemState.NOT_READY, self.rest_reason
        return self.state, self.reason

    def seat(self, now: datetime) -> Seat:
        """It as the choice of a SIM sees it."""
        state, reason = self.shown(now)
        config = self.config
        return Seat(
            modem=self.row.name,
            sim_id=None if self.sim is None else self.sim.id,
            ready=state is ModemState.READY and self.sim is not None,
            present=self.state is not ModemState.UNAVAILABLE,
            reason=reason,
            until=self.rests_until if self.is_resting(now) else None,
            defaults=Limits(config.per_minute, config.per_hour, config.per_day),
        )
