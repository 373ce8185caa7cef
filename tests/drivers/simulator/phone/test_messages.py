"""The app's queue, asked over HTTP."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from modemsms.gsm.dcs import Alphabet
from tests.drivers.simulator.bench import ANNA, BEN
from tests.drivers.simulator.phone.handset import LONG, Handset


def test_a_text_is_delivered_in_steps(handset: Handset) -> None:
    message_id = handset.text("Hello")
    assert handset.state(message_id) == "Pending"

    handset.wait(0.1)
    assert handset.state(message_id) == "Sent"
    handset.wait(2)

    message = handset.call("GET", f"/messages/{message_id}").json
    assert message["state"] == "Delivered"
    assert list(message["states"]) == ["Pending", "Processed", "Sent", "Delivered"]
    assert handset.on_air() == ["Hello"]


def test_an_id_of_ours_is_taken_once(handset: Handset) -> None:
    handset.text("Hello", id="ours-1")

    body = {"id": "ours-1", "textMessage": {"text": "other"}, "phoneNumbers": [BEN]}
    again = handset.call("POST", "/message", body)
    handset.wait(1)

    assert again.status == 409
    assert handset.on_air() == ["Hello"]


VALID: dict[str, Any] = {"textMessage": {"text": "x"}, "phoneNumbers": [ANNA]}


@pytest.mark.parametrize(
    "changes",
    [
        {"textMessage": None},
        {"textMessage": {"text": ""}},
        {"message": "both"},
        {"dataMessage": {"data": "AA==", "port": 1}},
        {"phoneNumbers": []},
        {"phoneNumbers": None},
        {"phoneNumbers": ANNA},
        {"simNumber": 0},
        {"simNumber": "1"},
        {"priority": 128},
        {"ttl": -1},
        {"ttl": 60, "validUntil": "2030-01-01T00:00:00Z"},
        {"validUntil": "2020-01-01T00:00:00Z"},
        {"validUntil": "tomorrow"},
        {"scheduleAt": "2020-01-01T00:00:00Z"},
        {"deviceId": "somebody else's"},
        {"textMessage": None, "dataMessage": {"data": "", "port": 1}},
        {"textMessage": None, "dataMessage": {"data": "AA==", "port": 65536}},
    ],
)
def test_what_the_app_refuses_to_take(handset: Handset, changes: dict[str, Any]) -> None:
    body = {name: value for name, value in {**VALID, **changes}.items() if value is not None}

    answer = handset.call("POST", "/messages", body)

    assert answer.status == 400
    assert answer.json["message"]


def test_junk_for_a_body_is_refused(handset: Handset) -> None:
    assert handset.call("POST", "/messages", b"{not json").status == 400
    assert handset.call("POST", "/messages", b"[]").status == 400


def test_the_last_text_leaves_first_unless_set_otherwise(handset: Handset) -> None:
    for text in ("one", "two", "three"):
        handset.text(text)
    handset.wait(1)
    assert handset.on_air() == ["three", "two", "one"]

    handset.call("PATCH", "/settings", {"messages": {"processing_order": "FIFO"}})
    for text in ("four", "five"):
        handset.text(text)
    handset.wait(1)
    assert handset.on_air()[3:] == ["five", "four"], "a setting holds from the next start"

    handset.phone.kill_app()
    handset.phone.start_app()
    for text in ("six", "seven"):
        handset.text(text)
    handset.wait(1)
    assert handset.on_air()[5:] == ["six", "seven"]


def test_a_priority_goes_first(handset: Handset) -> None:
    handset.text("urgent", priority=50)
    handset.text("usual")

    handset.wait(1)

    assert handset.on_air() == ["urgent", "usual"]


def test_the_apps_limit_delays_and_a_high_priority_jumps_over_it(handset: Handset) -> None:
    handset.call("PATCH", "/settings", {"messages": {"limit_period": "PerMinute", "limit_value": 2}})
    handset.phone.kill_app()
    handset.phone.start_app()

    for text in ("one", "two", "three"):
        handset.text(text)
    handset.wait(5)
    assert len(handset.on_air()) == 2

    handset.text("urgent", priority=100)
    handset.wait(70)
    assert len(handset.on_air()) == 4


def test_the_system_lets_thirty_segments_out_in_a_minute(handset: Handset) -> None:
    ids = [handset.text(f"text {number}") for number in range(31)]

    handset.wait(5)

    recipient = handset.recipient(ids[0])
    assert len(handset.on_air()) == 30
    assert recipient["state"] == "Failed"
    assert "RESULT_ERROR_LIMIT_EXCEEDED" in recipient["error"]

    handset.wait(60)
    handset.text("later")
    handset.wait(1)
    assert handset.on_air()[-1] == "later"


def test_the_systems_limit_is_raised_by_a_setting_and_a_reboot(handset: Handset) -> None:
    handset.phone.disk.settings["sms_outgoing_check_max_count"] = "1000"
    handset.phone.reboot(timedelta(seconds=1))
    handset.wait(2)

    for number in range(40):
        handset.text(f"text {number}")
    handset.wait(5)

    assert len(handset.on_air()) == 40


def test_a_long_text_is_one_message_of_several_parts(handset: Handset) -> None:
    message_id = handset.text(LONG)

    handset.wait(3)

    assert handset.on_air() == [LONG]
    assert handset.state(message_id) == "Delivered"
    assert handset.network.on_air_count == 3


@pytest.mark.parametrize(
    ("number", "state", "error"),
    [
        ("+4930123456", "Failed", "sendSMS: Invalid phone number type"),
        ("nobody", "Failed", "sendSMS: Invalid phone number"),
        ("22666", "Failed", "sendSMS: Invalid phone number"),
        ("0170 1234567", "Delivered", None),
    ],
)
def test_numbers_are_checked_when_they_are_sent_to(
    handset: Handset, number: str, state: str, error: str | None
) -> None:
    message_id = handset.text("Hello", to=number)

    handset.wait(3)

    recipient = handset.recipient(message_id)
    assert recipient == {"phoneNumber": number, "state": state, **({"error": error} if error else {})}


def test_a_short_code_needs_validation_skipped(handset: Handset) -> None:
    body = {"textMessage": {"text": "BALANCE"}, "phoneNumbers": ["226-66"]}

    handset.call("POST", "/messages?skipPhoneValidation=true", body)
    handset.wait(1)

    assert [str(segment.submit.destination) for segment in handset.network.air] == ["22666"]


def test_each_sim_sends_under_its_own_number(handset: Handset) -> None:
    first, second = (slot.number for slot in handset.phone.slots)

    handset.text("by default")
    handset.wait(1)
    handset.text("by the second", simNumber=2)
    handset.wait(1)
    missing = handset.text("by none", simNumber=3)
    handset.wait(1)

    assert [segment.sender for segment in handset.network.air] == [first, second]
    assert handset.recipient(missing)["error"] == "Can't send message: SIM 3 not found"


def test_without_a_sim_nothing_is_sent() -> None:
    handset = Handset(sims=[None])
    try:
        message_id = handset.text()
        handset.wait(1)
        assert handset.recipient(message_id)["error"] == "Can't send message: No SIMs found"
    finally:
        handset.close()


def test_a_text_that_waited_too_long_is_not_sent(handset: Handset) -> None:
    later = "2026-03-02T10:00:00Z"
    message_id = handset.text("late", ttl=60, scheduleAt=later)

    handset.wait(3600)

    assert handset.recipient(message_id)["error"] == "TTL expired"
    assert handset.on_air() == []


def test_a_scheduled_text_leaves_at_its_time_and_holds_nobody_up(handset: Handset) -> None:
    handset.text("later", scheduleAt="2026-03-02T10:00:00.000Z")
    handset.text("now")

    handset.wait(60)
    assert handset.on_air() == ["now"]
    handset.wait(1800)

    assert handset.on_air() == ["now", "later"]


def test_six_digits_of_a_fraction_are_read_as_milliseconds(handset: Handset) -> None:
    message_id = handset.text("later", scheduleAt="2026-03-02T10:00:00.500000Z")

    message = handset.call("GET", f"/messages/{message_id}").json

    assert message["scheduleAt"] == "2026-03-02T10:08:20.000Z"


def test_only_a_pending_message_can_be_cancelled(handset: Handset) -> None:
    waiting = handset.text("later", scheduleAt="2026-03-02T10:00:00Z")
    gone = handset.text("now")
    handset.wait(1)

    cancelled = handset.call("DELETE", f"/messages/{waiting}")

    assert (cancelled.status, cancelled.json["state"]) == (200, "Cancelled")
    assert handset.call("DELETE", f"/messages/{gone}").status == 400
    assert handset.call("DELETE", "/messages/nothing").status == 404
    handset.wait(3600)
    assert handset.on_air() == ["now"]


def test_the_list_is_paged_the_newest_first(handset: Handset) -> None:
    ids = [handset.text(f"text {number}") for number in range(5)]

    page = handset.call("GET", "/messages?limit=2&offset=1")

    assert [message["id"] for message in page.json] == [ids[3], ids[2]]
    assert page.headers["X-Total-Count"] == "5"
    assert "textMessage" not in page.json[0]
    with_content = handset.call("GET", "/messages?limit=1&includeContent=true").json
    assert with_content[0]["textMessage"] == {"text": "text 4"}
    assert handset.call("GET", "/messages?from=2026-03-02T09:30:00.000000Z").status == 200
    assert handset.call("GET", "/messages?state=Nonsense").status == 400


def test_a_data_message_goes_out_to_its_port(handset: Handset) -> None:
    content = {"data": base64.b64encode(b"\x01\x02").decode(), "port": 53739}

    handset.call("POST", "/messages", {"dataMessage": content, "phoneNumbers": [ANNA]})
    handset.wait(1)

    (segment,) = handset.network.air
    assert segment.submit.coding.alphabet is Alphabet.DATA
    assert segment.submit.header.ports == (53739, 0)
    assert segment.submit.payload == b"\x01\x02"


def test_texts_of_strange_signs_are_taken_and_shown_again(handset: Handset) -> None:
    text = "Grüße 🌷 ₹\u202e\r\n\t\"'"
    message_id = handset.text(text)
    body = b'{"textMessage": {"text": "half \\ud83c"}, "phoneNumbers": ["+491701234567"]}'
    half = handset.call("POST", "/messages", body).json["id"]

    handset.wait(1)

    assert handset.on_air() == [text]
    assert handset.call("GET", f"/messages/{message_id}").json["textMessage"]["text"] == text
    assert handset.call("GET", f"/messages/{half}").json["state"] == "Failed"
