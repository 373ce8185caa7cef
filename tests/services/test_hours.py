"""When the shop is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.hours import Holiday, Hours, Plan, Span
from tests.desk import Desk

MORNING, AFTERNOON = Span(time(9), time(12, 30)), Span(time(14), time(18))
BOXING_DAY = Holiday(date(2026, 12, 26), "Boxing Day")
WEEK = Plan(
    ((MORNING, AFTERNOON),) * 5 + ((MORNING,), ()), (Holiday(date(2026, 12, 25), "Christmas"), BOXING_DAY)
)


@pytest.fixture
def hours(desk: Desk) -> Hours:
    return Hours(desk.kept, desk.shop)


def london(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    """A moment in December 2026, when London's clocks show UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_shop_that_has_said_nothing_is_always_open(hours: Hours) -> None:
    assert hours.is_open(london(6, 3))
    assert hours.next_opening(london(6, 3)) == london(6, 3)


def test_what_was_set_is_kept_over_a_restart(hours: Hours, desk: Desk) -> None:
    hours.change(WEEK)

    again = desk.restarted()

    assert Hours(again.kept, again.shop).plan() == WEEK


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (london(1, 9), True),
        (london(1, 8, 59), False),
        (london(1, 12, 30), False),
        (london(1, 14), True),
        (london(1, 18), False),
        (london(5, 10), True),
        (london(5, 15), False),
        (london(6, 10), False),
        (london(25, 10), False),
        (london(1, 8, month=7), True),
    ],
)
def test_it_is_open_by_the_shops_own_clock(hours: Hours, moment: datetime, *, is_open: bool) -> None:
    hours.change(WEEK)

    assert hours.is_open(moment) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (london(1, 10), london(1, 10)),
        (london(1, 7), london(1, 9)),
        (london(1, 13), london(1, 14)),
        (london(1, 20), london(2, 9)),
        (london(5, 20), london(7, 9)),
        (london(24, 20), london(28, 9)),
    ],
)
def test_it_opens_next_when_the_plan_says(hours: Hours, moment: datetime, opens: datetime) -> None:
    hours.change(WEEK)

    assert hours.next_opening(moment) == opens


def test_a_shop_that_is_open_past_midnight_ends_its_day_there(hours: Hours) -> None:
    hours.change(Plan(((Span(time(18), time(0)),),) * 7))

    assert hours.is_open(london(1, 23, 59))
    assert not hours.is_open(london(2, 0))


@pytest.mark.parametrize(
    "day",
    [
        (Span(time(18), time(9)),),
        (Span(time(9), time(9)),),
        (AFTERNOON, MORNING),
        (MORNING, Span(time(12), time(14))),
        (Span(time(9), time(0)), Span(time(10), time(11))),
        tuple(Span(time(hour), time(hour, 30)) for hour in range(7)),
    ],
)
def test_times_that_cannot_be_are_refused(hours: Hours, day: tuple[Span, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        hours.change(Plan((day,) + ((),) * 6))

    assert refused.value.field == "hours"
    assert not hours.plan().is_set
