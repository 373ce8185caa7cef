"""Electrical noise on the line: counted, and told before it costs a text (Q69)."""

from __future__ import annotations

import re
from collections import deque

from modemsms.driver import Noticed, Sign

# So many hits in so many seconds are no accident of one cable that was touched.
HITS = 5
PERIOD = 600.0

# What no modem says: NUL, octets above ASCII side by side (single ones are letters of an operator's
# name), a row of question marks, a memory that does not exist.
_NOISE = re.compile(rb'\x00|[\x80-\xff]{2}|\?{3}|\+CMTI: "(?!SM|ME|MT|SR|BM|TA|DC|\+)[^"]*"')

_SENTENCE = (
    "The line to the modem is disturbed: it brings characters that no modem sends. Use a short, good cable, "
    "keep the antenna away from it, and check the modem's power supply."
)


class NoiseMeter:
    """Counts disturbed reads. Times are the engine's clock, in seconds."""

    def __init__(self, slot: int) -> None:
        self._slot = slot
        self._hits: deque[float] = deque(maxlen=HITS)

    def heard(self, data: bytes, now: float) -> Noticed | None:
        """Take what was read; the notice when it has become too much."""
        if _NOISE.search(data) is None:
            return None
        self._hits.append(now)
        if len(self._hits) < HITS or self._hits[0] < now - PERIOD:
            return None
        self._hits.clear()
        return Noticed(self._slot, _SENTENCE, Sign.NOISE)
