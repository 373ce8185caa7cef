"""One lamp for the whole shop: green, amber with a sentence, red with a sentence; and who is told of red."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from modemsms import clock
from modemsms.devices import Severity
from modemsms.driver import Sign
from modemsms.errors import InvalidInput, ModemSmsError, StoreUnavailable
from modemsms.phone import PhoneNumber
from modemsms.services import pages
from modemsms.services.doctor import Doctor
from modemsms.services.modems import Modem, Modems
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.self_test import last_failure
from modemsms.services.shop import Shop
from modemsms.services.sims import Sims
from modemsms.store import events, modems, settings
from modemsms.store.database import Store

log = logging.getLogger(__name__)

# A stick that restarts is back in a minute; only what lasts is worth a red lamp and a text.
PATIENCE = timedelta(minutes=5)
SIGN_SHOWN = timedelta(hours=12)
WEAK_DBM = -105
LOW_BATTERY = 15
HOT_CELSIUS = 45
# The owner is told of one trouble once in this time.
TOLD_AGAIN = timedelta(hours=12)

_OWNER = "owner_number"
_TOLD = "lamp_told"
_SIGNS = (Sign.LOW_VOLTAGE, Sign.NOISE, Sign.MEMORY_FULL)


class Colour(StrEnum):
    """What the lamp shows."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Light:
    """The colour, why, and the page that helps (a path, escaped; empty for green)."""

    colour: Colour
    sentence: str
    page: str = ""


GREEN = Light(Colour.GREEN, "Everything works.")


class Lamp:
    """Looks at everything that can go wrong. Safe to use from every thread."""

    def __init__(
        self,
        store: Store,
        modems: Modems,
        sims: Sims,
        doctor: Doctor,
        outbox: Outbox,
        shop: Shop,
        now: Callable[[], datetime] = clock.now,
        clock_held: Callable[[], bool] = lambda: False,
    ) -> None:
        self._clock_held = clock_held
        self._store = store
        self._modems = modems
        self._sims = sims
        self._doctor = doctor
        self._outbox = outbox
        self._shop = shop
        self._now = now
        self._guard = threading.Lock()
        self._troubled: dict[str, datetime] = {}
        self._shown: Light | None = None
        self._red_since: datetime | None = None

    def light(self) -> Light:
        """What the lamp shows now: the first red thing, else the first amber one."""
        now = self._now()
        if self._store.fault is not None:
            return Light(
                Colour.RED, "Nothing can be saved, so nothing is sent. The disk may be full.", pages.DOCTOR
            )
        lights = list(self._lights(now))
        for colour in (Colour.RED, Colour.AMBER):
            for light in lights:
                if light.colour is colour:
                    return light
        return GREEN

    def owner_number(self) -> str:
        """Who is told by a text when the lamp is red; empty for nobody."""
        with self._store.read() as connection:
            return settings.get(connection, _OWNER) or ""

    def set_owner_number(self, written: str) -> None:
        """Choose who is told. Raises ``InvalidInput``."""
        number = PhoneNumber.parse(written, self._shop.country).e164 if written.strip() else ""
        if any(modem.number == number for modem in self._modems.list() if number):
            raise InvalidInput("owner_number", "That is the number of one of your own SIM cards.")
        with self._store.write() as connection:
            settings.put(connection, _OWNER, number)

    # --- what the clock asks

    def run(self, now: datetime) -> None:
        """Tell pages when the lamp changes, and the owner when it stays red."""
        light = self.light()
        self._red_since = (self._red_since or now) if light.colour is Colour.RED else None
        if light != self._shown:
            self._shown = light
            log.info("lamp colour=%s", light.colour)
            try:
                with self._store.write() as connection:
                    events.add(connection, "lamp", now)
                    self._store.tell()
            except StoreUnavailable:
                return
        if self._red_since is not None and abs(now - self._red_since) >= PATIENCE:
            self._tell_owner(light, now)

    def next_moment(self, now: datetime) -> datetime | None:
        """When patience with something ends."""
        ends = [
            since + PATIENCE for since in (*self._troubled.values(), self._red_since) if since is not None
        ]
        return min((moment for moment in ends if moment > now), default=None)

    def _tell_owner(self, light: Light, now: datetime) -> None:
        number = self.owner_number()
        if not number or not self._modems.ready_sims():
            return
        with self._store.write() as connection:
            told = settings.get(connection, _TOLD)
            if told is not None and abs(now.timestamp() - float(told)) < TOLD_AGAIN.total_seconds():
                return
            settings.put(connection, _TOLD, str(now.timestamp()))
            name = self._shop.name or "modemsms"
            try:
                self._outbox.submit(
                    Draft(number, f"{name}: {light.sentence}"[:300], purpose="alarm",
                          expires_at=now + TOLD_AGAIN)
                )  # fmt: skip
            except ModemSmsError as error:
                log.warning("owner_not_told why=%s", type(error).__name__)

    # --- what may be wrong

    def _lights(self, now: datetime) -> Iterator[Light]:
        if self._clock_held():
            yield Light(
                Colour.AMBER,
                "The clock of this machine may be wrong, so what is planned waits. Look whether it is right.",
                pages.SCHEDULED,
            )
        enabled = [modem for modem in self._modems.list() if modem.enabled]
        if not enabled:
            yield Light(Colour.AMBER, "No modem is set up yet. Add one on the Modems page.", pages.MODEMS)
        for modem in enabled:
            yield from self._of_modem(modem, now)
        yield from self._of_sims()
        with self._store.read() as connection:
            no_copies = [settings.get(connection, name) for name in ("backup_trouble", "stick_trouble")]
        for no_copy in filter(None, no_copies):
            yield Light(Colour.AMBER, no_copy, "/settings/backup")
        for finding in self._doctor.last():
            if finding.severity is Severity.PROBLEM:
                yield Light(Colour.AMBER, finding.sentence, pages.DOCTOR)

    def _of_modem(self, modem: Modem, now: datetime) -> Iterator[Light]:
        page = pages.of_modem(modem.name)
        works = modem.state in {"ready", "paused"}
        with self._guard:
            since = None if works else self._troubled.setdefault(modem.name, now)
            if works:
                self._troubled.pop(modem.name, None)
        if since is not None:
            why = modem.reason.message if modem.reason else "It is being started."
            lasting = abs(now - since) >= PATIENCE
            yield Light(Colour.RED if lasting else Colour.AMBER, f"“{modem.name}”: {why}", page)
            return
        if modem.state == "paused":
            yield Light(Colour.AMBER, f"“{modem.name}” is paused.", page)
        if modem.signal_dbm is not None and modem.signal_dbm < WEAK_DBM:
            yield Light(Colour.AMBER, f"“{modem.name}” has hardly any signal. Move it, or its aerial.", page)
        if modem.roaming:
            yield Light(Colour.AMBER, f"“{modem.name}” is in a foreign network: texts may cost more.", page)
        yield from _of_battery(modem, page)
        yield from self._of_tests_and_signs(modem, page, now)

    def _of_tests_and_signs(self, modem: Modem, page: str, now: datetime) -> Iterator[Light]:
        with self._store.read() as connection:
            failed = None if modem.sim_id is None else last_failure(connection, modem.sim_id)
            signs = [modems.last_sign(connection, modem.name, sign) for sign in _SIGNS]
        if failed is not None:
            yield Light(Colour.RED, f"“{modem.name}”: the last self-test failed. {failed.message}", page)
        for line in signs:
            if line is not None and abs(now - line.at) < SIGN_SHOWN:
                yield Light(Colour.AMBER, f"“{modem.name}”: {line.sentence}", page)

    def _of_sims(self) -> Iterator[Light]:
        for sim in self._sims.list():
            if sim.modem is not None and sim.balance_is_low and sim.balance_micros is not None:
                amount = f"{sim.balance_micros / 1e6:.2f} {sim.currency}".strip()
                sentence = f"The balance of {sim.title} is low: {amount}."
                yield Light(Colour.AMBER, sentence, pages.of_modem(sim.modem))


def _of_battery(modem: Modem, page: str) -> Iterator[Light]:
    power = modem.power
    if power is None:
        return
    if power.percent is not None and power.percent < LOW_BATTERY and not power.charging:
        yield Light(
            Colour.AMBER, f"The phone of “{modem.name}” is at {power.percent} % and not charging.", page
        )
    if power.celsius is not None and power.celsius > HOT_CELSIUS:
        yield Light(Colour.AMBER, f"The phone of “{modem.name}” is {power.celsius:.0f} °C hot.", page)
