"""USB sticks and the like, from /proc/mounts and /sys/block below a root: where they are, what is in the way."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from modemsms.devices import Stick

# Memory, loops, CDs and floppies are no place for a backup.
_NO_STICKS = re.compile(r"(loop|ram|zram|sr|fd|dm-|md|nbd|mtd)")
_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class _Mount:
    """One line of /proc/mounts."""

    device: str
    folder: str
    read_only: bool


def sticks(root: Path) -> list[Stick]:
    """What is plugged in now and can be pulled out again, by the names of the kernel."""
    mounts = list(_mounts(root))
    found = []
    for disk in sorted((root / "sys/block").glob("*")):
        parts = _parts(disk)
        ours = [mount for mount in mounts if mount.device in {f"/dev/{part}" for part in parts}]
        if _is_a_stick(disk) and not any(_is_the_systems(mount) for mount in ours):
            found += [_opened(root, disk, mount) for mount in _once_each(ours)] or [_closed(disk, parts)]
    return found


def _mounts(root: Path) -> Iterator[_Mount]:
    own = root / "proc/self/mounts"
    try:
        lines = (own if own.exists() else root / "proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        words = [_ESCAPED.sub(lambda found: chr(int(found[1], 8)), word) for word in line.split(" ")]
        if len(words) >= 4:
            yield _Mount(words[0], words[1], "ro" in words[3].split(","))


def _parts(disk: Path) -> list[str]:
    """The kernel's names of what may be mounted of *disk*: its partitions, else itself."""
    try:
        inside = [part.name for part in disk.iterdir() if (part / "partition").exists()]
    except OSError:
        inside = []
    return [*sorted(inside), disk.name]


def _is_a_stick(disk: Path) -> bool:
    if _NO_STICKS.match(disk.name) or _read(disk / "size") in ("", "0"):
        return False  # a reader without a card has a size of nothing
    # A USB disk with a plate or an SSD inside does not call itself removable.
    return _read(disk / "removable") == "1" or "/usb" in str(disk.resolve())


def _is_the_systems(mount: _Mount) -> bool:
    return mount.folder == "/" or mount.folder.startswith(("/boot", "/usr", "/var", "/home"))


def _once_each(mounts: list[_Mount]) -> list[_Mount]:
    return list({mount.device: mount for mount in reversed(mounts)}.values())


def _opened(root: Path, disk: Path, mount: _Mount) -> Stick:
    folder = root / mount.folder.lstrip("/")
    title = _title(disk, mount)
    key = mount.device.removeprefix("/dev/")
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return Stick(key, title, None, needs="It cannot be read. Pull it out and plug it in again.")
    if mount.read_only:
        return Stick(
            key,
            title,
            folder,
            free,
            "It can only be read: it has a switch against writing, or it is damaged.",
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return Stick(
            key,
            title,
            folder,
            free,
            f"This program may not write to it. On the box, enter: sudo mount -o remount,uid={os.getuid()} "
            f"{mount.folder}.",
        )
    return Stick(key, title, folder, free)


def _closed(disk: Path, parts: list[str]) -> Stick:
    first = parts[0]
    return Stick(
        first,
        _title(disk, None),
        None,
        needs="It is plugged in, but this box has not opened it. On the box, enter: sudo mkdir -p "
        f"/media/backup && sudo mount -o uid={os.getuid()} /dev/{first} /media/backup.",
    )


def _title(disk: Path, mount: _Mount | None) -> str:
    """What its owner may know it by: the maker's name, and the folder's."""
    maker = " ".join(f"{_read(disk / 'device/vendor')} {_read(disk / 'device/model')}".split())
    label = Path(mount.folder).name if mount else ""
    return " · ".join(word for word in (maker, label) if word) or disk.name


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
