"""The phone's inbox against what the shop has: each text is told once, and none is passed over. No I/O.

``/inbox`` is the truth; a webhook is the bell that has it read at once, and stands in for it when the
text does not show up there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from drivers.android.sightings import PICTURE_TYPES, Sighting, of_entry
from drivers.android.wire import Entry

# The shop knows a text again for a week. What is older and was there when this driver began may have
# been taken long ago: it is left alone. What is older and comes later is told: it was held back.
TOLD_AGAIN = timedelta(days=7) - timedelta(hours=1)
# So long the inbox may take to show what a webhook told of.
BELL_PATIENCE = 0.4
# A text that the shop did not acknowledge, told again after so long.
TOLD_ANEW_AFTER = 10 * 60.0
# Doubles of older texts are not looked for.
REMEMBERED_FOR = timedelta(days=8)


class InboxBook:
    """What is known of the inbox of one phone."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._sightings: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
        self._bells: list[tuple[float, Sighting]] = []
        self._offered: dict[str, tuple[Sighting, float]] = {}
        self._total: int | None = None
        self._more = 0

    @property
    def has_bells(self) -> bool:
        """A webhook told of a text that the inbox has not shown yet."""
        return bool(self._bells)

    @property
    def deadline(self) -> float | None:
        """When a bell is believed without the inbox."""
        return min((until for until, _ in self._bells), default=None)

    def rang(self, hook: Sighting, now: float) -> bool:
        """A webhook told of a text. Whether the inbox has to be read for it."""
        if hook.key in self._known:
            return False
        matches = [
            seen for seen in self._alike(hook) if seen.by_inbox and not seen.by_hook and seen.hook_fits(hook)
        ]
        if matches:
            min(matches, key=hook.apart).by_hook = True
            return False
        self._bells.append((now + BELL_PATIENCE, hook))
        return True

    def overdue(self, now: float, moment: datetime) -> list[Sighting]:
        """What the inbox does not show though a webhook told of it: texts all the same."""
        due = [hook for until, hook in self._bells if until <= now]
        self._bells = [(until, hook) for until, hook in self._bells if until > now]
        return [self._take(hook, now, moment) for hook in due if hook.key not in self._known]

    def read(
        self, entries: Iterable[Entry], now: float, moment: datetime, *, is_first: bool = False
    ) -> list[Sighting]:
        """Read a page of the inbox; what of it is new, oldest first.

        *is_first*: this is still the first look at this inbox, so what is old is known to the shop.
        """
        fresh: list[Sighting] = []
        shown = [of_entry(entry) for entry in entries if entry.type != "DATA_SMS"]
        unknown = {seen.key: seen for seen in reversed(shown) if seen.key not in self._known}
        told = self._told_by_hooks(unknown.values())
        for seen in unknown.values():
            self._more += 1
            if seen.key in told:
                self._remember(seen, moment)
            elif is_first and seen.at is not None and seen.at < moment - TOLD_AGAIN:
                self._known.add(seen.key)
            elif self._is_double(seen):
                self._remember(seen, moment)
            else:
                fresh.append(self._take(seen, now, moment))
        return fresh

    def explains(self, total: int) -> bool:
        """Whether what was read since the last look makes up for the *total* that the inbox holds now.

        If not, one has come in farther down: the network had held it back. Then all of it is to be read.
        """
        before, self._total = self._total, total
        more, self._more = self._more, 0
        return before is not None and total - before == more

    def acknowledge(self, key: str) -> None:
        """The shop has it."""
        self._offered.pop(key, None)

    def unacknowledged(self, now: float) -> list[Sighting]:
        """What the shop was told long ago and did not take: once more."""
        late = [seen for seen, at in self._offered.values() if now - at > TOLD_ANEW_AFTER]
        for seen in late:
            self._offered[seen.key] = (seen, now)
        return late

    def forget_old(self, moment: datetime) -> None:
        """Let go of what no double can come of any more."""
        for who in list(self._sightings):
            kept = [seen for seen in self._sightings[who] if seen.heard_at >= moment - REMEMBERED_FOR]
            if kept:
                self._sightings[who] = kept
            else:
                del self._sightings[who]

    def _take(self, seen: Sighting, now: float, moment: datetime) -> Sighting:
        self._remember(seen, moment)
        self._offered[seen.key] = (seen, now)
        return seen

    def _remember(self, seen: Sighting, moment: datetime) -> None:
        self._known.add(seen.key)
        seen.heard_at = moment
        self._sightings[(seen.sender, seen.words)].append(seen)

    def _alike(self, seen: Sighting) -> list[Sighting]:
        same_slot = (None, seen.slot)
        alike = self._sightings.get((seen.sender, seen.words), [])
        return [one for one in alike if seen.slot is None or one.slot in same_slot]

    def _told_by_hooks(self, unknown: Iterable[Sighting]) -> set[str]:
        """The keys of those of *unknown* of which a webhook has told, the same seconds first."""
        told: set[str] = set()
        rest = list(unknown)
        for must_be_exact in (True, False):
            for seen in rest:
                if not seen.by_hook and self._pairs_with_hook(seen, must_be_exact=must_be_exact):
                    told.add(seen.key)
        return told

    def _pairs_with_hook(self, seen: Sighting, *, must_be_exact: bool) -> bool:
        """Pair *seen* with a webhook if one fits. True when the shop was told by it already."""

        def fits(hook: Sighting) -> bool:
            return seen.is_same_second(hook) if must_be_exact else seen.hook_fits(hook)

        told = [one for one in self._alike(seen) if one.by_hook and not one.by_inbox and fits(one)]
        if told and seen.kind not in PICTURE_TYPES:
            min(told, key=seen.apart).by_inbox = seen.by_hook = True
            return True
        ringing = [pair for pair in self._bells if _same(pair[1], seen) and fits(pair[1])]
        if ringing:
            # The inbox shows what the bell rang for: it is told from here.
            self._bells.remove(min(ringing, key=lambda pair: seen.apart(pair[1])))
            seen.by_hook = True
        return False

    def _is_double(self, seen: Sighting) -> bool:
        """Whether the inbox told of *seen* before, under another number."""
        doubles = [one for one in self._alike(seen) if one.by_inbox and seen.doubles(one)]
        if doubles:
            min(doubles, key=seen.apart).has_double = seen.has_double = True
        return bool(doubles)


def _same(one: Sighting, other: Sighting) -> bool:
    slots = one.slot == other.slot or None in (one.slot, other.slot)
    return slots and (one.sender, one.words) == (other.sender, other.words)
