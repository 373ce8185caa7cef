"""The shop itself: its name, its country, its clock."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop is called, whose local numbers it writes, and what its clock shows."""

    name: str
    country: str
    zone: ZoneInfo
    max_characters: int
