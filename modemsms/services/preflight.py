"""What a broadcast would do, before it does: who gets it, who does not and why, and what it says to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import InvalidInput
from modemsms.services import left_out
from modemsms.services.admission import Admission, Terms, Verdict
from modemsms.services.audience import Audiences
from modemsms.services.broadcasts import Letter, whole_text
from modemsms.services.outbox import Outbox
from modemsms.services.recurrence import Closed, always_open
from modemsms.services.shop import Shop
from modemsms.store import air
from modemsms.store import audience as audiences
from modemsms.store.audience import Found
from modemsms.store.database import Store

__all__ = ["Kept", "Preflight", "Preflights", "Preview"]

# Whoever means more than this means somebody else's customers.
MOST_PEOPLE = 100_000

JUDGED = 1000
SHOWN = 5
FORECAST = 5

# While somebody writes, so many stand for all.
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """What one of them gets. *name* is empty where nobody knows it."""

    number: str
    name: str
    text: str
    segments: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Some of those who get none, and why; *count* in all."""

    reason: str
    count: int
    examples: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class Preflight:
    """What would happen.

    *people* get it, *kept* do not (on a date of theirs: all who have one, each on their day); *doubles* were meant
    in several ways and get it once; *without_number* have none; *excluded* were taken out. *segments* of all texts
    together; *longest* is the text with the most of them; *unicode* counts those whose text needs UCS-2, *forcing* are
    the characters that do it. *last_at* is when the last one's turn comes; *by_home* are the
    segments for each SIM's own people, and for those of none; *forecast* the next moments of what repeats.
    """

    people: int
    kept: tuple[Kept, ...]
    excluded: int
    without_number: int
    segments: int
    longest: Preview | None
    previews: tuple[Preview, ...]
    unicode: int
    forcing: tuple[str, ...]
    begins_at: datetime
    last_at: datetime
    by_home: Mapping[int | None, int]
    forecast: tuple[datetime, ...]


class Preflights:
    """Looks ahead. Nothing is written."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        all_audiences: Audiences,
        admission: Admission,
        shop: Shop,
        closed: Closed = always_open,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._audiences = all_audiences
        self._admission = admission
        self._shop = shop
        self._closed = closed
        self._now = now

    def look(self, letter: Letter) -> Preflight:
        """What *letter* would do at its time, as things stand now. Raises ``InvalidInput``."""
        return self._look(letter, MOST_PEOPLE)

    def sample(self, letter: Letter) -> Preflight:
        """The same for the first of its people only, as fast as somebody types."""
        return self._look(letter, SAMPLE)

    def air(self) -> Mapping[int, timedelta]:
        """How long each SIM needed for a segment lately, as far as it sent any."""
        with self._store.read() as connection:
            return air.seen_lately(connection)

    def _look(self, letter: Letter, most: int) -> Preflight:
        options, recurrence = letter.options, letter.recurrence
        audience = self._audiences.checked(letter.audience)
        whole = whole_text(letter.text, options)
        self._outbox.checked(whole)
        now = self._now()
        first = None if recurrence is None else recurrence.next_after(now, self._closed())
        starts = first.at if first else max(letter.send_at or now, now)
        with self._store.read() as connection:
            # Whose day it is differs from day to day: of a date of theirs, all who have one are looked at.
            day = (
                None if audience.dated else first.key if first else starts.astimezone(self._shop.zone).date()
            )
            wanted, unwanted = self._audiences.parts(connection, audience, day)
            people = audiences.everyone(connection, wanted, unwanted, most)
            without = audiences.without_number(connection, wanted, unwanted)
            excluded = audiences.excluded(connection, wanted, unwanted)
            terms = Terms(
                text=whole,
                starts=starts,
                spread=None if options.spread_minutes is None else timedelta(minutes=options.spread_minutes),
                apart=None if options.apart_days is None else timedelta(days=options.apart_days),
            )
            verdicts = [
                verdict
                for place in range(0, len(people), JUDGED)
                for verdict in self._admission.judge(
                    connection, terms, people[place : place + JUDGED], place, len(people)
                )
            ]
        counted = _Counted(self._outbox)
        for person, verdict in zip(people, verdicts, strict=True):
            counted.take(person, verdict, options.modem)
        return Preflight(
            people=counted.people,
            kept=counted.kept(),
            excluded=excluded,
            without_number=without,
            segments=counted.segments,
            longest=counted.longest,
            previews=tuple(counted.previews),
            unicode=counted.unicode,
            forcing=tuple(counted.forcing),
            begins_at=starts,
            by_home=counted.by_home,
            last_at=max(counted.last_at, starts) if counted.last_at else starts,
            forecast=tuple(recurrence.forecast(now, FORECAST, self._closed())) if recurrence else (),
        )


class _Counted:
    """Adds up verdicts; the same text is cut once."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._known: dict[str, tuple[int, str, tuple[str, ...]]] = {}
        self._kept: Counter[str] = Counter()
        self._examples: dict[str, list[Preview]] = {}
        self.people = self.segments = self.unicode = 0
        self.longest: Preview | None = None
        self.previews: list[Preview] = []
        self.forcing: dict[str, None] = {}
        self.last_at: datetime | None = None
        self.by_home: Counter[int | None] = Counter()

    def take(self, person: Found, verdict: Verdict, modem: str | None) -> None:
        """Count one in; a *modem* that was chosen carries everybody's."""
        why = verdict.reason
        parts, encoding = 0, ""
        forcing: tuple[str, ...] = ()
        if why is None:
            try:
                parts, encoding, forcing = self._cut(verdict.text)
            except InvalidInput:
                why = left_out.UNSENDABLE
        if why is not None:
            self._kept[why] += 1
            examples = self._examples.setdefault(why, [])
            if len(examples) < SHOWN:
                examples.append(Preview(person.number, person.name, "", 0, ""))
            return
        preview = Preview(person.number, person.name, verdict.text, parts, encoding)
        self.people += 1
        self.segments += parts
        self.by_home[None if modem else person.home_sim] += parts
        self.unicode += encoding == "ucs2"
        self.forcing |= dict.fromkeys(forcing)
        if len(self.previews) < SHOWN:
            self.previews.append(preview)
        if self.longest is None or parts > self.longest.segments:
            self.longest = preview
        self.last_at = verdict.due_at if self.last_at is None else max(self.last_at, verdict.due_at)

    def _cut(self, text: str) -> tuple[int, str, tuple[str, ...]]:
        known = self._known.get(text)
        if known is None:
            cut = self._outbox.checked(text)
            known = (len(cut.parts), cut.encoding.value, tuple(dict.fromkeys(cut.forcing)))
            self._known[text] = known
        return known

    def kept(self) -> tuple[Kept, ...]:
        """Who gets none, by why, the most first."""
        return tuple(
            Kept(reason, count, tuple(self._examples[reason])) for reason, count in self._kept.most_common()
        )
