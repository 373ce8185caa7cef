"""What became of each person of a broadcast, as a table to keep."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, Response, request, stream_with_context
from flask_babel import gettext as _

from modemsms.errors import NotFound
from modemsms.phone import pretty
from modemsms.services.broadcasts import Result
from web import broadcast_words
from web.context import local_time, services, user
from web.exports import safe_cell, table_line
from web.places import row_number

blueprint = Blueprint("broadcast_exports", __name__)

SLICE = 500


@blueprint.get("/broadcasts/<broadcast_id>/export")
def results(broadcast_id: str) -> Response:
    """Everybody of the occurrence ``run``, or of the newest one."""
    seen = services().broadcasts.get(broadcast_id)
    wanted = request.args.get("run", type=row_number)
    run = seen.latest if wanted is None else services().broadcasts.occurrence(wanted)
    if run is None or run.broadcast_id != seen.broadcast.row_id:
        raise NotFound("There is no such broadcast.")
    services().deeds.note(user(), "broadcast_exported", seen.broadcast.title)
    return Response(
        stream_with_context(_in_pieces(_table(run.id))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="broadcast-{run.key}.csv"'},
    )


def _in_pieces(lines: Iterator[str]) -> Iterator[bytes]:
    while piece := "".join(islice(lines, SLICE)):
        yield piece.encode()


def _table(occurrence_id: int) -> Iterator[str]:
    # Spreadsheets read UTF-8 where the file begins like this.
    yield "\ufeff"
    yield table_line([_("Name"), _("Number"), _("State"), _("Why"), _("Replied"), _("Left")])
    after = 0
    while found := services().broadcasts.results(occurrence_id, after, SLICE):
        for one in found:
            yield table_line([safe_cell(cell) for cell in _cells(one)])
        after = found[-1].recipient.position


def _cells(one: Result) -> list[str]:
    stamp = local_time().stamp
    return [
        one.recipient.name,
        pretty(one.recipient.number),
        broadcast_words.result(one).sentence,
        one.why.message if one.why else "",
        stamp(one.replied_at) if one.replied_at else "",
        stamp(one.opted_out_at) if one.opted_out_at else "",
    ]
