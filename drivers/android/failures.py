"""Why the phone did not send a text, from the app's words to the error that asks for the reaction.

The classes are those of hardware.md 4.4. What stands behind ``RESULT_`` is Android's own name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.client import FORBIDDEN

from modemsms.errors import Cause, DriverError, ModemNotReady, OutcomeUnknown, SendRejected
from modemsms.gsm import reactions as say
from modemsms.gsm import status
from modemsms.gsm.reactions import Reaction, Row

# A refusal without a reason is tried so often; then the card's credit is the likely cause.
GENERIC_TRIES = 2

_SEND_RESULT = re.compile(r"RESULT_(?:ERROR_)?(?P<name>[A-Z0-9_]+)")
# With the centre it is a TP-ST. Without one it is Android's code for a report that it could not read.
_DELIVERY_RESULT = re.compile(r"Delivery result from SC .*?: (?P<status>\d{1,3})\Z")
_DELIVERY = "Delivery result"

RAISE_LIMIT = (
    "Android held this text back because the app sent more than 30 in a minute. The phone doctor can raise "
    "that limit."
)
_NO_SERVICE = (
    "The phone has no mobile network. Take it to a better place, and check that flight mode is off and the "
    "SIM card is active."
)
_PHONE_FAULT = "The phone had a fault. If this goes on, restart it."
_SIM_GONE = "There is no SIM card in this slot of the phone. Put one in."
_GENERIC = (
    "The phone could not send this text and does not say why. Most often the SIM card has no credit left, or "
    "no texts in its tariff."
)
_SETUP = "The phone or the gateway app is not set up to send. Run the phone doctor."
_PERMISSION = "The gateway app may not send texts. Run the phone doctor: it grants the permission."
_FIXED_LINE = "The phone takes this for a number that gets no texts, such as a landline. Check the number."
_BAD_NUMBER = "The phone does not take this for a phone number. Check the number."
_FDN = "The SIM card may only text a fixed list of numbers. Switch “Fixed Dialing Numbers” off on the phone."
_PREMIUM = "The phone never texts this number, because it costs extra. Send it by hand if you want to."
_TOO_LATE = (
    "The phone did not come round to sending this text in time, so it did not go out. Check that battery "
    "saving is off for the gateway app."
)
_CANCELLED = "Somebody cancelled this text on the phone."
_UNKNOWN = "The phone reported an error that has no known meaning."

LIMIT_CODE = "phone_limit_exceeded"
_REFUSED = (
    "The gateway app on the phone did not accept this text as it was given. Run the phone doctor; a newer "
    "version of the app may help."
)
_FORBIDDEN = Cause("gateway_forbidden", "The gateway app does not let this user send. Use its main password.")

_RETRY, _GIVE_UP, _STOP = Reaction.RETRY, Reaction.GIVE_UP, Reaction.STOP

_RESULTS = {
    row.name: row
    for row in (
        Row("NO_SERVICE", _RETRY, _NO_SERVICE),
        Row("RADIO_OFF", _RETRY, _NO_SERVICE),
        Row("RADIO_NOT_AVAILABLE", _RETRY, _NO_SERVICE),
        Row("NETWORK_ERROR", _RETRY, say.NETWORK_FAULT),
        Row("RIL_NETWORK_ERR", _RETRY, say.NETWORK_FAULT),
        Row("RIL_NETWORK_NOT_READY", _RETRY, _NO_SERVICE),
        Row("NETWORK_NOT_READY", _RETRY, _NO_SERVICE),
        Row("RIL_SMS_SEND_FAIL_RETRY", _RETRY, say.NETWORK_FAULT),
        Row("RATE_LIMITED", _RETRY, say.NETWORK_BUSY),
        Row("NO_RESOURCES", _RETRY, _PHONE_FAULT),
        Row("MODEM_ERR", _RETRY, _PHONE_FAULT),
        Row("SYSTEM_ERROR", _RETRY, _PHONE_FAULT),
        Row("BLOCKED_DUE_TO_CALL", _RETRY, "A call on the phone was in the way."),
        Row("LIMIT_EXCEEDED", _RETRY, RAISE_LIMIT),
        Row("GENERIC_FAILURE", _RETRY, _GENERIC),
        Row("NETWORK_REJECT", _STOP, say.NOT_ALLOWED),
        Row("ACCESS_BARRED", _STOP, say.NOT_ALLOWED),
        Row("FDN_CHECK_FAILURE", _STOP, _FDN),
        Row("SHORT_CODE_NEVER_ALLOWED", _STOP, _PREMIUM),
        Row("SIM_ABSENT", _STOP, _SIM_GONE),
        Row(
            "INVALID_SMSC_ADDRESS",
            _GIVE_UP,
            "The phone's SMS centre number is wrong. Ask the operator for it.",
        ),
        Row("NO_DEFAULT_SMS_APP", _GIVE_UP, _SETUP),
        Row("INVALID_ARGUMENTS", _GIVE_UP, _SETUP),
        Row("ENCODING_ERROR", _GIVE_UP, "The phone could not put this text into a form that it can send."),
        Row("NULL_PDU", _GIVE_UP, "The phone could not put this text into a form that it can send."),
        Row("OPERATION_NOT_ALLOWED", _GIVE_UP, _SETUP),
        Row("UNEXPECTED_EVENT_STOP_SENDING", _GIVE_UP, RAISE_LIMIT),
    )
}
_SAME = {
    "RIL_MODEM_ERR": "MODEM_ERR",
    "RIL_NETWORK_REJECT": "NETWORK_REJECT",
    "RIL_ACCESS_BARRED": "ACCESS_BARRED",
    "RIL_NO_RESOURCES": "NO_RESOURCES",
    "RIL_SYSTEM_ERR": "SYSTEM_ERROR",
    "RIL_RADIO_NOT_AVAILABLE": "RADIO_NOT_AVAILABLE",
    "RIL_REQUEST_RATE_LIMITED": "RATE_LIMITED",
    "RIL_SIM_ABSENT": "SIM_ABSENT",
    "RIL_INVALID_ARGUMENTS": "INVALID_ARGUMENTS",
    "RIL_INVALID_SMSC_ADDRESS": "INVALID_SMSC_ADDRESS",
    "RIL_ENCODING_ERR": "ENCODING_ERROR",
    "RIL_OPERATION_NOT_ALLOWED": "OPERATION_NOT_ALLOWED",
    "RIL_BLOCKED_DUE_TO_CALL": "BLOCKED_DUE_TO_CALL",
    "SMS_BLOCKED_DURING_EMERGENCY": "BLOCKED_DUE_TO_CALL",
    "ENCODING": "ENCODING_ERROR",
    "NETWORK_ERR": "RIL_NETWORK_ERR",
    "LIMIT": "LIMIT_EXCEEDED",
}

# The app's own words, lower case; the first that stands in the reason.
_WORDS = (
    ("ttl expired", "too_late", Row("", _RETRY, _TOO_LATE)),
    ("no sims found", "sim_absent", Row("", _STOP, _SIM_GONE)),
    ("invalid phone number type", "number_type", Row("", _GIVE_UP, _FIXED_LINE)),
    ("invalid phone number", "number", Row("", _GIVE_UP, _BAD_NUMBER)),
    ("send_sms", "permission", Row("", _GIVE_UP, _PERMISSION)),
    ("permission", "permission", Row("", _GIVE_UP, _PERMISSION)),
)
_OTHER = Row("", _RETRY, _UNKNOWN, tries=3)

CANCELLED = SendRejected(Cause("phone_cancelled", _CANCELLED), permanent=True)

STUCK_PENDING = Cause(
    "phone_stuck",
    "The phone has had this text for ten minutes without sending it, and may still send it. Switch off battery "
    "saving for the gateway app, and check that texts leave by the right SIM card.",
)
STUCK_PROCESSED = Cause(
    "phone_no_result",
    "The phone tried to send this text and never said what came of it, so it may or may not have gone out. "
    "Ask the customer before you send it again; restarting the phone helps if this goes on.",
)
NO_ANSWER = Cause(
    "no_answer",
    "The phone was lost while this text was being handed over, so it may or may not have gone out.",
)
OTHER_PHONE = Cause(
    "other_phone",
    "Another phone came in place of the one that had this text, so nobody can say whether it went out.",
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a text failed. *was_out*: the network had taken it, and could not deliver it."""

    error: DriverError
    was_out: bool = False
    is_generic: bool = False


def failure(reason: str, *, generic_before: int = 0) -> Failure | None:
    """What the app's *reason* asks for; None where it says that the network still tries.

    *generic_before*: how many texts this phone failed to send in a row without a reason.
    """
    if _DELIVERY in reason:
        return _undelivered(reason)
    match = _SEND_RESULT.search(reason)
    if match is None:
        return Failure(_by_words(reason))
    name = _SAME.get(match["name"], match["name"])
    code = f"phone_{name.lower()}"
    if name == "GENERIC_FAILURE" and generic_before >= GENERIC_TRIES:
        return Failure(ModemNotReady(Cause(code, _GENERIC)), is_generic=True)
    return Failure(
        _RESULTS.get(name, _OTHER).error(code),
        is_generic=name == "GENERIC_FAILURE",
    )


def refused(status: int, why: str) -> DriverError:
    """What an answer below 500 to the hand-over asks for: the phone has not taken the text."""
    if status == FORBIDDEN:
        return ModemNotReady(_FORBIDDEN)
    if "phone number" in why.lower():
        return SendRejected(Cause("phone_number", _BAD_NUMBER), permanent=True)
    return SendRejected(Cause("gateway_refused", _REFUSED), permanent=True)


def unknown(cause: Cause) -> OutcomeUnknown:
    """Nobody knows, and nobody sends it again without a person."""
    return OutcomeUnknown(cause)


def _undelivered(reason: str) -> Failure | None:
    match = _DELIVERY_RESULT.search(reason)
    if match is None or int(match["status"]) > 0xFF:
        cause = Cause("phone_undelivered", "The network could not deliver this text. Try again, or call.")
        return Failure(SendRejected(cause, permanent=True), was_out=True)
    tp_st = int(match["status"])
    if status.fate(tp_st) is not status.Fate.UNDELIVERED:
        return None
    cause = Cause(f"tp_{tp_st}", status.sentence(tp_st))
    return Failure(SendRejected(cause, permanent=True), was_out=True)


def _by_words(reason: str) -> DriverError:
    low = reason.lower()
    for words, code, row in _WORDS:
        if words in low:
            return row.error(f"phone_{code}")
    return _OTHER.error("phone_error")
