"""Making a modem that answers begin anew: its registration, its radio, all of it (hardware.md 1.9, R5 and R6)."""

from __future__ import annotations

from collections.abc import Iterator

from drivers.at.device import Device
from drivers.at.fields import groups, ranges
from drivers.at.network import poll_registration
from drivers.at.session import Command
from drivers.at.steps import ModemSilent, Pause, Procedure, ask

# Vendors allow AT+COPS= three minutes, AT+CFUN= one.
REGISTERS_WITHIN = 180.0
_RADIO = 60.0
RADIO_OFF = 5.0
_RESTART = 10.0
# A restart begins one to three seconds behind its OK. A modem that still answers after so many looks,
# a second apart, has taken the command and done nothing (Q65).
LOOKS = 8
LOOK_PAUSE = 1.0
_LOOK = 1.0
# How long it may be away.
BACK_WITHIN = 90.0

_STANDARD = "AT+CFUN=1,1"
# u-blox and some Huawei: 15 is a silent reset, 16 one of the SIM too (27.007 leaves both to the maker).
_RESETS = (16, 15)


def register_anew(device: Device) -> Procedure[None]:
    """R5: have the modem choose its network by itself once more."""
    yield from ask(Command("AT+COPS=0", REGISTERS_WITHIN))
    for domain in tuple(device.registration):
        yield from poll_registration(device, domain)


def cycle_radio(device: Device) -> Procedure[None]:
    """R5: radio off and on. Some modems forget by that what they were told, so they are set up again."""
    yield from ask(Command("AT+CFUN=4", _RADIO))
    yield Pause(RADIO_OFF)
    yield from ask(Command("AT+CFUN=1", _RADIO))
    device.in_doubt = True


def restart(device: Device, *, blindly: bool) -> Procedure[None]:
    """R6: try what restarts this make, until something does; ``device.restarted`` says whether it did.

    *blindly* also tries the standard's way on a modem that does not list it. The engine ends this
    procedure at the first sign of the new start; ``ModemSilent`` is raised when none comes.
    """
    for text in (yield from _ways(device, blindly=blindly)):
        reply = yield Command(text, _RESTART)
        if (reply.final is None or reply.final.ok) and (yield from _goes_down()):
            device.restarted = True
            return


def _ways(device: Device, *, blindly: bool) -> Procedure[tuple[str, ...]]:
    listed = yield from ask("AT+CFUN=?")
    offered = tuple(_offered(listed.first)) if listed.ok else ()
    blind = (_STANDARD,) if blindly else ()
    return tuple(dict.fromkeys((*device.profile.restarts, *offered, *blind)))


def _offered(line: str) -> Iterator[str]:
    """From ``+CFUN: (0,1,4,15),(0-1)``: what of it restarts (Q66)."""
    lists = [ranges(group) for group in groups(line)]
    if len(lists) > 1 and 1 in lists[1]:
        yield _STANDARD
    yield from (f"AT+CFUN={reset}" for reset in _RESETS if lists and reset in lists[0])


def _goes_down() -> Procedure[bool]:
    """Whether it stops answering; then wait until it does again."""
    for _ in range(LOOKS):
        yield Pause(LOOK_PAUSE)
        if (yield Command("AT", _LOOK)).final is None:
            yield from _comes_back()
            return True
    return False


def _comes_back() -> Procedure[None]:
    for _ in range(int(BACK_WITHIN / (LOOK_PAUSE + _LOOK))):
        yield Pause(LOOK_PAUSE)
        if (yield Command("AT", _LOOK)).final is not None:
            return
    raise ModemSilent("AT")
