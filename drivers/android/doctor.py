"""The phone doctor: walks from the cable to the app's password, and says what each step still needs.

It looks and changes nothing; what it offers to do is done by ``carry_out`` when the owner taps it.
The last step, a text that goes out and comes back, is the shop's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from drivers.android import adb_sentences as say
from drivers.android import address, remedies, setup
from drivers.android.adb import Listed
from drivers.android.adb_server import pick, reach
from drivers.android.foreign import plain
from drivers.android.gateway import Gateway
from drivers.android.link import PACKAGE
from drivers.android.remedies import Action, Site
from modemsms.errors import Cause, DriverError, ModemUnavailable, RemoteProtocolError

__all__ = ["Action", "Code", "Step", "carry_out", "examine"]


class Code(StrEnum):
    """The steps, in the order of the walk."""

    CABLE = "cable"
    DEBUGGING = "debugging"
    APP = "app"
    PERMISSIONS = "permissions"
    BATTERY = "battery"
    RCS = "rcs"
    LIMIT = "limit"
    SERVER = "server"
    PASSWORD = "password"  # noqa: S105 - the name of a step


Verdict = Literal["ok", "needed", "unknown"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: *sentence* says what was found, or what to do; *action* what can be done from here."""

    code: Code
    title: str
    state: Verdict
    sentence: str
    action: Action | None = None


_TITLES = {
    Code.CABLE: "Phone plugged in",
    Code.DEBUGGING: "USB debugging allowed",
    Code.APP: "Gateway app installed",
    Code.PERMISSIONS: "App may read and send texts",
    Code.BATTERY: "App is not put to sleep",
    Code.RCS: "Chat features off",
    Code.LIMIT: "Android's sending limit",
    Code.SERVER: "App is online",
    Code.PASSWORD: "User name and password",
}
_RCS = (
    "In the phone's messaging app, switch RCS (chat features) off. Answers that come as chats never reach the "
    "gateway app."
)
_NETWORK = "The phone shares its network by cable. What only adb can see was not examined."
_NOT_REACHED = "This is examined once the steps before it are done."
_INSTALL = (
    "The gateway app is not on the phone. Hand over its APK file, or open https://github.com/capcom6/"
    "android-sms-gateway/releases on the phone and install it."
)
_ONLINE = (
    "Open the gateway app on the phone, switch “Local server” on, tap the button until it says Online, and "
    "switch “autostart” on."
)
_LIMIT_AS_IS = (
    "Android lets the app send 30 texts in a minute; modemsms keeps below that. The limit can be raised; it "
    "holds after the phone was restarted."
)
_GRANTED = re.compile(r"(android\.permission\.\w+): granted=true")


def examine(
    port: str, *, user: str = "sms", password: str = "", environ: Mapping[str, str]
) -> Sequence[Step]:
    """Every step, in order, for the phone that *port* names (as ``DeviceSettings.port``).

    Takes a few seconds at most. After a step that is needed and that others rest upon, those are
    unknown.
    """
    walk = _Walk(user, password)
    try:
        if address.is_http(port):
            walk.add(Code.CABLE, "unknown", _NETWORK)
            walk.app_answers(address.gateway(port))
        else:
            walk.by_cable(port, address.adb_server(environ), environ)
    except ValueError as error:
        walk.add(Code.CABLE, "needed", str(error))
    return walk.finished()


def carry_out(action: Action, port: str, *, environ: Mapping[str, str], package: bytes | None = None) -> str:
    """Do *action* on the phone and say in a sentence what came of it. *package* is the APK to install.

    Raises ``ModemUnavailable`` with a sentence where the phone cannot be reached or refuses.
    """
    try:
        adb = reach(address.adb_server(environ), environ)
    except ValueError as error:
        raise ModemUnavailable(Cause("port_unusable", str(error))) from error
    return remedies.carry_out(action, Site(adb, pick(port, adb.phones())), package)


class _Walk:
    """Collects the steps."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._steps: dict[Code, Step] = {}

    def add(self, code: Code, state: Verdict, sentence: str, action: Action | None = None) -> None:
        self._steps[code] = Step(code, _TITLES[code], state, sentence, action)

    def finished(self) -> list[Step]:
        """All steps; those that were not reached say so."""
        for code in Code:
            if code not in self._steps:
                self.add(code, "unknown", _RCS if code is Code.RCS else _NOT_REACHED)
        return [self._steps[code] for code in Code]

    def by_cable(self, port: str, where: address.Address, environ: Mapping[str, str]) -> None:
        site = self._find(port, where, environ)
        if site is None:
            return
        try:
            if not self._has_app(site):
                return
            self._permissions(site)
            self._battery(site)
            self._limit(site)
            self.app_answers_at(site)
        except ModemUnavailable as gone:
            self.add(Code.CABLE, "needed", gone.cause.sentence)

    def _find(self, port: str, where: address.Address, environ: Mapping[str, str]) -> Site | None:
        try:
            adb = reach(where, environ)
            phones = adb.phones()
        except ModemUnavailable as error:
            self.add(Code.CABLE, "needed", error.cause.sentence)
            return None
        try:
            serial = pick(port, phones)
        except ModemUnavailable as error:
            self._not_usable(port, phones, error.cause)
            return None
        site = Site(adb, serial)
        self.add(Code.CABLE, "ok", f"The phone is a {plain(site.ask('getprop ro.product.model')) or serial}.")
        self.add(Code.DEBUGGING, "ok", "This machine may talk to the phone.")
        return site

    def _not_usable(self, port: str, phones: Sequence[Listed], why: Cause) -> None:
        is_there = any(port in (phone.serial, "auto") for phone in phones)
        if is_there and why not in (say.TWINS, say.SEVERAL, say.NO_PERMISSIONS):
            self.add(Code.CABLE, "ok", "A phone is on the cable.")
            self.add(Code.DEBUGGING, "needed", why.sentence)
        else:
            self.add(Code.CABLE, "needed", why.sentence)

    def _has_app(self, site: Site) -> bool:
        if f"package:{PACKAGE}" not in site.ask(f"pm list packages {PACKAGE}").split():
            self.add(Code.APP, "needed", _INSTALL, Action.INSTALL)
            return False
        found = re.search(r"versionName=(\S+)", site.ask(f"dumpsys package {PACKAGE}"))
        written = plain(found[1], 20) if found else ""
        version = setup.version_of(written)
        if version is not None and version < setup.OLDEST:
            self.add(Code.APP, "needed", setup.too_old(written).sentence, Action.INSTALL)
        elif version is not None and version < setup.RECOMMENDED:
            newer = ".".join(map(str, setup.RECOMMENDED))
            sentence = f"Version {written} works; {newer} or newer also hears texts that other apps swallow."
            self.add(Code.APP, "ok", sentence, Action.INSTALL)
        else:
            self.add(Code.APP, "ok", f"Version {written or 'unknown'} is installed.")
        return True

    def _permissions(self, site: Site) -> None:
        granted = set(_GRANTED.findall(site.ask(f"dumpsys package {PACKAGE}")))
        missing = [name for name in remedies.NEEDED if f"android.permission.{name}" not in granted]
        if missing:
            what = ", ".join(missing)
            sentence = f"The app lacks permissions ({what}). They can be granted from here."
            self.add(Code.PERMISSIONS, "needed", sentence, Action.GRANT)
        else:
            self.add(Code.PERMISSIONS, "ok", "The app has all permissions that it needs.")

    def _battery(self, site: Site) -> None:
        if PACKAGE in site.ask("dumpsys deviceidle whitelist"):
            self.add(Code.BATTERY, "ok", "Battery saving is off for the app.")
            return
        sentence = (
            "Android puts the app to sleep to save battery; texts would wait for hours. Switch that off."
        )
        self.add(Code.BATTERY, "needed", sentence, Action.STAY_AWAKE)

    def _limit(self, site: Site) -> None:
        set_to = site.ask("settings get global sms_outgoing_check_max_count").strip()
        if set_to.isdecimal() and len(set_to) < 10:
            self.add(Code.LIMIT, "ok", f"Android lets the app send {set_to} texts in a minute.")
        else:
            self.add(Code.LIMIT, "ok", _LIMIT_AS_IS, Action.RAISE_LIMIT)

    def app_answers_at(self, site: Site) -> None:
        """Through a forward of its own, so that a driver at work is not disturbed."""
        port = site.adb.forward(site.serial, address.GATEWAY_PORT)
        try:
            self.app_answers(address.Address("127.0.0.1", port), Action.OPEN)
        finally:
            site.adb.kill_forward(site.serial, port)

    def app_answers(self, where: address.Address, action: Action | None = None) -> None:
        gateway = Gateway(where, self._user, self._password)
        if not self._asked(Code.SERVER, gateway.health, "The app's server answers.", action):
            return
        self._asked(Code.PASSWORD, gateway.device, "User name and password are right.")

    def _asked(self, code: Code, ask: Callable[[], object], ok: str, action: Action | None = None) -> bool:
        try:
            ask()
        except RemoteProtocolError:
            self.add(code, "needed", "Something else than the gateway app answers on the phone.")
        except DriverError as error:
            sentence = _ONLINE if code is Code.SERVER else error.cause.sentence
            self.add(code, "needed", sentence, action)
        else:
            self.add(code, "ok", ok)
            return True
        return False
