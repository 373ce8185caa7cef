"""What the adb server says and what the states of a phone mean, in the words of a shop."""

from __future__ import annotations

from drivers.android.address import Address
from drivers.android.foreign import quoted
from modemsms.errors import Cause

STARTING_CODE = "adb_starting"

SERVER_SILENT = Cause(
    "adb_silent", "The program adb on this machine does not answer. It is asked again from time to time."
)
BROKEN = Cause("phone_cable", "The connection to the phone broke off. Check the cable; it goes on by itself.")
NOT_ADB = Cause(
    "adb_foreign",
    "Another program than adb answers where adb should. Stop it, or set ANDROID_ADB_SERVER_PORT.",
)
ADB_MISSING = Cause(
    "adb_missing",
    "The program adb, which reaches phones by cable, is not installed. Install it: sudo apt install adb.",
)
ADB_FAILS = Cause(
    "adb_fails", "The program adb does not start. Try “adb start-server” as the user that runs modemsms."
)
NO_PHONE = Cause(
    "phone_missing",
    "The phone is not on its cable, or its USB debugging is off. Plug it in and switch on USB debugging in "
    "its developer options.",
)
SEVERAL = Cause(
    "phone_several",
    "Several phones are plugged in. Say which one is meant: give its serial number as the port.",
)
TWINS = Cause(
    "phone_twins",
    "Two phones with the same serial number are plugged in, so nobody can tell them apart. Unplug one, or "
    "reach one of them by the network that it shares (its http:// address).",
)
UNAUTHORIZED = Cause(
    "phone_unauthorized",
    "The phone does not trust this machine yet. Unlock it, tick “Always allow from this computer” and tap Allow.",
)
OFFLINE = Cause(
    "phone_offline",
    "The phone is plugged in but does not answer. If this stays so, unplug it and plug it in again, or "
    "restart it.",
)
NO_PERMISSIONS = Cause(
    "phone_no_permissions",
    "This machine may not use the phone's USB port. Install android-sdk-platform-tools-common, add the "
    "user that runs modemsms to the group plugdev, and plug the phone in again.",
)
CONNECTING = Cause("phone_connecting", "The phone has just been plugged in and is getting ready.")
NOT_STARTED = Cause(
    "phone_not_started",
    "The phone is in its start or recovery menu. Restart it so that it shows its home screen.",
)

_STATES = {
    "unauthorized": UNAUTHORIZED,
    "offline": OFFLINE,
    "authorizing": CONNECTING,
    "connecting": CONNECTING,
    "bootloader": NOT_STARTED,
    "recovery": NOT_STARTED,
    "rescue": NOT_STARTED,
    "sideload": NOT_STARTED,
    "host": NOT_STARTED,
}

# Parts of what servers write behind FAIL, lower case; the first that fits.
_REFUSALS = (
    ("unauthorized", UNAUTHORIZED),
    ("still authorizing", CONNECTING),
    ("still connecting", CONNECTING),
    ("offline", OFFLINE),
    ("more than one", TWINS),
    ("no permissions", NO_PERMISSIONS),
    ("insufficient permissions", NO_PERMISSIONS),
    ("not found", NO_PHONE),
    ("no devices", NO_PHONE),
    ("closed", BROKEN),
)


def no_server(address: Address) -> Cause:
    """Nobody listens where the adb server should."""
    if address.is_local:
        return Cause(STARTING_CODE, "The program adb, which reaches phones by cable, is being started.")
    return Cause("adb_remote", f"No adb server answers on {address}. Start it there.")


def state(word: str) -> Cause:
    """Why a phone in the state *word* of the adb server cannot be used."""
    if "permission" in word:
        return NO_PERMISSIONS
    return _STATES.get(
        word, Cause("phone_state", f"The phone cannot be used now; its state is {quoted(word)}.")
    )


def refusal(text: str) -> Cause:
    """What stands behind ``FAIL``."""
    low = text.lower().strip()
    if not low:
        # So adb 29 answers about a phone that it does not know.
        return NO_PHONE
    for part, cause in _REFUSALS:
        if part in low:
            return cause
    return Cause("adb_refused", f"The program adb refused: {quoted(text)}.")
