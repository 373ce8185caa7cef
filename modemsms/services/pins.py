"""When the PIN of a SIM may be entered: once for each SIM and value, and never the last try."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from modemsms.store import sims
from modemsms.store.messages import Reason

NEEDED = Reason("pin_needed", "The SIM asks for its PIN. Enter it on the Modems page.")
LAST_TRY = Reason(
    "pin_last_try", "One try is left for the SIM's PIN. Put the SIM into a phone and unlock it there."
)
NOT_TOLD = Reason(
    "pin_last_try",
    "Two PINs were wrong, and this modem does not tell how many tries are left: a third may lock the SIM. "
    "Put the SIM into a phone, unlock it there and switch its PIN off.",
)
REFUSED = Reason(
    "pin_refused",
    "The SIM did not open with this PIN before. Enter the right one on the Modems page, or in the config file.",
)

# A SIM allows three (TS 51.011, 9.3.1); the last is a person's, in a phone that tells what is at stake.
_MOST_UNTOLD = 2

# The states in which a PIN that somebody enters is what the SIM waits for.
ASKING = frozenset({"pin_needed", "pin_refused", "pin_wrong", "pin_last_try"})


@dataclass(frozen=True, slots=True)
class Try:
    """One PIN for one SIM, as the database remembers it. *sim_key* is what was known before the PIN."""

    sim_key: str
    digest: str

    @classmethod
    def of(cls, sim_key: str, pin: str) -> Try:
        """The memory of *pin* for the SIM with this key."""
        return cls(sim_key, hashlib.sha256(f"{sim_key}\0{pin}".encode()).hexdigest())


def refusal(connection: sqlite3.Connection, tried: Try, pin: str, tries_left: int | None) -> Reason | None:
    """Why *pin* must not be entered now, None when it may. *tries_left* is None where nobody knows."""
    if not pin:
        return NEEDED
    if tries_left is not None and tries_left < 2:
        return LAST_TRY
    if sims.pin_refused(connection, tried.sim_key, tried.digest):
        return REFUSED
    if tries_left is None and sims.wrong_pins(connection, tried.sim_key) >= _MOST_UNTOLD:
        return NOT_TOLD
    return None
