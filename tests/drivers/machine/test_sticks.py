"""Which sticks are plugged in, by a machine made of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.machine.sticks import sticks


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A box that runs from its card."""
    disk(tmp_path, "mmcblk0", parts=("mmcblk0p1", "mmcblk0p2"), removable="0")
    mount(tmp_path, "/dev/mmcblk0p2", "/")
    mount(tmp_path, "/dev/mmcblk0p1", "/boot/firmware")
    return tmp_path


def disk(
    root: Path, name: str, *, parts: tuple[str, ...] = (), removable: str = "1", size: str = "1000"
) -> None:
    folder = root / "sys/block" / name
    (folder / "device").mkdir(parents=True)
    (folder / "removable").write_text(f"{removable}\n")
    (folder / "size").write_text(f"{size}\n")
    (folder / "device/model").write_text("Cruzer Blade    \n")
    for part in parts:
        (folder / part).mkdir()
        (folder / part / "partition").write_text("1\n")


def mount(root: Path, device: str, folder: str, options: str = "rw,relatime") -> None:
    (root / "proc").mkdir(exist_ok=True)
    with (root / "proc/mounts").open("a") as file:
        file.write(f"{device} {folder.replace(' ', chr(92) + '040')} vfat {options} 0 0\n")
    (root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)


def test_the_card_that_the_box_runs_from_is_none(root: Path) -> None:
    assert sticks(root) == []


def test_a_stick_that_is_opened_is_known_by_its_maker_and_name(root: Path) -> None:
    disk(root, "sda", parts=("sda1",))
    mount(root, "/dev/sda1", "/media/ann/MY SHOP")

    (stick,) = sticks(root)

    assert (stick.key, stick.title, stick.needs) == ("sda1", "Cruzer Blade · MY SHOP", "")
    assert stick.folder == root / "media/ann/MY SHOP"
    assert stick.free_octets > 0


def test_a_stick_that_is_not_opened_says_what_to_do(root: Path) -> None:
    disk(root, "sda", parts=("sda1",))

    (stick,) = sticks(root)

    assert stick.folder is None
    assert "/dev/sda1 /media/backup" in stick.needs


def test_a_stick_that_can_only_be_read_is_told(root: Path) -> None:
    disk(root, "sda")
    mount(root, "/dev/sda", "/media/usb", "ro,relatime")

    (stick,) = sticks(root)

    assert "only be read" in stick.needs


def test_a_disk_that_does_not_call_itself_removable_is_known_by_its_socket(root: Path) -> None:
    disk(root, "sdb", removable="0")
    inside = root / "sys/devices/usb1/1-1/sdb"
    inside.parent.mkdir(parents=True)
    (root / "sys/block/sdb").rename(inside)
    (root / "sys/block/sdb").symlink_to(inside)
    mount(root, "/dev/sdb", "/media/usb")

    assert [stick.key for stick in sticks(root)] == ["sdb"]


def test_readers_without_a_card_and_cds_are_none(root: Path) -> None:
    disk(root, "sdc", size="0")
    disk(root, "sr0")
    disk(root, "loop0")

    assert sticks(root) == []


def test_a_box_that_runs_from_a_usb_disk_has_no_stick_in_it(root: Path) -> None:
    disk(root, "sda", parts=("sda1", "sda2"))
    mount(root, "/dev/sda2", "/")
    mount(root, "/dev/sda1", "/media/usb")

    assert sticks(root) == []


def test_a_machine_without_such_files_has_none(tmp_path: Path) -> None:
    assert sticks(tmp_path) == []
