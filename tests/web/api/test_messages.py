"""Looking messages up, listing, cancelling, settling and releasing them."""

from __future__ import annotations

import pytest

from tests.desk import ANNA, BEN, CARA
from tests.web.api.program import Answer, Api


def ids(answer: Answer) -> list[str]:
    assert answer.status_code == 200
    return [message["id"] for message in answer.json["messages"]]


# --- one ------------------------------------------------------------------------------------------


def test_a_message_is_found_by_its_id(api: Api) -> None:
    sent = api.send().json

    assert api.get(f"/messages/{sent['id']}").json == sent


@pytest.mark.parametrize(
    "name", ["nothing", "0", "019cb0de-0000-7000-8000-000000000000", "%00", "%ff", "x" * 500]
)
def test_an_id_that_is_not_there_is_404(api: Api, name: str) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/release")):
        answer = api.call(method, f"/messages/{name}{path}")

        assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


def test_what_became_of_a_message_shows_in_its_times_and_modem(api: Api) -> None:
    sim = api.desk.plug_in()
    message = api.desk.send(ANNA, reference=9)
    api.desk.clock.passes(minutes=1)
    api.desk.report(sim, 9, ANNA)

    found = api.get(f"/messages/{message.id}").json

    assert found["status"] == "delivered"
    assert found["modem"] == "counter"
    assert found["sent_at"] == "2026-03-02T09:00:00.000Z"
    assert found["delivered_at"] == "2026-03-02T09:01:00.000Z"


def test_an_inbound_message_comes_from_them_to_us(api: Api) -> None:
    sim = api.desk.plug_in()
    api.desk.receive(sim, ANNA, "Is it open? 🙂")

    (found,) = api.get("/messages?direction=inbound").json["messages"]

    assert (found["from"], found["to"]) == (ANNA, None)
    assert (found["status"], found["direction"], found["encoding"]) == ("received", "inbound", "ucs2")
    assert found["created_at"] == found["sent_at"] == "2026-03-02T09:00:00.000Z"


# --- lists ----------------------------------------------------------------------------------------


def test_pages_hold_every_message_once_and_oldest_first(api: Api) -> None:
    sent = [api.send(text=f"Text {number}").json["id"] for number in range(7)]

    seen: list[str] = []
    page = api.get("/messages?limit=3")
    while page.json["next"] is not None:
        seen += ids(page)
        page = api.get(f"/messages?limit=3&after={page.json['next']}")
    seen += ids(page)

    assert seen == sent


def test_the_id_of_a_message_is_a_cursor_too(api: Api) -> None:
    sent = [api.send(text=f"Text {number}").json["id"] for number in range(3)]

    assert ids(api.get(f"/messages?after={sent[0]}")) == sent[1:]


def test_the_last_page_has_no_next(api: Api) -> None:
    for number in range(3):
        api.send(text=f"Text {number}")

    assert api.get("/messages?limit=3").json["next"] is None
    assert api.get("/messages?limit=2").json["next"] is not None


def test_a_list_can_be_of_one_direction_of_some_states_and_of_one_contact(api: Api) -> None:
    sim = api.desk.plug_in()
    delivered = api.desk.send(ANNA, reference=9).id
    api.desk.report(sim, 9, ANNA)
    queued = api.send(ANNA, "More").json["id"]
    other = api.send(BEN).json["id"]
    api.desk.receive(sim, ANNA, "Thanks")
    inbound = ids(api.get("/messages?direction=inbound"))

    assert len(inbound) == 1
    assert ids(api.get("/messages?direction=outbound")) == [delivered, queued, other]
    assert ids(api.get("/messages?status=queued")) == [queued, other]
    assert ids(api.get("/messages?status=received,delivered")) == [delivered, *inbound]
    assert ids(api.get("/messages?contact=%2B447700900001")) == [delivered, queued, *inbound]
    assert ids(api.get("/messages?contact=+447700900001")) == [delivered, queued, *inbound]
    assert ids(api.get("/messages?contact=07700%20900002")) == [other]
    assert ids(api.get(f"/messages?contact={CARA.replace('+', '%2B')}")) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=1.5", "limit"),
        ("limit=", "limit"),
        ("direction=sideways", "direction"),
        ("status=sent,gone", "status"),
        ("status=", "status"),
        ("contact=", "contact"),
        ("contact=%00", "contact"),
        ("after=", "after"),
        ("after=nothing", "after"),
        ("after=-1", "after"),
        ("after=99999999999999999999", "after"),
        ("limt=5", "limt"),
        ("limit=5&limit=6", "limit"),
    ],
)
def test_a_question_that_makes_no_sense_is_422_naming_the_field(api: Api, query: str, field: str) -> None:
    answer = api.get(f"/messages?{query}")

    assert (answer.status_code, answer.json["error"]["field"]) == (422, field)


# --- cancel, settle, release ----------------------------------------------------------------------


def test_a_queued_message_is_cancelled_and_may_be_cancelled_again(api: Api) -> None:
    name = api.send().json["id"]

    first = api.call("DELETE", f"/messages/{name}")
    second = api.call("DELETE", f"/messages/{name}")

    assert (first.status_code, first.json["status"]) == (200, "cancelled")
    assert (second.status_code, second.json) == (200, first.json)


def test_a_message_on_its_way_cannot_be_cancelled(api: Api) -> None:
    api.desk.plug_in()
    name = api.send().json["id"]
    api.desk.take()

    assert api.call("DELETE", f"/messages/{name}").status_code == 409


def unknown(api: Api) -> str:
    api.desk.plug_in()
    name: str = api.send().json["id"]
    api.desk.silent(api.desk.take())
    return name


@pytest.mark.parametrize(("outcome", "status"), [("delivered", "delivered"), ("resend", "queued")])
def test_a_message_of_unknown_fate_is_settled_once(api: Api, outcome: str, status: str) -> None:
    name = unknown(api)

    first = api.post(f"/messages/{name}/settle", {"outcome": outcome})
    second = api.post(f"/messages/{name}/settle", {"outcome": outcome})

    assert (first.status_code, first.json["status"]) == (200, status)
    assert second.status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "outcome"), ({"outcome": "lost"}, "outcome"), ({"outcome": "resend", "x": 1}, "x")],
)
def test_only_the_two_outcomes_settle(api: Api, body: object, field: str) -> None:
    name = unknown(api)

    answer = api.post(f"/messages/{name}/settle", body)

    assert (answer.status_code, answer.json["error"]["field"]) == (422, field)


def test_a_held_message_is_released_once(api: Api) -> None:
    api.send(text="Twice")
    name = api.send(text="Twice").json["id"]

    first = api.post(f"/messages/{name}/release")
    second = api.post(f"/messages/{name}/release")

    assert (first.status_code, first.json["status"], first.json["reason"]) == (200, "queued", None)
    assert second.status_code == 409


def test_a_release_takes_no_fields(api: Api) -> None:
    api.send(text="Twice")
    name = api.send(text="Twice").json["id"]

    assert api.post(f"/messages/{name}/release", {"force": True}).status_code == 422
    assert api.post(f"/messages/{name}/release", data=b"now").status_code == 400
    assert api.post(f"/messages/{name}/release", {}).status_code == 200
