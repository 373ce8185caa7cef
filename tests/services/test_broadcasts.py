"""Broadcasts: who gets one, when, and what becomes of it when people and programs change their minds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.audience import Audience, Picks
from modemsms.services.backups import make_ready
from modemsms.services.broadcasts import Letter, Options
from modemsms.services.consents import Consent
from modemsms.services.hours import Holiday, Hours, Plan
from modemsms.services.patterns import Days, Weeks
from modemsms.services.privacy import Privacy
from modemsms.services.recurrence import Holidays, Recurrence
from modemsms.store import conversations, occurrences
from tests.desk import ANNA, BEN, Desk
from tests.station import Station, people

OFFER = "Fresh bread, {first_name|dear customer}"
CARA, BLOCKED = "+447700900003", "+447700900009"


@pytest.fixture
def station(desk: Desk) -> Station:
    desk.plug_in()
    return Station(desk)


def test_everybody_of_the_audience_gets_it_once_with_their_name(station: Station) -> None:
    desk = station.desk
    anna = desk.contacts.add("Anna Brandt", [ANNA])
    desk.contacts.add("Ben", [BEN])
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [anna.id])
    audience = Audience(Picks(contacts=(anna.id,), groups=(group.id,), numbers=(ANNA, BEN, CARA)))

    broadcast = station.broadcasts.create(Letter(OFFER, audience))
    station.tick()

    assert sorted(station.sent()) == [
        (ANNA, "Fresh bread, Anna"),
        (BEN, "Fresh bread, Ben"),
        (CARA, "Fresh bread, dear customer"),
    ]
    seen = station.broadcasts.get(broadcast.id)
    assert seen.state == "done"
    assert seen.latest is not None
    assert (seen.latest.tally.people, seen.latest.tally.sent) == (3, 3)


def test_an_empty_or_unknown_audience_is_refused(station: Station) -> None:
    for picks in (
        Picks(),
        Picks(groups=(7,)),
        Picks(contacts=(7,)),
        Picks(filters=(7,)),
        Picks(numbers=("12",)),
    ):
        with pytest.raises(InvalidInput) as refused:
            station.broadcasts.create(Letter("Hello", Audience(picks)))
        assert refused.value.field == "audience"


def test_whoever_is_excluded_gets_none(station: Station) -> None:
    desk = station.desk
    anna, ben = desk.contacts.add("Anna", [ANNA]), desk.contacts.add("Ben", [BEN])
    group = desk.groups.add("Staff")
    desk.groups.put_in(group.id, [anna.id])
    station.broadcasts.create(
        Letter(
            "Hello",
            Audience(Picks(everybody=True, numbers=(CARA,)), Picks(groups=(group.id,), numbers=(CARA,))),
        )
    )
    station.tick()

    assert [number for number, _ in station.sent()] == list(ben.numbers)


def test_who_left_or_is_blocked_or_lacks_a_field_stands_there_with_why(station: Station) -> None:
    desk = station.desk
    desk.contacts.add("Anna", [ANNA])
    desk.consents.record(Consent(BEN, "out", "staff"))
    with desk.store.write() as connection:
        talk = conversations.open_with(connection, BLOCKED)
        conversations.block(connection, talk, blocked=True)
    broadcast = station.start(ANNA, BEN, CARA, BLOCKED, text="For {first_name}")

    assert [number for number, _ in station.sent()] == [ANNA]
    assert station.why(broadcast) == {BEN: "opted_out", CARA: "missing_field", BLOCKED: "blocked"}


def test_a_landline_is_left_out(station: Station) -> None:
    broadcast = station.start(ANNA, "+442079460018")

    assert [number for number, _ in station.sent()] == [ANNA]
    assert set(station.why(broadcast).values()) == {"landline"}


def test_it_begins_at_its_time(station: Station) -> None:
    broadcast = station.start(ANNA, send_at=station.desk.clock() + timedelta(hours=2))
    assert (station.sent(), station.state(broadcast)) == ([], "scheduled")

    station.tick(hours=2)

    assert station.sent() == [(ANNA, "Fresh bread")]


def test_one_that_is_more_than_two_hours_late_is_missed_and_shown(station: Station) -> None:
    broadcast = station.start(ANNA, send_at=station.desk.clock() + timedelta(hours=1))

    station.tick(hours=3, minutes=1)

    assert (station.sent(), station.state(broadcast)) == ([], "missed")


def test_the_undo_of_a_minute_leaves_nothing(station: Station) -> None:
    letter = Letter("Hello", Audience(Picks(numbers=(ANNA,))))
    broadcast = station.broadcasts.create(letter, pause=timedelta(seconds=60))
    station.tick(seconds=59)
    station.broadcasts.stop(broadcast.id)
    station.tick(seconds=10)

    assert (station.sent(), station.state(broadcast)) == ([], "cancelled")


def test_a_recurring_one_goes_out_at_each_of_its_times(station: Station) -> None:
    desk = station.desk
    london = ZoneInfo("Europe/London")
    every_monday = Recurrence(Weeks(frozenset({0})), time(10), desk.clock().date(), london)
    letter = Letter("Fresh bread", Audience(Picks(numbers=(ANNA,))), recurrence=every_monday)
    broadcast = station.broadcasts.create(letter)
    moments: list[datetime] = []
    for _ in range(15 * 24):
        station.tick(hours=1)
        moments += [desk.clock().astimezone(london) for _ in station.sent()]

    assert [(moment.weekday(), moment.hour) for moment in moments] == [(0, 10), (0, 10), (0, 10)]
    assert len(station.broadcasts.occurrences(broadcast.id)) == 3
    assert station.state(broadcast) in {"scheduled", "done"}


def test_what_came_while_the_shop_was_off_is_missed_once_each(station: Station) -> None:
    desk = station.desk
    daily = Recurrence(Weeks(frozenset(range(7))), time(10), desk.clock().date(), ZoneInfo("Europe/London"))
    broadcast = station.broadcasts.create(
        Letter("Fresh bread", Audience(Picks(numbers=(ANNA,))), recurrence=daily)
    )
    station.tick(days=3, hours=4)

    assert station.sent() == []
    assert [one.state for one in station.broadcasts.occurrences(broadcast.id)] == ["missed"] * 4


def test_an_audience_of_another_week_is_asked_anew(station: Station) -> None:
    desk = station.desk
    group = desk.groups.add("Regulars")
    anna, ben = desk.contacts.add("Anna", [ANNA]), desk.contacts.add("Ben", [BEN])
    desk.groups.put_in(group.id, [anna.id])
    daily = Recurrence(Weeks(frozenset(range(7))), time(10), desk.clock().date(), ZoneInfo("Europe/London"))
    station.broadcasts.create(Letter("Bread", Audience(Picks(groups=(group.id,))), recurrence=daily))
    station.tick(hours=1)
    assert [number for number, _ in station.sent()] == [ANNA]
    desk.groups.put_in(group.id, [ben.id])
    station.tick(days=1)

    assert sorted(number for number, _ in station.sent()) == [ANNA, BEN]


def test_who_got_another_one_this_week_may_be_skipped(station: Station) -> None:
    station.start(ANNA)
    station.sent()
    station.tick(days=2)
    second = station.start(ANNA, BEN, options=Options(apart_days=7))

    assert [number for number, _ in station.sent()] == [BEN]
    assert station.why(second) == {ANNA: "recently"}


def test_preflight_tells_what_then_happens(station: Station) -> None:
    desk = station.desk
    anna = desk.contacts.add("Anna", [ANNA])
    desk.consents.record(Consent(BEN, "out", "staff"))
    letter = Letter("Grüße an {first_name}", Audience(Picks(everybody=True, numbers=(BEN, CARA))))

    told = station.services["preflights"].look(letter)
    broadcast = station.broadcasts.create(letter)
    station.tick()

    assert told.people == len(station.sent()) == 1
    assert {one.reason: one.count for one in told.kept} == {"opted_out": 1, "missing_field": 1}
    assert station.why(broadcast) == {BEN: "opted_out", CARA: "missing_field"}
    assert told.segments == 1
    assert told.previews[0].text == "Grüße an Anna"
    assert anna.numbers == (ANNA,)


def test_the_figures_are_those_of_the_rows(station: Station, tmp_path: Path) -> None:
    desk = station.desk
    broadcast = station.start(*people(desk, 12))
    desk.accepted(desk.take())
    desk.refused(desk.take(), permanent=True)
    desk.silent(desk.take())
    station.broadcasts.stop(broadcast.id)

    latest = station.broadcasts.get(broadcast.id).latest
    assert latest is not None
    results = station.broadcasts.results(latest.id)
    for state in ("queued", "sending", "sent", "failed", "unknown", "cancelled"):
        assert getattr(latest.tally, state) == sum(one.status == state for one in results), state
    with desk.store.read() as connection:
        again = occurrences.get(connection, latest.id)
    assert again is not None
    assert replace(again.tally, people=0) == replace(latest.tally, people=0)


def test_of_somebody_who_is_forgotten_only_the_figures_stay(station: Station) -> None:
    desk = station.desk
    anna = desk.contacts.add("Anna", [ANNA])
    picks = Picks(contacts=(anna.id,), numbers=(ANNA, BEN))
    broadcast = station.broadcasts.create(Letter("Hello", Audience(picks)))
    later = station.broadcasts.create(Letter("Hello", Audience(picks), send_at=desk.clock.passes(days=1)))
    station.tick(days=-1)
    station.sent()

    Privacy(desk.store).forget(anna.id)
    station.tick(days=1)

    latest = station.broadcasts.get(broadcast.id).latest
    assert latest is not None
    assert (latest.tally.people, latest.tally.sent) == (2, 2)
    assert ANNA not in str(station.broadcasts.results(latest.id))
    assert ANNA not in station.broadcasts.get(later.id).broadcast.audience
    assert [number for number, _ in station.sent()] == [BEN]


def test_after_a_restore_nothing_goes_on_by_itself(station: Station, tmp_path: Path) -> None:
    desk = station.desk
    running = station.start(*people(desk, 60))
    coming = station.broadcasts.create(
        Letter("Hello", Audience(Picks(numbers=(ANNA,))), send_at=desk.clock() + timedelta(hours=1))
    )
    copy = tmp_path / "copy.db"
    with desk.store.read() as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    make_ready(copy, desk.clock.passes(hours=1, minutes=1))
    restored = Station(Desk(copy, clock=desk.clock))
    restored.desk.plug_in()
    restored.tick(minutes=5)

    assert restored.sent() == []
    assert (restored.state(running), restored.state(coming)) == ("paused", "paused")
    restored.desk.close()


def every_day(station: Station) -> Recurrence:
    return Recurrence(Days(1), time(10), station.desk.clock().date(), ZoneInfo("Europe/London"))


def test_a_holiday_of_the_shop_is_skipped(station: Station) -> None:
    desk = station.desk
    tomorrow = desk.clock().date() + timedelta(days=1)
    Hours(desk.kept, desk.shop).change(Plan(holidays=(Holiday(tomorrow, "Fair"),)))
    daily = replace(every_day(station), holidays=Holidays.SKIPPED)
    station.broadcasts.create(Letter("Bread", Audience(Picks(numbers=(ANNA,))), recurrence=daily))
    days = []
    for _ in range(3 * 24):
        station.tick(hours=1)
        days += [desk.clock().day for _ in station.sent()]

    assert days == [2, 4]


def test_one_whose_exclusion_was_deleted_waits_for_a_person(station: Station) -> None:
    desk = station.desk
    anna = desk.contacts.add("Anna", [ANNA])
    group = desk.groups.add("Never")
    desk.groups.put_in(group.id, [anna.id])
    audience = Audience(Picks(numbers=(ANNA, BEN)), Picks(groups=(group.id,)))
    letter = Letter("Hello", audience, send_at=desk.clock() + timedelta(hours=1))
    broadcast = station.broadcasts.create(letter)
    desk.groups.delete(group.id)
    station.tick(hours=1)

    assert (station.sent(), station.state(broadcast)) == ([], "paused")
    with pytest.raises(Conflict):
        station.broadcasts.resume(broadcast.id)

    desk.groups.restore(group.id)
    station.broadcasts.resume(broadcast.id)
    station.tick()

    assert station.sent() == [(BEN, "Hello")]
