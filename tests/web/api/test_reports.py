"""``/reports``: what a program learns of what was sent and got."""

from __future__ import annotations

from tests.desk import ANNA, BEN, CARA
from tests.station import Station
from tests.web.api.program import Api


def test_a_day_tells_what_became_of_its_texts(api: Api) -> None:
    desk = api.desk
    sim = desk.plug_in()
    desk.send(ANNA, reference=3)
    desk.report(sim, 3, ANNA)
    desk.send(CARA, reference=4)
    desk.write(BEN)
    desk.refused(desk.take(), permanent=True)
    desk.receive(sim, ANNA, "Thank you")

    (day,) = api.get("/reports/days?from=2026-03-02&to=2026-03-02").json["days"]
    counts = day["counts"]

    assert (day["day"], day["received"], counts["sent"], counts["failed"]) == ("2026-03-02", 1, 2, 1)
    # Of one of the two nobody knows: the rate is that of the other alone, and says so.
    assert (counts["asked"], counts["reported"], counts["delivery_rate"]) == (2, 1, 1.0)
    (line,) = [line for line in api.get("/reports/sims").json["sims"] if line["counts"]["sent"]]
    assert (line["id"], line["counts"]["segments"]) == (sim.id, 2)
    (invalid,) = api.get("/reports/invalid-numbers").json["numbers"]
    assert (invalid["number"], invalid["reason"]["code"]) == (BEN, "cms_1")


def test_the_last_thirty_days_are_told_unless_others_are_asked_for(api: Api) -> None:
    assert len(api.get("/reports/days").json["days"]) == 30
    assert len(api.get("/reports/days?from=2026-02-01").json["days"]) == 30
    assert len(api.get("/reports/days?from=2025-03-03&to=2026-03-02").json["days"]) == 365
    for query, field in (
        ("from=2026-03-03", "from"), ("from=2020-01-01", "from"), ("to=yesterday", "to"), ("day=1", "day"),
    ):  # fmt: skip
        refused = api.get(f"/reports/days?{query}")
        assert (refused.status_code, refused.json["error"]["field"]) == (422, field)


def test_groups_and_broadcasts_have_their_lines(api: Api) -> None:
    desk = api.desk
    desk.plug_in()
    anna = desk.contacts.add("Anna", [ANNA])
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [anna.id])
    station = Station(desk)
    broadcast = station.start(ANNA, BEN)
    station.sent()

    (by_group,) = api.get("/reports/groups").json["groups"]
    (by_broadcast,) = api.get("/reports/broadcasts").json["broadcasts"]

    assert (by_group["name"], by_group["counts"]["sent"]) == ("Regulars", 1)
    assert (by_broadcast["id"], by_broadcast["counts"]["sent"]) == (broadcast.id, 2)


def test_numbers_to_clean_up_come_in_pages(api: Api) -> None:
    desk = api.desk
    desk.plug_in()
    for number in range(5):
        desk.write(f"+44770090010{number}")
        desk.refused(desk.take(), permanent=True)

    first = api.get("/reports/invalid-numbers?limit=3").json
    rest = api.get(f"/reports/invalid-numbers?limit=3&after={first['next']}").json

    assert len({one["number"] for one in first["numbers"] + rest["numbers"]}) == 5
    assert rest["next"] is None
    assert api.get("/reports/invalid-numbers?after=1").status_code == 422
