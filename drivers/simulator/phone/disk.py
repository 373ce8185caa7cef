"""What a phone keeps for whoever asks it over adb, through reboots."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Disk:
    """*settings* is what ``settings put global`` set (the system's limit is read from it at boot).

    *files* is what was pushed, by path; *battery_exempt* the packages that battery optimisation
    leaves alone.
    """

    settings: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    battery_exempt: set[str] = field(default_factory=set)
