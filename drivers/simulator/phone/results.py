"""What Android says of a part that it could not send: RESULT_* of SmsManager, as the app writes them."""

from __future__ import annotations

OK = None
"""The result of a part that the network took."""

GENERIC = "RESULT_ERROR_GENERIC_FAILURE"
LIMIT_EXCEEDED = "RESULT_ERROR_LIMIT_EXCEEDED"
NO_SERVICE = "RESULT_ERROR_NO_SERVICE"
RADIO_OFF = "RESULT_ERROR_RADIO_OFF"

# The app puts a sentence behind each name; only the name is stable.
_SENTENCES = {
    GENERIC: "Generic failure cause",
    LIMIT_EXCEEDED: "the limit of the sending queue was reached",
    NO_SERVICE: "no service at the moment",
    RADIO_OFF: "the radio is switched off",
    "RESULT_NETWORK_REJECT": "the network rejected it",
    "RESULT_RIL_NETWORK_ERR": "an error from the network",
    "RESULT_RIL_SMS_SEND_FAIL_RETRY": "the radio asks to try again",
    "RESULT_RIL_SIM_ABSENT": "no SIM",
    "RESULT_RIL_ACCESS_BARRED": "access is barred",
}

# What a network's RP cause (CMS 1 to 127) becomes on the way through the radio layer.
_OF_CMS = {
    8: "RESULT_RIL_ACCESS_BARRED",
    10: "RESULT_RIL_ACCESS_BARRED",
    21: "RESULT_NETWORK_REJECT",
    38: "RESULT_RIL_NETWORK_ERR",
    41: "RESULT_RIL_SMS_SEND_FAIL_RETRY",
    42: "RESULT_RIL_SMS_SEND_FAIL_RETRY",
    310: "RESULT_RIL_SIM_ABSENT",
    331: NO_SERVICE,
    332: "RESULT_RIL_NETWORK_ERR",
}


def reason(result: str) -> str:
    """``recipient.error`` of a part that failed with *result*."""
    return f"Send result: {result} ({_SENTENCES.get(result, 'no more is known')})"


def of_cms(code: int | None) -> str:
    """What Android makes of the network's answer *code*; None is the bare ERROR."""
    return GENERIC if code is None else _OF_CMS.get(code, GENERIC)
