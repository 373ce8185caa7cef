"""The one interface between the shop and a device, and the events that a device reports.

One thread owns one device (one port) and everything on it; a device serves one modem for each SIM
slot. The owner calls ``submit`` and ``wait`` in turns; only ``wake`` may be called from another
thread. A driver never decides the fate of a message: it reports what the device said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from modemsms.errors import Cause, DriverError
from modemsms.gsm.tpdu import Submit


class Calls(StrEnum):
    """What is done to a call that comes in; either way it is told as ``CallMissed``."""

    REJECT = "reject"
    RING = "ring"


@dataclass(frozen=True, slots=True)
class ModemSettings:
    """What the shop decided for one SIM slot. A PIN is not here: see ``PinNeeded``."""

    name: str
    slot: int = 1
    smsc: str = ""
    calls: Calls = Calls.REJECT


Setting = str | int | float | bool


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One box with a port, and the modems (SIM slots) on it.

    *quirks* overrides rows of the driver's own table, by the name of their field. *power_hook* is a
    program that cuts the box's power and gives it back (the last rung before it is given up). *imei*
    is the box that was last seen under this name, for a port that is "auto".
    """

    driver: str
    port: str
    modems: tuple[ModemSettings, ...]
    submit_timeout: timedelta = timedelta(seconds=180)
    user: str = "sms"
    password: str = field(default="", repr=False)
    quirks: Mapping[str, Setting] = field(default_factory=dict)
    power_hook: str = ""
    imei: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to hand one unit to one modem. It is in the database before the driver sees it.

    A driver that takes segments sends ``submit``; one that takes whole messages sends ``text``.
    ``more_follow`` says that another attempt is ready behind this one (a hint for AT+CMMS).
    """

    id: int
    slot: int
    to: str
    text: str
    message_id: str
    submit: Submit | None = None
    delivery_report: bool = True
    flash: bool = False
    validity: timedelta | None = None
    more_follow: bool = False


class ModemState(StrEnum):
    """The states of the outside contract."""

    STARTING = "starting"
    READY = "ready"
    PAUSED = "paused"
    NOT_READY = "not_ready"
    UNAVAILABLE = "unavailable"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Identity:
    """Facts about the box and its SIM; None where the device would not say."""

    imei: str | None = None
    iccid: str | None = None
    imsi: str | None = None
    number: str | None = None
    smsc: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    firmware: str | None = None

    @property
    def sim_key(self) -> str | None:
        """What a SIM is known by: its ICCID, else its IMSI; None leaves the modem's name."""
        return self.iccid or self.imsi


# --- events, device to shop -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The modem in *slot* can or cannot send; *code* and *sentence* say why not."""

    slot: int
    state: Literal[ModemState.STARTING, ModemState.READY, ModemState.NOT_READY, ModemState.UNAVAILABLE]
    code: str | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """Who is in *slot*. Sent after every start of the device, before READY, and when a SIM changes."""

    slot: int
    identity: Identity


@dataclass(frozen=True, slots=True)
class PinNeeded:
    """The SIM asks for its PIN. The shop answers with ``Driver.enter_pin`` or not at all.

    *tries_left* is None where the modem does not tell.
    """

    slot: int
    identity: Identity
    tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    """Operator and signal as last heard; None is unknown. No event row is made of it."""

    slot: int
    operator: str | None
    signal_dbm: int | None
    roaming: bool = False


@dataclass(frozen=True, slots=True)
class PowerChanged:
    """A phone's battery as last heard; None is unknown. No event row is made of it."""

    slot: int
    percent: int | None
    charging: bool | None = None
    celsius: float | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The network took the unit. *reference* is its TP-MR, None where the driver cannot know it.

    It may come late, after an ``OutcomeUnknown`` for the same attempt, and settles that one.
    *message_id* comes from a device that may remember attempts of another database.
    """

    attempt_id: int
    reference: int | None = None
    message_id: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """The attempt ended in another way; the class of *error* is the reaction it asks for."""

    attempt_id: int
    error: DriverError


@dataclass(frozen=True, slots=True)
class SegmentReceived:
    """One SMS-DELIVER as it came. *handle* goes back to ``acknowledge`` after the commit.

    *tpdu* is without the SMSC part. It may be junk: the shop decodes it.
    """

    slot: int
    tpdu: bytes
    handle: object


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A whole inbound message from a device that joins segments itself (a phone).

    *identity* is what makes it the same message when it is heard of twice.
    """

    slot: int
    sender: str
    text: str
    sent_at: datetime | None
    identity: str
    handle: object


@dataclass(frozen=True, slots=True)
class ReportReceived:
    """One SMS-STATUS-REPORT as it came, without the SMSC part."""

    slot: int
    tpdu: bytes
    handle: object


@dataclass(frozen=True, slots=True)
class MessageReported:
    """What a phone says became of a whole message: delivered, or given up with *error*."""

    attempt_id: int
    delivered: bool
    error: DriverError | None = None
    message_id: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UssdAnswered:
    """The network answered a USSD code; *is_open* when it waits for a reply (27.007, 7.15).

    *request* is the number given to ``Driver.ussd``, None for what the network says unasked.
    """

    slot: int
    request: int | None
    text: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class UssdFailed:
    """There will be no answer to *request*; no session is open any more."""

    slot: int
    request: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class CallMissed:
    """Somebody called, and the ringing has ended. *number* is as the network gave it, None if withheld."""

    slot: int
    number: str | None


class Sign(StrEnum):
    """A notice that the shop's lamp knows, beyond the sentence."""

    LOW_VOLTAGE = "low_voltage"
    NOISE = "noise"
    MEMORY_FULL = "memory_full"
    SIM_CHANGED = "sim_changed"
    RECOVERY = "recovery"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Noticed:
    """A line for the modem's history, in the shop's words (a recovery step, a full SIM)."""

    slot: int
    sentence: str
    sign: Sign | None = None


DriverEvent = (
    StateChanged
    | Identified
    | PinNeeded
    | NetworkChanged
    | PowerChanged
    | Accepted
    | Ended
    | SegmentReceived
    | MessageReceived
    | ReportReceived
    | MessageReported
    | UssdAnswered
    | UssdFailed
    | CallMissed
    | Noticed
)


class Driver(Protocol):
    """What the thread that owns a device needs of it. No method raises for what a device does.

    A driver opens its port in ``wait`` and keeps trying by itself, with back-off, for as long as it
    is not closed: the shop learns of it through ``StateChanged``.
    """

    takes: Literal["segment", "message"]
    in_flight: int
    """How many attempts may be in the air at once, over all slots (AT 1, a phone about 10)."""

    def submit(self, attempt: Attempt) -> None:
        """Begin *attempt* and return at once; the outcome is an event of a later ``wait``.

        Only for a slot whose last state is READY, and with fewer than ``in_flight`` open. A device
        that went away in between answers with ``Ended(ModemUnavailable)``.
        """

    def wait(self, timeout: timedelta | None) -> Sequence[DriverEvent]:
        """Work the device until there is something to report, ``wake`` was called, or *timeout*.

        None waits without end. Timers of the driver's own (safety polls, back-off) run in here.
        """
        ...

    def wake(self) -> None:
        """Make the present or the next ``wait`` return. The only method for other threads."""

    def acknowledge(self, handle: object) -> None:
        """What *handle* came with is committed: delete it from the SIM, or acknowledge it."""

    def enter_pin(self, slot: int, pin: str) -> None:
        """Try *pin* once, after ``PinNeeded``. The shop has noted the try already."""

    def enter_puk(self, slot: int, puk: str, pin: str) -> None:
        """Try *puk* once and set *pin*, asked for by a person. What came of it is the next state."""

    def ussd(self, slot: int, request: int, code: str) -> None:
        """Dial *code*, or reply with it where a session is open. Begun once, never repeated.

        The outcome is ``UssdAnswered`` or ``UssdFailed`` with the same *request*; texts go on meanwhile
        where the device allows it.
        """

    def end_ussd(self, slot: int) -> None:
        """Leave an open USSD session."""

    def repair(self, slot: int, why: str) -> None:
        """The shop sees that the modem does not do its work, or a person asks: restart it.

        *why* is a sentence for its history. Nothing in the air is cut short by it.
        """

    def close(self) -> None:
        """Let go of the port at once. Open attempts get no outcome."""
