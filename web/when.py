"""Moments as the people of the shop say them: in its time zone, in the reader's language, with words for near days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from flask_babel import gettext as _
from flask_babel import ngettext

# How a language writes dates and numbers where the shop's country has no way of its own in it.
HOMES = {"en": "en_GB"}


@cache
def regional(language: str, country: str) -> Locale:
    """How *language* writes dates, times and numbers in *country* (two letters, or empty)."""
    for name in (f"{language}_{country}", HOMES.get(language, language)):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(language)


_PLAIN = regional("en", "")


# A conversation names the same few days a hundred times, and CLDR's patterns take their time.
@lru_cache(maxsize=2000)
def _clock(at: time, locale: Locale) -> str:
    return format_time(at, "short", locale=locale)


@lru_cache(maxsize=1000)
def _spelt(day: date, form: str, locale: Locale) -> str:
    return format_date(day, form, locale=locale)


@lru_cache(maxsize=1000)
def _spelt_by(day: date, skeleton: str, locale: Locale) -> str:
    return format_skeleton(skeleton, day, locale=locale)


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Words for moments, seen from *now* in *zone*. All moments that come in are aware."""

    zone: tzinfo | None
    now: datetime
    locale: Locale = _PLAIN

    def day_of(self, moment: datetime) -> date:
        """The day of *moment* on the shop's calendar."""
        return moment.astimezone(self.zone).date()

    def clock(self, moment: datetime) -> str:
        """``14:32``, ``2:32 PM``."""
        here = moment.astimezone(self.zone)
        return _clock(time(here.hour, here.minute), self.locale)

    def day(self, moment: datetime) -> str:
        """``Today``, ``Friday, 20 November``, ``Friday, 20 November 2025`` in another year."""
        near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
        day = self.day_of(moment)
        return near.get(self._distance(day)) or self._far(day)

    def brief(self, moment: datetime) -> str:
        """For the corner of a row: ``14:32``, ``Yesterday``, ``Fri``, ``20 Nov``, ``20 Nov 2025``."""
        day = self.day_of(moment)
        distance = self._distance(day)
        if distance == 0:
            return self.clock(moment)
        if distance == -1:
            return _("Yesterday")
        if -7 < distance < 0:
            return _spelt(day, "EEE", self.locale)
        skeleton = "MMMd" if day.year == self._today().year else "yMMMd"
        return _spelt_by(day, skeleton, self.locale)

    def phrase(self, moment: datetime) -> str:
        """Inside a sentence: ``at 14:32``, ``tomorrow at 09:00``, ``on Friday, 20 November at 09:00``."""
        day = self.day_of(moment)
        clock, hour = self.clock(moment), self._spoken_hour(moment)
        match self._distance(day):
            case 0:
                return self.hour(moment)
            case 1:
                return ngettext("tomorrow at %(clock)s", "tomorrow at %(clock)s", hour, clock=clock)
            case -1:
                return ngettext("yesterday at %(clock)s", "yesterday at %(clock)s", hour, clock=clock)
        return ngettext(
            "on %(weekday)s, %(day)s at %(clock)s",
            "on %(weekday)s, %(day)s at %(clock)s",
            hour,
            weekday=self._weekday(day),
            day=self._date(day),
            clock=clock,
        )

    def hour(self, moment: datetime) -> str:
        """Inside a sentence, where the day is plain: ``at 14:32``."""
        return ngettext("at %(clock)s", "at %(clock)s", self._spoken_hour(moment), clock=self.clock(moment))

    def full(self, moment: datetime) -> str:
        """``Friday, 20 November 2026, 14:32``, for the hover text."""
        return f"{_spelt(self.day_of(moment), 'full', self.locale)}, {self.clock(moment)}"

    def stamp(self, moment: datetime) -> str:
        """``2026-11-20 14:32``, for files that are sorted and searched."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def _today(self) -> date:
        return self.day_of(self.now)

    def _distance(self, day: date) -> int:
        return (day - self._today()) // timedelta(days=1)

    def _spoken_hour(self, moment: datetime) -> int:
        # Spanish says "a la 1:05" and "a las 2:05": the number of the hour as it stands there decides.
        hour = moment.astimezone(self.zone).hour
        halves = "a" in self.locale.time_formats["short"].pattern
        return hour % 12 if halves else hour

    def _weekday(self, day: date) -> str:
        return _spelt(day, "EEEE", self.locale)

    def _date(self, day: date) -> str:
        if day.year == self._today().year:
            return _spelt_by(day, "MMMMd", self.locale)
        return _spelt(day, "long", self.locale)

    def _far(self, day: date) -> str:
        written = _("%(weekday)s, %(day)s", weekday=self._weekday(day), day=self._date(day))
        return written[:1].upper() + written[1:]
