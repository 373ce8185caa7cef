"""Who may ask the app what, what it says of the phone, and how its server misbehaves on demand."""

from __future__ import annotations

import http.client
import json
from datetime import timedelta

import pytest

from drivers.simulator.phone.faults import (
    Cut,
    Garbage,
    Huge,
    Reset,
    Rewritten,
    Slow,
    Status,
    claims,
    foreign_ids,
)
from tests.drivers.simulator.bench import ANNA
from tests.drivers.simulator.phone.handset import Handset, basic


def test_health_needs_no_password_and_fails_without_internet(handset: Handset) -> None:
    answer = handset.call("GET", "/health", auth="")

    assert answer.status == 500
    assert answer.json["version"] == "1.68.0"
    assert answer.json["checks"]["connection:status"]["status"] == "fail"

    handset.phone.internet = True
    assert handset.call("GET", "/health", auth="").status == 200


@pytest.mark.parametrize(("level", "status"), [(80, "pass"), (24, "warn"), (9, "fail")])
def test_health_tells_the_battery(handset: Handset, level: int, status: str) -> None:
    handset.phone.internet = True
    handset.phone.battery.level = level

    assert handset.call("GET", "/health").json["status"] == status


@pytest.mark.parametrize("auth", ["", "Basic ???", "Basic eHg6eXk=", "Bearer abc.def.ghi"])
def test_without_the_password_there_is_nothing(handset: Handset, auth: str) -> None:
    answer = handset.call("GET", "/", auth=auth)

    assert (answer.status, answer.raw) == (401, b"")


def test_the_probe_and_the_device_name_the_phone(handset: Handset) -> None:
    (device,) = handset.call("GET", "/device").json

    assert handset.call("GET", "/").json == {"status": "ok", "model": "Pixel 7"}
    assert [card["simNumber"] for card in device["simCards"]] == [1, 2]
    assert handset.call("GET", "/messages/nothing").status == 404
    assert handset.call("GET", "/nowhere").status == 404
    assert handset.call("PUT", "/device").status == 405


def test_a_token_may_do_what_its_scopes_say(handset: Handset) -> None:
    pair = handset.call("POST", "/auth/token", {"ttl": 60, "scopes": ["inbox:list"]}).json
    bearer = f"Bearer {pair['access_token']}"

    assert handset.call("GET", "/inbox", auth=bearer).status == 200
    denied = handset.call("GET", "/settings", auth=bearer)
    assert (denied.status, denied.json) == (403, {"message": "Insufficient permissions"})

    handset.wait(61)
    assert handset.call("GET", "/inbox", auth=bearer).status == 401


def test_a_token_is_refreshed_by_its_own_and_revoked_by_id(handset: Handset) -> None:
    pair = handset.call("POST", "/auth/token", {"scopes": ["all:any"]}).json
    by_access = handset.call("POST", "/auth/token/refresh", auth=f"Bearer {pair['access_token']}")
    assert by_access.status == 403

    fresh = handset.call("POST", "/auth/token/refresh", auth=f"Bearer {pair['refresh_token']}")
    bearer = f"Bearer {fresh.json['access_token']}"

    assert handset.call("GET", "/", auth=f"Bearer {pair['access_token']}").status == 401
    assert handset.call("GET", "/settings", auth=bearer).status == 200
    assert handset.call("DELETE", f"/auth/token/{fresh.json['id']}").status == 204
    assert handset.call("GET", "/settings", auth=bearer).status == 401


def test_settings_change_only_what_is_named_and_hide_secrets(handset: Handset) -> None:
    patch = {"webhooks": {"signing_key": "our-key"}, "messages": {"processing_order": "FIFO"}, "nope": {}}

    changed = handset.call("PATCH", "/settings", patch).json

    assert changed["messages"]["processing_order"] == "FIFO"
    assert changed["webhooks"]["internet_required"] is True
    assert "our-key" not in json.dumps(changed)
    assert handset.call("PATCH", "/settings", {"messages": {"processing_order": "ABC"}}).status == 400


@pytest.mark.parametrize(
    ("version", "method", "path", "status"),
    [
        ("1.58.0", "GET", "/inbox", 404),
        ("1.36.0", "GET", "/settings", 404),
        ("1.8.0", "GET", "/device", 404),
        ("1.43.0", "GET", "/messages", 405),
        ("1.66.1", "DELETE", "/messages/x", 405),
        ("1.54.0", "POST", "/auth/token", 404),
    ],
)
def test_older_versions_lack_what_came_later(version: str, method: str, path: str, status: int) -> None:
    handset = Handset(app_version=version)

    assert handset.call(method, path).status == status
    assert handset.call("GET", "/health").json["version"] == version
    handset.close()


def test_older_versions_know_one_kind_of_message_and_no_sims() -> None:
    handset = Handset(app_version="1.38.0")
    typed = {"textMessage": {"text": "x"}, "phoneNumbers": [ANNA]}

    assert handset.call("POST", "/message", typed).status == 400
    assert handset.call("POST", "/message", {"message": "x", "phoneNumbers": [ANNA]}).status == 202
    assert "simCards" not in handset.call("GET", "/device").json[0]
    handset.close()


def test_answers_are_replaced_on_demand(handset: Handset) -> None:
    handset.phone.faults.answer(Status(500, b"oops"), path="/messages", spared=1)
    handset.phone.faults.answer(Garbage(b"\xff{"), path="/device")
    handset.phone.faults.answer(Huge(300_000), path="/logs")

    assert handset.call("GET", "/messages").status == 200
    assert handset.call("GET", "/messages").status == 500
    assert handset.call("GET", "/messages").status == 200
    assert handset.call("GET", "/device").raw == b"\xff{"
    assert len(handset.call("GET", "/logs").json) == 300_000 - 2


def test_a_reset_after_a_post_leaves_the_message_taken(handset: Handset) -> None:
    handset.phone.faults.answer(Reset(), method="POST", path="/messages")

    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        handset.text("Hello", id="ours")
    handset.wait(1)

    body = {"id": "ours", "textMessage": {"text": "Hello"}, "phoneNumbers": [ANNA]}
    assert handset.call("POST", "/messages", body).status == 409
    assert handset.on_air() == ["Hello"]


def test_a_reset_before_a_post_leaves_nothing(handset: Handset) -> None:
    handset.phone.faults.answer(Reset(accepted=False))

    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        handset.text("Hello")
    handset.wait(1)

    assert handset.on_air() == []


def test_an_answer_is_cut_short(handset: Handset) -> None:
    handset.phone.faults.answer(Cut())

    with pytest.raises(http.client.IncompleteRead):
        handset.call("GET", "/device")


def test_a_slow_answer_comes_in_the_end(handset: Handset) -> None:
    handset.phone.faults.answer(Slow(timedelta(milliseconds=50)))

    assert handset.call("GET", "/").status == 200


def test_a_lying_phone_says_what_it_likes(handset: Handset) -> None:
    message_id = handset.text("Hello")
    handset.phone.faults.answer(claims("Delivered"))
    handset.phone.faults.answer(Rewritten(foreign_ids))

    assert handset.state(message_id) == "Delivered"
    assert handset.call("GET", f"/messages/{message_id}").json["id"] == f"foreign-{message_id}"
    assert handset.state(message_id) == "Pending"


def test_junk_instead_of_http_is_answered_and_survived(handset: Handset) -> None:
    with handset.phone.connect("127.0.0.1", 8080, 5) as connection:
        connection.sendall(b"\x16\x03\x01 not http\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")

    assert handset.call("GET", "/").status == 200


def test_a_wrong_password_stays_wrong(handset: Handset) -> None:
    assert handset.call("GET", "/", auth=basic(handset.phone, "guess")).status == 401
