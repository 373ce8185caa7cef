"""Reports: what is counted where, how it changes with what becomes of a text, and what outlives it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import InvalidInput
from modemsms.services.accounts import Accounts
from modemsms.services.consents import Consent
from modemsms.services.report_clock import ReportClock, offsets
from modemsms.services.shop_reports import (
    Counts,
    DayLine,
    ShopReports,
    answered_within,
    delivered_within,
)
from modemsms.services.sims import SimChanges
from modemsms.store.schema_reports import BACKFILL, WAITS
from tests.desk import ANNA, BEN, CARA, Desk
from tests.station import Station

TABLES = ("report_sims", "report_causes", "report_people", "invalid_numbers")


@pytest.fixture
def reports(desk: Desk) -> ShopReports:
    return ShopReports(desk.store, desk.shop, now=desk.clock)


def days(reports: ShopReports, back: int = 0) -> list[DayLine]:
    last = reports.today()
    return list(reports.days(last - timedelta(days=back), last).days)


def today(reports: ShopReports) -> DayLine:
    return days(reports)[0]


def test_a_text_counts_on_the_day_on_which_the_network_took_it(desk: Desk, reports: ShopReports) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, reference=9)
    desk.clock.passes(days=1)
    desk.report(sim, 9, ANNA)

    before, now = days(reports, back=1)

    assert (before.counts.sent, before.counts.delivered, before.counts.reported) == (1, 1, 1)
    assert now.counts == Counts()


def test_nothing_is_counted_twice_whatever_becomes_of_a_text(desk: Desk, reports: ShopReports) -> None:
    sim = desk.plug_in()
    text = desk.write(ANNA)
    attempt = desk.take()
    desk.silent(attempt)
    assert (today(reports).counts.unknown, today(reports).counts.sent) == (1, 0)
    desk.outbox.settle(text.id, "resend")
    assert today(reports).counts == Counts()
    desk.accepted(desk.take(), 4)
    assert (today(reports).counts.sent, today(reports).counts.delivered) == (1, 0)
    desk.clock.passes(seconds=8)
    desk.report(sim, 4, ANNA)
    desk.report(sim, 4, ANNA)

    counts = today(reports).counts
    assert (counts.sent, counts.delivered, counts.unknown, counts.units, sum(counts.waits)) == (1, 1, 0, 1, 1)
    assert delivered_within(counts, 0.5) == pytest.approx(7.5)


def test_what_never_left_stands_there_with_why(desk: Desk, reports: ShopReports) -> None:
    desk.plug_in()
    desk.write(BEN)
    desk.refused(desk.take(), permanent=True)

    assert (today(reports).counts.failed, today(reports).counts.sent) == (1, 0)
    (cause,) = reports.causes(reports.today(), reports.today())
    assert (cause.code, cause.number) == ("cms_1", 1)


def test_a_number_that_nobody_has_is_listed_until_a_text_arrives(desk: Desk, reports: ShopReports) -> None:
    sim = desk.plug_in()
    desk.contacts.add("Ben", [BEN])
    desk.write(BEN)
    desk.refused(desk.take(), permanent=True)

    (listed,) = reports.invalid_numbers().numbers
    assert (listed.number, listed.name, listed.code) == (BEN, "Ben", "cms_1")
    desk.send(BEN, "Are you there?", reference=5)
    assert len(reports.invalid_numbers().numbers) == 1
    desk.report(sim, 5, BEN)
    assert reports.invalid_numbers().numbers == []


def test_each_sim_has_its_own_and_its_price(desk: Desk, reports: ShopReports) -> None:
    dear, cheap = desk.plug_in(), desk.plug_in("spare", iccid="8944000000000000002")
    desk.sims.change(dear.id, SimChanges(price_micros=90_000, currency="EUR", label="Dear"))
    desk.write(ANNA, modem="counter")
    desk.write(BEN, "x" * 200, modem="counter")
    desk.write(CARA, modem="spare")
    desk.accepted(desk.take("counter"))
    for _ in range(2):
        desk.accepted(desk.take("counter"))
    desk.accepted(desk.take("spare"))

    told = reports.days(reports.today(), reports.today())

    assert [(line.id, line.counts.sent, line.counts.units) for line in told.sims] == [
        (dear.id, 2, 3), (cheap.id, 1, 1),
    ]  # fmt: skip
    assert (told.sims[0].name, told.sims[0].counts.cost_micros, told.currency) == ("Dear", 270_000, "EUR")
    assert told.total.counts.sent == 3


def test_how_fast_the_shop_answers_counts_what_people_write(desk: Desk, reports: ShopReports) -> None:
    sim = desk.plug_in()
    ada = somebody(desk)
    desk.receive(sim, ANNA, "Are you open?")
    desk.clock.passes(minutes=10)
    desk.write(ANNA, "Yes", author_id=ada)
    desk.write(ANNA, "Until six", author_id=ada)
    desk.receive(sim, BEN, "Are you open?")
    desk.write(BEN, "A program answers")

    day = today(reports)

    assert (day.received, sum(day.answers)) == (2, 1)
    assert answered_within(day.answers, 0.5) == pytest.approx(600)


def somebody(desk: Desk) -> int:
    return (
        Accounts(desk.store, now=desk.clock).first_owner("Ada", "paper lantern", code=None, loopback=True).id
    )


def test_who_leaves_counts_for_the_day_and_their_groups(desk: Desk, reports: ShopReports) -> None:
    desk.plug_in()
    anna = desk.contacts.add("Anna", [ANNA])
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [anna.id])
    desk.send(ANNA)
    desk.send(BEN)
    desk.consents.record(Consent(ANNA, "out", "staff"))

    (line,) = reports.groups(reports.today(), reports.today())

    assert (line.name, line.counts.sent, line.opted_out) == ("Regulars", 1, 1)
    assert today(reports).opted_out == 1


def test_a_broadcast_has_its_own_line(desk: Desk, reports: ShopReports) -> None:
    desk.plug_in()
    station = Station(desk)
    station.start(ANNA, BEN, text="Fresh bread")
    station.sent()
    desk.send(CARA)

    (cast,) = reports.broadcasts(reports.today(), reports.today())

    assert (cast.title, cast.people, cast.counts.sent, cast.counts.units) == ("Fresh bread", 2, 2, 2)


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"])
def test_each_text_is_in_just_one_day_also_where_the_clocks_change(
    desk: Desk, reports: ShopReports, zone: str
) -> None:
    desk.kept.put({"shop.timezone": zone})
    ReportClock(desk.store, desk.shop).run(desk.clock())
    desk.plug_in()
    first = reports.today()
    for _ in range(60):
        desk.send(ANNA, text=f"At {desk.clock()}")
        desk.clock.passes(hours=83, minutes=30)

    told = reports.days(first, reports.today())

    assert told.total.counts.sent == 60
    assert max(day.counts.sent for day in told.days) == 1
    for back in (1, 30, 100):
        part = reports.days(reports.today() - timedelta(days=back), reports.today())
        assert list(part.days) == list(told.days)[-back - 1 :]


def test_the_night_that_has_an_hour_twice_is_one_day(desk: Desk, reports: ShopReports) -> None:
    desk.clock.now = desk.clock.now.replace(month=10, day=24, hour=23, minute=15)
    ReportClock(desk.store, desk.shop).run(desk.clock())
    desk.plug_in()
    for _ in range(25):
        desk.send(ANNA, text=f"At {desk.clock()}")
        desk.clock.passes(hours=1)

    told = reports.days(date(2026, 10, 24), date(2026, 10, 26)).days

    assert [day.counts.sent for day in told] == [0, 25, 0]


def test_days_that_were_stay_when_the_shop_moves(desk: Desk, reports: ShopReports) -> None:
    desk.plug_in()
    clock = ReportClock(desk.store, desk.shop)
    clock.run(desk.clock())
    desk.send(ANNA)
    desk.kept.put({"shop.timezone": "Pacific/Auckland"})
    clock.run(desk.clock())
    desk.clock.passes(hours=4)
    desk.send(BEN)

    told = reports.days(date(2026, 3, 2), date(2026, 3, 3)).days

    assert [day.counts.sent for day in told] == [1, 1]


@given(
    name=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
    minutes=st.integers(0, 70 * 366 * 24 * 60),
)
def test_the_clock_of_reports_is_that_of_the_place(name: str, minutes: int) -> None:
    zone = ZoneInfo(name)
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    known = [offset for begins, offset in offsets(zone) if begins <= moment]

    assert known[-1] == moment.astimezone(zone).utcoffset()


def test_figures_outlive_the_texts_and_are_the_same_when_counted_anew(
    desk: Desk, reports: ShopReports
) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, reference=9)
    desk.report(sim, 9, ANNA)
    desk.receive(sim, ANNA, "Thank you")
    desk.consents.record(Consent(CARA, "out", "staff"))
    desk.write(BEN)
    desk.refused(desk.take(), permanent=True)
    kept = rows(desk)
    with desk.store.write() as connection:
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")
        for statement in BACKFILL:
            connection.execute(statement)
    assert rows(desk) == kept
    with desk.store.write() as connection:
        connection.execute("DELETE FROM messages")

    assert today(reports).counts.sent == 1


def rows(desk: Desk) -> list[tuple[object, ...]]:
    with desk.store.read() as connection:
        return [tuple(row) for table in TABLES for row in connection.execute(f"SELECT * FROM {table}")]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 3, 3), date(2026, 3, 2), "from"),
        (date(2024, 3, 3), date(2026, 3, 2), "from"),
        (None, date(1, 1, 1), "to"),
    ],
)
def test_a_span_that_is_none_is_refused(
    reports: ShopReports, first: date | None, last: date, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        reports.span(first, last)

    assert refused.value.field == field


@given(waits=st.lists(st.integers(0, 50), min_size=len(WAITS) + 1, max_size=len(WAITS) + 1))
def test_more_of_them_never_arrived_sooner(waits: list[int]) -> None:
    counts = Counts(waits=tuple(waits))
    half, most = delivered_within(counts, 0.5), delivered_within(counts, 0.95)

    if not any(waits):
        assert half is most is None
    else:
        assert half is not None
        assert most is not None
        assert 0 <= half <= most <= WAITS[-1]
