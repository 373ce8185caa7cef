"""Quiet hours: nobody is woken, by the clocks of the place where the number is at home."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from modemsms.errors import InvalidInput
from modemsms.services.hours import Holiday, Hours, Plan, Span
from modemsms.services.quiet import Quiet, QuietRules, check
from modemsms.services.quiet_hours import QuietHours
from tests.desk import Desk

BERLIN, NEW_YORK, MOSCOW = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Moscow")
A_LONDONER, A_BERLINER, A_NEW_YORKER, A_CALIFORNIAN, AN_INDIAN = (
    "+447700900001",
    "+4915112345678",
    "+12125550100",
    "+14155550100",
    "+919810012345",
)
# Mobile numbers of countries with several zones, a number for all of North America, and a short code.
A_SPANIARD, A_RUSSIAN, TOLL_FREE, SHORT_CODE = "+34600123456", "+79161234567", "+18005550100", "12345"
SUNDAY = 6


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))
DAYS = st.frozensets(st.integers(0, 6), max_size=6)
MOMENTS = st.integers(0, 365 * 1440).map(lambda minutes: utc("2026-01-01") + timedelta(minutes=minutes))
PLACES = st.sampled_from([(A_BERLINER, BERLIN), (A_NEW_YORKER, NEW_YORK)])


def allowed(
    number: str, at: str, home: ZoneInfo = BERLIN, rules: QuietRules | None = None, *holidays: str
) -> str:
    quiet = Quiet(rules or QuietRules(), home, frozenset(map(date.fromisoformat, holidays)))
    found = quiet.next_allowed(number, utc(at))
    assert quiet.is_quiet(number, utc(at)) == (found > utc(at))
    return found.isoformat(timespec="minutes").removesuffix("+00:00")


@pytest.mark.parametrize(
    ("number", "at", "then"),
    [
        # 12:00 in Berlin is noon there, six in the morning in New York, three in California, 16:30 in India.
        (A_BERLINER, "2026-03-02T11:00", "2026-03-02T11:00"),
        (A_NEW_YORKER, "2026-03-02T11:00", "2026-03-02T13:00"),
        (A_CALIFORNIAN, "2026-03-02T11:00", "2026-03-02T16:00"),
        (AN_INDIAN, "2026-03-02T11:00", "2026-03-02T11:00"),
        # The edges: until nine sharp in the evening, from eight sharp in the morning.
        (A_BERLINER, "2026-03-02T19:59", "2026-03-02T19:59"),
        (A_BERLINER, "2026-03-02T20:00", "2026-03-03T07:00"),
        (A_BERLINER, "2026-03-03T06:59", "2026-03-03T07:00"),
        # Over the night on which the clocks go forward, and the one on which they go back.
        (A_BERLINER, "2026-03-28T22:00", "2026-03-29T06:00"),
        (A_BERLINER, "2026-10-24T22:00", "2026-10-25T07:00"),
        (SHORT_CODE, "2026-03-02T21:00", "2026-03-03T07:00"),
    ],
)
def test_people_are_texted_by_day_where_they_live(number: str, at: str, then: str) -> None:
    assert allowed(number, at) == then


def test_where_a_number_may_be_in_several_zones_all_of_them_must_allow_it() -> None:
    # The Canary Islands are an hour behind Madrid: seven there at eight here, eight there at nine here.
    assert allowed(A_SPANIARD, "2026-03-02T03:00", NEW_YORK) == "2026-03-02T08:00"
    assert allowed(A_SPANIARD, "2026-03-02T20:30", NEW_YORK) == "2026-03-03T08:00"


def test_the_shops_own_clock_counts_where_it_is_one_of_theirs() -> None:
    assert allowed(A_SPANIARD, "2026-03-02T07:00", ZoneInfo("Europe/Madrid")) == "2026-03-02T07:00"
    assert allowed(A_RUSSIAN, "2026-03-02T06:00", MOSCOW) == "2026-03-02T06:00"


def test_the_shops_clock_counts_where_theirs_never_agree() -> None:
    narrow = QuietRules(begins=time(12), ends=time(10))

    assert allowed(TOLL_FREE, "2026-03-02T04:00", BERLIN, narrow) == "2026-03-02T09:00"


def test_quiet_hours_may_lie_within_a_day_or_end_at_midnight() -> None:
    siesta = QuietRules(begins=time(13), ends=time(16))
    assert allowed(A_BERLINER, "2026-03-02T13:00", BERLIN, siesta) == "2026-03-02T15:00"
    assert allowed(A_BERLINER, "2026-03-02T02:00", BERLIN, siesta) == "2026-03-02T02:00"

    evening = QuietRules(begins=time(20), ends=time())
    assert allowed(A_BERLINER, "2026-03-02T20:00", BERLIN, evening) == "2026-03-02T23:00"

    morning = QuietRules(begins=time(), ends=time(9))
    assert allowed(A_BERLINER, "2026-03-02T23:30", BERLIN, morning) == "2026-03-03T08:00"


def test_whole_days_can_be_quiet_and_holidays_are() -> None:
    sundays = QuietRules(days=frozenset({SUNDAY}))
    assert allowed(A_BERLINER, "2026-03-01T10:00", BERLIN, sundays) == "2026-03-02T07:00"

    # The evening before two holidays, of which the second is a Sunday.
    assert (
        allowed(A_BERLINER, "2027-12-24T21:00", BERLIN, sundays, "2027-12-25", "2027-12-26")
        == "2027-12-27T07:00"
    )


@settings(deadline=None)
@given(
    st.lists(MOMENTS, min_size=2, max_size=8),
    st.sampled_from([A_BERLINER, A_SPANIARD, TOLL_FREE, SHORT_CODE]),
)
def test_it_says_the_same_in_whatever_order_it_is_asked(moments: list[datetime], number: str) -> None:
    asked_often = Quiet(QuietRules(), NEW_YORK)

    for moment in moments:
        assert asked_often.next_allowed(number, moment) == Quiet(QuietRules(), NEW_YORK).next_allowed(
            number, moment
        )


def test_it_can_be_switched_off_and_holidays_alone_too() -> None:
    assert allowed(A_BERLINER, "2026-03-02T01:00", BERLIN, QuietRules(on=False)) == "2026-03-02T01:00"
    busy = QuietRules(holidays=False)
    assert allowed(A_BERLINER, "2026-12-25T11:00", BERLIN, busy, "2026-12-25") == "2026-12-25T11:00"


def test_a_shop_that_forgot_a_year_of_holidays_still_texts_by_day() -> None:
    year = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(800)]

    assert allowed(A_BERLINER, "2026-03-02T01:00", BERLIN, None, *year) == "2026-03-02T07:00"


@settings(deadline=None)
@given(begins=CLOCKS, ends=CLOCKS, days=DAYS, place=PLACES, moment=MOMENTS)
def test_what_is_allowed_is_the_first_minute_that_the_clock_allows(
    begins: time, ends: time, days: frozenset[int], place: tuple[str, ZoneInfo], moment: datetime
) -> None:
    assume(begins != ends)
    number, zone = place
    found = Quiet(QuietRules(begins=begins, ends=ends, days=days), BERLIN).next_allowed(number, moment)
    # The nights on which clocks are changed have their own test: an hour of theirs is there twice.
    around = [moment + timedelta(hours=hour) for hour in range(-24, 24 * 8)]
    assume(len({at.astimezone(zone).utcoffset() for at in around}) == 1)

    def is_awake(at: datetime) -> bool:
        local = at.astimezone(zone)
        clock = local.time()
        asleep = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        return local.weekday() not in days and not asleep

    assert is_awake(found)
    before = int((found - moment) / timedelta(minutes=1))
    assert not any(is_awake(moment + timedelta(minutes=minute)) for minute in range(before))


# --- as the owner sets it


@pytest.fixture
def hours(desk: Desk) -> Hours:
    return Hours(desk.kept, desk.shop)


@pytest.fixture
def quiet_hours(desk: Desk, hours: Hours) -> QuietHours:
    return QuietHours(desk.kept, desk.shop, hours)


def test_a_shop_that_said_nothing_has_none_and_is_offered_nine_to_eight(quiet_hours: QuietHours) -> None:
    assert quiet_hours.rules() == QuietRules(
        on=False, begins=time(21), ends=time(8), days=frozenset(), holidays=True
    )


def test_what_was_set_is_kept_over_a_restart(quiet_hours: QuietHours, desk: Desk) -> None:
    said = QuietRules(
        on=False, begins=time(19, 30), ends=time(9, 15), days=frozenset({SUNDAY}), holidays=False
    )
    quiet_hours.change(said)

    again = desk.restarted()

    assert QuietHours(again.kept, again.shop, Hours(again.kept, again.shop)).rules() == said


def test_the_holidays_are_those_of_the_opening_hours(
    quiet_hours: QuietHours, hours: Hours, desk: Desk
) -> None:
    hours.change(Plan(((Span(time(9), time(18)),),) * 7, (Holiday(date(2026, 12, 25), "Christmas"),)))

    quiet_hours.change(QuietRules())
    christmas = datetime(2026, 12, 25, 12, tzinfo=UTC)

    assert quiet_hours.next_allowed(A_LONDONER, christmas) == datetime(2026, 12, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (QuietRules(begins=time(8), ends=time(8)), "ends"),
        (QuietRules(days=frozenset(range(7))), "days"),
        (QuietRules(days=frozenset({7})), "days"),
    ],
)
def test_what_leaves_no_hour_is_refused(rules: QuietRules, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(rules)

    assert refused.value.field == field
