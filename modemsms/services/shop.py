"""The shop itself: its name, its country, its clock."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from modemsms.config_checks import wrong_country, wrong_timezone
from modemsms.errors import InvalidInput
from modemsms.services.kept import Kept

NAME, COUNTRY, TIMEZONE = "shop.name", "shop.country", "shop.timezone"

LONGEST_NAME = 80


class Shop:
    """What the shop is called, whose local numbers it writes, and what its clock shows.

    Each is what the config file says, else what the owner set on the page, else what was given.
    """

    def __init__(
        self, name: str, country: str, zone: ZoneInfo, max_characters: int, kept: Kept | None = None
    ) -> None:
        self._name = name
        self._country = country
        self._zone = zone
        self._kept = kept or Kept()
        self._max_characters = max_characters

    @property
    def name(self) -> str:
        """Its name; empty while nobody has said one."""
        kept = self._kept.get(NAME)
        return self._name if kept is None else kept

    @property
    def country(self) -> str:
        """ISO 3166 code of the country whose local numbers are understood; empty refuses them."""
        kept = self._kept.get(COUNTRY)
        return self._country if kept is None else kept

    @property
    def zone(self) -> ZoneInfo:
        """What its clock shows."""
        kept = self._kept.get(TIMEZONE)
        return self._zone if kept is None else ZoneInfo(kept)

    @property
    def clock_zone(self) -> tzinfo:
        """The zone for those who keep it: it follows when the shop changes its own."""
        return _ZoneOf(self)

    @property
    def max_characters(self) -> int:
        """How long a text may be."""
        kept = self._kept.get("sending.max_characters")
        return self._max_characters if kept is None else int(kept)

    def change(self, *, name: str, country: str, timezone: str) -> None:
        """Keep what the owner says. Raises ``InvalidInput``."""
        name, country = " ".join(name.split()), country.strip().upper()
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
        if wrong_country(country) is not None:
            raise InvalidInput("country", "Choose a country from the list.")
        if wrong_timezone(timezone) is not None:
            raise InvalidInput("timezone", "Choose a time zone from the list.")
        self._kept.put({NAME: name, COUNTRY: country, TIMEZONE: timezone})

    def is_fixed(self, name: str) -> bool:
        """Whether the config file says it (``name``, ``country``, ``timezone``)."""
        return self._kept.is_fixed(f"shop.{name}")


class _ZoneOf(tzinfo):
    """The zone of a shop as it is at each moment."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """As the shop's zone has it."""
        return self._shop.zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        """As the shop's zone has it."""
        return self._shop.zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        """As the shop's zone has it."""
        return self._shop.zone.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        """As the shop's zone has it."""
        return self._shop.zone.fromutc(moment.replace(tzinfo=self._shop.zone)).replace(tzinfo=self)
