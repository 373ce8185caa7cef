"""/inbox: what came in, its attachments, and reading Android's store again."""

from __future__ import annotations

from typing import Any

from drivers.simulator.phone import dates
from drivers.simulator.phone.api.call import Call, Refused, date_field, field
from drivers.simulator.phone.exchange import Response, json_response
from drivers.simulator.phone.inbox import Received
from drivers.simulator.phone.received import Attachment, Type

DEFAULT_LIMIT, MOST_LIMIT = 50, 500


def index(call: Call) -> Response:
    """A page, the newest (by the service centre's time) first; up to the phone's now if not said."""
    kind = _kind(call.request.query.get("type") or None)
    includes = call.truth("includeAttachments")
    limit, offset = call.number("limit", DEFAULT_LIMIT), call.number("offset", 0)
    if not 1 <= limit <= MOST_LIMIT:
        raise Refused(400, "limit must be between 1 and 500")
    if offset < 0:
        raise Refused(400, "offset must be >= 0")
    start = call.moment("from")
    end = call.moment("to") or call.now
    call.own_device(call.request.query.get("deviceId"))
    if start is not None and start > end:
        raise Refused(400, "Start date cannot be after end date")
    rows = call.app.inbox.select(kind, start, end)
    page = [_shape(row, includes=includes) for row in rows[offset : offset + limit]]
    return json_response(200, page, {"X-Total-Count": str(len(rows))})


def attachment(call: Call) -> Response:
    """The octets of one part of a picture message."""
    if not call.parts["part"].isdecimal():
        raise Refused(400, "partId must be a number")
    row = call.app.inbox.get(call.parts["id"])
    parts = row.arrival.attachments if row else ()
    for part in parts:
        if part.part_id == int(call.parts["part"]):
            disposition = f'attachment; filename="{part.name}"'
            headers = {"Content-Type": part.content_type, "Content-Disposition": disposition}
            return Response(200, part.data, headers)
    raise Refused(404)


def refresh(call: Call) -> Response:
    """202; brings webhooks only if asked for."""
    return _read_again(call, tells_by_default=False)


def export(call: Call) -> Response:
    """202; brings webhooks unless told not to."""
    return _read_again(call, tells_by_default=True)


def _read_again(call: Call, *, tells_by_default: bool) -> Response:
    document = call.body()
    since, until = date_field(document, "since"), date_field(document, "until")
    if since is None or until is None:
        raise Refused(400, "since and until are required")
    if since > until:
        raise Refused(400, "since must be before until")
    names = field(document, "messageTypes", list)
    kinds = {_kind(name) or Type.SMS for name in names} if names else {Type.SMS}
    tells = field(document, "triggerWebhooks", bool)
    call.app.export(since, until, kinds, tells=tells_by_default if tells is None else tells)
    return Response(202)


def _kind(name: Any) -> Type | None:
    try:
        return None if name is None else Type(name)
    except ValueError as error:
        raise Refused(400, "Invalid type") from error


def _shape(row: Received, *, includes: bool) -> dict[str, Any]:
    arrival = row.arrival
    return {
        "id": row.id,
        "type": arrival.type,
        "sender": arrival.sender,
        "recipient": arrival.slot.number,
        "simNumber": arrival.slot.sim_number,
        "contentPreview": row.preview,
        "createdAt": dates.write(row.created_at),
        "attachments": [_reference(part) for part in arrival.attachments] if includes else [],
    }


def _reference(part: Attachment) -> dict[str, Any]:
    return {
        "partId": part.part_id,
        "name": part.name,
        "size": len(part.data),
        "contentType": part.content_type,
    }
