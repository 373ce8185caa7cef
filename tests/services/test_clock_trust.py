"""A clock that cannot be believed sends nothing that is planned, until the network or a person sets it right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modemsms.errors import Conflict
from modemsms.services.clock_trust import ClockTrust, Hold, WhileTrusted, Why
from tests.desk import ANNA, BEN, START, Clock, Desk

DAY = timedelta(days=1)
TOMORROW = START + DAY


@dataclass
class Steady:
    """Seconds since the machine began; nobody sets it."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Box:
    """A shop's machine whose clock can be set, with a shop on it."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    steady: Steady = field(default_factory=Steady)
    synced: bool = False

    def __post_init__(self) -> None:
        self.begin(Desk(self.path, clock=self.clock, steady=self.steady))

    def begin(self, desk: Desk) -> None:
        self.desk = desk
        self.trust.use(lambda: self.synced)
        self.trust.begin()

    @property
    def trust(self) -> ClockTrust:
        return self.desk.clock_trust

    def passes(self, **how_long: float) -> None:
        """Time as it goes, and what it makes due."""
        for _ in range(10):
            self.clock.passes(**{unit: value / 10 for unit, value in how_long.items()})
            self.steady.seconds += timedelta(**how_long).total_seconds() / 10
            self.look()

    def look(self) -> None:
        self.trust.run(self.clock())
        self.desk.due.run(self.clock())

    def jumps(self, how_far: timedelta) -> None:
        self.clock.now += how_far
        self.look()

    def is_off_for(self, real: timedelta, shown: timedelta | None = None) -> None:
        """The machine is off; afterwards its clock shows *shown* more, and the steady one begins anew."""
        self.clock.now += real if shown is None else shown
        self.steady.seconds = 5
        self.begin(self.desk.restarted())

    def is_held(self) -> bool:
        return self.trust.hold is not None

    def why(self) -> Why | None:
        return self.trust.hold.why if self.trust.hold else None


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path / "modemsms.db")


def test_a_clock_that_goes_as_clocks_go_is_believed(box: Box) -> None:
    box.passes(days=400)

    assert not box.is_held()


def test_a_small_correction_harms_nothing(box: Box) -> None:
    box.jumps(timedelta(minutes=59))
    assert not box.is_held()

    box.jumps(timedelta(minutes=-118))
    assert not box.is_held()


@pytest.mark.parametrize("how_far", [DAY, -DAY, timedelta(hours=1, seconds=1), timedelta(days=20_000)])
def test_a_clock_that_jumps_is_not_believed(box: Box, how_far: timedelta) -> None:
    box.jumps(how_far)

    assert box.trust.hold == Hold(Why.JUMPED, how_far)


def test_a_text_of_tomorrow_does_not_go_out_when_the_clock_jumps_there(box: Box) -> None:
    message = box.desk.write(ANNA, send_at=TOMORROW)

    box.jumps(DAY)
    box.passes(hours=2)
    assert box.desk.status(message) == "scheduled"

    # And back: the clock is what it was, and everything goes on in its time.
    box.jumps(-DAY)
    assert not box.is_held()
    box.passes(hours=21)
    assert box.desk.status(message) == "scheduled"
    box.passes(hours=1)
    assert box.desk.status(message) == "queued"


def test_after_a_jump_back_nothing_is_late_for_a_day_once_somebody_says_so(box: Box) -> None:
    message = box.desk.write(ANNA, send_at=START + timedelta(hours=1))

    box.jumps(-DAY)
    box.passes(hours=1)
    assert box.desk.status(message) == "scheduled"
    assert box.why() is Why.JUMPED

    box.jumps(DAY)
    assert box.desk.status(message) == "queued"


def test_the_network_sets_the_clock_right(box: Box) -> None:
    message = box.desk.write(ANNA, send_at=TOMORROW)
    box.jumps(2 * DAY)
    assert box.desk.status(message) == "scheduled"

    box.synced = True
    box.look()

    assert not box.is_held()
    assert box.desk.status(message) == "queued"


def test_a_jump_that_the_network_made_is_believed_at_once(box: Box) -> None:
    box.synced = True

    box.jumps(3 * DAY)

    box.synced = False
    box.passes(hours=5)

    assert not box.is_held()


def test_a_person_says_that_the_clock_is_right(box: Box) -> None:
    message = box.desk.write(ANNA, send_at=TOMORROW)
    box.jumps(2 * DAY)

    box.trust.confirm(box.clock())
    box.look()

    assert not box.is_held()
    assert box.desk.status(message) == "queued"
    box.jumps(-2 * DAY)
    assert box.why() is Why.JUMPED


def test_a_person_confirms_what_they_have_seen_and_nothing_else(box: Box) -> None:
    box.jumps(DAY)
    seen = box.clock()
    box.jumps(7 * DAY)

    with pytest.raises(Conflict):
        box.trust.confirm(seen)

    assert box.why() is Why.JUMPED


@pytest.mark.parametrize("shown", [timedelta(days=-20_000), -3 * DAY, timedelta(minutes=-40)])
def test_a_machine_without_a_clock_of_its_own_wakes_up_in_the_past(box: Box, shown: timedelta) -> None:
    message = box.desk.write(ANNA, send_at=START + timedelta(hours=1))
    box.passes(minutes=30)

    box.is_off_for(DAY, shown)
    box.passes(minutes=10)
    assert box.is_held()
    assert box.desk.status(message) == "scheduled"

    box.clock.now = TOMORROW + timedelta(hours=1)
    box.look()
    assert box.is_held(), "set by hand: nobody has said that it is right"

    box.synced = True
    box.look()
    assert not box.is_held()
    assert box.desk.status(message) == "queued"


def test_a_new_box_in_the_year_1970_believes_nothing(tmp_path: Path) -> None:
    box = Box(tmp_path / "modemsms.db", Clock(datetime(1970, 1, 1, 0, 1, tzinfo=UTC)))

    assert box.why() is Why.UNSET


def test_a_database_of_an_older_version_is_measured_by_its_newest_message(tmp_path: Path) -> None:
    before = Desk(tmp_path / "modemsms.db")
    before.write(ANNA)
    before.close()

    box = Box(tmp_path / "modemsms.db", Clock(START - DAY))

    assert box.trust.hold == Hold(Why.BEHIND, -DAY)


def test_a_shop_that_was_closed_for_a_while_goes_on_and_after_months_it_is_asked(box: Box) -> None:
    box.passes(minutes=10)

    box.is_off_for(14 * DAY)
    assert not box.is_held()

    box.look()
    box.is_off_for(60 * DAY)
    assert box.why() is Why.AHEAD


def test_a_restart_keeps_the_hold(box: Box) -> None:
    message = box.desk.write(ANNA, send_at=TOMORROW)
    box.passes(minutes=10)
    box.jumps(2 * DAY)

    box.is_off_for(timedelta(minutes=1))
    box.passes(hours=1)

    assert box.why() is Why.JUMPED
    assert box.desk.status(message) == "scheduled"

    box.trust.confirm(box.clock())
    box.is_off_for(timedelta(minutes=1))
    box.look()
    assert not box.is_held()
    assert box.desk.status(message) == "queued"


def test_a_machine_that_sleeps_misses_no_time(box: Box) -> None:
    box.clock.passes(days=3)
    box.steady.seconds += timedelta(days=3).total_seconds()
    box.look()

    assert not box.is_held()


def test_what_somebody_writes_for_now_goes_out_by_any_clock(box: Box) -> None:
    box.jumps(DAY)
    after = box.desk.write(ANNA, send_at=box.clock() + timedelta(seconds=5))
    box.passes(seconds=10)
    assert box.desk.status(after) == "queued"

    before = box.desk.write(BEN, send_at=box.clock() + timedelta(seconds=5))
    box.jumps(-3 * DAY)
    assert box.desk.status(before) == "queued", "it would wait for three days"


def test_nothing_expires_by_a_clock_that_is_wrong(box: Box) -> None:
    box.desk.plug_in()
    later = box.desk.write(ANNA, send_at=START + timedelta(hours=3), expires_at=START + timedelta(hours=9))
    now = box.desk.write(BEN, expires_at=START + timedelta(hours=9))

    box.jumps(DAY)

    assert box.desk.status(later) == "scheduled"
    assert box.desk.take().text == now.text
    box.jumps(-DAY)
    box.passes(hours=3)
    assert box.desk.status(later) == "queued"


def test_while_it_waits_nobody_looks_all_the_time(box: Box) -> None:
    box.desk.write(ANNA, send_at=START + timedelta(hours=1))
    box.jumps(DAY)

    assert box.desk.due.next_moment(box.clock()) is None

    pause = box.clock() + timedelta(seconds=5)
    box.desk.write(BEN, send_at=pause)
    assert box.desk.due.next_moment(box.clock()) == pause


def test_whoever_asks_in_between_sees_the_jump_before_the_scheduler_does(box: Box) -> None:
    assert not box.trust.holds(START)

    assert box.trust.holds(START + DAY)


@dataclass
class Counted:
    """A chore that counts how often it was done."""

    times: int = 0

    def run(self, now: datetime) -> None:
        self.times += 1

    def next_moment(self, now: datetime) -> datetime | None:
        return now


def test_work_by_the_calendar_rests_while_nobody_knows_the_date(box: Box) -> None:
    counted = Counted()
    chore = WhileTrusted(counted, box.trust)

    chore.run(box.clock())
    assert chore.next_moment(box.clock()) == box.clock()
    box.clock.now += 40 * DAY
    chore.run(box.clock())

    assert counted.times == 1
    assert chore.next_moment(box.clock()) is None


def test_a_shop_beside_a_running_daemon_judges_nothing(desk: Desk) -> None:
    desk.clock.passes(days=-400)

    assert not desk.clock_trust.holds(desk.clock())
