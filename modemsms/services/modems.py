"""The modems of the shop: which there are, what each is, and who may change that."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from modemsms.config import ModemConfig
from modemsms.driver import ModemState
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.live import (
    FIRST_REST,
    NOT_RUNNING,
    Live,
    Modem,
)
from modemsms.services.orders import EnterPuk, Order, Repair, TryPin
from modemsms.services.pace import Limits
from modemsms.services.reported import Reported
from modemsms.store import modems, segments, sim_facts, sims
from modemsms.store.modems import HistoryLine, ModemRow

__all__ = ["Modem", "Modems"]

log = logging.getLogger(__name__)


class Modems(Reported):
    """The board of all modems: which there are, and what people do with them. Safe from every thread."""

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
            imei = rows[config.name].imei if config.name in rows else None
            rows[config.name] = ModemRow(
                config.name, config.driver, config.port, config.slot, paused, "file", imei=imei
            )
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
            config = ModemConfig(
                name=row.name,
                driver=row.driver,
                port=row.port,
                slot=row.slot,
                user=row.user,
                password=row.password,
                calls=row.calls,
            )
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

    def imeis(self) -> dict[str, str]:
        """The box that was last seen under each name."""
        with self._guard:
            known = {name: live.identity.imei or live.row.imei for name, live in self._live.items()}
        return {name: imei for name, imei in known.items() if imei is not None}

    def list(self) -> list[Modem]:
        """All modems, in the order in which they were named."""
        with self._guard:
            names = list(self._live)
        found = []
        for name in names:
            # One may have been taken away meanwhile.
            with suppress(NotFound):
                found.append(self.get(name))
        return found

    def get(self, name: str) -> Modem:
        """One modem. Raises ``NotFound``."""
        now = self._now()
        with self._guard:
            live = self._get(name)
            state, reason = live.shown(now)
            sim, config = live.sim, live.config
        sent_today, limits = 0, Limits(config.per_minute, config.per_hour, config.per_day)
        if sim is not None:
            with self._store.read() as connection:
                sent_today = segments.left_since(connection, sim.id, now - timedelta(days=1))
                terms = sims.terms(connection, sim.id)
            limits = limits if terms is None else limits.of(terms)
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
            limits=limits,
            sim_id=sim.id if sim else None,
            roaming=live.roaming,
            power=live.power,
            manufacturer=live.identity.manufacturer,
            model=live.identity.model,
        )

    def add(
        self,
        name: str,
        port: str,
        driver: str = "at",
        *,
        slot: int = 1,
        user: str = "sms",
        password: str = "",
        calls: str = "reject",
    ) -> Modem:
        """Name a modem on the page and start to drive it. *user* and *password* are a phone's."""
        name, port = name.strip(), port.strip()
        _check_place(name, port, driver, slot)
        with self._store.write() as connection, self._guard:
            if name in self._live:
                raise InvalidInput("name", f"There is a modem named “{name}” already.")
            if any((live.row.port, live.row.slot) == (port, slot) for live in self._live.values()):
                raise InvalidInput("port", "Another modem uses this port already.")
            modems.put(connection, name, driver, port, slot, "page", self._now())
            modems.set_access(connection, name, user=user, password=password, calls=calls)
            self._reload(connection, name)
        self._rearranged()
        return self.get(name)

    def change(self, name: str, *, user: str, password: str, calls: str) -> Modem:
        """Change how a phone is signed in to (an empty *password* stays), and what is done to calls."""
        if calls not in {"reject", "ring"}:
            raise InvalidInput("calls", "Choose whether calls are rejected or left ringing.")
        with self._store.write() as connection, self._guard:
            row = self._get(name).row
            if row.source == "file":
                raise Conflict("It is named in the config file; change it there.", code="in_file")
            modems.set_access(
                connection, name, user=user.strip() or "sms", password=password or row.password, calls=calls
            )
            self._reload(connection, name)
        self._rearranged()
        return self.get(name)

    def move(self, name: str, port: str) -> None:
        """A modem named on the page was found on another port: the same box, the same name."""
        with self._store.write() as connection, self._guard:
            if self._get(name).row.source == "file":
                return
            modems.move(connection, name, port)
            modems.note(connection, name, f"It was found again on {port}.", self._now())
            self._reload(connection, name)
        self._rearranged()

    def _reload(self, connection: sqlite3.Connection, name: str) -> None:
        row = modems.get(connection, name)
        assert row is not None
        before = self._live.get(name)
        self._add(row, None)
        live = self._live[name]
        if before is not None and before.config == live.config:
            # Its worker goes on as it is, and will not say again what is true already.
            before.row = row
            self._live[name] = before
        elif before is not None:
            live.identity, live.sim = before.identity, before.sim
        self._tell(name)

    def remove(self, name: str) -> None:
        """Forget a modem that was named on the page. Its messages stay."""
        with self._store.write() as connection, self._guard:
            if self._get(name).row.source == "file":
                raise Conflict("It is named in the config file; take it out there.", code="in_file")
            modems.remove(connection, name)
            del self._live[name]
            self._orders.take(name)
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

    def rename(self, name: str, new: str) -> Modem:
        """Give a modem that was named on the page another name.

        Its history, what waits for it and what is known of its SIM go along; what it sent keeps the old
        name. A text in the air has its outcome first, then the modem begins anew.
        """
        new = new.strip()
        with self._store.write() as connection, self._guard:
            row = self._get(name).row
            if row.source == "file":
                raise Conflict("It is named in the config file; change it there.", code="in_file")
            _check_place(new, row.port, row.driver, row.slot)
            if new == name:
                return self.get(name)
            if new in self._live:
                raise InvalidInput("name", f"There is a modem named “{new}” already.")
            modems.rename(connection, name, new)
            modems.note(connection, new, f"It was named “{name}” before.", self._now())
            self._orders.take(name)
            renamed = modems.get(connection, new)
            assert renamed is not None
            # The order in which they were named stays.
            known, self._live = self._live, {}
            for other, live in known.items():
                if other != name:
                    self._live[other] = live
                    continue
                self._add(renamed, None)
                self._live[new].identity, self._live[new].sim = live.identity, live.sim
                if live.sim is not None and live.sim.key == name:
                    self._live[new].sim = replace(live.sim, key=new)
            self._tell(name)
            self._tell(new)
            self._store.tell_workers()
        self._rearranged()
        return self.get(new)

    def history(self, name: str, limit: int = 50, before: int | None = None) -> Sequence[HistoryLine]:
        """What happened to it, newest first, below the line *before*."""
        self._get(name)
        with self._store.read() as connection:
            return modems.history(connection, name, limit, before)

    def save_pin(self, name: str, pin: str) -> None:
        """Keep the PIN of the SIM that *name* holds, and have it tried once. The config file's PIN wins."""
        self._keep_pin(name, pin)
        self.order(name, TryPin())

    def _keep_pin(self, name: str, pin: str) -> None:
        if not pin.isascii() or not pin.isdecimal() or not 4 <= len(pin) <= 8:
            raise InvalidInput("pin", "A PIN has four to eight digits.")
        with self._store.write() as connection, self._guard:
            live = self._get(name)
            if live.config.pin:
                raise Conflict("Its PIN stands in the config file; change it there.", code="in_file")
            sim_facts.set_pin(connection, live.identity.sim_key or name, pin, self._now())

    def enter_puk(self, name: str, puk: str, pin: str) -> None:
        """Have the SIM's PUK tried once, by hand, with the PIN that it gets."""
        if not puk.isascii() or not puk.isdecimal() or len(puk) != 8:
            raise InvalidInput("puk", "A PUK has eight digits. It stands on the card that the SIM came in.")
        with self._guard:
            live = self._get(name)
            state, reason = live.shown(self._now())
        if state is ModemState.READY or reason is None or reason.code != "puk_needed":
            raise Conflict("The SIM does not ask for a PUK.", code="no_puk_needed")
        if not live.config.pin:
            self._keep_pin(name, pin)
        elif pin != live.config.pin:
            raise Conflict(
                "Its PIN stands in the config file; enter the same one here, or change it there.",
                code="in_file",
            )
        self.order(name, EnterPuk(puk, pin))

    def repair(self, name: str) -> None:
        """Have it restarted, since a person asks."""
        self._get(name)
        self.order(name, Repair("Somebody in the shop asked to restart it."))

    def order(self, name: str, order: Order) -> None:
        """Leave *order* for the worker of *name*, and wake it."""
        self._orders.give(name, order)
        self._store.work.ring()

    def orders_for(self, name: str) -> Sequence[Order]:
        """What was ordered of *name*; each is given out once."""
        return self._orders.take(name)


def _check_place(name: str, port: str, driver: str, slot: int) -> None:
    """Raise ``InvalidInput`` for a name or a port that no modem can have."""
    # "add" is the address of the page that adds one.
    if not name.strip(".") or name == "add" or len(name) > 40 or not name.isprintable() or "/" in name:
        raise InvalidInput("name", "Give it a short name, such as “counter”.")
    if driver not in {"at", "gammu", "android"}:
        raise InvalidInput("driver", "Choose what kind of device it is.")
    if not 1 <= slot <= 8:
        raise InvalidInput("slot", "The SIM slots of a phone are numbered from 1.")
    if driver == "android":
        if not port or not port.isprintable() or " " in port or "@" in port or len(port) > 200:
            raise InvalidInput(
                "port", "Enter the phone's serial, or its address such as http://192.168.42.129:8080."
            )
    elif not port.startswith("/") and port != "auto":
        raise InvalidInput("port", "Enter the path of its port, such as /dev/ttyUSB2.")
