"""Power, clock and disk: what a small computer under a counter suffers from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from drivers.discovery.sysfs import text
from drivers.machine.scene import Scene, advice, problem, well
from modemsms.devices import Finding

# Bits of get_throttled of the Raspberry Pi's firmware: now, and the same shifted by 16 since the start.
_LOW_VOLTAGE, _CAPPED, _THROTTLED, _HOT = 0x1, 0x2, 0x4, 0x8
_SINCE_START = 16
_THROTTLED_WORD = re.compile(r"throttled=0x([0-9a-fA-F]+)")
_SUPPLY = (
    "Use the maker’s own power supply and a short cable, and plug modems into a USB hub that has a supply of its own:"
    " a modem takes 2 A for a moment when it sends."
)
_COOLING = "Give it air: take it out of a closed box, or add a heat sink or a fan."

# No version of modemsms is older.
_EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
_SYNCHRONIZED = "run/systemd/timesync/synchronized"

# A million messages take about 1 GB, and SQLite needs room beside its file.
_FULL_OCTETS, _NEARLY_FULL_OCTETS = 200 * 1024**2, 1024**3


def check_power(scene: Scene) -> Iterator[Finding]:
    """``vcgencmd get_throttled``, on a Raspberry Pi."""
    said = _THROTTLED_WORD.search(scene.programs.output("vcgencmd", "get_throttled") or "")
    if said is None:
        return
    bits = int(said[1], 16)
    since = bits >> _SINCE_START
    if bits & _LOW_VOLTAGE:
        yield problem(
            "low_voltage", "The power supply is too weak: the voltage is too low right now.", _SUPPLY
        )
    elif since & _LOW_VOLTAGE:
        yield advice("low_voltage", "The voltage has been too low since the last start.", _SUPPLY)
    if bits & (_THROTTLED | _HOT | _CAPPED) and not bits & _LOW_VOLTAGE:
        yield advice("throttled", "This machine has slowed itself down because it is too hot.", _COOLING)
    elif since & (_THROTTLED | _HOT | _CAPPED) and not since & _LOW_VOLTAGE:
        yield advice(
            "throttled",
            "This machine has been too hot since the last start and slowed itself down.",
            _COOLING,
        )
    if not bits:
        yield well("low_voltage", "The power supply is strong enough.")


def check_clock(scene: Scene) -> Iterator[Finding]:
    """A Raspberry Pi has no clock of its own: without a network it wakes up in the past."""
    shown = f"{scene.now:%Y-%m-%d %H:%M} UTC"
    if scene.now < _EARLIEST:
        yield problem(
            "clock",
            f"The clock is wrong: it shows {shown}.",
            "Connect the machine to the internet, or set the clock: sudo timedatectl set-time '2030-01-31 12:00'",
        )
    elif (scene.root / _SYNCHRONIZED).exists():
        yield well("clock", f"The clock is set by the internet: {shown}.")
    elif scene.programs.output("timedatectl", "show", "-p", "NTPSynchronized", "--value") == "no":
        yield advice(
            "clock",
            f"The clock shows {shown}, and nothing on the internet has confirmed it since the last start.",
            "sudo timedatectl set-ntp true, and connect the machine to the internet.",
        )


def check_disk(scene: Scene) -> Iterator[Finding]:
    """Room for messages, and a file system that takes them."""
    place = _existing(scene.data_dir)
    if _is_read_only(scene.root, place):
        yield problem(
            "read_only",
            f"{place} cannot be written: the system has set its disk to read-only, as it does when a card or disk"
            " is failing.",
            "Make a backup of what can still be read, restart, and replace the card or disk if it happens again:"
            " dmesg | grep -i error",
        )
        return
    disk = os.statvfs(place)
    free = disk.f_bavail * disk.f_frsize
    sentence = f"{free / 1024**3:.1f} GB are free on the disk of {place}."
    step = "Delete old system logs: sudo journalctl --vacuum-size=50M. What else fills it: sudo du -xhd2 / | sort -h"
    if free < _FULL_OCTETS:
        yield problem("disk", f"The disk is full. {sentence}", step)
    elif free < _NEARLY_FULL_OCTETS:
        yield advice("disk", f"The disk is nearly full. {sentence}", step)
    else:
        yield well("disk", sentence)


def _existing(place: Path) -> Path:
    while not place.exists():
        place = place.parent
    return place


def _is_read_only(root: Path, place: Path) -> bool:
    """By the options of the innermost mount that *place* lies in."""
    path = os.path.realpath(place)
    innermost, options = "", ""
    for line in text(root / "proc/mounts").splitlines():
        words = line.split()
        if len(words) < 4:
            continue
        # The kernel writes a space in a name as \040.
        mounted = words[1].replace("\\040", " ")
        inside = path == mounted or path.startswith(mounted.rstrip("/") + "/")
        # Of two on one place the later one is seen.
        if inside and len(mounted) >= len(innermost):
            innermost, options = mounted, words[3]
    return "ro" in options.split(",")
