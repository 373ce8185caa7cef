"""What is true of the modems now, as their workers report it, and what the ledger needs to know of them.

What lasts (names, ports, history, SIM cards) is in the database; what is only true now (state,
operator, signal) is kept here, so that it can be told even when the database cannot be written.
Whoever needs both locks takes the database's first: the workers come with it in their hands.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime

from modemsms import clock
from modemsms.driver import Identity, ModemState, PowerChanged, Sign
from modemsms.errors import Cause, NotFound, StoreUnavailable
from modemsms.services import bursts, pins
from modemsms.services.ledger import Sender
from modemsms.services.live import FIRST_PAUSE, FIRST_REST, LONGEST_PAUSE, LONGEST_REST, Live
from modemsms.services.orders import Orders
from modemsms.services.pace import Limits
from modemsms.services.standing import Board, Watch
from modemsms.store import events, modems, sim_facts, sims
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.sims import Sim

log = logging.getLogger(__name__)


class Reported:
    """The live side of the board of modems. Safe to use from every thread."""

    def __init__(
        self, store: Store, *, running: bool = True, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._store = store
        self._now = now
        self._running = running
        self._guard = threading.RLock()
        self._live: dict[str, Live] = {}
        self._orders = Orders()
        self._watch = Watch(now())
        self._rearranged: Callable[[], None] = lambda: None

    def _get(self, name: str) -> Live:
        live = self._live.get(name)
        if live is None:
            raise NotFound(f"There is no modem named “{name}”.")
        return live

    def identified(self, name: str, identity: Identity, now: datetime) -> None:
        """A device has told who it is and which SIM it holds."""
        with self._store.write() as connection, self._guard:
            live = self._get(name)
            live.identity = identity
            live.sim = sims.seen(
                connection,
                self._sim_key(name, identity),
                iccid=identity.iccid,
                imsi=identity.imsi,
                number=live.config.number or identity.number,
                now=now,
            )
            modems.identified(connection, name, identity.imei, identity.iccid)
            self._tell(name)

    def _sim_key(self, name: str, identity: Identity) -> str:
        """The SIM's key; two live holders of one key stay apart."""
        key = identity.sim_key or name
        for other, live in self._live.items():
            holds = live.sim is not None and live.sim.key == key and other != name
            if holds and live.state not in {ModemState.UNAVAILABLE, ModemState.DISABLED}:
                log.warning("sim_key_twice modem=%s other=%s", name, other)
                return f"{key}@{name}"
        return key

    def state_changed(self, name: str, state: ModemState, reason: Reason | None) -> None:
        """A device can, or cannot, send."""
        with self._guard:
            live = self._live.get(name)
            if live is None:
                return
            if reason is not None and reason.code in {"pin_wrong", "puk_needed", "sim_dead"}:
                # Whoever opens the SIM later, this PIN did not.
                live.pin_tried = None
            if (live.state, live.reason) == (state, reason):
                return
            before = live.state
            live.state, live.reason = state, reason
            if reason is not None and reason.code == "no_sim":
                live.sim = None
            if state is not ModemState.READY:
                live.operator = live.operator if state is ModemState.STARTING else None
        log.info("modem_state modem=%s state=%s reason=%s", name, state, reason.code if reason else "-")
        sentence = reason.message if reason else "Ready to send." if state is ModemState.READY else None
        try:
            with self._store.write() as connection:
                if sentence and (before, state) != (ModemState.STARTING, ModemState.STARTING):
                    modems.note(connection, name, sentence, self._now())
                if state is ModemState.READY:
                    self._opened(connection, live)
                self._tell(name)
                self._store.tell_workers()
        except StoreUnavailable:
            log.warning("modem_state_not_kept modem=%s", name)

    @staticmethod
    def _opened(connection: sqlite3.Connection, live: Live) -> None:
        """Its SIM asks for no PIN, or for none any more."""
        sims.opened(connection, live.identity.sim_key or live.config.name)
        if live.pin_tried is not None:
            sims.pin_accepted(connection, live.pin_tried.sim_key, live.pin_tried.digest)
            sims.opened(connection, live.pin_tried.sim_key)

    def network_changed(
        self, name: str, operator: str | None, signal_dbm: int | None, roaming: bool = False
    ) -> None:
        """Operator and signal as last heard. No event row: pages ask for it when they look."""
        with self._guard:
            live = self._get(name)
            live.operator, live.signal_dbm, live.roaming = operator, signal_dbm, roaming

    def power_changed(self, name: str, power: PowerChanged) -> None:
        """A phone's battery as last heard."""
        with self._guard:
            self._get(name).power = power

    def noticed(self, name: str, sentence: str, now: datetime, sign: Sign | None = None) -> None:
        """Add a line to a modem's history; a *sign* is one that the shop's lamp knows."""
        with self._store.write() as connection:
            modems.note(connection, name, sentence, now, sign)
            if sign is not None:
                self._tell(name)

    def refused(self, name: str, cause: Cause, now: datetime) -> None:
        """Its SIM may not send at present: let it rest, longer each time."""
        with self._guard:
            live = self._get(name)
            live.rests_until, live.rests_for = now + live.rest, live.rest
            live.rest = min(live.rest * 2, LONGEST_REST)
            live.rest_reason = Reason(cause.code, cause.sentence)
            until = live.rests_until
        with self._store.write() as connection:
            modems.note(connection, name, f"{cause.sentence} It rests until {until:%H:%M} UTC.", now)
            self._tell(name)

    def refused_a_text(self, name: str, now: datetime) -> None:
        """A text was refused for the moment: where that comes in bursts, let its SIM rest."""
        sim = self.sim_of(name)
        with self._store.read() as connection:
            burst = sim is not None and bursts.is_burst(connection, sim.id, now)
        if burst:
            self.refused(name, bursts.BURST, now)

    def was_not_there(self, name: str, cause: Cause, now: datetime) -> None:
        """It says that it is ready, and could not take a text: others take it meanwhile."""
        with self._guard:
            live = self._live.get(name)
            if live is None or live.state is not ModemState.READY:
                return
            live.rests_until, live.rests_for = now + live.pause, live.pause
            live.pause = min(live.pause * 3, LONGEST_PAUSE)
            live.rest_reason = Reason(cause.code, cause.sentence)
        self._tell(name)

    def end_rests(self, now: datetime) -> None:
        """Tell of each modem whose rest is over, and let it be given work."""
        with self._guard:
            rested = [n for n, live in self._live.items() if live.rests_until and not live.is_resting(now)]
            for name in rested:
                self._live[name].rests_until = None
        for name in rested:
            self._tell(name)
            with self._store.write():
                self._store.tell_workers()

    def next_end_of_rest(self) -> datetime | None:
        """When the next rest is over."""
        with self._guard:
            return min((live.rests_until for live in self._live.values() if live.rests_until), default=None)

    def succeeded(self, name: str) -> None:
        """A text went out: the next rest is a short one again."""
        live = self._live.get(name)
        if live is not None:
            live.rest, live.pause = FIRST_REST, FIRST_PAUSE

    def sender(
        self, name: str, now: datetime, *, whole_messages: bool
    ) -> tuple[Sender | None, datetime | None]:
        """What the ledger needs to give this modem work; None while it may not send, and until when."""
        with self._guard:
            live = self._live.get(name)
            if live is None or live.sim is None or live.shown(now)[0] is not ModemState.READY:
                resting = live is not None and live.state is ModemState.READY and live.is_resting(now)
                return None, live.rests_until if live is not None and resting else None
            others = [
                other
                for other in self._live.values()
                if other is not live and other.shown(now)[0] is ModemState.READY
            ]
            live.whole_messages = whole_messages
            config = live.config
            return Sender(
                modem=name,
                slot=config.slot,
                sim=live.sim,
                limits=Limits(config.per_minute, config.per_hour, config.per_day),
                whole_messages=whole_messages,
                alone=not others,
                present_sims=self.present_sims(),
                board=self.board(now),
            ), None

    def board(self, now: datetime) -> Board:
        """Where every modem and every SIM stands, and since when those cannot send that cannot."""
        with self._guard:
            return self._watch.look([live.seat(now) for live in self._live.values()], now)

    def renew_sim(self, sim_id: int) -> None:
        """What belongs to a SIM was changed: read it again."""
        with self._store.read() as connection, self._guard:
            for live in self._live.values():
                if live.sim is not None and live.sim.id == sim_id:
                    live.sim = sims.get(connection, sim_id)

    def present_sims(self) -> frozenset[int]:
        """The SIM cards that are in a modem now which could go on with a half-sent text."""
        with self._guard:
            return frozenset(
                live.sim.id
                for live in self._live.values()
                if live.sim is not None
                and live.state is not ModemState.UNAVAILABLE
                and not live.whole_messages
            )

    def ready_sims(self) -> dict[str, int]:
        """The SIM in each modem that could send now, by the modem's name."""
        now = self._now()
        with self._guard:
            return {
                name: live.sim.id
                for name, live in self._live.items()
                if live.sim is not None and live.shown(now)[0] is ModemState.READY
            }

    def pin_to_try_again(self, name: str, now: datetime) -> str | None:
        """The PIN to enter after somebody has changed it, where the SIM still asks for one."""
        with self._guard:
            live = self._live.get(name)
            if live is None or live.reason is None or live.reason.code not in pins.ASKING:
                return None
            identity, left = live.identity, live.tries_left
        return self.pin_to_try(name, identity, left, now)

    def pin_entered(self, name: str) -> None:
        """The PIN that was noted goes to the SIM. Nobody tells anew how many are left when it is refused."""
        with self._guard:
            live = self._live.get(name)
            if live is not None and live.tries_left is not None:
                live.tries_left -= 1

    def puk_entered(self, name: str, pin: str) -> None:
        """A PUK goes to the SIM, and gives it *pin*, whatever the SIM said to that before."""
        with self._guard:
            live = self._live.get(name)
            if live is not None:
                live.pin_tried = pins.Try.of(live.identity.sim_key or name, pin)

    def sim_of(self, name: str) -> Sim | None:
        """The SIM that a modem holds."""
        with self._guard:
            return self._get(name).sim

    def pin_to_try(self, name: str, identity: Identity, tries_left: int | None, now: datetime) -> str | None:
        """The PIN to enter now, noted as tried before this returns; None says why in the state."""
        with self._store.write() as connection, self._guard:
            live = self._get(name)
            live.identity, live.tries_left = identity, tries_left
            sim_key = identity.sim_key or name
            pin = live.config.pin or sim_facts.pin(connection, sim_key)
            tried = pins.Try.of(sim_key, pin)
            why = pins.refusal(connection, tried, pin, tries_left)
            if why is None:
                sims.note_pin(connection, tried.sim_key, tried.digest, now)
                live.pin_tried = tried
        if why is not None:
            self.state_changed(name, ModemState.NOT_READY, why)
            return None
        return pin

    def _tell(self, name: str) -> None:
        self.board(self._now())
        with self._store.write() as connection:
            events.add(connection, "modem", self._now(), name=name)
            self._store.tell()
