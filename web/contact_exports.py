"""All contacts, or those of a group, as a file to keep: a table, a workbook, or cards for the book of a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, Response, abort, request, stream_with_context
from flask_babel import gettext as _

from modemsms.phone import pretty
from modemsms.services.contacts import Contact
from web.context import owners_only, services, user
from web.exports import safe_cell, table_line
from web.places import row_number

blueprint = Blueprint("contact_exports", __name__)

SLICE = 500
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# No XML can hold these (XML 1.0, 2.2).
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# A line of a card has at most 75 octets without its end (RFC 2426, 2.6).
LINE_OCTETS = 75


@blueprint.get("/contacts/export")
def everybody() -> Response:
    """Everybody, or the people of ``group``, by name, as ``form`` = csv, xlsx or vcf."""
    owners_only()
    form = request.args.get("form", "csv")
    if form not in TYPES:
        abort(400)
    group_id = request.args.get("group", type=row_number)
    group = None if group_id is None else services().groups.get(group_id).name
    services().deeds.note(
        user(), "contacts_exported" if group is None else "group_exported", subject=group or "", detail=form
    )
    return Response(
        _workbook(group_id) if form == "xlsx" else stream_with_context(_in_pieces(_lines(form, group_id))),
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="contacts.{form}"'},
    )


def _people(group_id: int | None) -> Iterator[Contact]:
    after = None
    while found := _some(group_id, after):
        yield from found
        after = (found[-1].name, found[-1].id)


def _some(group_id: int | None, after: tuple[str, int] | None) -> list[Contact]:
    if group_id is None:
        return services().contacts.list(after=after, limit=SLICE)
    return services().groups.members(group_id, after, SLICE)


def _in_pieces(lines: Iterator[str]) -> Iterator[bytes]:
    while piece := "".join(islice(lines, SLICE)):
        yield piece.encode()


def _lines(form: str, group_id: int | None) -> Iterator[str]:
    return _table(group_id) if form == "csv" else _cards(group_id)


def _workbook(group_id: int | None) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Contacts"))

    def words(written: str) -> Cell:
        cell = WriteOnlyCell(sheet, value=_NO_XML.sub("", written))
        # Words, whatever they begin with, and also after somebody has opened and left the cell.
        cell.data_type = "s"
        cell.quotePrefix = safe_cell(written) != written
        return cell

    sheet.append([words(title) for title in _titles()])
    for one in _people(group_id):
        numbers = ", ".join(pretty(number) for number in one.numbers)
        sheet.append([words(cell) for cell in (one.name, numbers, one.notes)])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _titles() -> list[str]:
    return [_("Name"), _("Numbers"), _("Notes")]


def _table(group_id: int | None) -> Iterator[str]:
    # Spreadsheets read UTF-8 where the file begins like this.
    yield "\ufeff"
    yield table_line(_titles())
    for one in _people(group_id):
        # Spaces keep a spreadsheet from making a figure of a number; the quote, a formula of anything.
        numbers = ", ".join(pretty(number) for number in one.numbers)
        yield table_line([safe_cell(cell) for cell in (one.name, numbers, one.notes)])


def _cards(group_id: int | None) -> Iterator[str]:
    for one in _people(group_id):
        yield card(one)


def card(contact: Contact) -> str:
    """*contact* as a vCard 3.0 (RFC 2426), which every phone reads."""
    name = _value(contact.name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"N:;{name};;;"]
    for place, number in enumerate(contact.numbers):
        lines.append(f"TEL;TYPE=CELL{',PREF' if place == 0 else ''}:{number}")
    if contact.notes:
        lines.append(f"NOTE:{_value(contact.notes)}")
    return "".join(_folded(line) for line in [*lines, "END:VCARD"])


def _value(words: str) -> str:
    for written, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n")):
        words = words.replace(written, escaped)
    return "\\n".join(words.splitlines())


def _folded(line: str) -> str:
    pieces, room = [""], LINE_OCTETS
    for character in line:
        octets = len(character.encode())
        if octets > room:
            pieces.append(" ")
            room = LINE_OCTETS - 1
        pieces[-1] += character
        room -= octets
    return "\r\n".join(pieces) + "\r\n"
