"""Broadcasts over a date: on birthdays, some days before one, or after the last visit."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.audience import Audience, Dated, Picks
from modemsms.services.broadcasts import Broadcast, Letter
from modemsms.services.contacts import Details
from modemsms.services.patterns import Days
from modemsms.services.recurrence import Recurrence
from tests.desk import ANNA, BEN, CARA, Desk
from tests.station import Station


@pytest.fixture
def station(desk: Desk) -> Station:
    desk.plug_in()
    return Station(desk)


def every_morning(station: Station, dated: Dated) -> Broadcast:
    daily = Recurrence(Days(1), time(10), station.desk.clock().date(), ZoneInfo("Europe/London"))
    letter = Letter("Happy day!", Audience(Picks(everybody=True), dated=dated), recurrence=daily)
    return station.broadcasts.create(letter)


def days_of(station: Station, days: int) -> list[tuple[str, str]]:
    """Who got something on which day, over so many days."""
    got = []
    for _ in range(days):
        station.tick(days=1)
        got += [(f"{station.desk.clock():%m-%d}", number) for number, _ in station.sent()]
    return got


def born(station: Station, number: str, birthday: str) -> None:
    station.desk.contacts.add(f"P{number[-1]}", [number], details=Details(birthday=birthday))


def test_everybody_gets_it_on_their_birthday_and_at_no_other(station: Station) -> None:
    station.desk.clock.now = datetime(2026, 2, 26, 10, 30, tzinfo=UTC)
    born(station, ANNA, "1980-03-04")
    born(station, BEN, "--02-29")
    station.desk.contacts.add("Cara", [CARA])
    broadcast = every_morning(station, Dated())

    assert days_of(station, 10) == [("02-28", BEN), ("03-04", ANNA)]
    assert len(station.broadcasts.occurrences(broadcast.id)) == 2


def test_who_was_born_on_the_leap_day_has_it_in_a_leap_year(station: Station) -> None:
    station.desk.clock.now = datetime(2028, 2, 26, 10, 30, tzinfo=UTC)
    born(station, BEN, "2000-02-29")
    every_morning(station, Dated())

    assert days_of(station, 10) == [("02-29", BEN)]


def test_it_comes_some_days_before_or_after(station: Station) -> None:
    station.desk.clock.now = datetime(2026, 12, 28, 10, 30, tzinfo=UTC)
    born(station, ANNA, "1980-01-03")
    every_morning(station, Dated(days=-3))
    every_morning(station, Dated(days=1))

    assert days_of(station, 10) == [("12-31", ANNA), ("01-04", ANNA)]


def test_it_comes_three_days_after_the_last_visit_once(station: Station) -> None:
    desk = station.desk
    desk.clock.now = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    desk.fields.add("Last visit", "date")
    (field,) = desk.fields.list()
    desk.contacts.add("Anna", [ANNA], details=Details(values={"last_visit": "2026-03-05"}))
    every_morning(station, Dated(f"f{field.id}", days=3, yearly=False))

    assert days_of(station, 370) == [("03-08", ANNA)]


def test_an_exclusion_holds_here_too(station: Station) -> None:
    station.desk.clock.now = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    born(station, ANNA, "1980-03-04")
    daily = Recurrence(Days(1), time(10), station.desk.clock().date(), ZoneInfo("Europe/London"))
    picks = Picks(everybody=True, numbers=(CARA,))
    station.broadcasts.create(
        Letter("Hello", Audience(picks, Picks(numbers=(ANNA,)), Dated()), recurrence=daily)
    )

    assert days_of(station, 5) == []


def test_of_the_days_on_which_the_machine_was_off_those_alone_were_missed_that_were_somebodys(
    station: Station,
) -> None:
    station.desk.clock.now = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    born(station, ANNA, "1980-03-04")
    broadcast = every_morning(station, Dated())

    station.tick(days=5, hours=5)

    (missed,) = station.broadcasts.occurrences(broadcast.id)
    assert (missed.key, missed.state) == ("2026-03-04", "missed")
    assert station.sent() == []


def test_a_field_without_a_day_is_refused(station: Station) -> None:
    station.desk.fields.add("Size", "number")
    (field,) = station.desk.fields.list()
    for what in (f"f{field.id}", "f99", "name"):
        with pytest.raises(InvalidInput):
            every_morning(station, Dated(what))
