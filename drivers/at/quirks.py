"""What single makes of modems need beyond the standard, as rows of data; the first row that fits is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """The parameter at *place*, counted from 0, in the answer of *command*."""

    command: str
    place: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Differences from a modem that keeps to 27.005. Every pause is zero unless a row asks for it."""

    name: str = "generic"
    init: tuple[str, ...] = ()
    """Commands behind the identity; what they answer does not matter."""
    no_listing: bool = False
    """AT+CMGL never ends: places are read one by one (Q23)."""
    no_own_number: bool = False
    """AT+CNUM does harm (Q60)."""
    tries_left: Field | None = None
    """Where the PIN's remaining tries stand, if AT+CPINR is not known."""
    command_gap: float = 0.0
    """Seconds from a final result to the next command (Telit's manual: 20 ms)."""
    prompt_gap: float = 0.0
    """Seconds from the prompt to the PDU."""
    slice_octets: int = 0
    """Write in slices of so many octets, 10 ms apart (Q43); 0 writes everything at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """A profile, and the identity it is for: both patterns are searched, without regard to case."""

    manufacturer: str
    model: str
    profile: Profile


GENERIC = Profile()

PROFILES = (
    Row("samsung", r"SGH-J700|B2100|E2370|B2710", Profile("samsung-no-listing", no_listing=True)),
    Row("nokia", r"\b6310|\b6230", Profile("nokia-slow", slice_octets=18)),
    # ^CURC=0 stops the ^RSSI flood that crashes the stick when unread (Q9).
    Row(
        "huawei",
        "",
        Profile("huawei", init=("AT^CURC=0",), no_own_number=True, tries_left=Field("AT^CPIN?", 3)),
    ),
    # +ZUSIMR:2 floods until storage was asked for (Q8); ZOPRT=5 turns the radio on.
    Row("zte", "", Profile("zte", init=("AT+CPMS?", "AT+ZOPRT=5"))),
    # CLTS says the network's time again and again.
    Row("simcom", "", Profile("simcom", init=("AT+CLTS=0",), tries_left=Field("AT+SPIC", 0))),
    Row("quectel", "", Profile("quectel", tries_left=Field('AT+QPINC="SC"', 1))),
    Row("telit", "", Profile("telit", command_gap=0.02, tries_left=Field("AT#PCT", 0))),
)


def profile_for(manufacturer: str | None, model: str | None) -> Profile:
    """The profile of a modem that names itself so."""
    for row in PROFILES:
        if re.search(row.manufacturer, manufacturer or "", re.IGNORECASE) and re.search(
            row.model, model or "", re.IGNORECASE
        ):
            return row.profile
    return GENERIC
