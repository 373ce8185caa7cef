"""Bytes of a modem into lines and prompts, however they are cut; no I/O, and never more than one line kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

# The longest line a modem owes us is a listed PDU of under 400 characters; a USSD answer may reach 2 kB.
MAX_LINE_OCTETS = 4096

# Line ends seen: CR LF, LF, CR CR LF (hardware.md Q58), and a lone CR behind an echo or a numeric result.
_LINE_END = re.compile(rb"[\r\n]")
# The prompt is its byte: the space behind it may be missing or be a line end (Q32). Only noise may stand
# in front of it on its line, else a ">" inside an unsolicited text would let a PDU loose.
_PROMPT = re.compile(rb"[^!-~\r\n]*>")


class Prompt(Enum):
    """The modem waits for a PDU (27.005, 3.5.1)."""

    SEEN = ">"


class Lines:
    """Cuts a stream of bytes. While ``prompt_wanted``, a ``>`` at the start of a line is an item of its own.

    A line over ``MAX_LINE_OCTETS`` is cut to that length; what follows up to its end is dropped.
    """

    def __init__(self) -> None:
        self.prompt_wanted = False
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes | Prompt]:
        """Yield what *data* completes.

        To be consumed item by item: what the reader makes of one (it may want a prompt, or no longer)
        holds for the bytes behind it.
        """
        self._pending += data
        while (item := self._next()) is not None:
            yield item
        del self._pending[MAX_LINE_OCTETS:]

    def _next(self) -> bytes | Prompt | None:
        while True:
            if self.prompt_wanted and (prompt := _PROMPT.match(self._pending, 0, MAX_LINE_OCTETS)):
                del self._pending[: prompt.end()]
                return Prompt.SEEN
            end = _LINE_END.search(self._pending)
            if end is None:
                return None
            line = bytes(self._pending[: min(end.start(), MAX_LINE_OCTETS)])
            del self._pending[: end.end()]
            if line:
                return line
