"""The way to a phone: its cable, by the adb server, or the network that it shares."""

from __future__ import annotations

import logging
import selectors
from collections.abc import Mapping, Sequence
from typing import Protocol

from drivers.android import adb_sentences as say
from drivers.android import address, vitals
from drivers.android.adb import Adb, Listed
from drivers.android.adb_server import Starter, Tracker, pick
from drivers.android.address import Address
from drivers.android.vitals import Vitals
from modemsms import clock
from modemsms.errors import Cause, ModemUnavailable

log = logging.getLogger(__name__)

PACKAGE = "me.capcom.smsgateway"
ACTIVITY = f"{PACKAGE}/.MainActivity"
# On the phone's own 127.0.0.1; the same number on all phones, they differ by path.
HOOK_PORT = 9876
# How soon a server that does not answer is asked again. It starts in one to three seconds.
SERVER_AGAIN = 1.0
# A phone that was plugged in just now is offline for a moment, and comes by itself.
OFFLINE_PATIENCE = 10.0
CALL_BACK_PERIOD = 30.0


class Link(Protocol):
    """What the driver needs of the way to a phone."""

    can_restart: bool
    """Whether the app can be stopped and started from here, and webhooks can reach us."""

    @property
    def trouble(self) -> Cause | None:
        """Why there is no way now; None when ``open`` may be tried."""

    @property
    def changes(self) -> int:
        """Counts up whenever the phone came, went or changed its state."""
        ...

    def tend(self, now: float) -> None:
        """Follow what comes and goes. Waits for nothing but the adb server's first answer."""

    def deadline(self) -> float | None:
        """When ``tend`` has something to do by itself."""

    def open(self, hook_port: int | None) -> Address:
        """Make the way: where the app answers from here. Raises ``ModemUnavailable``."""
        ...

    def check(self, hook_port: int | None) -> bool:
        """Whether the way still stands. Raises ``ModemUnavailable``."""
        ...

    def restart_app(self) -> None:
        """Stop the app and start it. Raises ``ModemUnavailable``."""

    def vitals(self) -> Vitals:
        """How the phone is. Raises ``ModemUnavailable``."""
        ...

    def close(self) -> None:
        """Let go of everything."""


class Tether:
    """A phone that shares its network by cable: reached at its address, and asked again and again."""

    can_restart = False
    trouble: Cause | None = None
    changes = 0

    def __init__(self, url: str) -> None:
        """Raises ``ValueError`` with a sentence for what is no address."""
        self._address = address.gateway(url)

    def tend(self, now: float) -> None:
        """There is nothing to follow."""

    def deadline(self) -> float | None:
        """Never."""
        return None

    def open(self, hook_port: int | None) -> Address:
        """The address itself."""
        del hook_port
        return self._address

    def check(self, hook_port: int | None) -> bool:
        """Nothing stands between."""
        del hook_port
        return True

    def restart_app(self) -> None:
        """Only a person can."""
        raise ModemUnavailable(
            Cause("restart_by_hand", "Close the gateway app on the phone and open it again by hand.")
        )

    def vitals(self) -> Vitals:
        """Unknown from here."""
        return Vitals()

    def close(self) -> None:
        """Nothing is held."""


class Cable:
    """A phone on the adb server: *wanted* is its serial number, or "auto" for the only one."""

    can_restart = True

    def __init__(self, wanted: str, environ: Mapping[str, str], selector: selectors.BaseSelector) -> None:
        """Raises ``ValueError`` with a sentence when *environ* names no server that can be used."""
        self._wanted = wanted
        self._address = address.adb_server(environ)
        self._adb = Adb(self._address)
        self._starter = Starter(environ)
        self._selector = selector
        self._tracker: Tracker | None = None
        self._ask_at = 0.0
        self._call_at = 0.0
        self._phones: Sequence[Listed] = ()
        self._serial: str | None = None
        self._forward: int | None = None
        self._trouble: Cause | None = say.no_server(self._address)
        self._changes = 0

    @property
    def trouble(self) -> Cause | None:
        """Why there is no phone to talk to."""
        return self._trouble

    @property
    def changes(self) -> int:
        """Counts what happened to the phone on the cable."""
        return self._changes

    def tend(self, now: float) -> None:
        """Ask for the list of phones, or for the server, when it is time."""
        if self._tracker is not None:
            self._call_back(now)
            return
        if now < self._ask_at:
            return
        self._ask_at = now + SERVER_AGAIN
        try:
            self._tracker = Tracker(self._adb)
        except ModemUnavailable as error:
            self._no_server(error.cause, now)
            return
        self._starter.answered()
        self._selector.register(self._tracker.fileno(), selectors.EVENT_READ, self._read)
        self._phones = self._tracker.first
        self._pick()

    def deadline(self) -> float | None:
        """When the server is asked for again, or a phone that is offline is called back."""
        if self._tracker is None:
            return self._ask_at
        return self._call_at if self._trouble is say.OFFLINE else None

    def open(self, hook_port: int | None) -> Address:
        """Lead a port of this machine to the app, and one of the phone to our *hook_port*."""
        serial = self._usable()
        self._forward = self._standing_forward(serial) or self._adb.forward(serial, address.GATEWAY_PORT)
        if hook_port is not None:
            self._adb.reverse(serial, HOOK_PORT, hook_port)
        return Address("127.0.0.1", self._forward)

    def check(self, hook_port: int | None) -> bool:
        """Forwards go with every restart of adb on either side, without a word."""
        serial = self._usable()
        if self._adb.forwards(serial).get(self._forward or 0) != address.GATEWAY_PORT:
            return False
        if hook_port is not None and self._adb.reverses(serial).get(HOOK_PORT) != hook_port:
            log.info("reverse_made_again serial=%s", serial)
            self._adb.reverse(serial, HOOK_PORT, hook_port)
        return True

    def restart_app(self) -> None:
        """By the phone's own tools. Its server starts with it where “autostart” is on."""
        serial = self._usable()
        self._adb.shell(serial, f"am force-stop {PACKAGE}")
        self._adb.shell(serial, f"am start -n {ACTIVITY}")

    def vitals(self) -> Vitals:
        """Asked of the phone's shell."""
        serial = self._usable()

        def ask(command: str) -> str:
            return self._adb.shell(serial, command)

        return Vitals(
            vitals.listed(ask("getprop gsm.sim.state")),
            vitals.listed(ask("getprop gsm.operator.alpha")),
            vitals.listed(ask("getprop gsm.operator.isroaming")),
            vitals.signals(ask("dumpsys telephony.registry")),
            ask("settings get global airplane_mode_on").strip() == "1",
            vitals.celsius(ask("dumpsys battery")),
        )

    def close(self) -> None:
        """Take our ways away and let go. The adb server stays: others use it too."""
        if self._serial is not None and self._forward is not None:
            try:
                self._adb.kill_forward(self._serial, self._forward)
                self._adb.kill_reverse(self._serial, HOOK_PORT)
            except ModemUnavailable as error:
                log.info("forwards_left code=%s", error.cause.code)
        self._drop_tracker()
        self._starter.close()

    def _call_back(self, now: float) -> None:
        """A phone that is offline often comes back when its connection is made anew."""
        if self._trouble is not say.OFFLINE or now < self._call_at:
            return
        self._call_at = now + CALL_BACK_PERIOD
        for phone in self._phones:
            if phone.state == "offline" and self._wanted in (phone.serial, "auto"):
                log.info("phone_called_back serial=%s", phone.serial)
                try:
                    self._adb.reconnect(phone.serial)
                except ModemUnavailable as error:
                    log.info("phone_stays_offline code=%s", error.cause.code)

    def _usable(self) -> str:
        if self._serial is None:
            raise ModemUnavailable(self._trouble or say.NO_PHONE)
        return self._serial

    def _standing_forward(self, serial: str) -> int | None:
        """One that stands already, ours of before: each start would leave one more otherwise."""
        standing = self._adb.forwards(serial)
        return next((here for here, there in standing.items() if there == address.GATEWAY_PORT), None)

    def _read(self) -> None:
        if self._tracker is None:
            return
        try:
            phones = self._tracker.read()
        except ModemUnavailable as error:
            self._drop_tracker()
            self._no_phone(error.cause)
            return
        if phones is not None and phones != self._phones:
            self._phones = phones
            self._pick()

    def _pick(self) -> None:
        try:
            self._serial = pick(self._wanted, self._phones)
        except ModemUnavailable as error:
            self._no_phone(error.cause)
            return
        log.info("phone_seen serial=%s", self._serial)
        self._forward, self._trouble = None, None
        self._changes += 1

    def _no_server(self, why: Cause, now: float) -> None:
        if self._address.is_local and why.code == say.STARTING_CODE:
            why = self._starter.start(now) or why
        self._no_phone(why)

    def _no_phone(self, why: Cause) -> None:
        self._serial, self._forward = None, None
        if why != self._trouble:
            self._call_at = clock.monotonic() + OFFLINE_PATIENCE
            log.warning("phone_lost code=%s", why.code)
            self._trouble = why
            self._changes += 1

    def _drop_tracker(self) -> None:
        if self._tracker is not None:
            self._selector.unregister(self._tracker.fileno())
            self._tracker.close()
            self._tracker = None
            self._phones = ()


class Nowhere(Tether):
    """A port that names no phone: its sentence stands until the settings change."""

    def __init__(self, why: str) -> None:
        self.trouble = Cause("port_unusable", why)


def link_to(port: str, environ: Mapping[str, str], selector: selectors.BaseSelector) -> Link:
    """The way to the phone that *port* names: an http:// address, a serial number, or "auto"."""
    try:
        if address.is_http(port):
            return Tether(port)
        return Cable(port, environ, selector)
    except ValueError as error:
        return Nowhere(str(error))
