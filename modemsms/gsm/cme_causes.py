"""+CME ERROR codes, as data (3GPP TS 27.007, 9.2), as far as they can answer a try to send."""

from __future__ import annotations

from modemsms.gsm import reactions as say
from modemsms.gsm.reactions import Reaction, Row

_RETRY, _GIVE_UP, _STOP = Reaction.RETRY, Reaction.GIVE_UP, Reaction.STOP

_DATA_ONLY = (
    "The network refused a data connection, which texts may not need. If this goes on, ask the operator."
)
_NOT_HERE = "The network does not accept this SIM card here. Ask the operator, or use another SIM card."

_LOCKS = (
    "network personalization PIN required",
    "network personalization PUK required",
    "network subset personalization PIN required",
    "network subset personalization PUK required",
    "service provider personalization PIN required",
    "service provider personalization PUK required",
    "corporate personalization PIN required",
    "corporate personalization PUK required",
)

CME_CAUSES = {
    # Samsung's answer for an empty place.
    -1: Row("empty", _RETRY, say.MODEM_FAULT, tries=3),
    0: Row("phone failure", _RETRY, say.MODEM_FAULT, tries=3),
    1: Row("no connection to phone", _RETRY, say.MODEM_FAULT, tries=3),
    2: Row("phone-adaptor link reserved", _RETRY, say.MODEM_BUSY),
    3: Row("operation not allowed", _RETRY, say.MODEM_BUSY, tries=3),
    4: Row(
        "operation not supported", _GIVE_UP, "This modem cannot send texts in this way. Use another modem."
    ),
    5: Row("PH-SIM PIN required", _STOP, say.SIM_LOCKED),
    10: Row("SIM not inserted", _STOP, say.SIM_MISSING),
    11: Row("SIM PIN required", _STOP, say.SIM_PIN),
    12: Row("SIM PUK required", _STOP, say.SIM_PUK),
    13: Row("SIM failure", _STOP, say.SIM_FAULT),
    14: Row("SIM busy", _RETRY, say.MODEM_BUSY),
    15: Row("SIM wrong", _STOP, say.SIM_WRONG),
    16: Row(
        "incorrect password",
        _STOP,
        "The SIM card refused the PIN. Set the right `pin` for this modem before too many tries lock the card.",
    ),
    17: Row("SIM PIN2 required", _RETRY, say.MODEM_FAULT, tries=3),
    18: Row("SIM PUK2 required", _RETRY, say.MODEM_FAULT, tries=3),
    20: Row("memory full", _RETRY, say.MEMORY_FULL),
    21: Row("invalid index", _RETRY, say.MODEM_FAULT, tries=3),
    22: Row("not found", _RETRY, say.MODEM_FAULT, tries=3),
    23: Row("memory failure", _RETRY, say.MODEM_FAULT, tries=3),
    24: Row("text string too long", _GIVE_UP, say.BAD_REQUEST),
    25: Row("invalid characters in text string", _GIVE_UP, say.BAD_REQUEST),
    26: Row("dial string too long", _GIVE_UP, say.BAD_REQUEST),
    27: Row("invalid characters in dial string", _GIVE_UP, say.BAD_REQUEST),
    30: Row("no network service", _STOP, say.NO_SERVICE),
    31: Row("network timeout", _RETRY, say.NETWORK_FAULT),
    32: Row(
        "network not allowed, emergency calls only",
        _STOP,
        "The network allows this SIM card emergency calls only. Check that the card is active, or ask the operator.",
    ),
    **{code: Row(name, _STOP, say.SIM_LOCKED) for code, name in enumerate(_LOCKS, 40)},
    48: Row("hidden key required", _STOP, say.SIM_LOCKED),
    50: Row("incorrect parameters", _GIVE_UP, say.BAD_REQUEST),
    100: Row("unknown", _RETRY, say.MODEM_FAULT, tries=3),
    103: Row("illegal MS", _STOP, say.SIM_REFUSED),
    106: Row("illegal ME", _STOP, say.SIM_REFUSED),
    107: Row("GPRS services not allowed", _RETRY, _DATA_ONLY, tries=3),
    111: Row("PLMN not allowed", _STOP, _NOT_HERE),
    112: Row("location area not allowed", _STOP, _NOT_HERE),
    113: Row("roaming not allowed in this location area", _STOP, _NOT_HERE),
    **{
        code: Row("packet data error", _RETRY, _DATA_ONLY, tries=3) for code in (132, 133, 134, 148, 149, 150)
    },
    515: Row("please wait, command in progress", _RETRY, say.MODEM_BUSY),
}
