"""Webhooks: registered, signed, brought again, and brought wrongly on demand."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from functools import partial

import pytest

from drivers.simulator.phone.exchange import Request
from drivers.simulator.phone.faults import (
    Delayed,
    Delivering,
    Duplicated,
    Forged,
    Refuse,
    Replayed,
    Stale,
    Unsigned,
)
from drivers.simulator.phone.gateway import Gateway
from tests.drivers.simulator.bench import ANNA
from tests.drivers.simulator.phone.handset import LONG, SOME_DAY, Handset, Hooks, ready_for_webhooks


def tried(app: Gateway, times: int) -> bool:
    return len(app.deliveries.attempts) == times


def is_signed(request: Request, key: str = "our-key") -> bool:
    stamp = request.headers.get("x-timestamp", "")
    expected = hmac.new(key.encode(), request.body + stamp.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, request.headers.get("x-signature", ""))


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://example.org/hook", 201),
        ("http://127.0.0.1:9876/hook", 201),
        ("http://localhost:9876/hook", 400),
        ("http://192.168.42.1/hook", 400),
        ("ftp://127.0.0.1/", 400),
        ("nonsense", 400),
    ],
)
def test_where_webhooks_may_go(handset: Handset, url: str, status: int) -> None:
    answer = handset.call("POST", "/webhooks", {"url": url, "event": "sms:received"})

    assert answer.status == status


def test_the_insecure_build_and_older_versions_judge_otherwise() -> None:
    body = {"url": "http://192.168.42.1/hook", "event": "sms:received"}
    insecure, old = Handset(insecure=True), Handset(app_version="1.33.1")

    assert insecure.call("POST", "/webhooks", body).status == 201
    assert old.call("POST", "/webhooks", {**body, "url": "http://127.0.0.1/hook"}).status == 400
    insecure.close()
    old.close()


def test_the_same_id_replaces(handset: Handset) -> None:
    body = {"id": "ours", "url": "https://example.org/1", "event": "sms:received"}
    handset.call("POST", "/webhooks", body)

    handset.call("POST", "/webhook", {**body, "url": "https://example.org/2"})

    (webhook,) = handset.call("GET", "/webhooks").json
    assert webhook == {**body, "url": "https://example.org/2", "source": "Local"}
    assert handset.call("POST", "/webhooks", {**body, "event": "sms:nonsense"}).status == 400
    assert handset.call("DELETE", "/webhooks/ours").status == 204
    assert handset.call("GET", "/webhooks").json == []


def test_a_text_is_brought_signed(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:received", url=hooks.url)

    handset.phone.receive(ANNA, "Hello", slot=2)
    handset.wait(1)
    assert hooks.wait_for(1)

    (request,) = hooks.received
    (body,) = hooks.bodies()
    assert is_signed(request)
    assert request.headers["user-agent"] == "me.capcom.smsgateway/1.68.0"
    assert body["webhookId"] == "ours-sms:received"
    assert body["payload"]["message"] == "Hello"
    assert body["payload"]["sender"] == ANNA
    assert body["payload"]["simNumber"] == 2
    assert body["payload"]["receivedAt"] == "2026-03-02T09:30:00.000Z"
    assert body["payload"]["messageId"] == handset.inbox()[0]["id"]


def test_what_became_of_a_text_is_brought(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:sent", "sms:delivered", "sms:failed", url=hooks.url)

    message_id = handset.text("Hello")
    handset.wait(3)
    assert hooks.wait_for(2)

    sent, delivered = hooks.bodies()
    assert (sent["event"], delivered["event"]) == ("sms:sent", "sms:delivered")
    assert sent["payload"]["messageId"] == message_id
    assert sent["payload"]["partsCount"] == 1
    assert delivered["payload"]["recipient"] == ANNA


def test_sent_can_follow_failed(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:sent", "sms:failed", url=hooks.url)
    handset.phone.faults.send(Refuse(part=0))

    handset.text(LONG)
    handset.wait(1)
    assert hooks.wait_for(2)

    assert hooks.events() == ["sms:failed", "sms:sent"]


def test_without_internet_webhooks_wait_until_the_app_was_set_and_started_again(
    handset: Handset, hooks: Hooks
) -> None:
    handset.call("POST", "/webhooks", {"url": hooks.url, "event": "sms:received"})
    handset.phone.receive(ANNA, "one")
    handset.wait(60)
    handset.call("PATCH", "/settings", {"webhooks": {"internet_required": False}})
    handset.phone.receive(ANNA, "two")
    handset.wait(60)
    assert hooks.received == []

    handset.phone.kill_app()
    handset.phone.start_app()
    assert hooks.wait_for(2)

    assert [body["payload"]["message"] for body in hooks.bodies()] == ["one", "two"]


def test_internet_brings_what_waited_for_it(handset: Handset, hooks: Hooks) -> None:
    handset.call("POST", "/webhooks", {"url": hooks.url, "event": "sms:received"})
    handset.phone.receive(ANNA, "one")
    handset.wait(60)

    handset.phone.internet = True

    assert hooks.wait_for(1)


def test_a_webhook_is_brought_again_ever_later(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:received", url=hooks.url)
    hooks.status = 503
    app = handset.phone.app
    assert app is not None

    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)
    for attempts, pause in enumerate((5, 10, 20), start=1):
        assert hooks.wait_until(partial(tried, app, attempts))
        handset.wait(pause - 1)
        assert len(hooks.received) == attempts
        handset.wait(1.1)
        assert hooks.wait_for(attempts + 1)

    ids = {body["id"] for body in hooks.bodies()}
    stamps = {request.headers["x-timestamp"] for request in hooks.received}
    assert len(ids) == 1
    assert len(stamps) == 4


def test_a_webhook_is_given_up_in_the_end(handset: Handset, hooks: Hooks) -> None:
    handset.call("PATCH", "/settings", {"webhooks": {"retry_count": 1}})
    ready_for_webhooks(handset, "sms:received", url=hooks.url)
    hooks.status = 500
    app = handset.phone.app
    assert app is not None

    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)
    assert hooks.wait_until(lambda: len(app.deliveries.attempts) == 1)
    handset.wait(10)
    assert hooks.wait_until(lambda: len(app.deliveries.attempts) == 2)
    handset.wait(1000)

    assert len(hooks.received) == 2
    assert app.deliveries.waiting == []


def test_without_a_reverse_the_host_is_out_of_reach(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:received", url=hooks.url)
    reverses = dict(handset.phone.reverses)
    app = handset.phone.app
    assert app is not None
    handset.phone.reverses.clear()

    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)
    assert hooks.wait_until(lambda: len(app.deliveries.attempts) == 1)
    assert app.deliveries.attempts[0].status is None

    handset.phone.reverses.update(reverses)
    handset.wait(6)
    assert hooks.wait_for(1)


@pytest.mark.parametrize("fault", [Unsigned(), Forged(), Stale(timedelta(hours=1))])
def test_webhooks_that_should_not_be_believed(handset: Handset, hooks: Hooks, fault: Delivering) -> None:
    ready_for_webhooks(handset, "sms:received", url=hooks.url)
    handset.phone.faults.webhook(fault, event="sms:received")

    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)
    assert hooks.wait_for(1)

    (request,) = hooks.received
    is_fresh = request.headers.get("x-timestamp") == str(int((SOME_DAY + handset.passed).timestamp()))
    assert not (is_signed(request) and is_fresh)


def test_a_replay_is_the_same_octet_by_octet_and_a_duplicate_is_signed_anew(
    handset: Handset, hooks: Hooks
) -> None:
    ready_for_webhooks(handset, "sms:received", url=hooks.url)
    app = handset.phone.app
    assert app is not None
    handset.phone.faults.webhook(Replayed(timedelta(minutes=10)))
    handset.phone.receive(ANNA, "one")
    handset.wait(1)
    assert hooks.wait_until(lambda: len(app.deliveries.attempts) == 1)
    handset.wait(601)
    assert hooks.wait_for(2)
    assert hooks.received[0] == hooks.received[1]

    handset.phone.faults.webhook(Duplicated())
    handset.phone.receive(ANNA, "two")
    handset.wait(1)
    assert hooks.wait_for(4)
    assert hooks.bodies()[2]["id"] == hooks.bodies()[3]["id"]


def test_webhooks_overtake_each_other(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:received", url=hooks.url)
    handset.phone.faults.webhook(Delayed(timedelta(seconds=30)))
    handset.phone.receive(ANNA, "first")
    handset.wait(1)
    handset.phone.receive(ANNA, "second")
    handset.wait(1)
    assert hooks.wait_for(1)
    handset.wait(30)
    assert hooks.wait_for(2)

    assert [body["payload"]["message"] for body in hooks.bodies()] == ["second", "first"]


def test_stamps_are_those_of_the_phones_clock(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:received", url=hooks.url)
    handset.phone.clock_skew = timedelta(minutes=-7)

    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)
    assert hooks.wait_for(1)

    late = int((SOME_DAY - timedelta(minutes=7)).timestamp())
    assert int(hooks.received[0].headers["x-timestamp"]) - late in (0, 1)


def test_the_queue_outlives_the_app_in_newer_versions(handset: Handset, hooks: Hooks) -> None:
    ready_for_webhooks(handset, "sms:received", "app:started", url=hooks.url)
    handset.phone.faults.webhook(Delayed(timedelta(seconds=30)), event="sms:received")
    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)

    handset.phone.kill_app()
    handset.wait(60)
    assert hooks.received == []
    handset.phone.start_app()
    assert hooks.wait_for(2)

    assert sorted(hooks.events()) == ["app:started", "sms:received"]


def test_a_ping_tells_the_phones_health_as_often_as_set(handset: Handset, hooks: Hooks) -> None:
    handset.call("PATCH", "/settings", {"ping": {"interval_seconds": 60}})
    ready_for_webhooks(handset, "system:ping", url=hooks.url)

    handset.wait(125)
    assert hooks.wait_for(2)

    assert hooks.bodies()[0]["payload"]["health"]["version"] == "1.68.0"
    handset.phone.kill_app()
    handset.wait(125)
    assert len(hooks.received) == 2
