"""One request on its way to an endpoint: who asks, what stands in it, and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drivers.simulator.phone import dates
from drivers.simulator.phone.exchange import Request
from drivers.simulator.phone.gateway import Gateway
from drivers.simulator.phone.tokens import Bearer

MOST_DIGITS = 9
"""What fits into 32 bits whatever the digits are."""


class Refused(Exception):
    """The answer is *status* with *message*, or without a body where that is empty."""

    def __init__(self, status: int, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Call:
    """*parts* are the variable parts of the path; *bearer* is None for who came with the password."""

    app: Gateway
    request: Request
    parts: Mapping[str, str]
    bearer: Bearer | None = None

    @property
    def now(self) -> datetime:
        """The phone's clock."""
        return self.app.makings.now()

    def body(self) -> dict[str, Any]:
        """The JSON object of the body, 400 for anything else."""
        try:
            document = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise Refused(400, "the body is no JSON") from error
        if not isinstance(document, dict):
            raise Refused(400, "the body is no object")
        return document

    def number(self, name: str, default: int) -> int:
        """A number of the query; what is no number counts as not said."""
        text = self.request.query.get(name, "")
        digits = text.removeprefix("-")
        is_number = digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS
        return int(text) if is_number else default

    def truth(self, name: str) -> bool:
        """True or false of the query, false if not said; 400 for anything else."""
        text = self.request.query.get(name, "false")
        if text not in ("true", "false"):
            raise Refused(400, f"{name} must be true or false")
        return text == "true"

    def moment(self, name: str) -> datetime | None:
        """A date of the query, None if not said; 400 if it cannot be read."""
        text = self.request.query.get(name)
        if text is None:
            return None
        try:
            return dates.read_query(text)
        except dates.InvalidDate as error:
            raise Refused(400, f"Invalid {name} datetime") from error

    def own_device(self, device_id: object) -> None:
        """400 if a device is named and it is another one."""
        if device_id is not None and device_id != self.app.device_id:
            raise Refused(400, "Invalid device ID")


def field(document: Mapping[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """The field *name* if it is there; 400 if it is of another *kind*."""
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or (isinstance(value, bool) and bool not in _kinds(kind)):
        raise Refused(400, f"{name} has the wrong type")
    return value


def date_field(document: Mapping[str, Any], name: str) -> datetime | None:
    """The date *name* if it is there; 400 if it cannot be read."""
    value = document.get(name)
    if value is None:
        return None
    try:
        return dates.read_body(value)
    except dates.InvalidDate as error:
        raise Refused(400, f"{name} is no date: {value}") from error


def _kinds(kind: type | tuple[type, ...]) -> tuple[type, ...]:
    return kind if isinstance(kind, tuple) else (kind,)
