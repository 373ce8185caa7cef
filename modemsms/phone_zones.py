"""In which time zones a phone number may be, by how it begins; never where somebody is who took it on a journey."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "phone_zones.json"

Zones = tuple[str, ...]


def zones_of(address: str) -> Zones:
    """The IANA names of the zones in which *address* (E.164) may be; none for a short code or a name.

    Numbers of mobile phones belong to no town in most countries: they have all zones of their country.
    """
    if not address.startswith("+"):
        return ()
    table, longest = _table()
    for length in range(longest, 0, -1):
        # Behind the plus; a slice of a shorter number is the whole of it.
        zones = table.get(address[1 : length + 1])
        if zones is not None:
            return zones
    return ()


@cache
def _table() -> tuple[dict[str, Zones], int]:
    """The zones by the beginning of a number, read once, and the length of the longest beginning."""
    written: dict[str, str] = json.loads(_TABLE.read_text(encoding="utf-8"))["zones"]
    table = {
        beginning: tuple(zones.split())
        for zones, beginnings in written.items()
        for beginning in beginnings.split()
    }
    return table, max(map(len, table))
