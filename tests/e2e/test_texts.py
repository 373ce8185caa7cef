"""What a phone decodes is the message's text, whatever was written; and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon, wait_until

WITHIN = timedelta(seconds=30)
STRANGE = {
    "extension characters": "€[]{}\\^~|" * 30,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🎉" * 40,
    "right to left": "مرحبا، طلبك جاهز. שלום, ההזמנה מוכנה. " * 20,
    "mixed scripts": "Straße, naïve, Ελληνικά, кириллица, 日本語, ไทย, हिन्दी " * 15,
    "the longest": "The quick brown fox jumps over the lazy dog. "[:40] * 40,
    "ends in @": "x" * 6 + "@",
    "seven at signs": "@" * 160,
    "line ends": "one\ntwo\r\nthree\rfour",
    "smart quotes": "“It’s ready” – come by…",
    "combining": "Ame\u0301lie Zoe\u0308 " * 30,
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimulatedModems, Daemon]]:
    with (
        SimulatedModems(1) as simulated,
        Daemon(tmp_path_factory.mktemp("shop"), [simulated.ports[0].path]) as daemon,
    ):
        yield simulated, daemon.ready()


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_a_phone_shows_the_text_of_the_message(shop: tuple[SimulatedModems, Daemon], text: str) -> None:
    simulated, daemon = shop
    recipient = f"+4917130{list(STRANGE.values()).index(text):05d}"

    message = daemon.text(recipient, text)
    done = daemon.settled(message["id"], "delivered", seconds=60)

    (shown,) = simulated.network.texts(recipient)
    assert shown.text == done["text"]
    assert shown.segments == done["segments"]


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_what_a_customer_writes_comes_in_as_it_was_written(
    shop: tuple[SimulatedModems, Daemon], text: str
) -> None:
    simulated, daemon = shop
    sender = f"+4917140{list(STRANGE.values()).index(text):05d}"

    simulated.network.send(sender, simulated.modems[0].number or "", text)
    contact = sender.replace("+", "%2B")
    wait_until(lambda: len(daemon.messages(contact=contact)) == 1, seconds=30)

    (message,) = daemon.messages(contact=contact)
    assert (message["text"], message["reason"], message["from"]) == (text, None, sender)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to": "+491711234567", "text": "a\x00b"}, "text"),
        ({"to": "+491711234567", "text": "\ud83d"}, "text"),
        ({"to": "+491711234567", "text": "   "}, "text"),
        ({"to": "+491711234567", "text": "x" * 1601}, "text"),
        ({"to": "nobody", "text": "Hello"}, "to"),
        ({"to": "+491711234567", "text": "Hello", "colour": "red"}, "colour"),
        ({"to": "+491711234567", "text": 5}, "text"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_field(
    shop: tuple[SimulatedModems, Daemon], body: dict[str, object], field: str
) -> None:
    _, daemon = shop

    answer = daemon.call("POST", "/messages", body)

    assert (answer.status, answer.body["error"]["field"]) == (422, field)
    assert answer.body["error"]["message"].endswith((".", "?"))
