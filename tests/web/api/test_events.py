"""``/events``: what happens, as frames; going on where one was; the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from modemsms.clock import now
from modemsms.store import events as event_rows
from tests.desk import BEN
from tests.web.api.program import Api
from web.sse import MAX_STREAMS


class Stream:
    """An open event stream; ``next`` gives the fields of one frame that is no heartbeat."""

    def __init__(self, api: Api, query: str = "", **headers: str) -> None:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = api.get(f"/events{query}", headers=names, buffered=False)
        self._frames: Iterator[bytes] = iter(self.answer.raw.iter_encoded())

    def heartbeat(self) -> None:
        assert next(self._frames) == b": \n\n"

    def next(self) -> dict[str, Any]:
        while (frame := next(self._frames).decode()).startswith(":"):
            pass
        assert frame.endswith("\n\n")
        fields = dict(line.split(": ", 1) for line in frame.splitlines() if line)
        return {**fields, "data": json.loads(fields["data"])}

    def close(self) -> None:
        self.answer.raw.close()


@pytest.fixture
def stream(api: Api) -> Iterator[Stream]:
    """From now on."""
    stream = Stream(api)
    yield stream
    stream.close()


def test_a_stream_begins_at_once_with_a_sign_of_life(stream: Stream) -> None:
    assert stream.answer.status_code == 200
    assert stream.answer.raw.content_type == "text/event-stream; charset=utf-8"
    assert stream.answer.headers["Cache-Control"] == "no-cache"
    assert stream.answer.headers["X-Accel-Buffering"] == "no"
    stream.heartbeat()


def test_a_message_comes_as_get_gives_it(api: Api, stream: Stream) -> None:
    sent = api.send(text="Line one\nline two 🎉").json

    event = stream.next()

    assert event["event"] == "message"
    assert event["data"] == sent == api.get(f"/messages/{sent['id']}").json


def test_a_modem_comes_as_get_gives_it(api: Api, stream: Stream) -> None:
    api.desk.plug_in("counter")

    seen = [stream.next(), stream.next()]

    assert [event["event"] for event in seen] == ["modem", "modem"]
    assert seen[-1]["data"] == api.get("/modems").json["modems"][0]


def test_without_a_position_only_what_happens_from_now_on_is_told(api: Api) -> None:
    api.send(text="Before")
    stream = Stream(api)
    after = api.send(BEN, "After").json

    assert stream.next()["data"]["id"] == after["id"]
    stream.close()


@pytest.mark.parametrize("how", ["query", "header", "both"])
def test_a_reader_goes_on_after_the_last_event_it_saw(api: Api, how: str) -> None:
    sent = [api.send(text=f"Text {number}").json["id"] for number in range(3)]
    first = Stream(api, "?after=0")
    position = first.next()["id"]
    first.close()

    again = {
        "query": lambda: Stream(api, f"?after={position}"),
        "header": lambda: Stream(api, Last_Event_ID=position),
        "both": lambda: Stream(api, "?after=0", Last_Event_ID=position),
    }[how]()

    assert [again.next()["data"]["id"], again.next()["data"]["id"]] == sent[1:]
    again.close()


def test_ids_rise_and_each_event_comes_once(api: Api) -> None:
    stream = Stream(api, "?after=0")
    sent = [api.send(text=f"Text {number}").json["id"] for number in range(250)]

    seen = [stream.next() for _ in sent]

    numbers = [int(event["id"]) for event in seen]
    assert numbers == sorted(set(numbers))
    assert [event["data"]["id"] for event in seen] == sent
    stream.close()


def test_who_missed_events_that_are_no_longer_kept_is_told_to_begin_anew(api: Api) -> None:
    api.send(text="Forgotten")
    with api.desk.store.write() as connection:
        event_rows.prune(connection, now(), 1000)
    newest = api.services.feed.newest()
    stream = Stream(api, "?after=0")

    reset = stream.next()
    sent = api.send(BEN, "New").json

    assert (reset["event"], reset["id"], reset["data"]) == ("reset", str(newest), {})
    assert stream.next()["data"]["id"] == sent["id"]
    stream.close()


def test_who_has_seen_everything_is_not_sent_back_because_old_events_are_gone(api: Api) -> None:
    api.send(text="Forgotten")
    newest = api.services.feed.newest()
    with api.desk.store.write() as connection:
        event_rows.prune(connection, now(), 1000)
    stream = Stream(api, f"?after={newest}")
    sent = api.send(BEN, "New").json

    assert stream.next()["data"]["id"] == sent["id"]
    stream.close()


def test_a_position_of_another_database_is_told_to_begin_anew(api: Api) -> None:
    stream = Stream(api, Last_Event_ID="123456789")

    assert stream.next()["event"] == "reset"
    stream.close()


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=-1", "?after=1.5", "?after=", "?since=1", "?after=" + "9" * 19]
)
def test_a_position_that_is_none_is_422(api: Api, query: str) -> None:
    assert api.get(f"/events{query}").status_code == 422


def test_streams_are_limited_and_a_closed_one_makes_room(api: Api) -> None:
    open_ones = [Stream(api) for _ in range(MAX_STREAMS)]

    refused = api.get("/events")
    open_ones.pop().close()
    accepted = Stream(api)

    assert (refused.status_code, refused.json["error"]["code"]) == (503, "too_many_streams")
    assert "Retry-After" in refused.headers
    assert accepted.answer.status_code == 200
    for stream in [*open_ones, accepted]:
        stream.close()


def test_a_head_request_takes_no_place(api: Api) -> None:
    for _ in range(MAX_STREAMS + 1):
        answer = api.call("HEAD", "/events")
        answer.raw.close()

        assert answer.status_code == 200


def test_a_stream_ends_when_the_daemon_stops(api: Api, stream: Stream) -> None:
    stream.heartbeat()

    api.services.feed.close()

    with pytest.raises(StopIteration):
        stream.next()


def test_a_stream_ends_with_its_key(api: Api, stream: Stream) -> None:
    stream.heartbeat()
    name = api.services.keys.list()[0].name
    before = api.desk.store.changed.rings

    api.services.keys.revoke(name)
    assert api.desk.store.changed.rings > before
    api.desk.write(BEN, "Hello")

    with pytest.raises(StopIteration):
        stream.next()
