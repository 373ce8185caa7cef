"""Who the modem is, whose SIM is in it, and what that SIM wants (hardware.md 1.3, steps 6 to 10)."""

from __future__ import annotations

import re
from dataclasses import replace

from drivers.at.device import Device, Sim
from drivers.at.fields import fields
from drivers.at.quirks import profile_for
from drivers.at.session import Command
from drivers.at.sim_causes import sim_of_code, sim_of_words
from drivers.at.steps import Procedure, Quiet, Reply, ask, ask_patiently

# Manuals give 20 s; a stick answers at once.
_ASKED_FOR = 20.0
_STRAY_RESULT = 0.3
_LONGEST_TEXT = 100

_IMEI = re.compile(r"\b(\d{14,16})\b")
_IMSI = re.compile(r"\b(\d{14,15})\b")
# Letters stand in some Chinese ones, an F at the end is filler.
_ICCID = re.compile(r"\b(\d{6}[0-9A-F]{12,14})\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]{2}|^[A-Za-z0-9]$")
_PHONE = re.compile(r"\+?\d{3,20}")
_INTERNATIONAL = "145"

# The standard has none; EF-ICCID as a file (27.007, 8.18) comes last, with its digits swapped.
_ICCID_COMMANDS = ("AT+CCID", "AT+QCCID", "AT^ICCID?", "AT+ICCID")
_ICCID_FILE = "AT+CRSM=176,12258,0,0,10"

_SIM_SIGNALS = {
    ("+QUSIM", "0"): False,
    ("+QUSIM", "1"): True,
    ("^SIMST", "255"): False,
    ("^SIMST", "0"): False,
    ("^SIMST", "1"): True,
}


def identify_box(device: Device) -> Procedure[None]:
    """Manufacturer, model, firmware and IMEI, and with them the profile of its quirks.

    An OK without a line was a result that nobody had asked for, from a prompt that ESC ended: then it
    must be quiet before the next question, or each answer would be taken for the one before.
    """
    yield from _ask_who(device)
    if device.identity.imei is None:
        # A result that came late stands where the next answer should: when it is quiet, all is asked once more.
        yield Quiet(_STRAY_RESULT)
        yield from _ask_who(device)
    known = device.identity
    device.profile = profile_for(known.manufacturer, known.model, device.usb_id, device.quirks)


def _ask_who(device: Device) -> Procedure[None]:
    asked = Command("AT+CGMI", _ASKED_FOR, free=True)
    reply = yield from ask(asked)
    if reply.ok and not reply.lines:
        yield Quiet(_STRAY_RESULT)
        reply = yield from ask(asked)
    manufacturer = _told(asked, reply)
    model = yield from _text("AT+CGMM")
    firmware = yield from _text("AT+CGMR")
    imei = yield from _match("AT+CGSN", _IMEI)
    device.identity = replace(
        device.identity, manufacturer=manufacturer, model=model, firmware=firmware, imei=imei
    )


def identify_card(device: Device) -> Procedure[None]:
    """The ICCID, which a SIM tells before its PIN."""
    for text in _ICCID_COMMANDS:
        found = yield from _match(text, _ICCID)
        if found is not None:
            break
    else:
        reply = yield from ask(Command(_ICCID_FILE, _ASKED_FOR))
        values = fields(reply.first)
        found = _swapped(values[2]) if reply.ok and len(values) > 2 else None
    device.identity = replace(device.identity, iccid=found.upper().rstrip("F") if found else None)


def identify_subscriber(device: Device) -> Procedure[None]:
    """IMSI and own number, which need the PIN; both may be unknown."""
    imsi = yield from _match("AT+CIMI", _IMSI)
    own = None if device.profile.no_own_number else (yield from _own_number())
    device.identity = replace(device.identity, imsi=imsi, number=own)


def check_subscriber(device: Device) -> Procedure[None]:
    """Whether it still is the same SIM: some modems do not tell that it was changed."""
    before = device.identity.imsi
    now = yield from _match("AT+CIMI", _IMSI)
    device.in_doubt = device.in_doubt or (None not in (before, now) and before != now)


def check_sim(device: Device) -> Procedure[None]:
    """AT+CPIN?, patiently: a SIM is busy for seconds after power-up (Q54)."""
    reply = yield from ask_patiently(Command("AT+CPIN?", _ASKED_FOR))
    device.sim = sim_of(reply)


def sim_of(reply: Reply) -> Sim:
    """What the answer of ``AT+CPIN?`` means."""
    if reply.final is not None and not reply.final.ok:
        return sim_of_code(reply.final.code)
    return sim_of_words(fields(reply.first)[0])


def sim_news(line: str) -> bool | None:
    """Whether an unsolicited line says that a SIM has come (True) or gone; None if neither."""
    head, _, value = line.partition(":")
    value = value.strip().strip('"').upper()
    if head == "+CPIN":
        return sim_of_words(value) is not Sim.ABSENT
    return _SIM_SIGNALS.get((head, value))


def _text(command: str) -> Procedure[str | None]:
    asked = Command(command, _ASKED_FOR, free=True)
    return _told(asked, (yield from ask(asked)))


def _told(asked: Command, reply: Reply) -> str | None:
    """The first line with a word in it: noise has none."""
    lines = [line.removeprefix(asked.head).strip().strip('"') for line in reply.lines if reply.ok]
    return next((line[:_LONGEST_TEXT] for line in lines if _WORD.search(line)), None)


def _match(command: str, pattern: re.Pattern[str]) -> Procedure[str | None]:
    reply = yield from ask(Command(command, _ASKED_FOR, free=True))
    found = pattern.search(" ".join(reply.lines)) if reply.ok else None
    return found[1] if found else None


def _own_number() -> Procedure[str | None]:
    """``+CNUM: "name","+4917…",145``; many SIMs do not know their number."""
    reply = yield from ask(Command("AT+CNUM", _ASKED_FOR))
    values = fields(reply.first)
    if not reply.ok or len(values) < 2 or not _PHONE.fullmatch(values[1]):
        return None
    international = len(values) > 2 and values[2] == _INTERNATIONAL
    return f"+{values[1].removeprefix('+')}" if international else values[1]


def _swapped(digits: str) -> str | None:
    pairs = [digits[place + 1] + digits[place] for place in range(0, len(digits) - 1, 2)]
    found = _ICCID.search("".join(pairs))
    return found[1] if found else None
