"""Recipients to whom things happen on demand: the table of magic numbers.

Each is +49 1579 999 and four digits, which look like any German mobile number. ``ccc`` is an error
code of three digits, zeros in front; 000 stands for the bare ERROR.

=====================  ====================================================================
+49 1579 999 0ccc      +CMS ERROR: ccc, always; nothing is on the air
+49 1579 999 1ccc      +CMS ERROR: ccc the first time, then taken
+49 1579 999 2ccc      +CMS ERROR: ccc the first three times, then taken
+49 1579 999 3ccc      +CME ERROR: ccc, always
+49 1579 999 4000      silence after Ctrl-Z, never on the air
+49 1579 999 4001      on the air, but no +CMGS ever
+49 1579 999 4002      on the air, silence, and the +CMGS twenty seconds late
+49 1579 999 4003      the modem reboots before it is on the air, the first time
+49 1579 999 4004      the modem reboots after it was on the air, the first time
+49 1579 999 4005      on the air, but a bare ERROR as answer
+49 1579 999 4006      noise before the +CMGS
+49 1579 999 4007      taken; the next AT+CMGS, whoever it is for, gets no prompt
+49 1579 999 4008      the modem hears and says nothing for half a minute, the first time
+49 1579 999 4009      unplugged before it is on the air, back after five seconds, the first time
+49 1579 999 4010      unplugged after it was on the air, back after five seconds, the first time
+49 1579 999 5000      taken; the status report never comes
+49 1579 999 5001      the status report comes before the +CMGS
+49 1579 999 5002      two reports: still trying (TP-ST 30), then delivered
+49 1579 999 5003      the status report comes half a minute later
+49 1579 999 5004      the status report comes twice
+49 1579 999 6ddd      one status report whose TP-ST is ddd in decimal: 6070 says "expired" (hex 46)
+49 1579 999 7000      a customer who never answers; 7001 at once; 7002 the same text twice (two
                       deliveries of one PDU); 7003 a long answer, segments in reverse; 7004 a long
                       answer that lacks a segment; 7005 emoji; 7006 STOP; 7007 an empty text
=====================  ====================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from drivers.simulator.faults import (
    ALWAYS,
    Action,
    Deaf,
    Fault,
    Late,
    Moment,
    Noise,
    Reboot,
    Refuse,
    Silence,
    Unplug,
)
from drivers.simulator.reports import DELIVERED, NEVER, Reports, Stage

PREFIX = "+491579999"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What happens to submits for one number."""

    faults: tuple[Fault, ...] = ()
    reports: Reports = DELIVERED
    next_prompt_missing: bool = False


ORDINARY = Behaviour()


# Which kind of error the rows give, and how many times.
REFUSING = {"0": ("CMS", ALWAYS), "1": ("CMS", 1), "2": ("CMS", 3), "3": ("CME", ALWAYS)}


def behaviour_of(number: str) -> Behaviour:
    """What the table says of *number* (E.164); ``ORDINARY`` for all others."""
    digits = number.removeprefix(PREFIX)
    if digits == number or len(digits) != 4 or not digits.isdecimal():
        return ORDINARY
    row, rest = digits[0], int(digits[1:])
    if row in REFUSING:
        return _refusing(row, rest or None)
    if row == "6":
        return Behaviour(reports=Reports((Stage(rest & 0xFF),)))
    return NAMED.get(digits, ORDINARY)


def _refusing(row: str, code: int | None) -> Behaviour:
    kind, times = REFUSING[row]
    return Behaviour((Fault(Moment.AFTER_CTRL_Z, Refuse(code, kind), times),))


def _before(action: Action, times: int = ALWAYS) -> Behaviour:
    return Behaviour((Fault(Moment.AFTER_CTRL_Z, action, times),))


def _after(action: Action, times: int = ALWAYS) -> Behaviour:
    return Behaviour((Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, action, times),))


NAMED = {
    "4000": _before(Silence()),
    "4001": _after(Silence()),
    "4002": _after(Late(timedelta(seconds=20))),
    "4003": _before(Reboot(), times=1),
    "4004": _after(Reboot(), times=1),
    "4005": _after(Refuse(None)),
    "4006": _after(Noise()),
    "4007": Behaviour(next_prompt_missing=True),
    "4008": _before(Deaf(timedelta(seconds=30)), times=1),
    "4009": _before(Unplug(timedelta(seconds=5)), times=1),
    "4010": _after(Unplug(timedelta(seconds=5)), times=1),
    "5000": Behaviour(reports=NEVER),
    "5001": Behaviour(reports=Reports((Stage(),), before_answer=True)),
    "5002": Behaviour(reports=Reports((Stage(0x30), Stage(0x00)))),
    "5003": Behaviour(reports=Reports((Stage(0x00, timedelta(seconds=30)),))),
    "5004": Behaviour(reports=Reports((Stage(), Stage()))),
}
