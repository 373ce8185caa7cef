"""What belongs to a SIM: its limits, its month and its money, its number; and how it is changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.config import ModemConfig
from modemsms.driver import ModemState
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.pace import Limits, Month
from modemsms.services.prefixes import read_prefix
from modemsms.services.sims import SimChanges
from modemsms.store.sims import Sim
from tests.desk import ANNA, BEN, START, Desk, Priority

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def sim(desk: Desk) -> Sim:
    return desk.plug_in()


# --- its settings


def test_limits_are_the_modems_until_the_sim_has_its_own(tmp_path: Path) -> None:
    named = (
        ModemConfig(name="counter", port="/dev/one", per_minute=10, per_hour=100),
        ModemConfig(name="spare", port="/dev/two", per_minute=5, per_hour=0),
    )
    desk = Desk(tmp_path / "limits.db", modems_named=named)
    sim = desk.plug_in("counter")
    desk.sims.change(sim.id, SimChanges(per_hour=30, per_day=0, per_month=500))
    assert desk.sims.get(sim.id).limits == Limits(10, 30, 0, 500)

    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)
    desk.plug_in("spare")

    assert desk.sims.get(sim.id).limits == Limits(5, 30, 0, 500)
    assert desk.modems.get("spare").limits == Limits(5, 30, 0, 500)
    assert desk.sims.get(sim.id).modem == "spare"
    desk.sims.change(sim.id, SimChanges(per_hour=None))
    assert desk.sims.get(sim.id).limits.per_hour == 0
    desk.close()


def test_what_is_not_changed_stays(desk: Desk, sim: Sim) -> None:
    desk.sims.change(sim.id, SimChanges(label="Orders", bundle=100, currency="gbp", failover=True))

    card = desk.sims.change(sim.id, SimChanges(bundle_day=15))

    assert (card.label, card.title, card.bundle, card.currency, card.failover, card.bundle_day) == (
        "Orders", "Orders", 100, "GBP", True, 15,
    )  # fmt: skip


def test_its_own_number_is_the_one_that_its_owner_entered(desk: Desk, sim: Sim) -> None:
    desk.sims.change(sim.id, SimChanges(own_number="07700 900999"))

    assert desk.modems.get("counter").number == "+447700900999"
    assert desk.send(ANNA).sender == "+447700900999"
    desk.sims.change(sim.id, SimChanges(own_number=""))
    assert desk.modems.get("counter").number is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("label", SimChanges(label="x" * 41)),
        ("label", SimChanges(label="two\nlines")),
        ("own_number", SimChanges(own_number="12")),
        ("per_minute", SimChanges(per_minute=-1)),
        ("per_month", SimChanges(per_month=10**7)),
        ("spacing_min", SimChanges(spacing_min=timedelta(seconds=-1))),
        ("spacing_max", SimChanges(spacing_max=timedelta(hours=2))),
        ("spacing_max", SimChanges(spacing_min=timedelta(seconds=9), spacing_max=timedelta(seconds=8))),
        ("prefixes", SimChanges(prefixes=("seventeen",))),
        ("price_micros", SimChanges(price_micros=-1)),
        ("currency", SimChanges(currency="EURO")),
        ("bundle", SimChanges(bundle=-5)),
        ("bundle_day", SimChanges(bundle_day=32)),
        ("balance_code", SimChanges(balance_code="call me")),
        ("balance_pattern", SimChanges(balance_pattern="no place for an amount")),
        ("balance_every_hours", SimChanges(balance_every_hours=10_000)),
        ("per_day", SimChanges(per_day=True)),
    ],
)
def test_what_cannot_be_is_refused_by_name(desk: Desk, sim: Sim, field: str, changes: SimChanges) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.sims.change(sim.id, changes)

    assert refused.value.field == field
    assert refused.value.why.endswith(".")


def test_a_sim_that_nobody_has_seen_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.sims.get(77)


def test_those_in_a_modem_come_first(desk: Desk, sim: Sim) -> None:
    spare = desk.plug_in("spare", "8944000000000000002")
    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, None)

    assert [(card.id, card.modem, card.ready) for card in desk.sims.list()] == [
        (spare.id, "spare", True),
        (sim.id, None, False),
    ]


def test_a_number_in_use_is_not_forgotten(desk: Desk, sim: Sim) -> None:
    with pytest.raises(Conflict):
        desk.sims.forget_number(sim.id)


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("+49 171", "", "+49171"),
        ("0049171", "", "+49171"),
        ("0171", "DE", "+49171"),
        ("(07700) 9", "GB", "+4477009"),
        ("347", "IT", "+39347"),
        ("06", "IT", "+3906"),
        ("212", "US", "+1212"),
        ("1 212", "US", "+1212"),
        ("6", "ES", "+346"),
    ],
)
def test_a_beginning_is_kept_in_international_form(written: str, country: str, kept: str) -> None:
    assert read_prefix(written, country) == kept


@pytest.mark.parametrize(
    ("written", "country"), [("171", "DE"), ("0171", ""), ("+49x", ""), ("+" + "1" * 16, "")]
)
def test_what_begins_no_number_is_refused(written: str, country: str) -> None:
    with pytest.raises(InvalidInput):
        read_prefix(written, country)


# --- its month


def test_a_bundle_is_used_up_and_begins_anew_in_the_shops_time(desk: Desk, sim: Sim) -> None:
    desk.sims.change(sim.id, SimChanges(bundle=3, bundle_day=15, price_micros=90_000, currency="GBP"))
    desk.send(ANNA, "A text of two segments. " * 12)
    desk.send(BEN)
    desk.send(BEN, "Once more")

    card = desk.sims.get(sim.id)
    assert (card.used_this_month, card.bundle_left, card.cost_this_month_micros) == (4, 0, 90_000)
    assert card.month.ends == datetime(2026, 3, 15, tzinfo=UTC)
    desk.clock.now = card.month.ends - timedelta(seconds=1)
    assert desk.sims.get(sim.id).used_this_month == 4
    desk.clock.passes(seconds=1)

    card = desk.sims.get(sim.id)
    assert (card.used_this_month, card.bundle_left, card.cost_this_month_micros) == (0, 3, 0)
    # The summer began in between.
    assert card.month.ends == datetime(2026, 4, 14, 23, tzinfo=UTC)


def test_what_the_network_refused_costs_nothing_of_the_bundle(desk: Desk, sim: Sim) -> None:
    desk.sims.change(sim.id, SimChanges(bundle=10))
    desk.write(ANNA)
    desk.refused(desk.take(), permanent=True)
    desk.write(BEN)
    desk.silent(desk.take())

    assert desk.sims.get(sim.id).bundle_left == 9


def test_a_month_has_its_limit_and_puts_off(desk: Desk, sim: Sim) -> None:
    desk.sims.change(sim.id, SimChanges(per_month=2, bundle_day=10))
    desk.send(ANNA)
    desk.send(BEN)
    third = desk.write(ANNA, "Third")

    claim = desk.claim()
    assert claim.attempt is None
    assert claim.more_at is not None
    assert claim.more_at == datetime(2026, 3, 10, tzinfo=UTC)
    after = desk.restarted()
    after.plug_in()
    assert after.claim().attempt is None
    after.clock.now = claim.more_at

    assert after.take().message_id == third.id


def test_the_use_of_a_month_is_known_when_its_day_is_moved(desk: Desk, sim: Sim) -> None:
    desk.sims.change(sim.id, SimChanges(per_month=100, bundle_day=1))
    desk.send(ANNA)
    desk.clock.passes(days=3)
    desk.send(BEN)
    assert desk.sims.get(sim.id).used_this_month == 2

    desk.sims.change(sim.id, SimChanges(bundle_day=4))
    desk.send(ANNA, "Third")

    assert desk.sims.get(sim.id).used_this_month == 2


def test_bulk_leaves_a_fifth_of_the_month_to_people(desk: Desk, sim: Sim) -> None:
    desk.sims.change(sim.id, SimChanges(per_month=5))
    for n in range(6):
        desk.write(f"+44770090010{n}", priority=Priority.BULK)
    left = 0
    while (attempt := desk.claim().attempt) is not None:
        desk.accepted(attempt)
        left += 1

    assert left == 4
    desk.send(ANNA)


@given(
    hours=st.floats(0, 50_000),
    day=st.integers(1, 31),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]),
)
def test_every_moment_lies_in_one_month(hours: float, day: int, zone: str) -> None:
    now = START + timedelta(hours=hours)
    month = Month.around(now, day, ZoneInfo(zone))

    assert month.begins <= now < month.ends
    assert timedelta(days=27) <= month.ends - month.begins <= timedelta(days=32)
    assert Month.around(month.ends, day, ZoneInfo(zone)).begins == month.ends
    assert Month.around(month.begins, day, ZoneInfo(zone)) == month
