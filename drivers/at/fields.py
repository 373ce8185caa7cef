"""Parameters of an answer: comma-separated, some quoted, spaces and quotes as each firmware likes it."""

from __future__ import annotations

import re

_FIELD = re.compile(r'\s*(?:"([^"]*)"?|([^,]*))\s*[^,]*(?:,|$)')
_GROUP = re.compile(r"\(([^()]*)\)")
_QUOTED = re.compile(r'"([^"]*)"')


def fields(line: str) -> list[str]:
    """What stands behind the first colon of *line*, cut at commas outside quotes, without the quotes."""
    rest = line.partition(":")[2].strip()
    found: list[str] = []
    place = 0
    while place <= len(rest):
        field = _FIELD.match(rest, place)
        if field is None:
            break
        found.append((field[1] if field[1] is not None else field[2]).strip())
        if not field[0].endswith(","):
            break
        place = field.end()
    return found


def number(text: str, base: int = 10) -> int | None:
    """*text* as a whole number; a decimal fraction (Motorola's ``17.5``) is cut off. None if it is none."""
    try:
        return int(text.partition(".")[0], base)
    except ValueError:
        return None


def groups(line: str) -> list[str]:
    """The insides of the innermost brackets of *line*, in order."""
    return _GROUP.findall(line)


def quoted(text: str) -> tuple[str, ...]:
    """The quoted strings of *text*, in order."""
    return tuple(_QUOTED.findall(text))


def ranges(group: str) -> frozenset[int]:
    """The numbers of a list such as ``0-2`` or ``0,1,3`` (27.007, 5.4); junk in it is left out."""
    numbers: set[int] = set()
    for item in group.split(","):
        low, dash, high = item.partition("-")
        first, last = number(low), number(high if dash else low)
        if first is not None and last is not None and 0 <= first <= last <= 255:
            numbers.update(range(first, last + 1))
    return frozenset(numbers)
