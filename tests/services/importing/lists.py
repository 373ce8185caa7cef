"""Lists as programs of many countries write them, and a look into each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from modemsms.services.importing import columns, files
from modemsms.services.importing.files import Form


@dataclass(frozen=True)
class Looked:
    """What a file is taken for."""

    form: Form
    rows: list[list[str]]
    targets: list[str]
    titled: bool


def look(folder: Path, content: bytes, country: str = "GB") -> Looked:
    """*content* as the import looks at it."""
    file = folder / "list"
    file.write_bytes(content)
    form = files.form_of(file, country)
    rows = [cells for _, cells in files.rows(file, form)]
    titled = form.kind == "vcard" or columns.has_titles(rows)
    return Looked(form, rows, [one.target for one in columns.guessed(rows, [], titled=titled)], titled)


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """*rows* as Excel keeps them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
