"""The character set of quoted strings: USSD texts and operators' names (AT+CSCS; 27.007, 5.5)."""

from __future__ import annotations

from drivers.at.device import Device
from drivers.at.steps import Procedure, ask

UCS2 = "UCS2"
_USUAL = ("GSM", "IRA")


def set_charset(device: Device) -> Procedure[None]:
    """The usual one. Where it is refused the modem keeps its own, which is most often GSM."""
    for name in _USUAL:
        if (yield from _set(device, name)):
            return


def use_ucs2(device: Device) -> Procedure[bool]:
    """Strings are UTF-16 in hex from now on; False if the modem cannot."""
    return (yield from _set(device, UCS2))


def _set(device: Device, name: str) -> Procedure[bool]:
    done = (yield from ask(f'AT+CSCS="{name}"')).ok
    if done:
        device.charset = name
    return done
