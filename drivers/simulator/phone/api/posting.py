"""POST /messages: every check that the app makes, in its order (hardware 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from drivers.simulator.phone.api.call import Call, Refused, date_field, field
from drivers.simulator.phone.messages import Order
from drivers.simulator.phone.nanoid import nanoid
from drivers.simulator.phone.versions import Feature

MOST_PORT = 65_535
LEAST_PRIORITY, MOST_PRIORITY = -128, 127


def order_of(call: Call) -> Order:
    """What the body asks for. Raises ``Refused`` with 400."""
    document = call.body()
    text, data, port = _content(call, document)
    numbers = field(document, "phoneNumbers", list)
    if not numbers or not all(isinstance(number, str) for number in numbers):
        raise Refused(400, "Empty phone numbers list")
    sim_number = field(document, "simNumber", int)
    if sim_number is not None and sim_number < 1:
        raise Refused(400, "SIM number cannot be less than 1")
    delivery_report = field(document, "withDeliveryReport", bool)
    if call.app.has(Feature.DEVICE_ID):
        call.own_device(document.get("deviceId"))
    return Order(
        field(document, "id", str) or nanoid(),
        text,
        data,
        port,
        tuple(numbers),
        sim_number,
        delivery_report=True if delivery_report is None else delivery_report,
        is_encrypted=bool(field(document, "isEncrypted", bool)),
        priority=_priority(call, document),
        valid_until=_valid_until(document, call.now),
        schedule_at=_schedule_at(call, document),
        skip_validation=call.truth("skipPhoneValidation"),
    )


def _content(call: Call, document: Mapping[str, Any]) -> tuple[str | None, str | None, int | None]:
    typed = call.app.has(Feature.TYPED_MESSAGES)
    text_message = field(document, "textMessage", dict) if typed else None
    data_message = field(document, "dataMessage", dict) if typed else None
    message = field(document, "message", str)
    given = [content for content in (text_message, data_message, message) if content is not None]
    if not given:
        raise Refused(400, "Must specify exactly one of: textMessage, dataMessage, or message")
    if len(given) > 1:
        raise Refused(400, "Cannot specify multiple message types simultaneously")
    if data_message is not None:
        port = field(data_message, "port", int)
        if port is None or not 0 <= port <= MOST_PORT:
            raise Refused(400, "Port must be between 0 and 65535")
        data = field(data_message, "data", str)
        if not data:
            raise Refused(400, "Data message cannot be empty")
        return None, data, port
    text = field(text_message, "text", str) if text_message is not None else message
    if not text:
        raise Refused(400, "Text message is empty")
    return text, None, None


def _priority(call: Call, document: Mapping[str, Any]) -> int:
    if not call.app.has(Feature.PRIORITY):
        return 0
    priority: int = field(document, "priority", int) or 0
    if not LEAST_PRIORITY <= priority <= MOST_PRIORITY:
        raise Refused(400, "priority is a number from -128 to 127")
    return priority


def _valid_until(document: Mapping[str, Any], now: datetime) -> datetime | None:
    ttl = field(document, "ttl", int)
    valid_until = date_field(document, "validUntil")
    if ttl is not None and valid_until is not None:
        raise Refused(400, "fields conflict: ttl and validUntil")
    if ttl is not None:
        try:
            valid_until = now + timedelta(seconds=ttl)
        except OverflowError as error:
            raise Refused(400, "ttl is too long") from error
    if valid_until is not None and valid_until < now:
        raise Refused(400, "message already expired")
    return valid_until


def _schedule_at(call: Call, document: Mapping[str, Any]) -> datetime | None:
    if not call.app.has(Feature.SCHEDULE):
        return None
    schedule_at = date_field(document, "scheduleAt")
    if schedule_at is not None and schedule_at <= call.now:
        raise Refused(400, "scheduleAt must be in the future")
    return schedule_at
