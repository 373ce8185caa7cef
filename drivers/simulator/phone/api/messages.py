"""/messages: send, look up, list and cancel; /message is the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from drivers.simulator.phone import dates
from drivers.simulator.phone.api.call import Call, Refused
from drivers.simulator.phone.api.posting import order_of
from drivers.simulator.phone.exchange import Response, json_response
from drivers.simulator.phone.messages import Message, State
from drivers.simulator.phone.outbox import NotPending
from drivers.simulator.phone.versions import Feature

DEFAULT_LIMIT = 50

# Lists reach up to now, and a clock that was set back hides what is newer; the app gives a day's grace.
GRACE = timedelta(days=1)


def post(call: Call) -> Response:
    """202, or 409 for an id that is taken, however the rest looks."""
    order = order_of(call)
    try:
        message = call.app.outbox.submit(order)
    except KeyError as error:
        raise Refused(409, "a message with this id is there already") from error
    return json_response(202, shape(call, message, content=False))


def get(call: Call) -> Response:
    """One message, with its content."""
    return json_response(200, shape(call, _found(call), content=True))


def cancel(call: Call) -> Response:
    """Take a pending one back; 400 for any other."""
    message = _found(call)
    try:
        call.app.outbox.cancel(message)
    except NotPending as error:
        raise Refused(400, f"the message is {message.state} and not pending any more") from error
    return json_response(200, shape(call, message, content=True))


def index(call: Call) -> Response:
    """A page of messages, the newest first; dates that cannot be read are passed over."""
    query = call.request.query
    call.own_device(query.get("deviceId"))
    state = query.get("state")
    if state is not None and state not in set(State):
        raise Refused(400, "Invalid state")
    limit, offset = call.number("limit", DEFAULT_LIMIT), call.number("offset", 0)
    if limit < 1 or offset < 0:
        raise Refused(400, "limit is at least 1 and offset at least 0")
    start, end = _lenient(query.get("from")), _lenient(query.get("to"))
    if start and end and start > end:
        raise Refused(400, "Start date cannot be after end date")
    until = end or call.now + GRACE
    found = [
        message
        for message in call.app.outbox.messages
        if state in (None, message.state)
        and (start is None or start <= message.created_at)
        and message.created_at <= until
    ]
    content = query.get("includeContent") == "true" and call.app.has(Feature.INCLUDE_CONTENT)
    page = found[::-1][offset : offset + limit]
    return json_response(
        200,
        [shape(call, message, content=content) for message in page],
        {"X-Total-Count": str(len(found))},
    )


def shape(call: Call, message: Message, *, content: bool) -> dict[str, Any]:
    """A message as the API writes it."""
    order = message.order
    has_type = call.app.has(Feature.TYPED_MESSAGES) and content
    return {
        "id": order.id,
        "deviceId": call.app.device_id if call.app.has(Feature.DEVICE_ID) else None,
        "state": message.state,
        "isHashed": False,
        "isEncrypted": order.is_encrypted,
        "scheduleAt": dates.write(order.schedule_at) if order.schedule_at else None,
        "textMessage": {"text": order.text} if has_type and order.text is not None else None,
        "dataMessage": {"data": order.data, "port": order.port} if has_type and order.data else None,
        "recipients": [
            {"phoneNumber": recipient.number, "state": recipient.state, "error": recipient.error}
            for recipient in message.recipients
        ],
        "states": {state.value: dates.write(at) for state, at in message.states.items()},
    }


def _found(call: Call) -> Message:
    message = call.app.outbox.messages.get(call.parts["id"])
    if message is None:
        raise Refused(404)
    return message


def _lenient(text: str | None) -> datetime | None:
    try:
        return dates.read_query(text) if text is not None else None
    except dates.InvalidDate:
        return None
