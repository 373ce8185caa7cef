"""What the columns of a list hold: guessed from what stands above them and in them, for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from modemsms.services.importing import cells, headers
from modemsms.store.fields import Field, Kind

# What a column may be taken for, beside the shop's own fields (``own:KEY``) and new ones (``new:KIND``).
KNOWN = ("number", "name", "first", "last", "birthday", "language", "notes", "left")
OWN, NEW = "own:", "new:"
NEW_KINDS: tuple[Kind, ...] = ("text", "number", "date", "yes_no")

# A column is what most of its cells look like.
_MOST = 0.6
_SAMPLES = 3
_LONGEST_SAMPLE = 40

_LIKE_A_NUMBER = re.compile(r"'?\+?[\d\s().\-/–]{7,25}|\d[.,]\d+[eE]\+?\d+")
_LIKE_A_NAME = re.compile(r"[^\W\d_][^\d@;<>=]{1,60}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its *title* (empty where none stands there), what its first cells say, and what it is taken for."""

    title: str
    samples: tuple[str, ...]
    target: str = ""


def has_titles(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of *rows* names the columns."""
    if not rows:
        return False
    first = rows[0]
    if any(_is_number(cell) for cell in first):
        return False
    if any(headers.meaning(cell) for cell in first):
        return True
    return len(rows) > 1 and any(_looks(rows[1:], place) == "number" for place in range(len(first)))


def guessed(rows: Sequence[Sequence[str]], fields: Sequence[Field], *, titled: bool) -> tuple[Column, ...]:
    """The columns of *rows*, which are the first of a list, the titles among them where it is *titled*."""
    body = rows[1:] if titled else rows
    width = max((len(row) for row in rows), default=0)
    titles = [(rows[0][place] if titled and place < len(rows[0]) else "")[:120] for place in range(width)]
    targets = [_target(title, fields) for title in titles]
    for place in range(width):
        if not targets[place] and _looks(body, place) == "number":
            targets[place] = "number"
    if not titled and not {"name", "first", "last"} & set(targets):
        _guess_names(body, targets)
    _settle_names(titles, targets)
    _settle_single(targets)
    return tuple(Column(titles[place], _samples(body, place), targets[place]) for place in range(width))


def _target(title: str, fields: Sequence[Field]) -> str:
    words = headers.plain(title)
    for one in fields:
        if words and words in (headers.plain(one.name), headers.plain(one.key)):
            return f"{OWN}{one.key}"
    return headers.meaning(title) if words else ""


def _guess_names(body: Sequence[Sequence[str]], targets: list[str]) -> None:
    names = [place for place, target in enumerate(targets) if not target and _looks(body, place) == "name"]
    single = [
        place for place in names[:2] if all(" " not in row[place].strip() for row in body if place < len(row))
    ]
    if len(single) == 2:
        targets[single[0]], targets[single[1]] = "first", "last"
    elif names:
        targets[names[0]] = "name"


def _settle_names(titles: Sequence[str], targets: list[str]) -> None:
    """A name and its halves at once: either what is called a name is the other half, or the halves are left out."""
    if "name" in targets and "first" in targets:
        place = targets.index("name")
        if "last" not in targets and headers.plain(titles[place]) in headers.HALVES:
            targets[place] = "last"
            return
        for other, target in enumerate(targets):
            targets[other] = "" if target in ("first", "last") else target


def _settle_single(targets: list[str]) -> None:
    """Only numbers and notes may stand in several columns."""
    seen: set[str] = set()
    for place, target in enumerate(targets):
        if target in seen and target not in ("number", "notes"):
            targets[place] = ""
        seen.add(target)


def _looks(body: Sequence[Sequence[str]], place: int) -> str:
    filled = [row[place] for row in body if place < len(row) and row[place]]
    if not filled:
        return ""
    if sum(_is_number(cell) for cell in filled) >= _MOST * len(filled):
        return "number"
    names = sum(bool(_LIKE_A_NAME.fullmatch(cell.strip())) for cell in filled)
    return "name" if names >= _MOST * len(filled) else ""


def _is_number(cell: str) -> bool:
    words = cell.strip()
    return bool(_LIKE_A_NUMBER.fullmatch(words)) and not _is_day(words)


def _is_day(words: str) -> bool:
    try:
        cells.day_of(words, day_first=True)
    except ValueError:
        return False
    return True


def _samples(body: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    filled = dict.fromkeys(row[place] for row in body if place < len(row) and row[place])
    return tuple(cell[:_LONGEST_SAMPLE] for cell in list(filled)[:_SAMPLES])
