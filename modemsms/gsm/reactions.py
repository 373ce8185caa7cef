"""What an error code of a modem asks for: from a row of a cause table to the error that says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from modemsms.errors import Cause, DriverError, ModemNotReady, SendRejected


class Reaction(Enum):
    """What the shop does about a refusal."""

    RETRY = "back off and try again, on another modem where there is one"
    GIVE_UP = "this text will not go to this number, however often it is tried"
    STOP = "this SIM or modem sends nothing until something has changed"


@dataclass(frozen=True, slots=True)
class Row:
    """One code: the standard's *name* for it, the reaction, and a *sentence* for the shop.

    The sentence has to be true while the text is being retried and after it was given up. *tries* is
    the most tries where the usual number would be too many.
    """

    name: str
    reaction: Reaction
    sentence: str
    tries: int | None = None

    def error(self, code: str) -> DriverError:
        """The error that asks for the reaction; *code* is the reason's."""
        cause = Cause(code, self.sentence)
        if self.reaction is Reaction.STOP:
            return ModemNotReady(cause)
        return SendRejected(cause, permanent=self.reaction is Reaction.GIVE_UP, tries=self.tries)


NUMBER_UNKNOWN = "The network does not know this number. Check the number."
NO_SERVICE = (
    "The modem has no mobile network. Give its antenna a better place, and check that the SIM card is active."
)
NETWORK_FAULT = "The mobile network had a passing fault. If this goes on, ask the operator."
NETWORK_BUSY = "The mobile network is overloaded. Try again later if this goes on."
NOT_ALLOWED = (
    "The operator does not let this SIM card send texts. Check its credit and tariff, or ask the operator."
)
REFUSED_HERE = "The network refused the text. Check the number and the credit of the SIM card."
MODEM_BUSY = "The modem was busy or still starting. If this goes on, unplug it and plug it in again."
MODEM_FAULT = (
    "The modem had a fault. If this goes on, unplug it and plug it in again, and check its power supply."
)
BAD_REQUEST = (
    "The modem or the network could not read this text as it was sent. This is a fault of the software:"
    " run `modemsms doctor` and report it."
)
MEMORY_FULL = (
    "The message memory of the modem or of its SIM card is full. It has to be emptied before texts go out."
)
SIM_MISSING = "There is no SIM card in the modem. Put one in."
SIM_PIN = "The SIM card asks for its PIN. Set `pin` for this modem."
SIM_PUK = "The SIM card is locked after wrong PINs. Ask the operator for its PUK and enter it for this modem."
SIM_FAULT = (
    "The SIM card does not answer. Take it out, clean it, put it back, or ask the operator for a new one."
)
SIM_WRONG = "The modem does not accept this SIM card. Use another SIM card, or another modem."
SIM_LOCKED = "This modem is locked to one operator. Use a SIM card of that operator, or have it unlocked."
SIM_REFUSED = "The network does not accept this SIM card or this modem. Ask the operator."
