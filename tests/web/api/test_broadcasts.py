"""``/broadcasts``: a program texts an audience, looks at it, and changes its mind."""

from __future__ import annotations

from datetime import date, time

import pytest

from modemsms.services.audience import Audience, Dated, Picks
from modemsms.services.broadcasts import Letter, audience_of
from modemsms.services.consents import Consent
from modemsms.services.patterns import Days
from modemsms.services.recurrence import Recurrence
from tests.desk import ANNA, BEN
from tests.station import Station, people
from tests.web.api.program import Api

CARA = "+447700900003"
BREAD = {"text": "Fresh bread, {first_name|dear customer}", "audience": {"numbers": [ANNA, BEN]}}


@pytest.fixture
def station(api: Api) -> Station:
    api.desk.plug_in()
    return Station(api.desk)


def test_a_program_texts_an_audience(api: Api, station: Station) -> None:
    taken = api.post("/broadcasts", {**BREAD, "title": "Saturday"})
    station.tick()
    sent = station.sent()

    assert taken.status_code == 202
    assert taken.headers["Location"].endswith(f"/api/v1/broadcasts/{taken.json['id']}")
    assert (taken.json["state"], taken.json["title"], taken.json["program"]) == (
        "scheduled", "Saturday", "till",
    )  # fmt: skip
    assert sorted(number for number, _ in sent) == [ANNA, BEN]
    done = api.get(f"/broadcasts/{taken.json['id']}").json
    assert (done["state"], done["occurrence"]["counts"]["sent"]) == ("done", 2)


def test_groups_and_filters_go_by_id_or_by_name(api: Api, station: Station) -> None:
    desk = api.desk
    anna, ben = desk.contacts.add("Anna", [ANNA]), desk.contacts.add("Ben", [BEN])
    regulars = desk.groups.add("Regulars")
    desk.groups.put_in(regulars.id, [anna.id, ben.id])
    staff = desk.groups.add("Staff")
    desk.groups.put_in(staff.id, [ben.id])

    by_name = {"groups": ["regulars"], "exclude": {"groups": ["STAFF"]}}
    taken = api.post("/broadcasts", {"text": "Hello", "audience": by_name})
    station.tick()

    assert taken.json["audience"]["groups"] == [regulars.id]
    assert taken.json["audience"]["exclude"]["groups"] == [staff.id]
    assert [number for number, _ in station.sent()] == [ANNA]
    by_id = api.post("/broadcasts/preflight", {"text": "Hello", "audience": {"groups": [regulars.id]}})
    assert by_id.json["people"] == 2


def test_everybody_is_an_audience(api: Api, station: Station) -> None:
    people(api.desk, 3)

    told = api.post("/broadcasts/preflight", {"text": "Hello", "audience": {"everybody": True}})

    assert (told.status_code, told.json["people"]) == (200, 3)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"audience": {}}, "audience"),
        ({"audience": {"groups": ["Nobody's"]}}, "audience"),
        ({"audience": {"groups": [99]}}, "audience"),
        ({"audience": {"numbers": ["12"]}}, "audience"),
        ({"audience": {"numbers": ["\ud800"]}}, "audience"),
        ({"audience": {"friends": [1]}}, "audience"),
        ({"audience": {"contacts": [1 << 70]}}, "audience"),
        ({"text": " "}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"title": "x" * 121}, "title"),
        ({"options": {"per_minute": 0}}, "options"),
        ({"options": {"modem": "nowhere"}}, "modem"),
        ({"send_at": "2026-01-01T10:00:00"}, "send_at"),
        ({"send_at": "2999-01-01T10:00:00Z"}, "send_at"),
        ({"recurrence": {"repeat": "week", "at": "10:00", "starts": "2026-01-01"}}, "recurrence"),
        ({"colour": "red"}, "colour"),
    ],
)
@pytest.mark.parametrize("path", ["/broadcasts", "/broadcasts/preflight"])
def test_what_cannot_be_sent_is_refused_with_its_field(
    api: Api, path: str, wrong: dict[str, object], field: str
) -> None:
    refused = api.post(path, {**BREAD, **wrong})

    assert (refused.status_code, refused.json["error"]["field"]) == (422, field)
    assert api.get("/broadcasts").json["broadcasts"] == []


def test_the_same_request_again_is_the_same_broadcast(api: Api, station: Station) -> None:
    key = {"Idempotency-Key": "saturday"}
    body = {**BREAD, "send_at": api.in_future(minutes=5)}
    first = api.post("/broadcasts", body, headers=key)
    station.tick(hours=1)
    again = api.post("/broadcasts", body, headers=key)
    other = api.post("/broadcasts", {**body, "text": "Cake"}, headers=key)

    assert (first.status_code, again.status_code, again.json["id"]) == (202, 200, first.json["id"])
    assert (other.status_code, other.json["error"]["code"]) == (409, "idempotency")
    assert len(station.sent()) == 2


def test_a_time_that_is_over_is_now(api: Api, station: Station) -> None:
    taken = api.post("/broadcasts", {**BREAD, "send_at": api.in_future(hours=-30)})
    station.tick()

    assert taken.status_code == 202
    assert len(station.sent()) == 2


def test_preflight_says_who_gets_none_and_why_and_writes_nothing(api: Api, station: Station) -> None:
    api.desk.consents.record(Consent(BEN, "out", "staff"))

    told = api.post("/broadcasts/preflight", BREAD).json

    assert (told["people"], told["segments"]) == (1, 1)
    (left_out,) = told["left_out"]
    assert (left_out["reason"]["code"], left_out["count"], left_out["examples"]) == ("opted_out", 1, [BEN])
    assert told["previews"][0]["text"] == "Fresh bread, dear customer"
    assert api.get("/broadcasts").json["broadcasts"] == []


def test_each_person_stands_there_with_what_became_of_them(api: Api, station: Station) -> None:
    api.desk.contacts.add("Anna", [ANNA])
    api.desk.consents.record(Consent(BEN, "out", "staff"))
    taken = api.post("/broadcasts", {"text": "Bread", "audience": {"numbers": [ANNA, BEN, CARA]}}).json
    station.tick()
    station.sent()

    path = f"/broadcasts/{taken['id']}/recipients"
    first = api.get(f"{path}?limit=2").json
    rest = api.get(f"{path}?limit=2&after={first['next']}").json
    everyone = {one["number"]: one for one in first["recipients"] + rest["recipients"]}

    assert {number: one["status"] for number, one in everyone.items()} == {
        ANNA: "sent", BEN: "left_out", CARA: "sent",
    }  # fmt: skip
    assert everyone[ANNA]["name"] == "Anna"
    assert everyone[BEN]["reason"]["code"] == "opted_out"
    assert rest["next"] is None
    message = api.get(f"/messages/{everyone[ANNA]['message']}").json
    assert (message["to"], message["text"]) == (ANNA, "Bread")
    only = api.get(f"{path}?status=left_out").json["recipients"]
    assert [one["number"] for one in only] == [BEN]


def test_people_of_another_broadcast_are_not_shown(api: Api, station: Station) -> None:
    mine = api.post("/broadcasts", BREAD).json["id"]
    other = api.post("/broadcasts", BREAD).json["id"]
    station.tick()
    run = api.get(f"/broadcasts/{other}").json["occurrence"]["id"]

    assert api.get(f"/broadcasts/{mine}/recipients?occurrence={run}").status_code == 404
    assert api.get(f"/broadcasts/{other}/recipients?occurrence={run}").status_code == 200


def test_paused_resumed_and_stopped(api: Api, station: Station) -> None:
    numbers = people(api.desk, 60)
    taken = api.post("/broadcasts", {"text": "Bread", "audience": {"numbers": numbers}}).json
    station.tick()
    path = f"/broadcasts/{taken['id']}"

    assert api.post(f"{path}/pause").json["state"] == "paused"
    assert station.sent() == []
    assert api.post(f"{path}/resume", {}).json["state"] == "running"
    attempt = api.desk.take()
    stopped = api.post(f"{path}/stop").json
    api.desk.accepted(attempt)

    assert station.sent() == []
    assert stopped["state"] == "stopped"
    counts = api.get(path).json["occurrence"]["counts"]
    assert (counts["sent"], counts["cancelled"] + counts["stopped"]) == (1, 59)
    assert api.post(f"{path}/stop").status_code == 200
    for verb in ("pause", "resume"):
        refused = api.post(f"{path}/{verb}")
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "broadcast_over")


def test_what_is_not_there_is_404(api: Api) -> None:
    for method, path in (
        ("GET", ""), ("PATCH", ""), ("POST", "/pause"), ("POST", "/resume"), ("POST", "/stop"),
        ("GET", "/recipients"), ("GET", "/occurrences"),
    ):  # fmt: skip
        body = {"per_minute": 5} if method == "PATCH" else None
        assert api.call(method, f"/broadcasts/nothing{path}", body).status_code == 404


def test_text_and_time_change_before_it_begins_and_only_the_pace_afterwards(
    api: Api, station: Station
) -> None:
    taken = api.post("/broadcasts", {**BREAD, "send_at": api.in_future(hours=1)}).json
    path = f"/broadcasts/{taken['id']}"
    changed = api.call("PATCH", path, {"text": "Cake", "send_at": api.in_future(hours=2)}).json

    assert (changed["text"], changed["title"]) == ("Cake", taken["title"])
    assert changed["audience"] == taken["audience"]
    assert changed["next_at"] > taken["next_at"]
    station.tick(hours=2)
    under_way = api.call("PATCH", path, {"text": "Pie"})
    assert (under_way.status_code, under_way.json["error"]["code"]) == (409, "not_scheduled")
    assert api.call("PATCH", path, {"per_minute": 6}).json["occurrence"]["per_minute"] == 6
    assert {text for _, text in station.sent()} == {"Cake"}
    over = api.call("PATCH", path, {"per_minute": 7})
    assert (over.status_code, over.json["error"]["code"]) == (409, "broadcast_over")


def test_one_that_is_repeated_tells_its_next_dates_and_its_runs(api: Api, station: Station) -> None:
    today = f"{api.desk.clock():%Y-%m-%d}"
    daily = {"repeat": "day", "at": "10:00", "starts": today, "timezone": "Europe/London"}
    body = {"text": "Bread", "audience": {"numbers": [ANNA]}, "recurrence": daily}
    told = api.post("/broadcasts/preflight", body).json
    taken = api.post("/broadcasts", body).json
    for _ in range(3):
        station.tick(days=1)
        station.sent()

    assert len(told["forecast"]) == 5
    assert taken["next_at"] == told["forecast"][0]
    assert taken["recurrence"] == {"every": 1, "holidays": "ignored", **daily}
    path = f"/broadcasts/{taken['id']}/occurrences"
    first = api.get(f"{path}?limit=1").json
    rest = api.get(f"{path}?after={first['next']}").json
    days = [one["day"] for one in first["occurrences"] + rest["occurrences"]]
    assert days == sorted(days, reverse=True)
    assert len(days) == 3
    assert rest["next"] is None
    once = api.call("PATCH", f"/broadcasts/{taken['id']}", {"recurrence": None}).json
    assert once["recurrence"] is None


def test_a_time_and_a_recurrence_together_are_refused(api: Api) -> None:
    daily = {"repeat": "day", "at": "10:00", "starts": "2026-01-01"}
    refused = api.post("/broadcasts", {**BREAD, "recurrence": daily, "send_at": api.in_future(hours=1)})

    assert (refused.status_code, refused.json["error"]["field"]) == (422, "send_at")


def test_broadcasts_come_in_pages_newest_first(api: Api) -> None:
    made = [api.post("/broadcasts", {**BREAD, "title": f"No {n}"}).json["id"] for n in range(5)]

    first = api.get("/broadcasts?limit=3").json
    rest = api.get(f"/broadcasts?limit=3&after={first['next']}").json

    assert [one["id"] for one in first["broadcasts"] + rest["broadcasts"]] == made[::-1]
    assert rest["next"] is None


def test_what_is_coming_is_in_one_order(api: Api) -> None:
    daily = {"repeat": "day", "at": "10:00", "starts": "2026-01-01", "timezone": "Europe/London"}
    api.post("/broadcasts", {**BREAD, "title": "Later", "send_at": api.in_future(days=4)})
    api.send(send_at=api.in_future(days=3))
    api.post("/broadcasts", {**BREAD, "title": "Daily", "recurrence": daily})
    api.send(send_at=api.in_future(days=4))
    page = api.get("/schedules?limit=1").json
    seen = page["schedules"]
    while page["next"] is not None:
        page = api.get(f"/schedules?limit=1&after={page['next']}").json
        seen += page["schedules"]

    assert [one["at"] for one in seen] == sorted(one["at"] for one in seen)
    assert [one["kind"] for one in seen] == ["broadcast", "message", "message", "broadcast"]
    assert [len(one["then"]) for one in seen] == [5, 0, 0, 0]
    assert seen[0]["broadcast"]["title"] == "Daily"
    assert api.get("/schedules?after=tomorrow").status_code == 422


def test_one_on_birthdays_stays_so_with_another_audience(api: Api, station: Station) -> None:
    people(api.desk, 3)
    daily = Recurrence(Days(1), time(10), date(2026, 1, 1), api.desk.shop.zone)
    audience = Audience(Picks(numbers=(ANNA,)), dated=Dated())
    made = station.broadcasts.create(Letter("Happy birthday", audience, recurrence=daily))

    api.call("PATCH", f"/broadcasts/{made.id}", {"audience": {"everybody": True}})

    assert audience_of(station.broadcasts.get(made.id).broadcast).dated == Dated()
    station.tick(days=3)
    assert station.sent() == []
