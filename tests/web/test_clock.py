"""A clock that may be wrong, as the shop sees it: why texts wait, and the button that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from modemsms.config import ModemConfig
from modemsms.services import Services
from modemsms.services.lamp import Colour
from tests.desk import ANNA, START, Desk
from tests.web.plain import PlainBrowser

DAY = timedelta(days=1)
RIGHT = "/scheduled/clock"
COUNTER = ModemConfig(name="counter", port="/dev/one")
HOME, SCHEDULED = "/home", "/scheduled"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A shop whose steady clock stands still, so that each change of the other one is a jump."""
    desk = Desk(tmp_path / "modemsms.db", modems_named=[COUNTER], steady=lambda: 0.0)
    desk.clock_trust.begin()
    desk.plug_in()
    desk.write(ANNA, "See you tomorrow", send_at=START + timedelta(hours=20))
    yield desk
    desk.close()


def jumps(desk: Desk, how_far: timedelta = DAY) -> None:
    desk.clock.now += how_far
    desk.clock_trust.run(desk.clock())
    desk.due.run(desk.clock())


@pytest.mark.parametrize("path", [HOME, SCHEDULED, "/home/now", "/scheduled/now"])
def test_a_clock_that_jumped_is_told_where_plans_are_seen(owner: PlainBrowser, desk: Desk, path: str) -> None:
    assert "Is this clock right?" not in owner.open(path).words

    jumps(desk)

    words = owner.open(path).words
    assert "Is this clock right? Tuesday, 3 March 2026, 09:00 It jumped forward by about 1 day." in words
    assert "Planned texts and broadcasts wait" in words


def test_the_lamp_says_it_on_every_page(owner: PlainBrowser, desk: Desk, services: Services) -> None:
    jumps(desk)

    assert services.lamp.light().colour is Colour.AMBER
    page = owner.open("/contacts")
    assert "The clock of this machine may be wrong" in page.words
    assert SCHEDULED in page.links


def test_pages_learn_of_it_as_of_the_lamp(desk: Desk, services: Services) -> None:
    services.lamp.run(desk.clock())
    before = services.feed.newest()

    jumps(desk)
    services.lamp.run(desk.clock())

    assert [event.kind for event in services.feed.after(before)] == ["lamp"]


def test_what_has_not_gone_out_in_its_time_still_stands_among_the_plans(
    owner: PlainBrowser, desk: Desk
) -> None:
    jumps(desk)

    assert "See you tomorrow" in owner.open(SCHEDULED).words


@pytest.mark.parametrize("path", [HOME, SCHEDULED])
def test_a_person_says_that_the_time_is_right(
    owner: PlainBrowser, desk: Desk, services: Services, path: str
) -> None:
    jumps(desk)

    page = owner.submit(owner.open(path).form(RIGHT, "The time is right"))

    assert page.path == SCHEDULED
    assert "Good. What is planned goes out at its time." in page.words
    assert "Is this clock right?" not in page.words
    desk.due.run(desk.clock())
    assert desk.claim().attempt is not None
    deed = services.deeds.latest()[0]
    assert (deed.deed, deed.detail) == ("clock_confirmed", "2026-03-03 09:00")


def test_staff_may_say_so_too(staff: PlainBrowser, desk: Desk, services: Services) -> None:
    jumps(desk)

    staff.submit(staff.open(HOME).form(RIGHT))

    assert services.clock_trust.hold is None


@pytest.mark.parametrize("shown", [None, "", "soon", "9" * 18, "-1"])
def test_what_nobody_has_seen_is_not_right(
    owner: PlainBrowser, desk: Desk, services: Services, shown: str | None
) -> None:
    jumps(desk)
    form = owner.open(HOME).form(RIGHT)

    page = owner.submit(form, shown=shown)

    assert "The clock has changed since you looked." in page.words
    assert services.clock_trust.hold is not None


def test_a_page_that_lay_open_confirms_no_other_time(
    owner: PlainBrowser, desk: Desk, services: Services
) -> None:
    jumps(desk)
    form = owner.open(HOME).form(RIGHT)
    jumps(desk, -3 * DAY)

    page = owner.submit(form)

    assert "It jumped back by about 2 days." in page.words
    assert services.clock_trust.hold is not None


def test_it_speaks_spanish(owner: PlainBrowser, desk: Desk) -> None:
    owner.submit(owner.open("/settings/look").form("/settings/look"), language="es")
    jumps(desk)

    words = owner.open(HOME).words

    assert "¿Va bien este reloj?" in words
    assert "Se adelantó alrededor de 1 día." in words
    assert "El reloj de esta máquina puede ir mal" in words
