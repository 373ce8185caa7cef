"""The copies of every night: made, verified, kept, and caught up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from modemsms.errors import StoreUnavailable
from modemsms.services.archive import MAKE, Archive, old_names
from modemsms.services.backups import Backups, verify
from modemsms.services.errands import Errands
from tests.desk import ANNA, Desk
from tests.web.api.program import services_of


@pytest.fixture
def errands(desk: Desk) -> Errands:
    return Errands(desk.store)


@pytest.fixture
def archive(desk: Desk, errands: Errands) -> Archive:
    folder = desk.path.parent / "backups"
    return Archive(desk.store, Backups(desk.store), desk.shop, errands, folder, now=desk.clock)


def test_a_copy_holds_everything_and_was_read_back(desk: Desk, archive: Archive) -> None:
    desk.write(ANNA)

    copy = archive.make()

    assert verify(desk.path.parent / "backups" / copy.name).messages == 1
    assert [one.name for one in archive.copies()] == ["modemsms-2026-03-02.db"]


def test_the_next_copy_is_due_after_three_at_night_by_the_clock_of_the_shop(
    desk: Desk, archive: Archive
) -> None:
    desk.shop.change(name="", country="GB", timezone="America/New_York")

    assert archive.next_moment(desk.clock()).isoformat() == "2026-03-03T08:20:00+00:00"


def test_a_night_that_was_missed_is_caught_up(desk: Desk, archive: Archive) -> None:
    archive.next_moment(desk.clock())

    later = desk.clock.passes(days=3)

    assert archive.next_moment(later) <= later


def test_seven_days_and_four_weeks_are_kept() -> None:
    days = [date(2026, 3, 2) - timedelta(days=back) for back in range(60)]
    names = [f"modemsms-{day}.db" for day in days]

    kept = [name for name in names if name not in old_names(names)]

    assert kept[:7] == names[:7]
    assert len(kept) == 11
    assert kept[-1] == "modemsms-2026-02-01.db"


def test_a_copy_that_cannot_be_made_is_told(desk: Desk, archive: Archive) -> None:
    (desk.path.parent / "backups").write_text("in the way")

    with pytest.raises(StoreUnavailable):
        archive.make()

    assert "could not be made" in archive.trouble()


def test_the_trouble_is_over_with_the_next_copy(desk: Desk, archive: Archive) -> None:
    in_the_way = desk.path.parent / "backups"
    in_the_way.write_text("in the way")
    with pytest.raises(StoreUnavailable):
        archive.make()
    in_the_way.unlink()

    archive.make()

    assert archive.trouble() == ""


def test_a_night_without_a_copy_turns_the_lamp_amber_until_there_is_one(
    desk: Desk, archive: Archive, errands: Errands
) -> None:
    for modem in ("counter", "spare"):
        desk.plug_in(modem, iccid=f"894400000000000000{len(modem)}")
    lamp = services_of(desk).lamp
    in_the_way = desk.path.parent / "backups"
    in_the_way.write_text("in the way")

    archive.run(desk.clock())
    archive.run(desk.clock.passes(days=1))
    with pytest.raises(StoreUnavailable):
        errands.is_over(MAKE, 20)
    amber = lamp.light()
    in_the_way.unlink()
    archive.run(desk.clock.passes(days=1))
    errands.is_over(MAKE, 20)

    assert (amber.colour, amber.page) == ("amber", "/settings/backup")
    assert "could not be made" in amber.sentence
    assert lamp.light().colour == "green"
