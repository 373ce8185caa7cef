"""Whose date comes next: the same people, on the same days, as the occurrences of those days would have."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.audience import Audience, Dated, Picks
from modemsms.services.contacts import Details
from modemsms.services.patterns import Days
from modemsms.services.recurrence import Recurrence
from modemsms.store import audience as audiences
from tests.desk import ANNA, BEN, CARA, Desk
from tests.station import Station

LONDON = ZoneInfo("Europe/London")
DAILY = Recurrence(Days(1), time(10), date(2026, 1, 1), LONDON)
PEOPLE = {
    ANNA: ("1980-03-04", "2026-03-05"),
    BEN: ("--02-29", "2024-02-29"),
    CARA: ("1999-12-31", "2026-12-30"),
    "+447700900004": ("1971-01-01", "2027-01-01"),
    "+447700900005": ("", ""),
}


@pytest.fixture
def station(desk: Desk) -> Station:
    desk.plug_in()
    desk.fields.add("Last visit", "date")
    for number, (birthday, visit) in PEOPLE.items():
        known = Details(birthday=birthday, values={"last_visit": visit} if visit else {})
        desk.contacts.add(f"P{number[-1]}", [number], details=known)
    return Station(desk)


def met(station: Station, audience: Audience, days: int) -> dict[str, date]:
    """Who would get it first on which of the next days, as the occurrences take them."""
    found: dict[str, date] = {}
    with station.desk.store.read() as connection:
        for one in DAILY.occurrences(station.desk.clock(), days):
            wanted, unwanted = station.services["audiences"].parts(connection, audience, one.key)
            for who in audiences.everyone(connection, wanted, unwanted, 100):
                found.setdefault(who.number, one.key)
    return found


@pytest.mark.parametrize("today", ["2026-03-03", "2026-02-27", "2027-12-31", "2028-02-28", "2026-03-05"])
@pytest.mark.parametrize("days", [-3, 0, 1, 40])
@pytest.mark.parametrize(("what", "yearly"), [("birthday", True), ("field", True), ("field", False)])
def test_they_are_those_whom_the_occurrences_of_a_year_have(
    station: Station, today: str, days: int, what: str, yearly: bool
) -> None:
    station.desk.clock.now = datetime.fromisoformat(f"{today}T12:00").replace(tzinfo=UTC)
    (field,) = station.desk.fields.list()
    dated = Dated(f"f{field.id}" if what == "field" else what, days, yearly)
    audience = Audience(Picks(everybody=True), Picks(numbers=("+447700900009",)), dated)

    found = station.services["their_dates"].next(audience, DAILY)

    days_by_number = {one.number: one.at.astimezone(LONDON).date() for one in found.people}
    assert days_by_number == met(station, audience, 366)
    assert [one.at for one in found.people] == sorted(one.at for one in found.people)
    assert (found.meant, found.known) == (5, 4)


def test_who_is_left_out_or_has_left_is_not_among_them(station: Station) -> None:
    station.desk.receive(station.desk.plug_in(), ANNA, "STOP")
    group = station.desk.groups.add("Regulars")
    ids = [one.id for one in station.desk.contacts.list()]
    station.desk.groups.put_in(group.id, ids[:3])
    audience = Audience(Picks(groups=(group.id,)), Picks(numbers=(CARA,)), Dated())

    found = station.services["their_dates"].next(audience, DAILY)

    assert [one.number for one in found.people] == [BEN]
    assert (found.meant, found.known) == (2, 2)


def test_it_is_at_the_hour_of_the_shop_in_summer_and_winter(station: Station) -> None:
    station.desk.contacts.add("June", ["+447700900006"], details=Details(birthday="--06-01"))

    found = station.services["their_dates"].next(Audience(Picks(everybody=True), dated=Dated()), DAILY)

    moments = {one.name: one.at for one in found.people}
    assert moments["June"] == datetime(2026, 6, 1, 9, tzinfo=UTC)
    assert moments["P1"] == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert moments["P1"] - station.desk.clock() < timedelta(days=3)


def test_a_field_that_is_gone_is_refused(station: Station) -> None:
    with pytest.raises(InvalidInput):
        station.services["their_dates"].next(Audience(Picks(everybody=True), dated=Dated("f99")), DAILY)
