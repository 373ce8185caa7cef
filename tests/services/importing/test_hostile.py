"""Files that are made to do harm: they are refused, or read for what they say, and nothing grows."""

from __future__ import annotations

import io
import resource
import zipfile
from pathlib import Path

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.importing import files
from tests.services.importing.lists import look, workbook


def repacked(content: bytes, replaced: dict[str, bytes]) -> bytes:
    """The workbook *content* with some of its parts replaced, or more of them."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part not in replaced:
                new.writestr(part, old.read(part))
        for part, octets in replaced.items():
            new.writestr(part, octets)
    return packed.getvalue()


GOOD = workbook([["Name", "Phone"], ["Anna", "07700 900001"]])
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>Anna</t></is></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "content",
    [
        repacked(GOOD, {"xl/media/bomb.bin": bytes(120 * 1024 * 1024)}),
        repacked(GOOD, {"xl/sharedStrings.xml": bytes(30 * 1024 * 1024)}),
        repacked(GOOD, {f"xl/media/{number}": b"" for number in range(1200)}),
        repacked(GOOD, {SHEET: LAUGHS}),
        repacked(GOOD, {SHEET: LAUGHS.decode().encode("utf-16")}),
        repacked(GOOD, {SHEET: b"<worksheet>"}),
        repacked(GOOD, {"[Content_Types].xml": b"<no/>"}),
        GOOD[: len(GOOD) // 2],
        GOOD[:4] + bytes(1000),
    ],
    ids=["bomb", "words", "parts", "entities", "wide", "broken", "nothing", "half", "noughts"],
)
def test_a_workbook_that_does_harm_is_refused(tmp_path: Path, content: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(InvalidInput, match="Excel file"):
        look(tmp_path, content)

    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 40 * 1024


def test_a_cell_at_the_far_end_of_a_sheet_costs_nothing(tmp_path: Path) -> None:
    looked = look(tmp_path, repacked(GOOD, {SHEET: FAR}))

    assert looked.rows == [["Anna"]]


def test_a_nought_is_taken_out(tmp_path: Path) -> None:
    looked = look(tmp_path, b"Name;Phone\r\nAn\0na;07700\0 900001\r\n" + b"Ben;07700 900002\r\n" * 20)

    assert looked.rows[1] == ["Anna", "07700 900001"]


def test_a_list_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="more than 50,000 rows"):
        look(tmp_path, b"a;b\n" * (files.MOST_ROWS + 2))


def test_a_row_of_too_many_cells_and_a_cell_of_too_many_letters_are_cut(tmp_path: Path) -> None:
    looked = look(tmp_path, b"a;" * 5000 + b"\n" + b"x" * 20_000 + b";07700900001\n")

    assert len(looked.rows[0]) == files.MOST_COLUMNS
    assert len(looked.rows[1][0]) == files.LONGEST_CELL
