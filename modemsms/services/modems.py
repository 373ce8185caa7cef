"""The modems of the shop: what each is, what state it is in, and who may change that.

What lasts (names, ports, history, SIM cards) is in the database; what is only true now (state,
operator, signal) is kept here, so that it can be told even when the database cannot be written.
Whoever needs both locks takes the database's first: the workers come with it in their hands.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.config import ModemConfig
from modemsms.driver import Identity, ModemState
from modemsms.errors import Cause, Conflict, InvalidInput, NotFound, StoreUnavailable
from modemsms.services import pins
from modemsms.services.ledger import Sender
from modemsms.services.live import (
    FIRST_PAUSE,
    FIRST_REST,
    LONGEST_PAUSE,
    LONGEST_REST,
    NOT_RUNNING,
    Live,
    Modem,
)
from modemsms.services.pace import Limits
from modemsms.store import events, modems, segments, sims
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.modems import HistoryLine, ModemRow
from modemsms.store.sims import Sim

__all__ = ["Modem", "Modems", "UssdReply"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UssdReply:
    """What the network answered to a USSD code; *open* when it waits for an answer."""

    text: str
    open: bool


class Modems:
    """The board of all modems. Safe to use from every thread."""

    def __init__(
        self, store: Store, *, running: bool = True, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._store = store
        self._now = now
        self._running = running
        self._guard = threading.RLock()
        self._live: dict[str, Live] = {}
        self._rearranged: Callable[[], None] = lambda: None

    # --- which modems there are

    def load(self, configured: Sequence[ModemConfig]) -> None:
        """Take the modems of the config file (which win) and those named on the page.

        Only the daemon writes down what it has: a command may have been called with another file.
        """
        named = {config.name: config for config in configured}
        if self._running:
            self._keep(named)
        with self._store.read() as connection:
            rows = {
                row.name: row
                for row in modems.all_modems(connection)
                if row.source == "page" or self._running
            }
        for config in configured:
            paused = config.name in rows and rows[config.name].paused
            rows[config.name] = ModemRow(config.name, config.driver, config.port, config.slot, paused, "file")
        with self._guard:
            for row in rows.values():
                self._add(row, named.get(row.name))

    def _keep(self, named: Mapping[str, ModemConfig]) -> None:
        with self._store.write() as connection:
            for config in named.values():
                modems.put(
                    connection, config.name, config.driver, config.port, config.slot, "file", self._now()
                )
            for row in modems.all_modems(connection):
                if row.source == "file" and row.name not in named:
                    modems.remove(connection, row.name)

    def _add(self, row: ModemRow, config: ModemConfig | None) -> None:
        if config is None:
            config = ModemConfig(name=row.name, driver=row.driver, port=row.port, slot=row.slot)
        live = Live(row, config)
        if not self._running:
            live.state, live.reason = ModemState.UNAVAILABLE, NOT_RUNNING
        self._live[row.name] = live

    def when_rearranged(self, callback: Callable[[], None]) -> None:
        """Call *callback* when a modem was added, removed, paused or resumed."""
        self._rearranged = callback

    def configs(self) -> list[ModemConfig]:
        """What is to be driven: every enabled modem."""
        with self._guard:
            return [live.config for live in self._live.values() if live.enabled]

    def list(self) -> list[Modem]:
        """All modems, in the order in which they were named."""
        with self._guard:
            names = list(self._live)
        return [self.get(name) for name in names]

    def get(self, name: str) -> Modem:
        """One modem. Raises ``NotFound``."""
        now = self._now()
        with self._guard:
            live = self._get(name)
            state, reason = live.shown(now)
            sim, config = live.sim, live.config
        sent_today = 0
        if sim is not None:
            with self._store.read() as connection:
                sent_today = segments.left_since(connection, sim.id, now - timedelta(days=1))
        return Modem(
            name=name,
            driver=live.row.driver,
            port=live.row.port,
            slot=live.row.slot,
            state=state.value,
            reason=reason,
            imei=live.identity.imei,
            iccid=live.identity.iccid,
            number=(sim.number if sim else None) or config.number or None,
            operator=live.operator,
            signal_dbm=live.signal_dbm,
            source=live.row.source,
            enabled=live.enabled,
            paused=live.row.paused,
            sent_today=sent_today,
            limits=Limits(config.per_minute, config.per_hour, config.per_day),
        )

    def _get(self, name: str) -> Live:
        live = self._live.get(name)
        if live is None:
            raise NotFound(f"There is no modem named “{name}”.")
        return live

    def add(self, name: str, port: str, driver: str = "at") -> Modem:
        """Name a modem on the page and start to drive it."""
        name, port = name.strip(), port.strip()
        if not name or len(name) > 40 or not name.isprintable() or "/" in name:
            raise InvalidInput("name", "Give it a short name, such as “counter”.")
        if not port.startswith("/"):
            raise InvalidInput("port", "Enter the path of its port, such as /dev/ttyUSB2.")
        with self._store.write() as connection, self._guard:
            if name in self._live:
                raise InvalidInput("name", f"There is a modem named “{name}” already.")
            if any(live.row.port == port for live in self._live.values()):
                raise InvalidInput("port", "Another modem uses this port already.")
            modems.put(connection, name, driver, port, 1, "page", self._now())
            row = modems.get(connection, name)
            assert row is not None
            self._add(row, None)
            self._tell(name)
        self._rearranged()
        return self.get(name)

    def remove(self, name: str) -> None:
        """Forget a modem that was named on the page. Its messages stay."""
        with self._store.write() as connection, self._guard:
            if self._get(name).row.source == "file":
                raise Conflict("It is named in the config file; take it out there.", code="in_file")
            modems.remove(connection, name)
            del self._live[name]
            self._tell(name)
            self._store.tell_workers()
        self._rearranged()

    def pause(self, name: str) -> Modem:
        """Send nothing through it until it is resumed; it still receives."""
        return self._set_paused(name, paused=True)

    def resume(self, name: str) -> Modem:
        """Send through it again, also when it rests after a refusal."""
        return self._set_paused(name, paused=False)

    def _set_paused(self, name: str, *, paused: bool) -> Modem:
        with self._store.write() as connection, self._guard:
            live = self._get(name)
            modems.set_paused(connection, name, paused)
            row = modems.get(connection, name)
            assert row is not None
            live.row = row
            live.rests_until, live.rest = None, FIRST_REST
            modems.note(connection, name, "Paused by hand." if paused else "Resumed by hand.", self._now())
            self._tell(name)
            self._store.tell_workers()
        return self.get(name)

    def history(self, name: str, limit: int = 50) -> Sequence[HistoryLine]:
        """What happened to it, newest first."""
        self._get(name)
        with self._store.read() as connection:
            return modems.history(connection, name, limit)

    def ussd(self, name: str, code: str) -> UssdReply:
        """Dial a USSD code. Raises ``Conflict``: no driver of this version dials codes."""
        self._get(name)
        if not code or len(code) > 182 or not set(code) <= set("0123456789*#+"):
            raise InvalidInput("code", "A USSD code has only digits, * and #, such as *100#.")
        raise Conflict("Codes such as *100# cannot be dialled yet in this version.", code="not_yet")

    # --- what the workers report

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
            if live is None or (live.state, live.reason) == (state, reason):
                return
            before = live.state
            live.state, live.reason = state, reason
            if reason is not None and reason.code == "no_sim":
                live.sim = None
            if reason is not None and reason.code in {"pin_wrong", "puk_needed"}:
                # Whoever opens the SIM later, this PIN did not.
                live.pin_tried = None
            if state is not ModemState.READY:
                live.operator = live.operator if state is ModemState.STARTING else None
        log.info("modem_state modem=%s state=%s reason=%s", name, state, reason.code if reason else "-")
        sentence = reason.message if reason else "Ready to send." if state is ModemState.READY else None
        try:
            with self._store.write() as connection:
                if sentence and (before, state) != (ModemState.STARTING, ModemState.STARTING):
                    modems.note(connection, name, sentence, self._now())
                if state is ModemState.READY and live.pin_tried is not None:
                    sims.pin_accepted(connection, live.pin_tried.sim_key, live.pin_tried.digest)
                self._tell(name)
                self._store.tell_workers()
        except StoreUnavailable:
            log.warning("modem_state_not_kept modem=%s", name)

    def network_changed(self, name: str, operator: str | None, signal_dbm: int | None) -> None:
        """Operator and signal as last heard. No event row: pages ask for it when they look."""
        with self._guard:
            live = self._get(name)
            live.operator, live.signal_dbm = operator, signal_dbm

    def noticed(self, name: str, sentence: str, now: datetime) -> None:
        """Add a line to a modem's history."""
        with self._store.write() as connection:
            modems.note(connection, name, sentence, now)

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
            config = live.config
            return Sender(
                modem=name,
                slot=config.slot,
                sim=live.sim,
                limits=Limits(config.per_minute, config.per_hour, config.per_day),
                whole_messages=whole_messages,
                alone=not others,
                present_sims=self.present_sims(),
            ), None

    def present_sims(self) -> frozenset[int]:
        """The SIM cards that are in a modem now."""
        with self._guard:
            return frozenset(
                live.sim.id
                for live in self._live.values()
                if live.sim is not None and live.state is not ModemState.UNAVAILABLE
            )

    def sim_of(self, name: str) -> Sim | None:
        """The SIM that a modem holds."""
        with self._guard:
            return self._get(name).sim

    def pin_to_try(self, name: str, identity: Identity, tries_left: int | None, now: datetime) -> str | None:
        """The PIN to enter now, noted as tried before this returns; None says why in the state."""
        with self._store.write() as connection, self._guard:
            live = self._get(name)
            pin, tried = live.config.pin, pins.Try.of(identity.sim_key or name, live.config.pin)
            why = pins.refusal(connection, tried, pin, tries_left)
            if why is None:
                sims.note_pin(connection, tried.sim_key, tried.digest, now)
                live.pin_tried = tried
        if why is not None:
            self.state_changed(name, ModemState.NOT_READY, why)
            return None
        return pin

    def _tell(self, name: str) -> None:
        with self._store.write() as connection:
            events.add(connection, "modem", self._now(), name=name)
            self._store.tell()
