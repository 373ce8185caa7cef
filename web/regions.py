"""Countries and time zones to choose from, and a guess which a shop is in."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel.core import Locale, get_global
from flask import request

from web.context import locale

# Names of the database that are no places: old spellings, and clocks without a country.
_PLACES = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)


def countries() -> dict[str, str]:
    """Every country whose phone numbers are known, by its code; names in the reader's language, sorted."""
    return _countries(str(locale()))


@cache
def _countries(language: str) -> dict[str, str]:
    import phonenumbers

    names = Locale.parse(language).territories
    known = {code: names[code] for code in phonenumbers.SUPPORTED_REGIONS if code in names}
    return dict(sorted(known.items(), key=lambda one: one[1].casefold()))


@cache
def time_zones() -> dict[str, str]:
    """Every time zone that is a place, as it is written and as it is read."""
    zones = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in _PLACES)
    return {zone: zone.replace("_", " ").replace("/", ", ") for zone in ["UTC", *zones]}


def likely_country(zone: str) -> str:
    """The country that a browser's language names, else the one in which *zone* is; empty for neither."""
    for written, _ in request.accept_languages:
        region = written.replace("_", "-").rpartition("-")[2].upper()
        if "-" in written and region in countries():
            return region
    territories = get_global("zone_territories")
    country = str(territories.get(zone, ""))
    return country if country in countries() else ""
