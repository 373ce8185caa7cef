"""The texts that lie on a phone: each told once, deleted when it is committed, looked for in between."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from drivers.gammu_child.protocol import Delete, Found, Scan
from modemsms.driver import Noticed, ReportReceived, SegmentReceived, Sign

# Behind the phone's own notices a slow look; a phone that gives none is asked all the time.
SAFETY_PERIOD = 30.0
POLL_PERIOD = 3.0
# A phone that holds as many texts as before is taken to hold the same ones, but not for ever.
THOROUGH_PERIOD = 300.0
_MOST_DELETES = 3

_UNREADABLE = "A text on the phone cannot be read by gammu. Read it on the phone, and delete it there."
_STUCK = "The phone does not delete texts that were read. Delete them on the phone before its memory is full."

# TP-MTI (23.040, 9.2.3.1).
_TYPE, _STATUS_REPORT = 0x03, 0x02


@dataclass(frozen=True, slots=True)
class Stored:
    """The handle of a text: the place where it lies, valid until the phone is opened anew."""

    life: int
    location: int


@dataclass(slots=True)
class _Text:
    tpdu: bytes
    committed: bool = False
    deletes: int = 0


class Shelf:
    """What is known of the phone's memory. Times are seconds of one steady clock."""

    def __init__(self, slot: int, poll_period: float = POLL_PERIOD) -> None:
        self._slot = slot
        self._poll_period = poll_period
        self._life = 0
        self._texts: dict[int, _Text] = {}
        self._seen: set[int] = set()
        self._deletes: deque[int] = deque()
        self._period = poll_period
        self.scan_at = 0.0
        self._thorough_at = 0.0
        self._stirred = False

    def opened(self, now: float, *, tells: bool) -> None:
        """The phone was opened: places may hold other texts now. *tells*: it says when one comes."""
        self._life += 1
        self._texts.clear()
        self._deletes.clear()
        self._period = SAFETY_PERIOD if tells else self._poll_period
        self.scan_at = self._thorough_at = now

    @property
    def is_stirred(self) -> bool:
        """The phone said that a text came, and it was not looked at since."""
        return self._stirred

    def stirred(self, now: float) -> None:
        """The phone says that a text came."""
        self._stirred = True
        self.scan_at = min(self.scan_at, now)

    def next_call(self, now: float) -> Delete | Scan | None:
        """What to ask of the phone now."""
        if self._deletes:
            return Delete(self._deletes.popleft())
        if now < self.scan_at:
            return None
        thorough = self._stirred or now >= self._thorough_at
        if thorough:
            self._thorough_at = now + THOROUGH_PERIOD
        self._stirred = False
        self._seen.clear()
        self.scan_at = now + self._period
        return Scan(thorough)

    def found(self, found: Found) -> SegmentReceived | ReportReceived | Noticed | None:
        """A text lies at a place: told unless it was."""
        self._seen.add(found.location)
        if found.tpdu is None:
            return Noticed(self._slot, _UNREADABLE)
        known = self._texts.get(found.location)
        if known is not None and known.tpdu == found.tpdu:
            return self._delete_again(found.location, known)
        self._texts[found.location] = _Text(found.tpdu)
        handle = Stored(self._life, found.location)
        if found.tpdu and found.tpdu[0] & _TYPE == _STATUS_REPORT:
            return ReportReceived(self._slot, found.tpdu, handle)
        return SegmentReceived(self._slot, found.tpdu, handle)

    def scanned(self, now: float, *, complete: bool) -> None:
        """All places were told of."""
        if complete:
            self._texts = {place: text for place, text in self._texts.items() if place in self._seen}
        self.scan_at = min(self.scan_at, now) if self._stirred else now + self._period

    def committed(self, handle: object) -> None:
        """What *handle* came with may go. One of an earlier life is found and told again."""
        if not isinstance(handle, Stored) or handle.life != self._life:
            return
        text = self._texts.get(handle.location)
        if text is not None:
            text.committed = True
            self._deletes.append(handle.location)

    def deleted(self, location: int) -> None:
        """The phone says that the place is free; the next look will show."""
        text = self._texts.get(location)
        if text is not None:
            text.deletes += 1

    def _delete_again(self, location: int, text: _Text) -> Noticed | None:
        if not text.committed or location in self._deletes:
            return None
        if text.deletes >= _MOST_DELETES:
            return Noticed(self._slot, _STUCK, Sign.MEMORY_FULL)
        self._deletes.append(location)
        return None
