"""Texts that a modem sends to itself: delivered by the network's word and in no memory, it stores none (Q13)."""

from __future__ import annotations

import math

from modemsms.driver import Accepted, DriverEvent, ReportReceived, SegmentReceived
from modemsms.errors import CodecError
from modemsms.gsm.tpdu import Deliver, StatusReport, decode_incoming

# Behind the report the text should be there; a sweep that finds what was not announced may take this long.
MISSING_AFTER = 330.0

_LAST_DELIVERED = 0x1F
_SAME_DIGITS = 7


class OwnTexts:
    """The last text to ourselves. Times are the engine's clock, in seconds."""

    def __init__(self) -> None:
        self._reference: int | None = None
        self._due = math.inf

    def told(self, event: DriverEvent, to: str | None, own: str | None, now: float) -> None:
        """Take what is being told; *to* is whom an accepted text was for, *own* our number."""
        match event:
            case Accepted(reference=int(reference)) if to is not None and _same(to, own):
                self._reference = reference
            case ReportReceived(tpdu=tpdu) if self._reference is not None:
                self._take_report(tpdu, now)
            case SegmentReceived(tpdu=tpdu) if _is_from(tpdu, own):
                self._reference, self._due = None, math.inf

    def due(self) -> float:
        """When ``missing`` may have become true."""
        return self._due

    def missing(self, now: float) -> bool:
        """Whether the text was delivered to us and never came; True once."""
        if now < self._due:
            return False
        self._reference, self._due = None, math.inf
        return True

    def _take_report(self, tpdu: bytes, now: float) -> None:
        try:
            report = decode_incoming(tpdu)
        except CodecError:
            return
        if isinstance(report, StatusReport) and report.reference == self._reference:
            self._reference = None
            self._due = now + MISSING_AFTER if report.status <= _LAST_DELIVERED else math.inf


def _is_from(tpdu: bytes, own: str | None) -> bool:
    try:
        received = decode_incoming(tpdu)
    except CodecError:
        return False
    return isinstance(received, Deliver) and _same(str(received.originator), own)


def _same(number: str, own: str | None) -> bool:
    """By the last digits: a network writes a number as it likes (Q112)."""
    return bool(own) and len(number) >= _SAME_DIGITS and number[-_SAME_DIGITS:] == str(own)[-_SAME_DIGITS:]
