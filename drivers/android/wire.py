"""What the gateway app answers, decoded without trust: unknown fields are ignored, wrong types refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from modemsms.errors import RemoteProtocolError

_Decoded = TypeVar("_Decoded")


class Answer(msgspec.Struct, frozen=True, rename="camel"):
    """The base of all: the names are the app's, which writes them in camel case."""


class Check(Answer, frozen=True):
    """One line of ``/health``."""

    observed_value: float | str | bool | None = None


class Health(Answer, frozen=True):
    """``GET /health``; it comes with status 200 and with 500."""

    version: str = ""
    checks: dict[str, Check] = {}

    def number(self, name: str) -> float | None:
        """The value of a check, None where it is not told."""
        check = self.checks.get(name)
        value = None if check is None else check.observed_value
        return float(value) if isinstance(value, float | int) else None


class Root(Answer, frozen=True):
    """``GET /``."""

    model: str = ""


class SimCard(Answer, frozen=True):
    """A card in the phone. *sim_number* counts from 1."""

    sim_number: int
    phone_number: str | None = None
    carrier_name: str | None = None
    iccid: str | None = None


class Device(Answer, frozen=True):
    """``GET /device``. *sim_cards* is None before version 1.65, which does not tell."""

    id: str
    name: str = ""
    sim_cards: list[SimCard] | None = None


class Recipient(Answer, frozen=True):
    """What became of a message for one recipient."""

    phone_number: str = ""
    state: str = ""
    error: str | None = None


class Sent(Answer, frozen=True):
    """A message that was given to the phone; ``states`` says when it reached which state."""

    id: str
    state: str = ""
    recipients: list[Recipient] = []
    states: dict[str, str] = {}


class Entry(Answer, frozen=True):
    """One message of ``/inbox``. *created_at* is the time of the SMS centre."""

    id: str
    type: str = "SMS"
    sender: str = ""
    sim_number: int | None = None
    content_preview: str = ""
    created_at: str = ""


class Hook(Answer, frozen=True):
    """A registered webhook."""

    id: str
    url: str
    event: str


class Payload(Answer, frozen=True):
    """What a webhook tells, over all events that are of use here."""

    message_id: str = ""
    sender: str | None = None
    phone_number: str | None = None
    sim_number: int | None = None
    message: str | None = None
    received_at: str = ""
    reason: str | None = None


class Event(Answer, frozen=True):
    """The body of a webhook."""

    id: str
    event: str
    payload: Payload
    device_id: str = ""


class Refusal(Answer, frozen=True):
    """Why the app refused a request."""

    message: str = ""


def decode(data: bytes, shape: type[_Decoded]) -> _Decoded:
    """*data* as *shape*. Raises ``RemoteProtocolError`` for anything else."""
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RemoteProtocolError(f"the phone's answer is no {shape}: {error}") from error


def moment(text: str) -> datetime | None:
    """A date as the app writes it (``2026-07-14T10:11:12.345Z`` or with an offset); None for junk."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except OverflowError:
        return None


def written(moment: datetime) -> str:
    """*moment* as the app reads it: exactly three digits of milliseconds (hardware.md 4.4)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
