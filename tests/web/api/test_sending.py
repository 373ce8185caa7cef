"""``POST /messages``: what is taken, what is refused, and that a repeated request is one message."""

from __future__ import annotations

import json

import pytest

from tests.desk import ANNA, BEN
from tests.web.api.program import Api


def test_a_text_is_taken_and_given_back_as_the_contract_has_it(api: Api) -> None:
    answer = api.send("+44 7700 900001", "It’s here", reference="order 7")

    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/v1/messages/{answer.json['id']}"
    assert answer.json == {
        "id": answer.json["id"],
        "direction": "outbound",
        "from": None,
        "to": ANNA,
        "text": "It's here",
        "status": "queued",
        "reason": None,
        "encoding": "gsm7",
        "segments": 1,
        "modem": None,
        "reference": "order 7",
        "created_at": "2026-03-02T09:00:00.000Z",
        "sent_at": None,
        "delivered_at": None,
    }


def test_everything_that_may_be_said_reaches_the_outbox(api: Api) -> None:
    answer = api.send(
        modem="counter",
        send_at="2026-03-02T12:00:00+02:00",
        expires_at="2026-03-02T10:30:00.5Z",
        delivery_report=False,
        flash=True,
    )

    message = api.services.outbox.get(answer.json["id"])
    assert answer.status_code == 202
    assert message.status == "scheduled"
    assert message.send_at is not None
    assert message.send_at.isoformat() == "2026-03-02T10:00:00+00:00"
    assert message.expires_at is not None
    assert message.expires_at.isoformat() == "2026-03-02T10:30:00.500000+00:00"
    assert (message.delivery_report, message.flash) == (False, True)


def test_null_is_the_same_as_left_out(api: Api) -> None:
    answer = api.send(modem=None, send_at=None, expires_at=None, reference=None)

    assert answer.status_code == 202


def test_a_past_send_at_is_now(api: Api) -> None:
    answer = api.send(send_at=api.in_future(days=-1))

    assert (answer.status_code, answer.json["status"]) == (202, "queued")


@pytest.mark.parametrize(
    "text", ["🎉 Grüße", "€[]{}\\^~|", "שלום עולם", "a\nb", "x" * 1600, "日本語と🍣", "👩‍👩‍👧‍👦"]
)
def test_what_a_phone_can_show_is_taken_as_it_is(api: Api, text: str) -> None:
    answer = api.send(text=text)

    assert (answer.status_code, answer.json["text"]) == (202, text)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "Hello"}, "to"),
        ({"to": ANNA}, "text"),
        ({"to": ANNA, "text": ""}, "text"),
        ({"to": ANNA, "text": "  \n"}, "text"),
        ({"to": ANNA, "text": "x" * 1601}, "text"),
        ({"to": ANNA, "text": "a\0b"}, "text"),
        ({"to": ANNA, "text": "a\x07b"}, "text"),
        ({"to": ANNA, "text": "half \ud83d"}, "text"),
        ({"to": ANNA, "text": 5}, "text"),
        ({"to": ANNA, "text": None}, "text"),
        ({"to": ANNA, "text": ["Hello"]}, "text"),
        ({"to": "", "text": "Hello"}, "to"),
        ({"to": "Anna", "text": "Hello"}, "to"),
        ({"to": "12", "text": "Hello"}, "to"),
        ({"to": "+0", "text": "Hello"}, "to"),
        ({"to": "+4477009000010000000", "text": "Hello"}, "to"),
        ({"to": ANNA + "\0", "text": "Hello"}, "to"),
        ({"to": "\ud83d", "text": "Hello"}, "to"),
        ({"to": 447700900001, "text": "Hello"}, "to"),
        ({"to": [ANNA, BEN], "text": "Hello"}, "to"),
        ({"to": ANNA, "text": "Hello", "txet": "x"}, "txet"),
        ({"to": ANNA, "text": "Hello", "\ud83d": "x"}, "\\ud83d"),
        ({"to": ANNA, "text": "Hello", "modem": "nobody"}, "modem"),
        ({"to": ANNA, "text": "Hello", "modem": 1}, "modem"),
        ({"to": ANNA, "text": "Hello", "flash": "yes"}, "flash"),
        ({"to": ANNA, "text": "Hello", "flash": None}, "flash"),
        ({"to": ANNA, "text": "Hello", "delivery_report": 1}, "delivery_report"),
        ({"to": ANNA, "text": "Hello", "reference": 7}, "reference"),
        ({"to": ANNA, "text": "Hello", "reference": "x" * 256}, "reference"),
        ({"to": ANNA, "text": "Hello", "send_at": "2026-03-02T12:00:00"}, "send_at"),
        ({"to": ANNA, "text": "Hello", "send_at": "tomorrow"}, "send_at"),
        ({"to": ANNA, "text": "Hello", "send_at": "2026-03-02"}, "send_at"),
        ({"to": ANNA, "text": "Hello", "send_at": 1772445600}, "send_at"),
        ({"to": ANNA, "text": "Hello", "send_at": "0001-01-01T00:00:00+23:59"}, "send_at"),
        ({"to": ANNA, "text": "Hello", "expires_at": "9999-12-31T23:59:59-23:59"}, "expires_at"),
        ({"to": ANNA, "text": "Hello", "expires_at": "2026-03-02T08:59:59Z"}, "expires_at"),
        (
            {
                "to": ANNA,
                "text": "Hello",
                "send_at": "2026-03-02T12:00:00Z",
                "expires_at": "2026-03-02T11:00:00Z",
            },
            "expires_at",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_naming_the_field(api: Api, body: object, field: str) -> None:
    answer = api.post("/messages", data=json.dumps(body))

    assert answer.status_code == 422
    assert answer.json["error"]["field"] == field
    assert set(answer.json["error"]) == {"code", "message", "field"}
    assert api.get("/messages").json["messages"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"to=1&text=2",
        b"{",
        b'{"to": "+447700900001",}',
        b"'x'",
        b"\xff\xfe",
        b'{"to": NaN}',
        b"[" * 60_000,
        b'{"to": ' + b"9" * 5000 + b"}",
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_not_json_is_400(api: Api, body: bytes) -> None:
    answer = api.post("/messages", data=body)

    assert (answer.status_code, answer.json["error"]["code"]) == (400, "not_json")


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "5", "true"])
def test_json_that_is_no_object_is_400(api: Api, body: str) -> None:
    answer = api.post("/messages", data=body)

    assert (answer.status_code, answer.json["error"]["code"]) == (422, "not_an_object")


@pytest.mark.parametrize(
    "media_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""]
)
def test_the_body_counts_and_not_what_it_is_called(api: Api, media_type: str) -> None:
    body = json.dumps({"to": ANNA, "text": "Hello"})

    assert api.post("/messages", data=body, content_type=media_type).status_code == 202


def test_a_body_over_64_kib_is_413_and_one_of_64_kib_is_read(api: Api) -> None:
    room = 64 * 1024 - len(json.dumps({"to": ANNA, "text": ""}))

    most = api.post("/messages", data=json.dumps({"to": ANNA, "text": "x" * room}))
    more = api.post("/messages", data=json.dumps({"to": ANNA, "text": "x" * (room + 1)}))

    assert (most.status_code, most.json["error"]["field"]) == (422, "text")
    assert (more.status_code, more.json["error"]["code"]) == (413, "too_large")


def test_a_text_that_the_fuse_holds_is_taken_and_waits(api: Api) -> None:
    api.send(ANNA, "Your books are here")

    answer = api.send(ANNA, "Your books are here")

    assert (answer.status_code, answer.json["status"]) == (202, "queued")
    assert answer.json["reason"]["code"] == "held"


# --- the same request again ---------------------------------------------------------------------


def submit_once(api: Api, key: str, body: object, **more: object) -> tuple[int, str | None]:
    answer = api.post(
        "/messages",
        data=body if isinstance(body, str) else json.dumps(body),
        headers={"Idempotency-Key": key},
    )
    return answer.status_code, answer.json.get("id")


def test_the_same_key_with_the_same_body_is_the_same_message(api: Api) -> None:
    first = submit_once(api, "order 7", {"to": ANNA, "text": "Hello"})

    again = submit_once(api, "order 7", {"to": ANNA, "text": "Hello"})
    reordered = submit_once(api, "order 7", '{ "text": "Hel\\u006co", "to": "+447700900001" }')

    assert first[0] == 202
    assert again == reordered == (200, first[1])
    assert len(api.get("/messages").json["messages"]) == 1


def test_the_same_key_with_another_body_is_a_conflict(api: Api) -> None:
    submit_once(api, "order 7", {"to": ANNA, "text": "Hello"})

    answer = api.post("/messages", {"to": BEN, "text": "Hello"}, headers={"Idempotency-Key": "order 7"})

    assert (answer.status_code, answer.json["error"]["code"]) == (409, "idempotency")
    assert len(api.get("/messages").json["messages"]) == 1


def test_each_api_key_has_idempotency_keys_of_its_own(api: Api) -> None:
    submit_once(api, "order 7", {"to": ANNA, "text": "Hello"})
    api.key = api.services.keys.create("web shop")

    status, _ = submit_once(api, "order 7", {"to": BEN, "text": "Hello"})

    assert status == 202


def test_a_repeated_request_is_known_also_when_its_time_is_over(api: Api) -> None:
    body = {"to": ANNA, "text": "Hello", "expires_at": api.in_future(hours=1)}
    first = submit_once(api, "order 7", body)
    api.desk.clock.passes(days=29)

    assert submit_once(api, "order 7", body) == (200, first[1])


def test_after_thirty_days_an_idempotency_key_is_free_again(api: Api) -> None:
    first = submit_once(api, "order 7", {"to": ANNA, "text": "Hello"})
    api.desk.clock.passes(days=31)

    again = submit_once(api, "order 7", {"to": ANNA, "text": "Hello"})

    assert again[0] == 202
    assert again[1] != first[1]


@pytest.mark.parametrize("key", ["", "x" * 256, "Schlüssel", "tab\tbed"])
def test_an_idempotency_key_that_cannot_be_kept_is_refused(api: Api, key: str) -> None:
    answer = api.post("/messages", {"to": ANNA, "text": "Hello"}, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json["error"]["field"]) == (422, "Idempotency-Key")


def test_a_refused_request_leaves_its_idempotency_key_free(api: Api) -> None:
    submit_once(api, "order 7", {"to": ANNA, "text": ""})

    assert submit_once(api, "order 7", {"to": ANNA, "text": "Hello"})[0] == 202
