"""The first sheet of an Excel file with anything in it, row by row; a file made to do harm is refused unread."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from modemsms.errors import InvalidInput

# A list of fifty thousand people unpacks to about a third of this.
MOST_OCTETS = 100 * 1024 * 1024
MOST_WORDS_OCTETS = 24 * 1024 * 1024
MOST_PARTS = 1000
_PIECE_OCTETS = 256 * 1024
_WORDS_PART = "xl/sharedStrings.xml"

# No program writes these into a workbook; they are how XML is made to grow, or to read other files.
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE = (b"\xff\xfe", b"\xfe\xff")

# Whatever a library stumbles over in a file that is no workbook.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, KeyError, IndexError, ValueError, TypeError,
    AttributeError, NotImplementedError, RuntimeError, ArithmeticError, AssertionError,
)  # fmt: skip

_NO_WORKBOOK = "This Excel file cannot be read. Open it in Excel, save it as CSV, and take that file."
_TOO_LARGE = "This Excel file unpacks to far more than a list of people. Save it as CSV, and take that file."


def rows(file: Path, most_rows: int, most_columns: int) -> Iterator[list[str]]:
    """The rows of *file* as words. Raises ``InvalidInput``."""
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_harm(file)
    try:
        # By the open file: by its name the library would judge what it is.
        with file.open("rb") as opened:
            yield from _first_filled(opened, most_rows, most_columns)
    except (*_BROKEN, InvalidFileException) as error:
        raise InvalidInput("file", _NO_WORKBOOK) from error


def _first_filled(opened: BinaryIO, most_rows: int, most_columns: int) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # What it will not keep when it writes the file again, which nobody does here.
        warnings.simplefilter("ignore")
        book = load_workbook(opened, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        # What a file says of its size is not always so.
        sheet.reset_dimensions()
        found = False
        for cells in sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True):
            row = [words_of(cell) for cell in cells]
            found = found or any(row)
            yield row
        if found:
            return


def words_of(cell: object) -> str:
    """What stands in *cell*, as a person would type it for us."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell).replace("\0", "")


def _refuse_harm(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            words = sum(part.file_size for part in parts if part.filename == _WORDS_PART)
            whole = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or whole > MOST_OCTETS or words > MOST_WORDS_OCTETS:
                raise InvalidInput("file", _TOO_LARGE)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(packed, part):
                    raise InvalidInput("file", _NO_WORKBOOK)
    except _BROKEN as error:
        raise InvalidInput("file", _NO_WORKBOOK) from error


def _declares(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    before = b""
    with packed.open(part) as opened:
        while piece := opened.read(_PIECE_OCTETS):
            if not before and piece.startswith(_WIDE):
                return True
            if any(word in before + piece for word in _DECLARATIONS):
                return True
            before = piece[-len(_DECLARATIONS[0]) :]
    return False
