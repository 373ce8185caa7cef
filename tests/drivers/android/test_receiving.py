"""A text that comes in over a phone: told once, soon, and only when the phone itself said so."""

from __future__ import annotations

import http.client
import time
from datetime import timedelta

import pytest

from drivers.simulator.phone.faults import (
    ALWAYS,
    Delayed,
    Duplicated,
    Forged,
    Lost,
    Replayed,
    Stale,
    Unsigned,
)
from drivers.simulator.phone.received import Attachment
from modemsms.driver import MessageReceived, ModemState, Noticed
from tests.drivers.android.world import World, world
from tests.drivers.rigs import ANNA


def test_a_reply_is_told_within_a_second_by_its_webhook(ready_world: World) -> None:
    began = time.monotonic()

    ready_world.phone.receive(ANNA, "Thanks")
    event = ready_world.next(MessageReceived)

    assert time.monotonic() - began < 1
    assert (event.slot, event.sender, event.text) == (1, ANNA, "Thanks")


@pytest.mark.parametrize("fault", [Lost(), Unsigned(), Forged(), Stale(), Delayed(timedelta(minutes=5))])
def test_a_reply_is_told_within_ten_seconds_without_a_good_webhook(ready_world: World, fault: object) -> None:
    ready_world.phone.faults.webhook(fault, event="sms:received", times=ALWAYS)  # type: ignore[arg-type]
    began = time.monotonic()

    ready_world.phone.receive(ANNA, "Thanks")
    event = ready_world.next(MessageReceived)

    assert time.monotonic() - began < 10
    assert event.text == "Thanks"


@pytest.mark.parametrize("fault", [Replayed(), Duplicated(), Delayed(timedelta(seconds=2))])
def test_a_webhook_that_comes_again_or_late_brings_its_text_once(ready_world: World, fault: object) -> None:
    ready_world.phone.faults.webhook(fault, event="sms:received")  # type: ignore[arg-type]

    ready_world.phone.receive(ANNA, "Thanks")
    ready_world.quietly(3)

    assert ready_world.texts_in() == ["Thanks"]


def test_the_same_words_twice_are_two_texts(ready_world: World) -> None:
    now = ready_world.network.now()
    ready_world.phone.receive(ANNA, "ok", at=now - timedelta(seconds=90))
    ready_world.phone.receive(ANNA, "ok", at=now)

    ready_world.until_world(lambda: len(ready_world.texts_in()) == 2)
    ready_world.quietly(2.5)

    assert ready_world.texts_in() == ["ok", "ok"]
    identities = [event.identity for event in ready_world.heard if isinstance(event, MessageReceived)]
    assert len(set(identities)) == 2


def test_a_text_that_the_network_held_back_for_days_is_told(ready_world: World) -> None:
    ready_world.phone.faults.webhook(Lost(), times=ALWAYS)
    for number in range(40):
        ready_world.phone.receive(ANNA, f"newer {number}")
    ready_world.until_world(lambda: len(ready_world.texts_in()) == 40)

    ready_world.phone.receive(ANNA, "late", at=ready_world.network.now() - timedelta(days=9))

    ready_world.until_world(lambda: "late" in ready_world.texts_in())


def test_texts_that_came_while_the_phone_was_unplugged_are_told_once(ready_world: World) -> None:
    ready_world.phone.receive(ANNA, "before")
    ready_world.until_world(lambda: ready_world.texts_in() == ["before"])
    ready_world.phone.unplug()
    ready_world.state(ModemState.UNAVAILABLE)
    ready_world.phone.receive(ANNA, "meanwhile")
    ready_world.phone.plug_in()

    ready_world.until_world(lambda: "meanwhile" in ready_world.texts_in())
    ready_world.quietly(2.5)

    assert ready_world.texts_in() == ["before", "meanwhile"]


def test_texts_that_came_while_the_app_was_dead_are_told_once(ready_world: World) -> None:
    ready_world.phone.kill_app()
    ready_world.state(ModemState.UNAVAILABLE)
    ready_world.phone.receive(ANNA, "meanwhile")
    ready_world.phone.start_app()
    ready_world.ready()

    ready_world.until_world(lambda: "meanwhile" in ready_world.texts_in())
    ready_world.quietly(2.5)

    assert ready_world.texts_in() == ["meanwhile"]


def test_another_daemon_tells_a_text_with_the_same_identity(ready_world: World) -> None:
    ready_world.phone.receive(ANNA, "Thanks")
    first = ready_world.next(MessageReceived)
    ready_world.driver.close()

    ready_world.driver = ready_world.new_driver()
    second = ready_world.next(MessageReceived)

    assert second.identity == first.identity


def test_a_text_of_ten_days_ago_is_not_told_at_the_start() -> None:
    with world() as surroundings:
        now = surroundings.network.now()
        surroundings.phone.receive(ANNA, "old", at=now - timedelta(days=10))
        surroundings.phone.receive(ANNA, "new", at=now)

        surroundings.ready()
        surroundings.until_world(lambda: bool(surroundings.texts_in()))
        surroundings.quietly(1)

        assert surroundings.texts_in() == ["new"]


def test_an_app_that_reads_its_store_back_with_other_times_doubles_nothing() -> None:
    with world(version="1.66.1") as surroundings:
        surroundings.ready()
        surroundings.phone.receive(ANNA, "Thanks", at=surroundings.network.now() - timedelta(seconds=30))
        surroundings.until_world(lambda: bool(surroundings.texts_in()))
        surroundings.phone.unplug()
        surroundings.state(ModemState.UNAVAILABLE)
        surroundings.phone.plug_in()
        surroundings.ready()
        surroundings.quietly(3)

        assert surroundings.texts_in() == ["Thanks"]


def test_a_picture_message_becomes_one_text(ready_world: World) -> None:
    ready_world.phone.receive_picture(ANNA, "Look", Attachment(1, "image/jpeg", "a.jpg", b"\xff\xd8"))

    ready_world.until_world(lambda: bool(ready_world.texts_in()))
    ready_world.quietly(2.5)

    assert ready_world.texts_in() == ["A picture message arrived; ask to send it as text."]


def test_a_text_for_the_second_card_is_told_of_its_slot() -> None:
    with world(sims=2, slots=2) as both:
        both.ready()
        both.phone.receive(ANNA, "for two", slot=2)

        assert both.next(MessageReceived).slot == 2


def test_a_clock_that_is_off_is_told_and_may_be_allowed() -> None:
    with world() as surroundings:
        surroundings.ready()
        surroundings.phone.clock_skew = timedelta(minutes=-9)
        surroundings.phone.receive(ANNA, "Thanks")

        surroundings.until(lambda e: isinstance(e, Noticed) and "clock" in e.sentence)
        surroundings.until_world(lambda: surroundings.texts_in() == ["Thanks"])
    with world(quirks={"webhook_skew_seconds": 900}) as surroundings:
        surroundings.ready()
        surroundings.phone.clock_skew = timedelta(minutes=-9)
        began = time.monotonic()
        surroundings.phone.receive(ANNA, "Thanks")
        surroundings.next(MessageReceived)

        assert time.monotonic() - began < 1


def test_a_stranger_on_this_machine_finds_no_open_door(ready_world: World) -> None:
    (port,) = {int(target.removeprefix("tcp:")) for target in ready_world.phone.reverses.values()}
    stranger = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    stranger.request("POST", "/hook/guess", b'{"id":"x","event":"sms:received","payload":{}}')

    ready_world.quietly(0.2)

    assert stranger.getresponse().status == 404
    stranger.close()
    assert not ready_world.texts_in()
