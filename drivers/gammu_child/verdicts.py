"""What a failed call means: for a text its fate (DESIGN 4), for the phone what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.at.registration import DENIED, NO_NETWORK, SEARCHING
from drivers.at.sim_causes import Sim, sim_obstacle
from drivers.gammu_child.protocol import Failed, Refusal
from modemsms.devices import Holder
from modemsms.errors import (
    Cause,
    DriverError,
    ModemNotReady,
    ModemUnavailable,
    OutcomeUnknown,
    SendRejected,
)
from modemsms.gsm import causes

NOT_HANDED_OVER = Cause("modem_unavailable", "The phone went away before the text was handed to it.")
NO_ANSWER = Cause(
    "no_answer", "The phone took the text and never said what became of it. It may have been sent."
)
GONE = Cause("modem_gone", "The phone vanished while it was sending the text. It may have been sent.")
UNENCODABLE = Cause(
    "unencodable",
    "gammu cannot send this text as it is written. Use driver “at” if this phone is a modem, or write it"
    " without special characters.",
)
SILENT = Cause(
    "silent", "The phone is connected and does not answer. Unplug it, wait ten seconds and plug it in again."
)
UNPLUGGED = Cause(
    "modem_gone", "The phone was unplugged or lost its power. It goes on by itself when it is back."
)
CHILD_FAILED = Cause(
    "gammu_failed",
    "gammu broke down over this phone. It is started again; if this goes on, unplug the phone.",
)
GAMMU_MISSING = Cause(
    "gammu_missing",
    "Phones by cable need python-gammu, which is not installed. Run “sudo apt install python3-gammu” or"
    " “pip install python-gammu”; it goes on by itself within a minute.",
)
NO_SIM = Cause("no_sim", "There is no SIM in the phone, or it is not seated well.")
PHONE_OFF = Cause("switched_off", "The phone is switched off. Switch it on.")
IN_MENU = Cause("modem_busy", "Somebody is in a menu of the phone. Leave the menu.")
_REGISTRATION = {"RegistrationDenied": DENIED, "NoNetwork": NO_NETWORK, "RequestingNetwork": SEARCHING}
_LOCKED_PHONE = Cause("sim_locked", "The phone asks for its own security code. Enter it on the phone.")
_SIMS = {"PIN": Sim.PIN, "PUK": Sim.PUK, "Network": Sim.LOCKED}
# A second PIN is for calls to fixed numbers; texts go without.
_HARMLESS = frozenset({"PIN2", "PUK2"})

# gammu's codes (hardware.md 5.2).
_OPEN, _LOCKED, _NOT_THERE, _BUSY, _NOT_ALLOWED = 2, 3, 4, 5, 6
_WRITING, _READING, _NOT_CONNECTED = 11, 12, 33
_TIMEOUT, _UNKNOWN_RESPONSE = 14, 16
_NOT_SUPPORTED, _SECURITY, _WRONG_PLACE, _NOT_IMPLEMENTED, _FULL = 21, 23, 24, 25, 26
_INSIDE_MENU, _PHONE_OFF, _NO_SIM = 32, 35, 49
_EMPTY = 22

_DEVICE_LOST = frozenset(
    {_OPEN, _LOCKED, _NOT_THERE, _BUSY, _NOT_ALLOWED, _WRITING, _READING, _NOT_CONNECTED}
)
_OUT_OF_STEP = frozenset({_TIMEOUT, _UNKNOWN_RESPONSE})
_NOT_READY = {_NO_SIM: NO_SIM, _PHONE_OFF: PHONE_OFF, _INSIDE_MENU: IN_MENU}

# What even a phone that does not show its wire has said before it sent anything.
_REFUSED_BEFORE = frozenset({_NOT_SUPPORTED, _NOT_IMPLEMENTED, _WRONG_PLACE})


def loses_phone(failed: Failed) -> Cause | None:
    """Why a new child has to begin from the start; None where the next call may work."""
    if failed.refusal is not None:
        return None
    if failed.code in _DEVICE_LOST:
        return UNPLUGGED
    return SILENT if failed.code in _OUT_OF_STEP else None


def is_gone_already(failed: Failed) -> bool:
    """Of a ``Delete``: there is nothing at that place any more."""
    return failed.code in (_EMPTY, _WRONG_PLACE) or failed.refusal == Refusal("CMS", 321)


def obstacle(security: str | None, *, refused: bool = False) -> Cause | None:
    """What keeps a SIM that asks for *security* from working; *refused*: the code that was tried is wrong."""
    if security is None or security in _HARMLESS:
        return None
    sim = _SIMS.get(security)
    return _LOCKED_PHONE if sim is None else sim_obstacle(sim, None, refused=refused)


def no_network(word: str | None) -> Cause | None:
    """Why no text can leave, by gammu's *word* for the registration; one that it does not tell is believed."""
    return _REGISTRATION.get(word or "")


def opening(failed: Failed, device: str) -> Cause:
    """Why the phone could not be opened."""
    if failed.code == _NOT_ALLOWED:
        return Cause(
            "port_denied",
            f"This user may not use {device}. Add the user to the group that owns the port (sudo usermod"
            " -aG dialout USER) and start modemsms again.",
        )
    if failed.code == _NOT_THERE:
        return missing(device)
    if failed.code in _DEVICE_LOST:
        return Cause("port_unusable", f"gammu cannot open {device} ({failed.name}). Is it the phone's port?")
    known = _NOT_READY.get(failed.code)
    if known is not None:
        return known
    return SILENT if failed.code in _OUT_OF_STEP else _gammu(failed)


def missing(device: str) -> Cause:
    """There is no such port."""
    return Cause("port_missing", f"There is no port {device}. Is the phone plugged in, and is this its port?")


def busy(device: str, holders: Sequence[Holder]) -> Cause:
    """Other programs have the port open."""
    names = ", ".join(f"{holder.program} (process {holder.pid})" for holder in holders)
    return Cause(
        "port_busy",
        f"The port {device} is in use by {names}. Stop that program, or keep it away from this port; then it"
        " goes on by itself.",
    )


def of_send(failed: Failed) -> DriverError | None:
    """The fate of a text whose ``Send`` failed; None: it counts as sent (CMS 197, a duplicate)."""
    if failed.refusal is not None:
        if failed.handed_over and failed.refusal == Refusal("CMS", causes.CMS_DUPLICATE):
            return None
        return _refused(failed.refusal, handed_over=failed.handed_over)
    if failed.code in _NOT_READY:
        return ModemNotReady(_NOT_READY[failed.code])
    if failed.code == _FULL:
        return causes.cms_error(322, after_pdu=failed.handed_over)
    if failed.handed_over and failed.code not in _REFUSED_BEFORE:
        return OutcomeUnknown(GONE if failed.code in _DEVICE_LOST else NO_ANSWER)
    if failed.code in _DEVICE_LOST | _OUT_OF_STEP:
        return ModemUnavailable(NOT_HANDED_OVER)
    return SendRejected(_gammu(failed), permanent=False, tries=3)


def of_dial(failed: Failed) -> Cause:
    """Why a code could not be dialled."""
    if failed.refusal is not None:
        return _refused(failed.refusal, handed_over=False).cause
    return _gammu(failed)


def _refused(refusal: Refusal, *, handed_over: bool) -> DriverError:
    judge = causes.cme_error if refusal.family == "CME" else causes.cms_error
    return judge(refusal.code, after_pdu=handed_over)


def _gammu(failed: Failed) -> Cause:
    return Cause(
        f"gammu_{failed.code}",
        f"The phone refused, and gammu does not know why ({failed.name}). If this goes on, unplug the phone"
        " and plug it in again.",
    )
