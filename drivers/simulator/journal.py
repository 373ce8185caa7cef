"""What a simulated modem heard and said, with the nanosecond, for benchmarks and for tests that kill."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from enum import Enum

# Four entries for each text: the last thousands of texts, some hundred kilobytes.
LENGTH = 20_000


class Kind(Enum):
    """What was noted."""

    COMMAND = "command"
    PROMPT = "prompt"
    PDU = "pdu"
    ON_AIR = "on_air"
    ANSWER = "answer"
    INDICATION = "indication"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Entry:
    """*text* is the line (``AT+CMGS=19``, ``+CMTI: "SM",3``); *at_ns* is of ``time.monotonic_ns``."""

    at_ns: int
    kind: Kind
    text: str


class Journal:
    """The last entries; older ones fall out. Read it while holding the network's lock, or at rest."""

    def __init__(self, length: int = LENGTH) -> None:
        self._entries: deque[Entry] = deque(maxlen=length)

    def note(self, kind: Kind, text: str) -> None:
        """Write down what happens now."""
        self._entries.append(Entry(time.monotonic_ns(), kind, text))

    def entries(self, kind: Kind | None = None, prefix: str = "") -> list[Entry]:
        """Oldest first: all, or those of one *kind* whose text begins with *prefix*."""
        return [e for e in list(self._entries) if kind in (None, e.kind) and e.text.startswith(prefix)]

    def clear(self) -> None:
        """Begin again."""
        self._entries.clear()
