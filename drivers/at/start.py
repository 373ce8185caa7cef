"""From an open port to a modem that can send and tell: the order of commands in hardware.md 1.3."""

from __future__ import annotations

from drivers.at.calls import announce_calls
from drivers.at.centre import set_centre
from drivers.at.charset import set_charset
from drivers.at.device import Device, Sim
from drivers.at.fields import fields, number
from drivers.at.identify import (
    check_sim,
    identify_box,
    identify_card,
    identify_subscriber,
)
from drivers.at.network import watch_registration
from drivers.at.notify import set_notification
from drivers.at.quirks import REFUSALS, SEND_ONLY
from drivers.at.session import ESCAPE, Command
from drivers.at.steps import (
    ModemSilent,
    Pause,
    Procedure,
    Raw,
    Tell,
    Unusable,
    ask,
    ask_first_ok,
    ask_patiently,
)
from drivers.at.storage import choose_memory
from drivers.at.unlock import count_tries
from modemsms.driver import Identified, PinNeeded
from modemsms.errors import Cause

# The first AT behind a pause may go unanswered (Q76); after five the port is taken for wrong or dead.
ATTENTION_TRIES = 5
ATTENTION_TIMEOUT = 1.0
# SIM800 and A7670 refuse SMS commands until they say "SMS Ready" or "SMS DONE" (Q52, Q53).
SMS_STACK_TRIES = 15
SMS_STACK_PAUSE = 2.0

_RADIO_ON = 60.0

NO_PDU_MODE = Cause(
    "no_pdu_mode",
    "This device does not send texts the way modems do (no PDU mode). If it is a phone, use the driver "
    "“android” or “gammu”.",
)


def start(device: Device) -> Procedure[None]:
    """Set everything up. Ends early, with ``device.sim`` saying why, when the SIM is not ready.

    Raises ``ModemSilent`` or ``Unusable``.
    """
    yield from get_attention()
    yield from _set_manners()
    yield from identify_box(device)
    yield from _apply_profile(device)
    yield from _turn_radio_on()
    yield from identify_card(device)
    yield from check_sim(device)
    if device.sim is not Sim.READY:
        yield from _tell_of_sim(device)
        return
    yield from identify_subscriber(device)
    yield from _choose_pdu_mode()
    yield from _choose_service(device)
    yield from choose_memory(device)
    yield from set_charset(device)
    yield from set_centre(device)
    yield from set_notification(device)
    if not device.home and device.notifies is None:
        raise Unusable(SEND_ONLY)
    yield from watch_registration(device)
    yield from announce_calls()
    yield Tell(Identified(device.slot, device.identity))


def get_attention() -> Procedure[None]:
    """ESC leaves a prompt that a killed program has left open (Q31), without sending; then AT.

    Never Ctrl-Z here: it would send what stands behind that prompt.
    """
    yield Raw(ESCAPE + b"\r")
    for _ in range(ATTENTION_TRIES):
        reply = yield Command("AT", ATTENTION_TIMEOUT)
        if reply.final is not None and reply.final.numeric:
            reply = yield Command("ATV1", ATTENTION_TIMEOUT)
        if reply.ok:
            return
    raise ModemSilent("AT")


def _set_manners() -> Procedure[None]:
    """No echo, results in words, numbers for errors; a modem that refuses one of these does without."""
    for text in ("ATE0", "ATV1", "ATQ0"):
        yield from ask(text)
    yield from ask_first_ok("AT+CMEE=1", "AT+CMEE=2")


def _apply_profile(device: Device) -> Procedure[None]:
    """What the table of quirks and the shop's settings ask for; refuses what we do not drive."""
    refusal = REFUSALS.get(device.profile.refusal)
    if refusal is not None:
        raise Unusable(refusal)
    if device.profile.factory_reset:
        yield from ask("AT&F")
        yield from _set_manners()
    for text in device.profile.radio:
        yield from ask(Command(text, _RADIO_ON))
    device.quieted = bool(device.profile.init)
    for text in device.profile.init:
        reply = yield from ask(text)
        device.quieted = device.quieted and reply.ok


def _turn_radio_on() -> Procedure[None]:
    """AT+CFUN: 0, 4 and 7 are off. Qualcomm M6280 answers the query with its ranges: that is no number."""
    reply = yield from ask(Command("AT+CFUN?", 15.0))
    if reply.ok and number(fields(reply.first)[0]) in (0, 4, 7):
        yield from ask(Command("AT+CFUN=1", _RADIO_ON))


def _tell_of_sim(device: Device) -> Procedure[None]:
    yield from count_tries(device)
    if device.sim is Sim.PIN and not device.pin_refused:
        yield Tell(PinNeeded(device.slot, device.identity, device.tries_left))
    else:
        yield Tell(Identified(device.slot, device.identity))


def _choose_pdu_mode() -> Procedure[None]:
    for _ in range(SMS_STACK_TRIES):
        if (yield from ask_patiently(Command("AT+CMGF=0"))).ok:
            return
        offered = yield from ask("AT+CMGF=?")
        if offered.ok and offered.lines and "0" not in offered.first:
            break
        yield Pause(SMS_STACK_PAUSE, until_boot=True)
    raise Unusable(NO_PDU_MODE)


def _choose_service(device: Device) -> Procedure[None]:
    """AT+CSMS=1 makes us answer each direct message within seconds (27.005, 3.2.1): not wanted.

    But where texts come directly anyway: what was not answered is then brought again, and not lost.
    """
    if device.is_direct:
        device.acknowledges = (yield from ask("AT+CSMS=1")).ok
        return
    reply = yield from ask("AT+CSMS?")
    if reply.ok and number(fields(reply.first)[0]) == 1:
        device.acknowledges = not (yield from ask("AT+CSMS=0")).ok
