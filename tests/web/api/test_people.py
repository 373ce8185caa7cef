"""``/contacts``, ``/groups``, ``/fields`` and ``/filters``: what a program does with people."""

from __future__ import annotations

from tests.desk import ANNA, BEN
from tests.web.api.program import Api


def test_a_program_keeps_changes_and_forgets_somebody(api: Api) -> None:
    api.post("/fields", {"name": "Size", "kind": "number"})
    api.post("/fields", {"name": "Dog", "kind": "yes_no"})
    group = api.post("/groups", {"name": "Regulars"}).json["id"]
    told = {"name": "Anna", "numbers": ["07700 900001"], "birthday": "--03-14", "groups": [group]}

    made = api.post("/contacts", {**told, "fields": {"size": 40, "dog": True}})

    assert made.status_code == 201
    anna = made.json
    assert (anna["numbers"], anna["fields"]) == ([ANNA], {"size": 40.0, "dog": True})
    assert (anna["origin"], anna["groups"]) == ("api", [group])
    address = f"/contacts/{anna['id']}"
    changed = api.call("PATCH", address, {"name": "Anna Berg", "fields": {"dog": None}}).json
    assert changed == {**anna, "name": "Anna Berg", "fields": {"size": 40.0}}
    assert api.get(address).json == changed
    assert api.call("DELETE", address).json == changed
    assert api.get(address).status_code == 404


def test_everybody_comes_in_pages_strangers_too(api: Api) -> None:
    api.desk.receive(api.desk.plug_in(), ANNA, "Hello")
    for number in range(4):
        api.post("/contacts", {"name": f"Person {number}", "numbers": [f"+44770090010{number}"]})

    first = api.get("/contacts?limit=3").json
    rest = api.get(f"/contacts?limit=3&after={first['next']}").json

    assert [one["name"] for one in first["contacts"] + rest["contacts"]] == [
        "", "Person 0", "Person 1", "Person 2", "Person 3",
    ]  # fmt: skip
    assert rest["next"] is None
    assert [one["name"] for one in api.get("/contacts?words=person+2").json["contacts"]] == ["Person 2"]


def test_a_wrong_value_is_refused_by_its_field(api: Api) -> None:
    api.post("/fields", {"name": "Size", "kind": "number"})
    told = {"name": "Anna", "numbers": [ANNA]}

    for field, wrong in (
        ("numbers", {"numbers": ["12"]}),
        ("size", {"fields": {"size": "many"}}),
        ("shoe", {"fields": {"shoe": "40"}}),
        ("birthday", {"birthday": "--02-30"}),
        ("groups", {"groups": [7]}),
    ):
        refused = api.post("/contacts", {**told, **wrong})
        assert (refused.status_code, refused.json["error"]["field"]) == (422, field)
    assert api.desk.contacts.list() == []


def test_two_are_made_one(api: Api) -> None:
    one = api.post("/contacts", {"name": "Anna", "numbers": [ANNA]}).json["id"]
    two = api.post("/contacts", {"name": "Anna B.", "numbers": [BEN]}).json["id"]

    merged = api.post(f"/contacts/{one}/merge", {"contact": two})

    assert (merged.json["name"], merged.json["numbers"]) == ("Anna", [ANNA, BEN])
    assert api.get(f"/contacts/{two}").status_code == 404
    assert api.post(f"/contacts/{one}/merge", {"contact": one}).status_code == 409


def test_a_group_has_members(api: Api) -> None:
    group = api.post("/groups", {"name": "Regulars"}).json["id"]
    ids = [
        api.post("/contacts", {"name": name, "numbers": [number]}).json["id"]
        for name, number in (("Anna", ANNA), ("Ben", BEN))
    ]

    for one in ids:
        inside = api.call("PUT", f"/groups/{group}/members/{one}")

    assert inside.json["members"] == 2
    first = api.get(f"/groups/{group}/members?limit=1").json
    rest = api.get(f"/groups/{group}/members?after={first['next']}").json
    assert [one["name"] for one in first["contacts"] + rest["contacts"]] == ["Anna", "Ben"]
    assert api.call("DELETE", f"/groups/{group}/members/{ids[0]}").json["members"] == 1
    assert api.call("PATCH", f"/groups/{group}", {"name": "Guests"}).json["name"] == "Guests"


def test_a_filter_is_saved_and_says_whom_it_picks(api: Api) -> None:
    for name, number in (("Anna", ANNA), ("Ben", BEN)):
        api.post("/contacts", {"name": name, "numbers": [number]})
    rules = [{"what": "name", "how": "has", "value": "nn"}]

    saved = api.post("/filters", {"name": "Some", "rules": rules}).json

    picked = api.get(f"/filters/{saved['id']}/contacts").json
    assert (picked["count"], [one["name"] for one in picked["contacts"]]) == (1, ["Anna"])
    rules[0]["how"] = "has_not"
    api.call("PUT", f"/filters/{saved['id']}", {"name": "Some", "rules": rules})
    assert api.get(f"/filters/{saved['id']}/contacts").json["contacts"][0]["name"] == "Ben"
    assert api.post("/filters", {"name": "No", "rules": [{"what": "x", "how": "y"}]}).status_code == 422
    assert api.call("DELETE", f"/filters/{saved['id']}").status_code == 200
    assert api.get("/filters").json == {"filters": []}
