"""What is repeated: its days, its hours over both nights on which clocks are changed, holidays, its end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modemsms.services.patterns import (
    LAST,
    LAST_DAY,
    MONDAY_TO_FRIDAY,
    Days,
    MonthDay,
    MonthWeekday,
    Pattern,
    Weeks,
    Years,
)
from modemsms.services.recurrence import ClosedDays, Holidays, Occurrence, Recurrence
from modemsms.services.wall import moment_of
from tests.services.slow_calendar import everything, first_shown

BERLIN, NEW_YORK, LORD_HOWE, CAIRO, KOLKATA, APIA = ZONES = tuple(
    ZoneInfo(key)
    for key in (
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "Asia/Kolkata",
        "Pacific/Apia",
    )
)
NINE = time(9)
TUESDAY, FRIDAY, SUNDAY = 1, 4, 6


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(pattern: Pattern, starts: str, number: int = 4, **more: object) -> list[str]:
    """The first days of a pattern at nine in Berlin, by its calendar."""
    said = Recurrence(pattern, NINE, date.fromisoformat(starts), BERLIN, **more)  # type: ignore[arg-type] # any
    found = said.forecast(utc("1999-12-31"), number)
    assert all(one.time() == NINE for one in found)
    return [one.date().isoformat() for one in found]


def happens(recurrence: Recurrence, closed: ClosedDays, number: int = 10) -> list[tuple[str, str]]:
    """For which day, and on which: ``("12-25", "12-28")`` was moved."""
    return [
        (f"{one.key:%m-%d}", f"{one.at.astimezone(recurrence.zone):%m-%d}")
        for one in recurrence.occurrences(utc("1999-12-31"), number, closed)
    ]


# --- the days


@pytest.mark.parametrize(
    ("pattern", "starts", "first"),
    [
        (Days(), "2026-02-27", ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]),
        (Days(3), "2026-02-27", ["2026-02-27", "2026-03-02", "2026-03-05", "2026-03-08"]),
        (Weeks(MONDAY_TO_FRIDAY), "2026-03-05", ["2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10"]),
        # A fortnight is counted from the week of the first day, which a Friday ends.
        (
            Weeks(frozenset({TUESDAY, FRIDAY}), 2),
            "2026-03-06",
            ["2026-03-06", "2026-03-17", "2026-03-20", "2026-03-31"],
        ),
        (MonthDay(15), "2026-01-20", ["2026-02-15", "2026-03-15", "2026-04-15", "2026-05-15"]),
        (MonthDay(LAST_DAY), "2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (MonthDay(30), "2028-01-01", ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30"]),
        (MonthDay(1, 3), "2026-11-01", ["2026-11-01", "2027-02-01", "2027-05-01", "2027-08-01"]),
        (MonthWeekday(2, TUESDAY), "2026-03-01", ["2026-03-10", "2026-04-14", "2026-05-12", "2026-06-09"]),
        (MonthWeekday(LAST, SUNDAY), "2026-03-01", ["2026-03-29", "2026-04-26", "2026-05-31", "2026-06-28"]),
        (Years(), "2024-02-29", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"]),
        (Years(2), "2024-02-29", ["2024-02-29", "2026-02-28", "2028-02-29", "2030-02-28"]),
    ],
)
def test_it_happens_on_these_days(pattern: Pattern, starts: str, first: list[str]) -> None:
    assert days(pattern, starts) == first


def test_it_ends_with_a_day_or_after_a_number_of_times() -> None:
    assert days(Days(), "2026-03-01", 9, ends=date(2026, 3, 2)) == ["2026-03-01", "2026-03-02"]
    assert days(MonthDay(LAST_DAY), "2026-01-01", 9, count=2) == ["2026-01-31", "2026-02-28"]


def test_the_next_is_later_than_the_moment_that_was_asked_for() -> None:
    daily = Recurrence(Days(), NINE, date(2026, 3, 2), BERLIN, count=2)

    assert daily.next_after(utc("2026-03-02T07:59:59")) == Occurrence(
        utc("2026-03-02T08:00"), date(2026, 3, 2)
    )
    assert daily.next_after(utc("2026-03-02T08:00")) == Occurrence(utc("2026-03-03T08:00"), date(2026, 3, 3))
    assert daily.next_after(utc("2026-03-03T08:00")) is None


def test_all_that_a_machine_missed_while_it_was_off_is_due() -> None:
    daily = Recurrence(Days(), NINE, date(2026, 3, 2), BERLIN)

    due = daily.due(utc("2026-03-03T08:00"), utc("2026-03-05T08:00"))

    assert [one.key for one in due] == [date(2026, 3, 4), date(2026, 3, 5)]


# --- the hours


@pytest.mark.parametrize(
    ("zone", "day", "clock", "moment"),
    [
        (BERLIN, "2026-03-29", "02:30", "2026-03-29T01:00"),  # 02:00 is followed by 03:00
        (BERLIN, "2026-03-29", "01:59", "2026-03-29T00:59"),
        (BERLIN, "2026-03-29", "03:00", "2026-03-29T01:00"),
        (BERLIN, "2026-10-25", "02:30", "2026-10-25T00:30"),  # shown twice
        (BERLIN, "2026-10-25", "03:00", "2026-10-25T02:00"),
        (NEW_YORK, "2026-03-08", "02:30", "2026-03-08T07:00"),
        (NEW_YORK, "2026-11-01", "01:30", "2026-11-01T05:30"),
        (LORD_HOWE, "2026-10-04", "02:15", "2026-10-03T15:30"),  # by half an hour only
        (LORD_HOWE, "2026-04-05", "01:45", "2026-04-04T14:45"),
        (CAIRO, "2026-04-24", "00:30", "2026-04-23T22:00"),  # the day begins at one
        (CAIRO, "2026-10-29", "23:30", "2026-10-29T20:30"),
        (KOLKATA, "2026-03-29", "02:30", "2026-03-28T21:00"),
        (APIA, "2011-12-30", "10:00", "2011-12-30T10:00"),  # a day that never was: the next one begins
        (APIA, "2011-12-31", "10:00", "2011-12-30T20:00"),
    ],
)
def test_a_time_that_is_not_is_the_next_that_is_and_a_doubled_one_the_first(
    zone: ZoneInfo, day: str, clock: str, moment: str
) -> None:
    assert moment_of(date.fromisoformat(day), time.fromisoformat(clock), zone) == utc(moment)


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2008, 1, 1), date(2030, 12, 31)),
    clock=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
)
def test_a_moment_is_what_somebody_sees_who_watches_the_clock(zone: ZoneInfo, day: date, clock: time) -> None:
    assert moment_of(day, clock, zone) == first_shown(day, clock, zone)


# --- holidays

CHRISTMAS = ClosedDays(frozenset({date(2026, 12, 25), date(2026, 12, 26)}), frozenset({SUNDAY}))
DAILY_OVER_CHRISTMAS = Recurrence(Days(), NINE, date(2026, 12, 24), BERLIN, count=5)


def test_a_holiday_is_a_day_like_any_other_unless_somebody_says_so() -> None:
    assert [key for key, _ in happens(DAILY_OVER_CHRISTMAS, CHRISTMAS)] == [
        "12-24",
        "12-25",
        "12-26",
        "12-27",
        "12-28",
    ]


def test_a_holiday_can_be_skipped_and_counts() -> None:
    skipping = Recurrence(Days(), NINE, date(2026, 12, 24), BERLIN, count=5, holidays=Holidays.SKIPPED)

    assert [key for key, _ in happens(skipping, CHRISTMAS)] == ["12-24", "12-27", "12-28"]


def test_a_holiday_can_move_it_to_the_next_day_on_which_the_shop_is_open() -> None:
    fridays = Recurrence(
        Weeks(frozenset({FRIDAY})), NINE, date(2026, 12, 18), BERLIN, count=3, holidays=Holidays.MOVED
    )

    assert happens(fridays, CHRISTMAS) == [("12-18", "12-18"), ("12-25", "12-28"), ("01-01", "01-01")]


def test_it_is_not_moved_onto_the_day_of_another() -> None:
    daily = Recurrence(Days(), NINE, date(2026, 12, 24), BERLIN, count=5, holidays=Holidays.MOVED)

    assert happens(daily, CHRISTMAS) == [("12-24", "12-24"), ("12-27", "12-27"), ("12-28", "12-28")]


def test_two_holidays_are_not_moved_onto_one_day() -> None:
    both = Recurrence(Days(), NINE, date(2026, 12, 25), BERLIN, count=2, holidays=Holidays.MOVED)

    assert happens(both, CHRISTMAS) == [("12-25", "12-28")]


def test_it_is_not_moved_past_its_last_day() -> None:
    until_sunday = Recurrence(
        Weeks(frozenset({FRIDAY})),
        NINE,
        date(2026, 12, 18),
        BERLIN,
        ends=date(2026, 12, 27),
        holidays=Holidays.MOVED,
    )

    assert happens(until_sunday, CHRISTMAS) == [("12-18", "12-18")]


def test_what_was_moved_waits_for_its_turn() -> None:
    weekend = Recurrence(
        Weeks(frozenset({5, SUNDAY})), NINE, date(2026, 12, 26), BERLIN, count=2, holidays=Holidays.MOVED
    )

    assert happens(weekend, CHRISTMAS) == [("12-27", "12-27"), ("12-26", "12-28")]


def test_a_shop_that_is_closed_for_months_sends_nothing_of_them_afterwards() -> None:
    winter = ClosedDays(frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(90)))
    monthly = Recurrence(MonthDay(1), NINE, date(2026, 10, 1), BERLIN, holidays=Holidays.MOVED)

    assert happens(monthly, winter, 3) == [("10-01", "10-01"), ("01-01", "01-30"), ("02-01", "02-01")]


# --- all of it, beside a calendar that is slow and plainly right

WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
STEPS = st.integers(1, 4)
PATTERNS = st.one_of(
    st.builds(Days, STEPS),
    st.builds(Weeks, WEEKDAYS, STEPS),
    st.builds(MonthDay, st.integers(1, LAST_DAY), STEPS),
    st.builds(MonthWeekday, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6), STEPS),
    st.builds(Years, STEPS),
)
# Around the nights on which clocks are changed somewhere, and the day that Samoa left out.
TURNS = [
    date(2011, 12, 30),
    *(date(2026, *day) for day in ((3, 8), (3, 29), (4, 5), (4, 24), (10, 4), (10, 25), (10, 30), (11, 1))),
    date(2028, 2, 29),
]
HORIZON = timedelta(days=150)


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    starts = draw(st.sampled_from(TURNS)) - timedelta(days=draw(st.integers(0, 45)))
    ends = draw(st.none() | st.integers(0, 120).map(lambda ahead: starts + timedelta(days=ahead)))
    return Recurrence(
        draw(PATTERNS),
        draw(st.builds(time, st.sampled_from([0, 0, 1, 2, 2, 3, 9, 23]), st.sampled_from([0, 15, 30, 59]))),
        starts,
        draw(st.sampled_from(ZONES)),
        ends=ends,
        count=draw(st.none() | st.integers(1, 40)) if ends is None else None,
        holidays=draw(st.sampled_from(Holidays)),
    )


@st.composite
def closures(draw: st.DrawFn, starts: date) -> ClosedDays:
    holidays = draw(st.frozensets(st.integers(0, 60).map(lambda ahead: starts + timedelta(days=ahead))))
    return ClosedDays(holidays, draw(st.frozensets(st.integers(0, 6), max_size=6)))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_it_happens_when_a_slow_calendar_says_so(data: st.DataObject) -> None:
    recurrence = data.draw(recurrences())
    closed = data.draw(closures(recurrence.starts))
    begins = datetime.combine(recurrence.starts, time(), UTC)
    after = begins + timedelta(minutes=data.draw(st.integers(-3000, 90 * 1440)))

    expected = everything(recurrence, recurrence.starts + HORIZON, closed)

    until = begins + HORIZON - timedelta(days=35)
    assert recurrence.due(after, until, closed) == [one for one in expected if after < one.at <= until]


@settings(deadline=None)
@given(data=st.data())
def test_stepping_from_one_to_the_next_meets_each_once(data: st.DataObject) -> None:
    recurrence = data.draw(recurrences())
    closed = data.draw(closures(recurrence.starts))
    begins = datetime.combine(recurrence.starts, time(), UTC) - timedelta(days=2)
    listed = list(recurrence.occurrences(begins, 12, closed))

    moment = begins
    stepped: list[Occurrence] = []
    while len(stepped) < 12 and (found := recurrence.next_after(moment, closed)) is not None:
        stepped.append(found)
        moment = found.at

    assert stepped == listed
    assert len({one.key for one in listed}) == len(listed)


def test_the_same_occurrence_has_the_same_key_in_every_zone() -> None:
    here = Recurrence(Days(), NINE, date(2026, 3, 2), BERLIN)

    there = here.in_zone(NEW_YORK).next_after(utc("2026-03-01T23:00"))

    assert there == Occurrence(utc("2026-03-02T14:00"), date(2026, 3, 2))
