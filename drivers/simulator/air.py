"""What was on the air, in order, and the whole texts that the phones at the far end made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.gsm.segments import assemble
from modemsms.gsm.tpdu import Submit

# A phone keeps the segments of an unfinished message for days; references repeat after 256 texts.
SEGMENTS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OnAir:
    """One SMS-SUBMIT that reached the network: when, from whom, for whom (both E.164)."""

    at: datetime
    sender: str
    recipient: str
    submit: Submit
    reference: int
    """The TP-MR that the modem chose; the one within *submit* is what the client wrote."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as its recipient reads it."""

    at: datetime
    sender: str
    recipient: str
    text: str
    segments: int


class Assembly:
    """A phone's memory of half messages: takes segments one by one, gives whole texts."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str, int, int, int], dict[int, OnAir]] = {}

    def add(self, segment: OnAir) -> Text | None:
        """Take the next segment; the whole text if it was the last one missing."""
        concatenation = segment.submit.header.concatenation
        if concatenation is None:
            return _text([segment])
        key = (
            segment.sender,
            segment.recipient,
            concatenation.reference,
            concatenation.width,
            concatenation.total,
        )
        parts = self._parts.setdefault(key, {})
        if any(segment.at - part.at > SEGMENTS_KEPT for part in parts.values()):
            parts.clear()
        parts[concatenation.sequence] = segment
        if len(parts) < concatenation.total:
            return None
        del self._parts[key]
        return _text([parts[sequence] for sequence in sorted(parts)])

    @property
    def unfinished(self) -> int:
        """How many messages still lack a segment."""
        return len(self._parts)


def whole_texts(segments: Iterable[OnAir]) -> list[Text]:
    """The whole texts in *segments*, in the order in which they became whole."""
    assembly = Assembly()
    return [text for text in map(assembly.add, segments) if text is not None]


def _text(parts: list[OnAir]) -> Text:
    last = parts[-1]
    text = assemble([part.submit for part in parts])
    return Text(last.at, last.sender, last.recipient, text, len(parts))
