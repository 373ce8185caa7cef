"""The JSON objects of the API: what programs send and what they get (DESIGN.md, section 5)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from modemsms import clock
from modemsms.services.modems import Modem
from modemsms.services.outbox import Message
from modemsms.services.outbox import Reason as ServiceReason

STATUSES = (
    "scheduled",
    "queued",
    "sending",
    "sent",
    "delivered",
    "undelivered",
    "failed",
    "cancelled",
    "unknown",
    "received",
)
MODEM_STATES = ("starting", "ready", "paused", "not_ready", "unavailable", "disabled")

Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Zoned = Annotated[datetime, Meta(tz=True)]

# For the description alone: where it is broken, the outbox has the better sentence.
NOT_EMPTY = {"minLength": 1}

Reference = Annotated[str, Meta(max_length=255, description="Your own; given back as it is.")]
ONE_STATUS = f"({'|'.join(STATUSES)})"
Statuses = Annotated[
    str,
    Meta(
        description="One or more, with commas between them.",
        extra_json_schema={"pattern": f"^{ONE_STATUS}(,{ONE_STATUS})*$"},
    ),
]
Contact = Annotated[str, Meta(min_length=1, description="The number of the other side.")]
Cursor = Annotated[
    str, Meta(min_length=1, description="`next` of the page before, or the id of a message: what follows it.")
]


# --- in -----------------------------------------------------------------------------------------


class NewMessage(Struct, frozen=True, forbid_unknown_fields=True):
    """A text to send. Times need a zone; a past ``send_at`` is now."""

    to: Annotated[str, Meta(examples=["+447700900123"], extra_json_schema=NOT_EMPTY)]
    text: Annotated[str, Meta(examples=["Your order is ready."], extra_json_schema=NOT_EMPTY)]
    modem: Annotated[str, Meta(description="Only this modem may send it.")] | None = None
    send_at: Zoned | None = None
    expires_at: Annotated[Zoned, Meta(description="Not sent after this moment.")] | None = None
    delivery_report: bool = True
    flash: Annotated[bool, Meta(description="Shown at once and not kept by the phone.")] = False
    reference: Reference | None = None


class Settlement(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person found out about a message of unknown fate."""

    outcome: Literal["delivered", "resend"]


class NoFields(Struct, frozen=True, forbid_unknown_fields=True):
    """An object without fields."""


class UssdRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A code to dial, or an answer in an open dialogue."""

    code: Annotated[str, Meta(min_length=1, max_length=182, examples=["*100#"])]


class MessageFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of the list of messages."""

    direction: Literal["inbound", "outbound"] | UnsetType = UNSET
    status: Statuses | UnsetType = UNSET
    contact: Contact | UnsetType = UNSET
    after: Cursor | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


# --- out ----------------------------------------------------------------------------------------


class ReasonObject(Struct, frozen=True):
    """Why it stands as it does. ``code`` is stable, ``message`` a sentence."""

    code: str
    message: str


class MessageObject(Struct, frozen=True):
    """One message, in or out."""

    id: str
    direction: Literal["inbound", "outbound"]
    sender: str | None = field(name="from")
    recipient: str | None = field(name="to")
    text: str
    status: Annotated[str, Meta(extra_json_schema={"enum": list(STATUSES)})]
    reason: ReasonObject | None
    encoding: Literal["gsm7", "ucs2"]
    segments: int
    modem: str | None
    reference: str | None
    created_at: Moment
    sent_at: Moment | None
    delivered_at: Moment | None


class MessageList(Struct, frozen=True):
    """A page of messages, oldest first; ``next`` is for ``after``, null on the last page."""

    messages: list[MessageObject]
    next: str | None


class ModemObject(Struct, frozen=True):
    """One modem: one SIM in one device."""

    name: str
    driver: str
    port: str
    state: Annotated[str, Meta(extra_json_schema={"enum": list(MODEM_STATES)})]
    reason: ReasonObject | None
    imei: str | None
    iccid: str | None
    number: str | None
    operator: str | None
    signal_dbm: int | None


class ModemList(Struct, frozen=True):
    """All modems."""

    modems: list[ModemObject]


class DeviceObject(Struct, frozen=True):
    """One thing that is plugged in. ``driver`` and ``port`` are what a modem in the config would say."""

    key: str
    kind: str
    title: str
    sentence: str
    needs: str
    driver: str | None
    port: str | None
    modems: list[str]


class DeviceList(Struct, frozen=True):
    """Everything that is plugged in and may be of use."""

    devices: list[DeviceObject]


class FindingObject(Struct, frozen=True):
    """One thing that was looked at: what was found, and what to do next."""

    code: str
    severity: Literal["ok", "advice", "problem"]
    sentence: str
    step: str


class FindingList(Struct, frozen=True):
    """What the doctor says."""

    findings: list[FindingObject]


class UssdAnswer(Struct, frozen=True):
    """What the network answered; ``open`` while it waits for a reply."""

    text: str
    open: bool


class HealthObject(Struct, frozen=True):
    """Whether texts can go out: ok, degraded (some modem cannot send, or there is none) or down."""

    status: Literal["ok", "degraded", "down"]
    modems: int
    ready: int
    writable: bool
    message: str


def message_object(message: Message) -> MessageObject:
    """*message* as programs see it."""
    return MessageObject(
        id=message.id,
        direction=message.direction,
        sender=message.sender,
        recipient=message.recipient,
        text=message.text,
        status=message.status,
        reason=_reason(message.reason),
        encoding="gsm7" if message.encoding == "gsm7" else "ucs2",
        segments=message.segments,
        modem=message.modem,
        reference=message.reference,
        created_at=clock.rfc3339(message.created_at),
        sent_at=_moment(message.sent_at),
        delivered_at=_moment(message.delivered_at),
    )


def modem_object(modem: Modem) -> ModemObject:
    """*modem* as programs see it."""
    return ModemObject(
        name=modem.name,
        driver=modem.driver,
        port=modem.port,
        state=modem.state,
        reason=_reason(modem.reason),
        imei=modem.imei,
        iccid=modem.iccid,
        number=modem.number,
        operator=modem.operator,
        signal_dbm=modem.signal_dbm,
    )


def _reason(reason: ServiceReason | None) -> ReasonObject | None:
    return None if reason is None else ReasonObject(reason.code, reason.message)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock.rfc3339(moment)
