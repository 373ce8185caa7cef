"""Moments as the people of the shop say them: their own time zone, and words for the days near now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

# Own tables: strftime would follow the locale of whatever started the daemon.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Words for moments, seen from *now* in *zone*. All moments that come in are aware."""

    zone: tzinfo | None
    now: datetime

    def day_of(self, moment: datetime) -> date:
        """The day of *moment* on the shop's calendar."""
        return moment.astimezone(self.zone).date()

    def clock(self, moment: datetime) -> str:
        """``14:32``."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def day(self, moment: datetime) -> str:
        """``Today``, ``Friday, 20 November``, ``Friday, 20 November 2025`` in another year."""
        return self._near(moment) or self._far(self.day_of(moment))

    def brief(self, moment: datetime) -> str:
        """For the corner of a row: ``14:32``, ``Yesterday``, ``Fri``, ``20 Nov``, ``20 Nov 2025``."""
        day, today = self.day_of(moment), self.day_of(self.now)
        if day == today:
            return self.clock(moment)
        if day == today - timedelta(days=1):
            return "Yesterday"
        if timedelta(0) < today - day < timedelta(days=7):
            return WEEKDAYS[day.weekday()][:3]
        short = f"{day.day} {MONTHS[day.month - 1][:3]}"
        return short if day.year == today.year else f"{short} {day.year}"

    def phrase(self, moment: datetime) -> str:
        """Inside a sentence: ``at 14:32``, ``tomorrow at 09:00``, ``on Friday, 20 November at 09:00``."""
        if self.day_of(moment) == self.day_of(self.now):
            return f"at {self.clock(moment)}"
        near = self._near(moment)
        day = near.lower() if near else f"on {self._far(self.day_of(moment))}"
        return f"{day} at {self.clock(moment)}"

    def full(self, moment: datetime) -> str:
        """``Friday, 20 November 2026, 14:32``, for the hover text."""
        day = self.day_of(moment)
        written = f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
        return f"{written}, {self.clock(moment)}"

    def _near(self, moment: datetime) -> str | None:
        distance = (self.day_of(moment) - self.day_of(self.now)).days
        return {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(distance)

    def _far(self, day: date) -> str:
        written = f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"
        return written if day.year == self.day_of(self.now).year else f"{written} {day.year}"
