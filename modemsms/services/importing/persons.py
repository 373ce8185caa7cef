"""A row of a list as a person, or the sentence why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from modemsms.errors import InvalidInput
from modemsms.phone import shown
from modemsms.services.details import birthday_of
from modemsms.services.fields import Value, value_of
from modemsms.services.importing import cells
from modemsms.services.importing.columns import NEW, OWN, Column
from modemsms.store.fields import Field, Kind

LONGEST_NAME = 120
LONGEST_NOTES = 10_000
MOST_NUMBERS = 12

_YES = frozenset(
    re.split(
        ";",
        "1;yes;y;true;x;on;ja;j;oui;o;si;sí;s;evet;e;tak;t;sim;wahr;vrai;vero;verdadero;doğru;prawda",
    )
)


@dataclass(frozen=True, slots=True)
class Person:
    """What a row says of somebody. *values* stand in the shop's own fields, by ``own:KEY`` or ``new:PLACE``.

    *remark* says what of the row could not be taken; *left* is that they want no texts.
    """

    row: int
    name: str
    numbers: tuple[str, ...]
    notes: str = ""
    language: str = ""
    birthday: str = ""
    left: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)
    remark: str = ""


class Reader:
    """Makes persons of the rows of one list, whose *columns* are known."""

    def __init__(
        self, columns: Sequence[Column], fields: Sequence[Field], country: str, *, day_first: bool
    ) -> None:
        self._country = country
        self._day_first = day_first
        self._columns = list(enumerate(columns))
        self._fields: dict[str, Field] = {f"{OWN}{one.key}": one for one in fields}
        for place, column in self._columns:
            if column.target.startswith(NEW):
                kind: Kind = column.target.removeprefix(NEW)  # type: ignore[assignment]  # checked when it was chosen
                self._fields[f"{NEW}{place}"] = Field(0, column.title, column.title, kind)

    def person(self, row: int, given: Sequence[str]) -> Person:
        """Whom the row number *row* describes. Raises ``InvalidInput`` with the sentence why nobody."""
        written: dict[str, list[str]] = {}
        remarks: dict[str, None] = {}
        values: dict[str, Value] = {}
        for place, column in self._columns:
            cell = cells.without_quote(given[place]).strip() if place < len(given) else ""
            if not cell or not column.target:
                continue
            own = self._own(place, column.target)
            if own is None:
                written.setdefault(column.target, []).append(cell)
            elif (value := self._value(own, cell, remarks)) is not None:
                values[own] = value
        name = self._name(written, remarks)
        return Person(
            row,
            name,
            self._numbers(written.get("number", []), remarks),
            "\n".join(written.get("notes", []))[:LONGEST_NOTES],
            _language(written.get("language", [""])[0]),
            self._birthday(written.get("birthday", [""])[0], remarks),
            written.get("left", [""])[0].casefold() in _YES,
            values,
            " ".join(remarks),
        )

    @staticmethod
    def _own(place: int, target: str) -> str | None:
        if target.startswith(NEW):
            return f"{NEW}{place}"
        return target if target.startswith(OWN) else None

    @staticmethod
    def _name(written: Mapping[str, list[str]], remarks: dict[str, None]) -> str:
        whole = written.get("name") or [*written.get("first", []), *written.get("last", [])]
        name = " ".join(" ".join(whole).split())
        if len(name) > LONGEST_NAME:
            remarks[f"The name is longer than {LONGEST_NAME} characters, and was cut."] = None
        return name[:LONGEST_NAME].strip()

    def _numbers(self, written: Sequence[str], remarks: dict[str, None]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        problems: dict[str, None] = {}
        for cell in written:
            numbers, wrong = cells.numbers_in(cell, self._country)
            found |= dict.fromkeys(numbers)
            if wrong:
                problems[wrong] = None
        if not found:
            raise InvalidInput("numbers", next(iter(problems), "There is no phone number."))
        remarks |= problems
        if len(found) > MOST_NUMBERS:
            remarks[f"Only the first {MOST_NUMBERS} numbers were taken."] = None
        return tuple(found)[:MOST_NUMBERS]

    def _birthday(self, cell: str, remarks: dict[str, None]) -> str:
        if not cell:
            return ""
        try:
            return birthday_of(cells.day_of(cell, day_first=self._day_first))
        except (ValueError, InvalidInput):
            remarks[f"“{shown(cell)}” is no birthday; it was left out."] = None
            return ""

    def _value(self, own: str, cell: str, remarks: dict[str, None]) -> Value | None:
        known = self._fields.get(own)
        if known is None:
            return None
        try:
            if known.kind == "date":
                return value_of(known, cells.day_of(cell, day_first=self._day_first))
            return value_of(known, cells.figure_of(cell) if known.kind == "number" else cell)
        except (ValueError, InvalidInput):
            remarks[f"“{shown(cell)}” does not fit into “{shown(known.name)}”; it was left out."] = None
            return None


def _language(cell: str) -> str:
    code = cell[:2].lower()
    return code if len(cell) in (2, 5) and code.isascii() and code.isalpha() else ""
