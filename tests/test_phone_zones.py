"""Where a phone number may be."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from modemsms.phone_zones import zones_of
from tools.phone_zones import condensed, read


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+4915112345678", ("Europe/Berlin",)),
        ("+12125550100", ("America/New_York",)),
        ("+14155550100", ("America/Los_Angeles",)),
        ("+18085550100", ("Pacific/Honolulu",)),
        ("+919810012345", ("Asia/Calcutta",)),
        ("+6852123456", ("Pacific/Apia",)),
        ("+34922123456", ("Atlantic/Canary",)),
        # Mobile phones are at home in no town.
        ("+34600123456", ("Atlantic/Canary", "Europe/Madrid")),
        ("+593997354304", ("America/Guayaquil", "Pacific/Galapagos")),
        ("12345", ()),
        ("BANK", ()),
        ("+", ()),
        ("+0", ()),
    ],
)
def test_a_number_belongs_to_these_zones(number: str, zones: tuple[str, ...]) -> None:
    assert zones_of(number) == zones


def test_a_mobile_number_of_a_large_country_may_be_in_any_of_its_zones() -> None:
    assert {"Australia/Sydney", "Australia/Perth"} <= set(zones_of("+61412345678"))


def test_every_zone_of_the_table_is_one_of_this_machine() -> None:
    for beginning in ("+1", "+7", "+44", "+55", "+61"):
        assert all(ZoneInfo(name).key == name for name in zones_of(beginning))


def test_the_table_keeps_a_beginning_only_where_it_says_something_new() -> None:
    table = read("data = {'1': ('A', 'B'), '12': ('A',), '123': ('A',), '124': ('B',), '2': ('B',)}")

    assert condensed(table) == {"A B": "1", "A": "12", "B": "124 2"}
