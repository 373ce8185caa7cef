"""Why there is no answer to a USSD code, in words for a shop."""

from __future__ import annotations

from drivers.at.results import Final
from modemsms.errors import Cause
from modemsms.gsm import causes

BUSY = Cause("ussd_busy", "Another code is waiting for its answer. Try again when that has come.")
CLOSED = Cause("ussd_closed", "This was ended before the network had answered.")
NO_ANSWER = Cause("ussd_no_answer", "The network gave no answer to this code. Try again later.")
NOT_READY = Cause("modem_not_ready", "The modem is not ready yet. Try again in a moment.")
RESTARTED = Cause(
    "modem_restarted",
    "The modem restarted before the network's answer had come. The code is not dialled again by itself.",
)

_REFUSED = Cause(
    "ussd_refused",
    "The network or the modem refused this code. Check it, and ask the operator for the right one.",
)

# The statuses of a +CUSD that brings no text (27.007, 7.15).
WITHOUT_ANSWER = {
    2: Cause("ussd_ended", "The network ended this without an answer. Check the code, or try again later."),
    3: Cause("ussd_elsewhere", "Another program answered the network in place of modemsms. Try again."),
    4: Cause(
        "ussd_not_supported", "The network does not know this code. Ask the operator for the right one."
    ),
    5: Cause("ussd_timeout", "The network took too long to answer. Try again later."),
}

# What an error of the modem says as clearly here as it does of a text.
_SPEAKS_FOR_ITSELF = frozenset({10, 11, 12, 13, 14, 15, 30, 31, 32, *range(40, 48), 103, 106, 111, 112, 113})


def refused(final: Final | None) -> Cause:
    """What the error *final* says; None where the code could not even be written."""
    if final is not None and final.family == "CME" and final.code in _SPEAKS_FOR_ITSELF:
        return causes.cme_error(final.code, after_pdu=False).cause
    return _REFUSED
