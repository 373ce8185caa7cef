"""Registration: what +CREG and its kin say, and whether texts can leave (hardware.md 1.4; 27.007, 7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.at.fields import fields, number
from drivers.at.urcs import is_news
from modemsms.errors import Cause

# Circuit, packet, LTE and 5G: one that is registered is enough.
DOMAINS = ("CREG", "CGREG", "CEREG", "C5GREG")

# 6 and 7 are "SMS only" on LTE, 9 and 10 "CSFB not preferred".
_USABLE = frozenset({1, 5, 6, 7, 9, 10})
_ROAMING = frozenset({5, 7, 10})
_NOT_SEARCHING, _SEARCHING, _DENIED, _UNKNOWN = 0, 2, 3, 4
# 11 is an emergency attach: A7670E showed it while every text failed (Q53).
_EMERGENCY_ONLY = frozenset({8, 11})

NO_NETWORK = Cause("no_network", "The modem has no network. Check the antenna and the SIM's coverage.")
SEARCHING = Cause("no_network", "The modem is looking for its network.")
DENIED = Cause(
    "registration_denied",
    "The network does not let this SIM in. Ask the operator whether the SIM is active.",
)
EMERGENCY_ONLY = Cause("emergency_only", "The network lets this SIM make emergency calls only.")


@dataclass(frozen=True, slots=True)
class Registration:
    """The status of one domain."""

    domain: str
    status: int


def parse(line: str) -> Registration | None:
    """Of an answer (mode in front) or of a line sent unasked; None where there is no status in it."""
    domain = line.partition(":")[0].removeprefix("+")
    values = fields(line)
    status = number(values[0 if is_news(line) or len(values) == 1 else 1])
    return None if domain not in DOMAINS or status is None else Registration(domain, status)


def is_roaming(statuses: Mapping[str, int]) -> bool:
    """Registered, and in no domain at home."""
    found = set(statuses.values())
    return bool(found & _ROAMING) and not found & (_USABLE - _ROAMING)


def obstacle(statuses: Mapping[str, int]) -> Cause | None:
    """Why no text can leave, None if one can.

    A modem that tells nothing of its registration, or says "unknown", is believed to have one.
    """
    found = set(statuses.values())
    if not found or found & _USABLE:
        return None
    if _DENIED in found:
        return DENIED
    if found & _EMERGENCY_ONLY:
        return EMERGENCY_ONLY
    if _UNKNOWN in found and not found & {_NOT_SEARCHING, _SEARCHING}:
        return None
    return SEARCHING if _SEARCHING in found else NO_NETWORK
