"""The page of reports: what stands there, for which days, and what it gives to keep."""

from __future__ import annotations

import csv

import pytest

from modemsms.services.sims import SimChanges
from tests.desk import ANNA, BEN, CARA, Desk
from tests.station import Station
from tests.web.plain import PlainBrowser


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A shop in which something happened."""
    sim = desk.plug_in()
    desk.sims.change(sim.id, SimChanges(price_micros=90_000, currency="EUR", label="=Counter"))
    anna = desk.contacts.add("Anna <b>", [ANNA])
    desk.contacts.add("Ben", [BEN])
    group = desk.groups.add("Regulars & more")
    desk.groups.put_in(group.id, [anna.id])
    desk.send(ANNA, reference=9)
    desk.clock.passes(seconds=8)
    desk.report(sim, 9, ANNA)
    desk.write(BEN)
    desk.refused(desk.take(), permanent=True)
    Station(desk).start(CARA, text="Fresh bread")
    desk.accepted(desk.take())
    desk.receive(sim, ANNA, "Thank you")
    return desk


def test_what_happened_stands_there_in_short_and_by_part(owner: PlainBrowser, busy: Desk) -> None:
    words = owner.open("/reports").words

    assert "100% arrived (networks reported on 1 of 2)" in words
    assert "half arrived within 8 seconds" in words
    for part in ("Regulars & more", "=Counter", "Fresh bread", "This number is not in use.", "Ben", "€0.18"):
        assert part in words, part
    assert "2 sent" in words
    assert "1 received" in words


def test_an_empty_shop_is_told_what_will_stand_there(owner: PlainBrowser, desk: Desk) -> None:
    assert "Nothing was sent or received in these days" in owner.open("/reports").words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=7", "By day"),
        ("period=365", "By month"),
        ("from=2026-03-01&to=2026-03-02", "By day"),
        ("from=2026-03-02&to=2026-03-01", "The first day is after the last one."),
        ("from=2020-03-02", "Choose at most 12 months."),
        ("from=yesterday", "Choose a day."),
    ],
)
def test_the_days_are_chosen_plainly(owner: PlainBrowser, busy: Desk, query: str, said: str) -> None:
    assert said in owner.open(f"/reports?{query}").words


def test_a_period_that_is_none_is_not_found(owner: PlainBrowser, desk: Desk) -> None:
    assert owner.open("/reports?period=8").status == 404
    assert owner.open("/reports/export/secrets").status == 404
    assert owner.open("/reports/export/days?from=soon").status == 400


@pytest.mark.parametrize("what", ["days", "sims", "groups", "broadcasts", "causes", "numbers"])
def test_each_table_is_a_file_without_formulas(owner: PlainBrowser, busy: Desk, what: str) -> None:
    page = owner.open(f"/reports/export/{what}?from=2026-03-02&to=2026-03-02")
    head, *rows = csv.reader(page.html.lstrip("\ufeff").splitlines())

    assert len(rows) == 1
    assert len(rows[0]) == len(head)
    assert not any(cell.startswith(("=", "+", "@")) for cell in rows[0])


def test_staff_look_but_do_not_save_numbers(staff: PlainBrowser, busy: Desk) -> None:
    assert "Numbers to clean up" in staff.open("/reports").words
    assert staff.open("/reports/export/days").status == 200
    assert staff.open("/reports/export/numbers").status == 403


def test_numbers_to_clean_up_come_in_pages(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    for number in range(60):
        desk.write(f"+4477009001{number:02d}")
        desk.refused(desk.take(), permanent=True)
        desk.clock.passes(seconds=5)

    page = owner.open("/reports/numbers")
    (more,) = [link for link in page.links if "after=" in link]
    rest = owner.open(more)

    assert len([link for link in page.links + rest.links if "/conversations/" in link]) == 60
