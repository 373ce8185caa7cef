"""Lists with a sign between the cells, as spreadsheets write them, and lines that somebody merely typed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from modemsms.errors import InvalidInput
from modemsms.services.importing.charsets import codec_of

SEPARATORS = (";", ",", "\t", "|")

# None: the cells of a line have no sign between them; the number is found by its looks.
LOOSE = ""

_LOOKED_AT = 60

# Excel's own first line that names the sign.
_SEP_LINE = re.compile(r"^sep=(.)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\+|\(|\b)[\d(][\d\s().\-/–]{5,}\d|\+?\d{6,}")


def separator_of(file: Path, encoding: str) -> str:
    """The sign between the cells of *file*: the one that cuts its lines most alike; ``LOOSE`` if none does."""
    with file.open(encoding=codec_of(encoding, file), errors="replace", newline="") as opened:
        lines = list(islice(opened, _LOOKED_AT))
    if lines and (named := _SEP_LINE.match(lines[0])):
        return named[1]
    return max((*SEPARATORS, LOOSE), key=lambda sign: _evenness(lines, sign))


def _evenness(lines: list[str], sign: str) -> float:
    """How well *sign* cuts *lines*: many lines with the same number of cells, of which there are several."""
    if sign == LOOSE:
        return 0.5
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
    except csv.Error:
        # A cell without end, which is told when the rows are read.
        widths = Counter(line.count(sign) + 1 for line in lines if line.strip())
    if not widths:
        return 0
    width, often = max(widths.items(), key=lambda one: (one[0] > 1, one[1]))
    return 0 if width == 1 else often / sum(widths.values()) + min(width, 20) / 100


def rows(file: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    """The rows of *file*. Raises ``InvalidInput`` where a cell has no end."""
    with file.open(encoding=codec_of(encoding, file), errors="replace", newline="") as opened:
        lines = (line.replace("\0", "") for line in opened)
        if separator == LOOSE:
            yield from (_loose(line) for line in lines)
            return
        reader = csv.reader(lines, delimiter=separator)
        while True:
            try:
                row = next(reader, None)
            except csv.Error as error:
                raise InvalidInput(
                    "file",
                    f"Line {reader.line_num} cannot be read: a cell there never ends. Look for a single quotation"
                    " mark before it, and take that out.",
                ) from error
            if row is None:
                return
            if reader.line_num == 1 and _SEP_LINE.match(separator.join(row)):
                continue
            yield row


def _loose(line: str) -> list[str]:
    """A line such as ``Anna Berg 0171 1234567``: the name, and the number."""
    found = max(_NUMBER.finditer(line), key=lambda one: len(one[0]), default=None)
    if found is None:
        return [line.strip()] if line.strip() else []
    around = f"{line[: found.start()]} {line[found.end() :]}"
    return [" ".join(around.strip(" \t\r\n,;:<>()-–").split()), found[0].strip()]
