"""From a cable to a phone that serves: finding the way, setting the app up, watching over both.

It is down, with a sentence why, or up; what is tried when, and what the shop is told, is decided here.
"""

from __future__ import annotations

import logging
import math

from drivers.android import setup
from drivers.android.foreign import plain
from drivers.android.gateway import SILENT, Gateway, Refused
from drivers.android.hooks import Gate, Secrets
from drivers.android.link import Link
from drivers.android.listener import Listener
from drivers.android.outgoing import Outgoing
from drivers.android.session import Job, Session
from drivers.android.setup import Acquaintance
from drivers.android.told import Told
from drivers.android.tuning import Tuning
from drivers.android.vitals import NO_SIM, BatteryWatch, Vitals
from drivers.android.wire import Health
from modemsms.driver import (
    DeviceSettings,
    Identified,
    ModemState,
    NetworkChanged,
    Noticed,
    PowerChanged,
    Sign,
    StateChanged,
)
from modemsms.errors import Cause, DriverError, ModemNotReady, ModemUnavailable, RemoteProtocolError

log = logging.getLogger(__name__)

HEALTH_PERIOD = 30.0
VITALS_PERIOD = 60.0
# So many calls in a row without an answer, and the phone counts as gone.
MISSES = 3
AFTER_A_MISS = 1.0
AFTER_A_REFUSAL = 10.0
# After a failed try to reach the app, longer each time.
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
# A wrong password is a person's to mend; each try stands in the app's log.
PASSWORD_PAUSE = 30.0
# So many notices in a row that our key did not sign, and the phone has another one.
WRONG_SIGNATURES = 5
SIGN_ANEW_PERIOD = 3600.0
# The app is back a few seconds after it was started anew.
RESTART_GRACE = 30.0

NONSENSE = Cause(
    "phone_nonsense",
    "The gateway app gives answers that make no sense. Install the newest version of it with the phone doctor.",
)
_RESTARTED = "The gateway app on the phone was started anew so that its settings hold."
_REPAIRING = "{why} The gateway app on the phone is started anew."
_CLOCK = (
    "The clock of the phone is {minutes} minutes off, so its instant notices are not believed. Set its clock; "
    "until then texts come in a few seconds later."
)


class Connection:
    """The way to one phone and the state of its slots."""

    def __init__(
        self,
        settings: DeviceSettings,
        link: Link,
        listener: Listener | None,
        outgoing: Outgoing,
        session: Session,
        told: Told,
        tuning: Tuning,
    ) -> None:
        self._settings = settings
        self._slots = [modem.slot for modem in settings.modems]
        self._link = link
        self._listener = listener
        self._outgoing = outgoing
        self._session = session
        self._told = told
        self._tuning = tuning
        self._gateway: Gateway | None = None
        self._gate: Gate | None = None
        self._met: Acquaintance | None = None
        self._vitals = Vitals()
        self._battery = BatteryWatch()
        self._phone_id: str | None = None
        self._applied: Secrets | None = None
        self._must_set_up = False
        self._sign_anew_at = 0.0
        self._try_at = 0.0
        self._tries = 0
        self._changes = 0
        self._misses = 0
        self._is_up = False
        self._grace_until = 0.0
        self._repair_for: tuple[int, str] | None = None
        self._health_at = self._check_at = self._vitals_at = math.inf
        for slot in self._slots:
            told.tell_if_new(StateChanged(slot, ModemState.STARTING))
        self._trouble: Cause | None = link.trouble or SILENT

    @property
    def trouble(self) -> Cause | None:
        """Why nothing can be handed to the phone; None while it serves."""
        return None if self._is_up else self._trouble or SILENT

    def repair(self, slot: int, why: str) -> None:
        """Start the app anew when nothing is in its hands."""
        self._repair_for = (slot, why)

    def work(self, now: float) -> bool:
        """Do what is due, at most one call or a few. Whether there was something."""
        self._hear(now)
        self._link.tend(now)
        self._session.tick(now)
        if self._link.changes != self._changes:
            self._changes, self._tries, self._try_at = self._link.changes, 0, now
            if self._is_up:
                self._fall(ModemUnavailable(self._link.trouble or SILENT), now)
        if self._link.trouble is not None:
            self._fall(ModemUnavailable(self._link.trouble), now)
            return False
        job = self._next_job(now)
        if job is None or job.due > now:
            return False
        try:
            job.do(now)
        except (DriverError, RemoteProtocolError) as error:
            self._missed(error, now)
        else:
            if job.asks_app:
                self._misses = 0
        return True

    def deadline(self) -> float:
        """When ``work`` has something to do."""
        moments = [self._link.deadline(), self._session.deadline()]
        if self._listener is not None:
            moments.append(self._listener.deadline())
        if self._link.trouble is None:
            moments += [job.due for job in self._jobs()]
        return min((moment for moment in moments if moment is not None), default=math.inf)

    def close(self) -> None:
        """Let go of everything."""
        if self._listener is not None:
            self._listener.close()
        self._link.close()

    # --- what is next ----------------------------------------------------------------------------

    def _jobs(self) -> list[Job]:
        if not self._is_up:
            return [Job(self._try_at, self._rise)]
        return [
            *self._session.jobs(),
            Job(self._check_at, self._check, asks_app=False),
            Job(self._health_at, self._ask_health),
            Job(self._vitals_at, self._ask_vitals, asks_app=False),
        ]

    def _next_job(self, now: float) -> Job | None:
        if self._repair_for is not None and (self._outgoing.is_idle or not self._is_up):
            return Job(-math.inf, self._restart_for_repair)
        return next((job for job in self._jobs() if job.due <= now), None)

    def _hear(self, now: float) -> None:
        if self._listener is None:
            return
        self._listener.tick(now)
        for event in self._listener.take():
            if self._phone_id in (event.device_id, None) or not event.device_id:
                self._session.hear(event, now)
        if self._gate is not None and self._gate.clock_off is not None:
            minutes, self._gate.clock_off = round(abs(self._gate.clock_off) / 60), None
            self._told.notice(Noticed(self._slots[0], _CLOCK.format(minutes=minutes)), now)

    # --- up and down -----------------------------------------------------------------------------

    def _rise(self, now: float) -> None:
        """Make the way, meet the app, set it up; then the phone serves."""
        hook_port = None if self._listener is None else self._listener.port
        gateway = Gateway(self._link.open(hook_port), self._settings.user, self._settings.password)
        met = setup.get_acquainted(gateway)
        secrets = None
        if self._listener is not None:
            secrets = Secrets.of(self._settings.password, met.device.id)
            if self._gate is None or self._gate.secrets != secrets:
                # Else the old one stays: it remembers what it has let in.
                self._gate = Gate(secrets, self._tuning.webhook_skew_seconds)
                self._listener.admit_by(self._gate)
        if self._set_up(gateway, secrets, now):
            return
        self._begin(gateway, met, now)

    def _set_up(self, gateway: Gateway, secrets: Secrets | None, now: float) -> bool:
        """Bring the app's settings in order. True when it was started anew and is to be met again.

        A start in between does no harm to what the app has been given, but a text in the middle of its
        way out would get no result: then it is put off to the next time.
        """
        is_done = secrets is not None and self._applied == secrets
        if not is_done and not self._must_set_up:
            is_done = setup.is_set_up(gateway, secrets)
        if is_done or not self._outgoing.is_idle:
            if secrets is not None and is_done:
                # It was started with our key: what it tells from here on is signed by it.
                setup.register(gateway, secrets)
            return False
        setup.set_up(gateway, secrets)
        if secrets is None:
            return False
        self._told.notice(Noticed(self._slots[0], _RESTARTED), now)
        self._restart(now)
        self._applied, self._must_set_up = secrets, False
        return True

    def _begin(self, gateway: Gateway, met: Acquaintance, now: float) -> None:
        self._gateway, self._met = gateway, met
        is_other = self._phone_id not in (None, met.device.id)
        self._phone_id = met.device.id
        self._is_up, self._tries, self._misses, self._trouble = True, 0, 0, None
        self._grace_until = 0.0
        self._health_at = now + HEALTH_PERIOD
        self._check_at = now + self._tuning.check_seconds if self._listener is not None else math.inf
        self._vitals_at = now if self._listener is not None else math.inf
        if is_other:
            self._vitals = Vitals()
        log.info("phone_up model=%s version=%s", plain(met.model), plain(met.health.version))
        self._told.start_over()
        self._tell_slots()
        self._tell_power(met.health, now)
        self._session.begin(gateway, now, is_other_phone=is_other)

    def _fall(self, error: DriverError, now: float) -> None:
        if self._is_up:
            log.warning("phone_down code=%s", error.cause.code)
        self._is_up, self._trouble = False, error.cause
        self._told.tell(self._outgoing.lose(ModemUnavailable(error.cause)))
        if now < self._grace_until and error.cause is SILENT:
            return
        is_persons = isinstance(error, ModemNotReady)
        state: StateChanged
        for slot in self._slots:
            if is_persons:
                state = StateChanged(slot, ModemState.NOT_READY, error.cause.code, error.cause.sentence)
            else:
                state = StateChanged(slot, ModemState.UNAVAILABLE, error.cause.code, error.cause.sentence)
            self._told.tell_if_new(state)

    def _missed(self, error: DriverError | RemoteProtocolError, now: float) -> None:
        """A call got no answer, or one that is none."""
        if isinstance(error, RemoteProtocolError):
            log.warning("phone_nonsense why=%s", error)
        trouble = error if isinstance(error, DriverError) else ModemUnavailable(NONSENSE)
        if isinstance(error, Refused) and error.status < 500 and self._is_up:
            # It answers; it only does not do this.
            log.warning("gateway_refused status=%d", error.status)
            self._session.postpone(now + AFTER_A_REFUSAL)
            return
        self._misses += 1
        if not self._is_up:
            pause = PASSWORD_PAUSE if isinstance(trouble, ModemNotReady) else self._pause()
            self._try_at = now + pause
            self._fall(trouble, now)
        elif self._misses >= MISSES or isinstance(trouble, ModemNotReady):
            self._try_at = now
            self._fall(trouble, now)
        else:
            # The forward may have gone without a word.
            self._check_at = min(self._check_at, now)
            self._session.missed(now + AFTER_A_MISS)

    def _pause(self) -> float:
        self._tries += 1
        return PAUSES[min(self._tries, len(PAUSES)) - 1]

    def _restart(self, now: float) -> None:
        self._link.restart_app()
        self._is_up, self._trouble = False, SILENT
        self._grace_until = now + RESTART_GRACE
        self._tries, self._try_at = 0, now + PAUSES[0]

    def _restart_for_repair(self, now: float) -> None:
        assert self._repair_for is not None, "asked for by the shop"
        (slot, why), self._repair_for = self._repair_for, None
        self._told.notice(Noticed(slot, _REPAIRING.format(why=why), Sign.RECOVERY), now)
        try:
            self._restart(now)
        except ModemUnavailable as error:
            self._told.notice(Noticed(slot, error.cause.sentence), now)

    # --- watching --------------------------------------------------------------------------------

    def _check(self, now: float) -> None:
        self._check_at = now + self._tuning.check_seconds
        if not self._link.check(None if self._listener is None else self._listener.port):
            # Made again at once; the shop need not hear of it.
            log.info("forward_lost")
            self._is_up, self._trouble, self._try_at = False, SILENT, now
        elif (
            self._gate is not None
            and self._gate.wrong_signatures >= WRONG_SIGNATURES
            and now >= self._sign_anew_at
            and self._outgoing.is_idle
        ):
            # Somebody changed the key in the app: ours has to be set again, and holds after a start.
            log.warning("signing_key_lost")
            self._sign_anew_at = now + SIGN_ANEW_PERIOD
            self._applied, self._must_set_up = None, True
            self._is_up, self._trouble, self._try_at = False, SILENT, now

    def _ask_health(self, now: float) -> None:
        """The phone's battery, and who is in its slots. Without internet it calls itself ill: no matter."""
        self._health_at = now + HEALTH_PERIOD
        assert self._gateway is not None, "it is up"
        assert self._met is not None, "it is up"
        health, device = self._gateway.health(), self._gateway.device()
        self._tell_power(health, now)
        if device.sim_cards != self._met.device.sim_cards:
            self._met = Acquaintance(health, self._met.model, device)
            self._tell_slots()

    def _ask_vitals(self, now: float) -> None:
        self._vitals_at = now + VITALS_PERIOD
        self._vitals = self._link.vitals()
        self._tell_slots()

    def _tell_slots(self) -> None:
        assert self._met is not None, "it is up"
        for slot in self._slots:
            identity = self._met.identity(slot)
            obstacle = NO_SIM if identity is None else self._vitals.obstacle(slot)
            if identity is not None:
                self._told.tell_if_new(Identified(slot, identity))
            if obstacle is not None:
                state = StateChanged(slot, ModemState.NOT_READY, obstacle.code, obstacle.sentence)
            else:
                state = StateChanged(slot, ModemState.READY)
            self._told.tell_if_new(state)
            operator = self._vitals.operator(slot) or self._met.carrier(slot)
            signal, roaming = self._vitals.signal_dbm(slot), self._vitals.is_roaming(slot)
            self._told.tell_if_new(NetworkChanged(slot, operator, signal, roaming))

    def _tell_power(self, health: Health, now: float) -> None:
        percent, flags = health.number("battery:level"), health.number("battery:charging")
        charging = None if flags is None else flags > 0
        celsius = self._vitals.celsius
        for slot in self._slots:
            level = None if percent is None else max(0, min(100, round(percent)))
            self._told.tell_if_new(PowerChanged(slot, level, charging, celsius))
        for sentence in self._battery.watch(now, percent, charging, celsius):
            self._told.notice(Noticed(self._slots[0], sentence), now)
