"""The operator's message centre: what the SIM says, what the shop wants, what this SIM once had (Q44 to Q46)."""

from __future__ import annotations

from dataclasses import replace

from drivers.at.device import Device
from drivers.at.fields import fields
from drivers.at.session import Command
from drivers.at.steps import Procedure, ask
from modemsms.errors import CodecError
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import with_smsc

_TIMEOUT = 20.0
# Types of address (24.008, 10.5.4.7).
_INTERNATIONAL, _UNKNOWN = 145, 129


def set_centre(device: Device) -> Procedure[None]:
    """Read it, which also makes a Siemens HC25 remember it (Q45); write what is wanted, or was lost."""
    found = yield from _read()
    wanted = device.smsc_wanted or found or _remembered(device)
    if wanted and wanted != found:
        device.smsc_in_pdu = not (yield from _write(wanted))
    device.identity = replace(device.identity, smsc=wanted)
    _remember(device)


def mend_centre(device: Device) -> Procedure[bool]:
    """The network side of the modem knew none (CMS 330): give it the one we know, twice over.

    Writing is all that a Huawei E220 wants (Q46); in front of each TPDU it also serves a modem that
    forgets it again (Q44). False where none is known, and no text can leave.
    """
    centre = device.smsc_wanted or device.identity.smsc or _remembered(device)
    device.smsc_missing = not centre
    if not centre or device.smsc_in_pdu:
        return False
    device.smsc_in_pdu = True
    device.identity = replace(device.identity, smsc=centre)
    yield from _write(centre)
    return True


def look_for_centre(device: Device) -> Procedure[None]:
    """Somebody may have put it onto the SIM."""
    found = yield from _read()
    if found:
        device.identity = replace(device.identity, smsc=found)
        device.smsc_missing = False
        _remember(device)


def pdu_line(device: Device, tpdu: bytes) -> str:
    """*tpdu* in hex, with the centre in front where the modem needs it there."""
    if device.profile.no_smsc_prefix:
        return tpdu.hex().upper()
    centre = device.smsc_wanted or device.identity.smsc
    if device.smsc_in_pdu and centre:
        try:
            return with_smsc(tpdu, Address.parse(centre)).hex().upper()
        except CodecError:
            pass  # not a number: the SIM's own has to do
    return with_smsc(tpdu).hex().upper()


def _read() -> Procedure[str | None]:
    reply = yield from ask(Command("AT+CSCA?", _TIMEOUT))
    return fields(reply.first)[0] or None if reply.ok else None


def _write(centre: str) -> Procedure[bool]:
    kind = _INTERNATIONAL if centre.startswith("+") else _UNKNOWN
    return (yield from ask(Command(f'AT+CSCA="{centre}",{kind}', _TIMEOUT))).ok


def _remembered(device: Device) -> str | None:
    """Not of a SIM without a name: it may be another one than last time."""
    return device.memory.smsc if device.identity.sim_key else None


def _remember(device: Device) -> None:
    device.memory.smsc = device.identity.smsc or device.memory.smsc
