"""What the phone doctor can do on a phone from here: each action is a few commands of Android's own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.android.adb import Adb
from drivers.android.foreign import quoted
from drivers.android.link import ACTIVITY, PACKAGE
from modemsms.errors import Cause, ModemUnavailable

# Without these the app cannot do its work (hardware.md 4.4).
NEEDED = ("SEND_SMS", "RECEIVE_SMS", "READ_SMS", "READ_PHONE_STATE")
# Granted as well where this Android and this app know them.
USEFUL = ("READ_PHONE_NUMBERS", "RECEIVE_MMS", "RECEIVE_WAP_PUSH", "POST_NOTIFICATIONS")

# An APK has some ten megabytes; a phone takes a while to check and compile it.
INSTALL_SECONDS = 180.0
LIMIT_TEXTS = 1000
LIMIT_PERIOD_MS = 60_000

_APK_BEGINS = b"PK\x03\x04"


class Action(StrEnum):
    """What the owner may tap."""

    INSTALL = "install"
    GRANT = "grant"
    STAY_AWAKE = "stay_awake"
    OPEN = "open"
    RAISE_LIMIT = "raise_limit"
    REBOOT = "reboot"


@dataclass(frozen=True, slots=True)
class Site:
    """A phone on an adb server."""

    adb: Adb
    serial: str

    def ask(self, command: str) -> str:
        """What its shell prints."""
        return self.adb.shell(self.serial, command)


def carry_out(action: Action, site: Site, package: bytes | None) -> str:
    """Do *action* and say what came of it. Raises ``ModemUnavailable`` with a sentence."""
    match action:
        case Action.INSTALL:
            return _install(site, package)
        case Action.GRANT:
            return _grant(site)
        case Action.STAY_AWAKE:
            _expect(site.ask(f"dumpsys deviceidle whitelist +{PACKAGE}"), "Added")
            return "Battery saving is off for the gateway app."
        case Action.OPEN:
            _expect(site.ask(f"am start -n {ACTIVITY}"), "Starting")
            return "The gateway app is open on the phone. Tap its button until it says Online."
        case Action.RAISE_LIMIT:
            site.ask(f"settings put global sms_outgoing_check_max_count {LIMIT_TEXTS}")
            site.ask(f"settings put global sms_outgoing_check_interval_ms {LIMIT_PERIOD_MS}")
            return (
                f"Android will let the app send {LIMIT_TEXTS} texts in a minute once the phone was restarted."
            )
        case Action.REBOOT:
            site.adb.reboot(site.serial)
            return "The phone restarts. It is back in a minute; unlock it once so that the app can start."


def _install(site: Site, package: bytes | None) -> str:
    if not package or not package.startswith(_APK_BEGINS):
        raise ModemUnavailable(Cause("apk_unusable", "This is no APK file. Hand over the file of the app."))
    said = site.adb.install(site.serial, package, seconds=INSTALL_SECONDS)
    _expect(said, "Success")
    return "The gateway app is installed."


def _grant(site: Site) -> str:
    for name in (*NEEDED, *USEFUL):
        said = site.ask(f"pm grant {PACKAGE} android.permission.{name}")
        if said.strip() and name in NEEDED:
            raise _refusal(said)
    return "The gateway app may read and send texts."


def _expect(said: str, wanted: str) -> None:
    if wanted not in said:
        raise _refusal(said)


def _refusal(said: str) -> ModemUnavailable:
    lines = said.strip().splitlines()
    why = quoted(lines[-1]) if lines else "it said nothing"
    return ModemUnavailable(Cause("phone_refused", f"The phone did not do it: {why}"))
