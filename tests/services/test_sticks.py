"""Copies on USB sticks: put there, read back, kept in order, and said where it is not possible."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from modemsms.devices import Stick
from modemsms.errors import NotFound, StoreUnavailable
from modemsms.services import archive as archives
from modemsms.services import sticks as services_of_sticks
from modemsms.services.archive import Archive
from modemsms.services.backups import Backups, verify
from modemsms.services.errands import Errands
from modemsms.services.sticks import Sticks
from tests.desk import ANNA, Desk

SECONDS = 20


@pytest.fixture
def errands(desk: Desk) -> Errands:
    return Errands(desk.store)


@pytest.fixture
def archive(desk: Desk, errands: Errands) -> Archive:
    folder = desk.path.parent / "backups"
    return Archive(desk.store, Backups(desk.store), desk.shop, errands, folder, now=desk.clock)


@pytest.fixture
def sticks(desk: Desk, archive: Archive, errands: Errands) -> Sticks:
    return Sticks(desk.store, archive, errands)


@pytest.fixture
def stick(tmp_path: Path, sticks: Sticks) -> Stick:
    folder = tmp_path / "media" / "SHOP"
    folder.mkdir(parents=True)
    plugged = Stick("sda1", "Cruzer · SHOP", folder, 10**9)
    sticks.use(lambda: [plugged])
    return plugged


def night(desk: Desk, archive: Archive, errands: Errands) -> None:
    archive.run(desk.clock())
    archive.run(desk.clock.passes(days=1))
    assert errands.is_over(archives.MAKE, SECONDS)


def test_a_copy_on_the_stick_is_whole_and_sound(
    desk: Desk, sticks: Sticks, stick: Stick, errands: Errands
) -> None:
    desk.write(ANNA)

    sticks.begin("sda1")
    assert errands.is_over(services_of_sticks.PUT, SECONDS)

    (copy,) = sticks.copies(stick)
    assert copy.name == "modemsms-2026-03-02.db"
    assert verify(sticks.file("sda1", copy.name)).messages == 1
    assert stick.folder is not None
    assert [file.name for file in (stick.folder / "modemsms").iterdir()] == [copy.name]


def test_the_copy_of_the_night_goes_there_too_if_it_is_to(
    desk: Desk, archive: Archive, sticks: Sticks, stick: Stick, errands: Errands
) -> None:
    night(desk, archive, errands)
    assert sticks.copies(stick) == []

    sticks.set_nightly(on=True)
    night(desk, archive, errands)

    assert len(sticks.copies(stick)) == 1
    assert sticks.trouble() == ""


def test_a_night_without_a_stick_is_told_until_the_next_copy(
    desk: Desk, archive: Archive, sticks: Sticks, stick: Stick, errands: Errands
) -> None:
    sticks.set_nightly(on=True)
    sticks.use(list)

    with pytest.raises(StoreUnavailable, match="None was plugged in"):
        night(desk, archive, errands)
    assert "on no USB stick" in sticks.trouble()
    assert archive.trouble() == ""
    sticks.use(lambda: [stick])
    desk.clock.passes(hours=2)
    night(desk, archive, errands)

    assert sticks.trouble() == ""


def test_what_is_in_the_way_is_said(sticks: Sticks, errands: Errands, tmp_path: Path) -> None:
    sticks.use(lambda: [Stick("sda1", "Cruzer", tmp_path, needs="It can only be read.")])
    sticks.begin("sda1")

    with pytest.raises(StoreUnavailable, match="It can only be read"):
        errands.is_over(services_of_sticks.PUT, SECONDS)

    assert list(tmp_path.glob("modemsms/*")) == []


def test_a_stick_that_is_pulled_out_before_its_copy_leaves_nothing_behind(
    sticks: Sticks, stick: Stick, errands: Errands
) -> None:
    looks = iter([[stick], []])
    sticks.use(lambda: next(looks))

    sticks.begin("sda1")

    with pytest.raises(NotFound):
        errands.is_over(services_of_sticks.PUT, SECONDS)
    assert stick.folder is not None
    assert list(stick.folder.iterdir()) == []


def test_a_stick_that_takes_nothing_is_named(
    desk: Desk, sticks: Sticks, stick: Stick, errands: Errands
) -> None:
    assert stick.folder is not None
    (stick.folder / "modemsms").write_text("in the way")

    sticks.begin("sda1")

    with pytest.raises(StoreUnavailable, match="could not be put on “Cruzer · SHOP”"):
        errands.is_over(services_of_sticks.PUT, SECONDS)


@pytest.fixture
def tiny(stick: Stick) -> Iterator[Path]:
    """The stick, with room for next to nothing."""
    folder = str(stick.folder)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("only root can mount a small stick")
    yield Path(folder)
    subprocess.run(["umount", folder], check=True)


def test_a_full_stick_and_one_against_writing_are_told_apart(
    sticks: Sticks, errands: Errands, tiny: Path
) -> None:
    sticks.begin("sda1")
    with pytest.raises(StoreUnavailable, match="It is full"):
        errands.is_over(services_of_sticks.PUT, SECONDS)
    subprocess.run(["mount", "-o", "remount,ro", str(tiny)], check=True)
    sticks.begin("sda1")
    with pytest.raises(StoreUnavailable, match="It can only be read"):
        errands.is_over(services_of_sticks.PUT, SECONDS)

    assert list(tiny.glob("modemsms/*")) == []


def test_old_copies_leave_the_stick_as_they_leave_the_box(
    desk: Desk, sticks: Sticks, stick: Stick, errands: Errands
) -> None:
    for _ in range(9):
        sticks.begin("sda1")
        assert errands.is_over(services_of_sticks.PUT, SECONDS)
        desk.clock.passes(days=1)

    days = [copy.name for copy in sticks.copies(stick)]

    assert len(days) == 7
    assert days[0] == f"modemsms-{(desk.clock() - timedelta(days=1)):%Y-%m-%d}.db"


@pytest.mark.parametrize("name", ["../modemsms.db", "modemsms-1.db", ".", ""])
def test_no_other_file_of_a_stick_can_be_named(sticks: Sticks, stick: Stick, name: str) -> None:
    with pytest.raises(NotFound):
        sticks.file("sda1", name)
