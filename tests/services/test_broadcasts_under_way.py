"""Broadcasts under way: paused, resumed, stopped, restarted, and what people say and do meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from modemsms.errors import Conflict
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Letter, Once, Options
from modemsms.services.consents import Consent
from tests.desk import ANNA, BEN, Desk
from tests.station import Station, people


@pytest.fixture
def station(desk: Desk) -> Station:
    desk.plug_in()
    return Station(desk)


def test_a_few_are_in_the_queue_and_the_rest_wait(station: Station) -> None:
    broadcast = station.start(*people(station.desk, 100))

    latest = station.broadcasts.get(broadcast.id).latest
    assert latest is not None
    assert (latest.tally.queued, latest.tally.waiting, latest.tally.people) == (40, 60, 100)
    assert len(station.sent()) == 100


def test_what_is_paused_stays_until_it_is_resumed(station: Station) -> None:
    broadcast = station.start(*people(station.desk, 60))
    station.desk.accepted(station.desk.take())
    station.broadcasts.pause(broadcast.id)
    station.tick(minutes=5)
    assert (station.sent(), station.state(broadcast)) == ([], "paused")

    station.broadcasts.resume(broadcast.id)
    station.tick()

    assert len(station.sent()) == 59
    assert station.state(broadcast) == "done"


def test_a_text_by_hand_passes_a_paused_broadcast_to_the_same_person(station: Station) -> None:
    broadcast = station.start(ANNA)
    station.broadcasts.pause(broadcast.id)
    station.desk.write(ANNA, "In person")
    second = station.broadcasts.create(Letter("Another", Audience(Picks(numbers=(ANNA,)))))
    station.tick()

    assert [text for _, text in station.sent()] == ["In person", "Another"]
    assert station.state(second) == "done"


def test_stop_leaves_here_what_is_not_on_the_air(station: Station) -> None:
    broadcast = station.start(*people(station.desk, 60))
    on_the_air = station.desk.take()

    station.broadcasts.stop(broadcast.id)
    station.desk.accepted(on_the_air)
    station.tick(minutes=1)

    seen = station.broadcasts.get(broadcast.id)
    assert seen.latest is not None
    assert (station.sent(), seen.state) == ([], "stopped")
    tally = seen.latest.tally
    assert (tally.sent, tally.cancelled, tally.stopped, tally.waiting) == (1, 39, 20, 0)
    with pytest.raises(Conflict):
        station.broadcasts.resume(broadcast.id)


def test_a_restart_in_the_middle_sends_to_nobody_twice(station: Station) -> None:
    numbers = people(station.desk, 60)
    station.start(*numbers)
    got = [station.desk.take().to for _ in range(1)]
    reborn = Station(station.desk.restarted())
    reborn.desk.plug_in()
    reborn.tick()

    got += [number for number, _ in reborn.sent()]

    assert sorted(got) == sorted(numbers)


def test_whoever_leaves_in_the_middle_gets_it_no_more(station: Station) -> None:
    numbers = people(station.desk, 60)
    broadcast = station.start(*numbers)
    left = [numbers[0], numbers[59]]
    for number in left:
        station.desk.consents.record(Consent(number, "out", "staff"))
    station.tick()

    got = [number for number, _ in station.sent()]

    assert sorted(got) == sorted(set(numbers) - set(left))
    assert station.why(broadcast)[numbers[59]] == "opted_out"


def test_a_contact_that_is_deleted_in_the_middle_gets_it_no_more(station: Station) -> None:
    numbers = people(station.desk, 60)
    broadcast = station.start(*numbers)
    for number in (numbers[0], numbers[59]):
        contact = station.desk.contacts.of_number(number)
        assert contact is not None
        station.desk.contacts.delete(contact.id)

    got = [number for number, _ in station.sent()]

    assert sorted(got) == sorted(numbers[1:59])
    assert station.why(broadcast)[numbers[59]] == "deleted"


def test_a_group_that_changes_meanwhile_changes_nothing(station: Station) -> None:
    desk = station.desk
    anna, ben = desk.contacts.add("Anna", [ANNA]), desk.contacts.add("Ben", [BEN])
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [anna.id])
    station.broadcasts.create(Letter("Hello", Audience(Picks(groups=(group.id,)))))
    station.services["broadcasting"].run(desk.clock())
    desk.groups.put_in(group.id, [ben.id])
    station.tick()

    assert [number for number, _ in station.sent()] == [ANNA]


def test_the_same_request_again_is_the_same_broadcast(station: Station) -> None:
    letter = Letter("Hello", Audience(Picks(numbers=(ANNA,))))
    first = station.broadcasts.create(letter, Once("form 1", "hash"))
    again = station.broadcasts.create(letter, Once("form 1", "hash"))
    station.tick()

    assert first == again
    assert len(station.sent()) == 1
    with pytest.raises(Conflict):
        station.broadcasts.create(letter, Once("form 1", "another"))


def test_a_pace_is_kept(station: Station) -> None:
    station.start(*people(station.desk, 10), options=Options(per_minute=6))
    counts = [len(station.sent())]
    for _ in range(4):
        station.tick(seconds=10)
        counts.append(len(station.sent()))

    assert counts == [1, 1, 1, 1, 1]


def test_a_clock_that_was_set_back_does_not_stop_a_broadcast_with_a_pace(station: Station) -> None:
    station.start(*people(station.desk, 3), options=Options(per_minute=6))
    assert len(station.sent()) == 1
    station.tick(days=-1)
    station.tick(seconds=20)

    assert len(station.sent()) >= 1


def test_it_is_spread_over_its_time(station: Station) -> None:
    station.start(*people(station.desk, 4), options=Options(spread_minutes=60))
    counts = [len(station.sent())]
    for _ in range(3):
        station.tick(minutes=15)
        counts.append(len(station.sent()))

    assert counts == [1, 1, 1, 1]


def test_a_reply_and_a_leaving_stand_on_the_broadcast(station: Station) -> None:
    desk = station.desk
    sim = desk.plug_in()
    broadcast = station.start(ANNA, BEN)
    station.sent()
    desk.receive(sim, ANNA, "See you!")
    desk.receive(sim, ANNA, "And my sister too")
    desk.receive(sim, BEN, "STOP")

    latest = station.broadcasts.get(broadcast.id).latest
    assert latest is not None
    assert (latest.tally.replied, latest.tally.opted_out) == (2, 1)
    assert [one.recipient.number for one in station.broadcasts.replies(latest.id)] == [ANNA, BEN]


def from_nine(_: str, moment: datetime) -> datetime:
    """Nobody is texted from eight in the evening until nine in the morning."""
    nine = moment.replace(hour=9, minute=0)
    return nine if moment.hour < 9 else nine + timedelta(days=1) if moment.hour >= 20 else moment


def test_who_sleeps_gets_it_in_the_morning(desk: Desk) -> None:
    desk.allowed = from_nine
    desk.plug_in()
    station = Station(desk)
    station.tick(hours=12)
    broadcast = station.start(ANNA)
    assert (station.sent(), station.state(broadcast)) == ([], "running")

    station.tick(hours=11)
    assert station.sent() == []
    station.tick(hours=1)

    assert station.sent() == [(ANNA, "Fresh bread")]
    assert station.state(broadcast) == "done"


def test_what_is_in_the_queue_when_people_go_to_sleep_waits_until_morning(desk: Desk) -> None:
    desk.allowed = from_nine
    desk.plug_in()
    station = Station(desk)
    broadcast = station.start(*people(station.desk, 50))
    station.desk.accepted(station.desk.take())
    station.tick(hours=11, minutes=1)
    assert station.sent() == []

    station.tick(hours=13)

    assert len(station.sent()) == 49
    assert station.state(broadcast) == "done"


def test_an_answer_by_hand_leaves_at_night(desk: Desk) -> None:
    desk.allowed = from_nine
    desk.plug_in()
    station = Station(desk)
    station.tick(hours=14)
    station.desk.write(ANNA, "Yes, your book is here")

    assert station.sent() == [(ANNA, "Yes, your book is here")]
