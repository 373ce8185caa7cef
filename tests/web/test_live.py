"""The live half: the stream of changes, and the elements that pages fetch by it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.conftest import OWNER
from tests.web.plain import PlainBrowser
from web import page_streams, sse
from web.live import Live

DEADLINE_SECONDS = 20
FRAGMENT = {"X-Fragment": "1"}


class Stream:
    """The stream of one browser."""

    def __init__(self, browser: PlainBrowser, query: str = "", **headers: str) -> None:
        self.answer = browser.client.get(
            f"/events/stream{query}",
            base_url="http://localhost",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        self._frames: Iterator[bytes] = iter(self.answer.iter_encoded())

    def next(self) -> dict[str, Any]:
        """The next frame that tells something, after the one that says who reads."""
        while (frame := self.frame())["event"] == "hello":
            pass
        return frame

    def frame(self) -> dict[str, Any]:
        """The next frame that is no comment."""
        while True:
            fields = dict(
                line.split(": ", 1) for line in next(self._frames).decode().splitlines() if ": " in line
            )
            if "data" in fields:
                return {**fields, "data": json.loads(fields["data"])}

    def ended(self) -> bool:
        """Whether it ends without telling anything more."""
        return all(b"event: change" not in frame for frame in self._frames)


@pytest.fixture(autouse=True)
def _in_time(services: Services) -> Iterator[None]:
    """Ends every stream: after the test, or when it waits for what never comes."""
    alarm = threading.Timer(DEADLINE_SECONDS, services.feed.close)
    alarm.start()
    yield
    alarm.cancel()
    assert not services.feed.closed, "a stream did not end by itself"
    services.feed.close()


def test_a_text_that_arrives_is_told_with_its_conversation(owner: PlainBrowser, desk: Desk) -> None:
    stream = Stream(owner, f"?after={desk.feed.newest()}")
    desk.receive(desk.plug_in(), ANNA, "Hello")

    told = stream.next()["data"]

    assert "message" in told["kinds"]
    assert told["conversations"] == [1]
    assert 'id="c-1"' in told["rows"]
    assert 'id="m-1"' in told["bubbles"]["1"]
    assert 'data-count="1"' in told["frame"]


def test_a_missed_call_is_told_as_a_line_like_any_text(owner: PlainBrowser, desk: Desk) -> None:
    stream = Stream(owner, f"?after={desk.feed.newest()}")
    desk.calls.take(desk.plug_in(), "counter", ANNA, desk.clock())

    told = stream.next()["data"]

    assert 'id="m-1"' in told["bubbles"]["1"]
    assert "Missed call" in told["bubbles"]["1"]


def test_a_page_that_comes_back_goes_on_where_it_was(owner: PlainBrowser, desk: Desk) -> None:
    desk.write(ANNA)
    first = Stream(owner, "?after=0").next()
    desk.write(BEN)

    second = Stream(owner, "?after=0", Last_Event_ID=first["id"]).next()

    assert second["data"]["conversations"] == [2]


def test_a_page_of_another_database_is_told_to_read_anew(owner: PlainBrowser) -> None:
    assert Stream(owner, "?after=99999").next()["event"] == "reset"


@pytest.mark.parametrize("after", ["x", "-1", "²", "9" * 40])
def test_a_position_that_is_none_means_from_now_on(owner: PlainBrowser, desk: Desk, after: str) -> None:
    desk.write(ANNA)
    stream = Stream(owner, f"?after={after}")
    next(iter(stream.answer.iter_encoded()))
    desk.write(BEN)

    assert stream.next()["data"]["conversations"] == [2]


def test_a_new_stream_of_a_browser_ends_the_one_before(owner: PlainBrowser) -> None:
    first = Stream(owner, "?page=mine")
    first.frame()

    Stream(owner, "?page=mine")

    assert first.ended()


def test_nobody_ends_the_stream_of_somebody_else(
    owner: PlainBrowser, staff: PlainBrowser, desk: Desk
) -> None:
    mine = Stream(owner, "?page=same")
    mine.frame()

    Stream(staff, "?page=same")
    desk.write(ANNA, "Hello")

    assert mine.next()["event"] == "change"


def test_a_page_that_reconnects_takes_the_place_of_its_own_dead_stream(owner: PlainBrowser) -> None:
    streams = page_streams.PageStreams()

    with streams.held("page") as first, streams.held("page") as second:
        assert first.is_set()
        assert not second.is_set()


def test_more_streams_than_threads_are_refused_for_a_while(owner: PlainBrowser) -> None:
    streams = [Stream(owner, f"?page={number}") for number in range(sse.MAX_STREAMS)]

    refused = Stream(owner, "?page=one-more").answer

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    streams[0].answer.close()
    assert Stream(owner, "?page=one-more").answer.status_code == 200


def test_nobody_listens_without_a_session(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    assert Stream(stranger).answer.status_code == 401


def test_a_stream_ends_with_its_session(owner: PlainBrowser, services: Services, desk: Desk) -> None:
    stream = Stream(owner)
    next(iter(stream.answer.iter_encoded()))
    services.accounts.set_password(OWNER, "an entirely new one")
    desk.clock.passes(seconds=sse.HEARTBEAT.total_seconds())

    assert stream.ended()


@pytest.mark.parametrize("readers", [1, 2])
def test_a_wake_between_a_look_and_the_wait_is_not_missed(
    services: Services, desk: Desk, readers: int
) -> None:
    live = Live(services.feed)
    for _ in range(readers - 1):
        first = threading.Thread(
            target=live.after, args=(0, timedelta(hours=1), services.feed.rings), daemon=True
        )
        first.start()
    rings = services.feed.rings
    desk.store.changed.ring()

    last = threading.Thread(target=live.after, args=(0, timedelta(hours=1), rings), daemon=True)
    last.start()
    last.join(timeout=10)

    assert not last.is_alive()


def test_a_page_names_the_event_after_which_it_was_made(owner: PlainBrowser, desk: Desk) -> None:
    desk.write(ANNA)

    page = owner.open("/")

    assert ("body", "data-after", str(desk.feed.newest())) in page.attributes


def test_changes_hold_the_head_of_the_open_conversation_and_the_frame(
    owner: PlainBrowser, desk: Desk
) -> None:
    desk.write(ANNA, "To Anna")

    page = owner.open("/changes?open=1", headers=FRAGMENT)

    ids = [value for _, name, value in page.attributes if name == "id"]
    assert {"talk-head", "here", "unread", "unsure-count", "banner", "lamp"} <= set(ids)


@pytest.mark.parametrize("query", ["open=x", "open=77", "open=-1", "open=²"])
def test_changes_of_what_is_not_there_are_none(owner: PlainBrowser, query: str) -> None:
    assert owner.open(f"/changes?{query}", headers=FRAGMENT).status == 200


def test_somebody_signed_out_gets_no_elements_but_a_plain_no(
    owner: PlainBrowser, stranger: PlainBrowser
) -> None:
    assert stranger.open("/changes", headers=FRAGMENT).status == 401


def test_a_reply_by_script_brings_its_bubble_and_a_new_draft(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    form = owner.open("/conversations/1").form("/messages")

    answer = owner.client.post(
        form.action, data=form.fields | {"text": "Until six"}, base_url="http://localhost", headers=FRAGMENT
    )

    assert answer.status_code == 200
    assert 'id="m-2"' in answer.text
    assert 'id="draft-id"' in answer.text
    assert form.fields["draft_id"] not in answer.text


def test_a_refusal_by_script_brings_the_sentence(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    form = owner.open("/conversations/1").form("/messages")

    answer = owner.client.post(form.action, data=form.fields, base_url="http://localhost", headers=FRAGMENT)

    assert answer.status_code == 422
    assert "Write a text first." in answer.text


def test_reading_is_told_to_the_other_pages(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    token = owner.open("/settings").form("/sign-out").fields["csrf_token"]
    stream = Stream(owner, f"?after={desk.feed.newest()}")

    owner.post("/conversations/1/read", csrf_token=token, up_to="1")

    told = stream.next()["data"]
    assert (told["kinds"], told["conversations"], told["news"]) == (["conversation"], [1], [])
    assert desk.conversations.unread() == 0


def test_older_texts_come_as_elements(owner: PlainBrowser, desk: Desk) -> None:
    for number in range(60):
        desk.receive(desk.plug_in(), ANNA, f"Text {number}.", number)
        desk.clock.passes(minutes=1)

    page = owner.open("/conversations/1/older?before=21", headers=FRAGMENT)

    assert "Text 0." in page.words
    assert "Text 20." not in page.words
