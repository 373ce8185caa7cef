"""Any file with people in it as rows of cells: what kind it is, and where its words begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from modemsms.errors import InvalidInput
from modemsms.services.importing import cards, charsets, separated, workbook

Kind = Literal["csv", "xlsx", "vcard"]

MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000

_ZIP = b"PK\x03\x04"
# What Excel of before 2007 wrote, and what it makes of a workbook with a password.
_COMPOUND = b"\xd0\xcf\x11\xe0"
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"SQLite format 3", b"{\\rtf")


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written. *encoding* is nothing to a workbook, *separator* only to a list with signs."""

    kind: Kind
    encoding: str = ""
    separator: str = ""


def form_of(file: Path, country: str) -> Form:
    """How *file* seems to be written. Raises ``InvalidInput`` for what holds no people."""
    with file.open("rb") as opened:
        begun = opened.read(4096)
    if begun.startswith(_ZIP):
        return Form("xlsx")
    if begun.startswith(_COMPOUND):
        raise InvalidInput(
            "file",
            "This is an old Excel file, or one with a password. Save it as .xlsx or CSV, and take that.",
        )
    if not begun.strip():
        raise InvalidInput("file", "There is nothing in it.")
    encoding = charsets.guessed(file, country)
    if begun.startswith(_BINARY) or (encoding != "utf-16" and begun.count(0) > len(begun) // 10):
        raise InvalidInput(
            "file", "This is no list of people. Take a file from Excel (XLSX, CSV) or a vCard file."
        )
    if cards.is_card(begun):
        return Form("vcard", encoding)
    return Form("csv", encoding, separated.separator_of(file, encoding))


def rows(file: Path, form: Form) -> Iterator[tuple[int, list[str]]]:
    """The rows of *file* that are not empty, each with its number as a spreadsheet counts.

    Raises ``InvalidInput`` where it cannot be read, or has too many rows.
    """
    match form.kind:
        case "xlsx":
            found = workbook.rows(file, 2 * MOST_ROWS, MOST_COLUMNS)
        case "vcard":
            found = cards.rows(file, form.encoding)
        case "csv":
            found = separated.rows(file, form.encoding, form.separator)
    many = 0
    for number, cells in enumerate(found, 1):
        cut = [cell.strip()[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
        while cut and not cut[-1]:
            cut.pop()
        if cut:
            many += 1
            if many > MOST_ROWS + 1:
                raise InvalidInput("file", f"There are more than {MOST_ROWS:,} rows in it. Cut it in two.")
            yield number, cut
