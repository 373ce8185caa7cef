"""Where a +CUSD ends: its text may hold quotes, commas and line ends of its own (Q81; hardware.md 1.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drivers.at.results import parse_final
from drivers.at.urcs import kind_of

HEAD = "+CUSD:"
# 182 septets make a USSD text; as UCS-2 in hex that is 728 characters, and menus come in pieces.
MOST_OCTETS = 2048

# The closing quote with the coding behind it ends a text for certain.
_CODED_END = re.compile(r'"\s*,\s*\d{1,3}\s*\Z')
_TWO_QUOTES = 2
_SIGNS = ("+", "^", "*", "#")


def is_whole(line: str) -> bool:
    """Nothing of *line* (it begins with ``+CUSD:``) is missing.

    A quote at its very end closes the text only if there is an even number of them: ``1,"say "yes"``
    goes on.
    """
    quotes = line.count('"')
    if not quotes:
        return True
    if quotes < _TWO_QUOTES:
        return False
    return _CODED_END.search(line) is not None or (line.endswith('"') and quotes % 2 == 0)


def is_other_news(line: str) -> bool:
    """*line* is something else said unasked, so the end of the text before it was lost.

    Only with a head and with all its quotes: a menu may well say OK.
    """
    return ":" in line and line.startswith(_SIGNS) and kind_of(line) is not None and line.count('"') % 2 == 0


@dataclass(slots=True)
class Half:
    """A +CUSD that goes on over its line."""

    first: str
    prompt_wanted: bool
    """The command in work waits for its prompt."""
    lines: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """The last line has closed the text."""
        return is_whole("\n".join((self.first, *self.lines)).rstrip())

    @property
    def is_too_long(self) -> bool:
        """This is no USSD text any more."""
        return len(self.first) + sum(map(len, self.lines)) > MOST_OCTETS

    def split(self) -> tuple[str, list[str]]:
        """The whole +CUSD, and the lines behind it that only seemed to belong to it.

        A text whose end was lost swallows results and news; the first of those shows where it ended.
        """
        end = len(self.lines)
        if not self.is_whole:
            strange = (place for place, line in enumerate(self.lines) if _is_known(line.strip()))
            end = next(strange, end)
        return "\n".join((self.first, *self.lines[:end])).rstrip(), self.lines[end:]


def _is_known(line: str) -> bool:
    return parse_final(line) is not None or kind_of(line) is not None
