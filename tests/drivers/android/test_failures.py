"""The app's words for what went wrong, and the reaction that each asks for (hardware.md 4.4)."""

from __future__ import annotations

import pytest

from drivers.android.failures import failure
from modemsms.errors import DriverError, ModemNotReady, SendRejected

AGAIN, NEVER, STOP = "again", "never", "stop"

SENDING = [
    (f"Send result: RESULT_{name} (why)", reaction)
    for reaction, names in {
        AGAIN: (
            "ERROR_NO_SERVICE",
            "ERROR_RADIO_OFF",
            "RADIO_NOT_AVAILABLE",
            "NETWORK_ERROR",
            "RIL_NETWORK_ERR",
            "RIL_NETWORK_NOT_READY",
            "RIL_SMS_SEND_FAIL_RETRY",
            "RIL_REQUEST_RATE_LIMITED",
            "RIL_NO_RESOURCES",
            "RIL_MODEM_ERR",
            "SYSTEM_ERROR",
            "RIL_BLOCKED_DUE_TO_CALL",
            "ERROR_LIMIT_EXCEEDED",
            "ERROR_GENERIC_FAILURE",
            "SOMETHING_OF_A_LATER_ANDROID",
        ),
        STOP: (
            "NETWORK_REJECT",
            "RIL_ACCESS_BARRED",
            "ERROR_FDN_CHECK_FAILURE",
            "ERROR_SHORT_CODE_NEVER_ALLOWED",
            "RIL_SIM_ABSENT",
        ),
        NEVER: (
            "INVALID_SMSC_ADDRESS",
            "NO_DEFAULT_SMS_APP",
            "INVALID_ARGUMENTS",
            "ENCODING_ERROR",
            "ERROR_NULL_PDU",
            "OPERATION_NOT_ALLOWED",
            "UNEXPECTED_EVENT_STOP_SENDING",
        ),
    }.items()
    for name in names
]
WORDS = [
    ("TTL expired", AGAIN),
    ("Can't send message: No SIMs found", STOP),
    ("sendSMS: Invalid phone number", NEVER),
    ("sendSMS: Invalid phone number type", NEVER),
    ("sendSMS: uid 10234 does not have android.permission.SEND_SMS", NEVER),
    ("Unknown error code: 4711.", AGAIN),
    ("", AGAIN),
]


def reaction_to(error: DriverError) -> str:
    if isinstance(error, ModemNotReady):
        return STOP
    assert isinstance(error, SendRejected)
    return NEVER if error.permanent else AGAIN


@pytest.mark.parametrize(("reason", "reaction"), [*SENDING, *WORDS])
def test_each_reason_asks_for_its_reaction(reason: str, reaction: str) -> None:
    found = failure(reason)

    assert found is not None
    assert reaction_to(found.error) == reaction
    assert not found.was_out
    assert found.error.cause.sentence.endswith(".")


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("Delivery result from SC +491722270333: 70", "tp_70"),
        ("Delivery result from SC null: 67", "tp_67"),
        ("Delivery result: 1", "phone_undelivered"),
    ],
)
def test_what_the_network_could_not_deliver_was_out(reason: str, code: str) -> None:
    found = failure(reason)

    assert found is not None
    assert (found.was_out, found.error.cause.code) == (True, code)


def test_a_delivery_that_the_network_still_tries_is_no_failure() -> None:
    assert failure("Delivery result from SC +491722270333: 48") is None


def test_a_refusal_without_a_reason_stops_the_card_after_two() -> None:
    reason = "Send result: RESULT_ERROR_GENERIC_FAILURE (Generic failure cause)"

    found = [failure(reason, generic_before=before) for before in range(3)]

    assert [reaction_to(one.error) for one in found if one] == [AGAIN, AGAIN, STOP]
