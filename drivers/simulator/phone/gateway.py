"""The gateway app: what it keeps, what it does when it runs, and what it tells by webhook."""

from __future__ import annotations

import base64
import secrets
import string
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drivers.simulator.agenda import Ticket
from drivers.simulator.network import Network
from drivers.simulator.phone import health
from drivers.simulator.phone.deliveries import Deliveries
from drivers.simulator.phone.faults import PhoneFaults
from drivers.simulator.phone.health import Battery
from drivers.simulator.phone.inbox import Inbox, Provider, message_id
from drivers.simulator.phone.messages import Message, State
from drivers.simulator.phone.outbox import Outbox
from drivers.simulator.phone.received import DATA_PORT, Arrival, Type
from drivers.simulator.phone.settings import Settings
from drivers.simulator.phone.slot import Slot
from drivers.simulator.phone.telephony import Telephony
from drivers.simulator.phone.tokens import Tokens
from drivers.simulator.phone.versions import Feature, has, release_id
from drivers.simulator.phone.webhooks import Webhooks

LOGS_KEPT = 1_000

PACKAGE = "me.capcom.smsgateway"
SEND_SMS, RECEIVE_SMS = "android.permission.SEND_SMS", "android.permission.RECEIVE_SMS"
PERMISSIONS = {
    SEND_SMS,
    RECEIVE_SMS,
    *(
        f"android.permission.{name}"
        for name in (
            "READ_SMS",
            "READ_PHONE_STATE",
            "READ_PHONE_NUMBERS",
            "RECEIVE_MMS",
            "RECEIVE_WAP_PUSH",
            "POST_NOTIFICATIONS",
        )
    ),
}
"""What the app can be granted."""

HEALTH_LOOKS_BACK = timedelta(hours=1)

DeliveryMaker = Callable[[Settings, Callable[[], str]], Deliveries]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the app's log."""

    id: int
    priority: str
    module: str
    message: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Makings:
    """What the phone gives to the app on it."""

    network: Network
    telephony: Telephony
    provider: Provider
    faults: PhoneFaults
    battery: Battery
    now: Callable[[], datetime]
    model: str
    name: str


class Gateway:
    """One installed app. All but ``deliveries`` runs in the world's lock; what it keeps outlives it."""

    def __init__(
        self, makings: Makings, version: str, device_id: str, *, insecure: bool, webhooks: DeliveryMaker
    ) -> None:
        self.makings = makings
        self.version = version
        self.device_id = device_id
        self.is_running = False
        self.is_online = False
        """Whether a person has switched its server on, once."""
        self.granted: set[str] = set()
        self.hears_broadcasts = True
        """False where a carrier's app swallows SMS_RECEIVED, as on a Pixel of Verizon."""
        self.installed_at = makings.now()
        self.settings = Settings(_signing_key())
        self.webhooks = Webhooks(lambda: self.version, insecure=insecure)
        self.tokens = Tokens()
        self.inbox = Inbox()
        self.logs: deque[LogEntry] = deque(maxlen=LOGS_KEPT)
        self.deliveries: Deliveries = webhooks(self.settings, lambda: self.version)
        self.outbox = Outbox(
            makings.network,
            makings.telephony,
            self.settings,
            makings.faults,
            makings.now,
            self._tell_of,
        )
        self.internet = False
        self._log_count = 0
        self._next_ping: Ticket | None = None

    def has(self, feature: Feature) -> bool:
        """Whether this version of the app has *feature*."""
        return has(self.version, feature)

    def grant(self, *permissions: str, everything: bool = False) -> None:
        """Allow something to the app: names such as ``android.permission.SEND_SMS``."""
        self.granted |= PERMISSIONS if everything else set(permissions)
        self.outbox.may_send = SEND_SMS in self.granted

    def revoke(self, permission: str) -> None:
        """Take a permission away; Android ends an app that loses one, and the phone does so."""
        self.granted.discard(permission)
        self.outbox.may_send = SEND_SMS in self.granted

    @property
    def may_receive(self) -> bool:
        """Whether it may hear of texts that come in."""
        return RECEIVE_SMS in self.granted

    # --- its life -------------------------------------------------------------------------------------

    def start(self) -> None:
        """It starts: stored settings hold from now on, queues are taken up."""
        if self.is_running:
            return
        self.is_running = True
        self.settings.apply()
        self.deliveries.start(keep=self.has(Feature.PERSISTENT_WEBHOOKS))
        self.outbox.start()
        self.log("INFO", "App", "started")
        self.tell("app:started", {"simCards": self.sim_cards()})
        self._plan_ping()

    def stop(self) -> None:
        """It is killed, in the middle of whatever it does."""
        self.is_running = False
        if self._next_ping is not None:
            self._next_ping.cancel()
        self.outbox.stop()
        self.deliveries.stop()

    def _plan_ping(self) -> None:
        interval = self.settings.ping_interval
        if interval is not None:
            self._next_ping = self.makings.network.agenda.after(interval, self._ping)

    def _ping(self) -> None:
        self.tell("system:ping", {"health": self.health()})
        self._plan_ping()

    def log(self, priority: str, module: str, message: str) -> None:
        """Note something, without what people wrote."""
        self._log_count += 1
        entry = LogEntry(self._log_count, priority, module, message, self.makings.now())
        self.logs.append(entry)

    # --- in -------------------------------------------------------------------------------------------

    def arrived(self, arrival: Arrival) -> None:
        """Android's broadcast of a message that came in; nobody hears it while the app is dead."""
        hears = self.hears_broadcasts or (
            self.has(Feature.PROVIDER_FALLBACK) and arrival.type is not Type.DATA_SMS
        )
        if not (self.is_running and self.may_receive and hears):
            return
        if arrival.type is Type.DATA_SMS and arrival.port != DATA_PORT:
            return
        self.take(arrival, tells=True)

    def take(self, arrival: Arrival, *, tells: bool) -> None:
        """Keep a message, and bring its webhooks if it *tells*."""
        self.inbox.add(arrival)
        if tells:
            self.tell(*_event_of(arrival))

    def export(self, since: datetime, until: datetime, kinds: Iterable[Type], *, tells: bool) -> None:
        """Read Android's store again; what is known already is passed over without a word."""
        for arrival in self.makings.provider.between(since, until, kinds):
            if not self.inbox.knows(arrival):
                self.take(arrival, tells=tells)

    # --- what it says ---------------------------------------------------------------------------------

    def tell(self, name: str, payload: dict[str, Any]) -> None:
        """Queue the webhooks of one event."""
        for event in self.webhooks.events(name, payload, self.device_id):
            self.deliveries.emit(event)

    def _tell_of(self, name: str, message: Message, number: str, facts: dict[str, Any]) -> None:
        slot = self._slot(message.sim_number)
        common = {
            "messageId": message.order.id,
            "sender": slot.number if slot else None,
            "recipient": number,
            "simNumber": message.sim_number,
            "phoneNumber": number,
        }
        self.tell(name, {**common, **facts})

    def _slot(self, sim_number: int | None) -> Slot | None:
        slots = self.makings.telephony.slots
        return next((slot for slot in slots if slot.sim_number == sim_number), None)

    def sim_cards(self) -> list[dict[str, Any]]:
        """The SIMs as /device and app:started write them."""
        return [
            {
                "slotIndex": slot.index,
                "simNumber": slot.sim_number,
                "phoneNumber": slot.sim.number,
                "carrierName": slot.carrier,
                "iccid": slot.sim.iccid,
            }
            for slot in self.makings.telephony.slots
            if slot.sim is not None
        ]

    def health(self) -> dict[str, Any]:
        """The body of /health."""
        since = self.makings.now() - HEALTH_LOOKS_BACK
        recent = [message for message in self.outbox.messages if message.created_at >= since]
        failed = sum(message.state is State.FAILED for message in recent)
        processed = sum(message.processed_at is not None for message in recent) - failed
        found = health.checks(self.makings.battery, failed, processed, internet=self.internet)
        return {
            "status": health.worst(found),
            "version": self.version,
            "releaseId": release_id(self.version),
            "checks": found,
        }


def _signing_key() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(8))


def _event_of(arrival: Arrival) -> tuple[str, dict[str, Any]]:
    common: dict[str, Any] = {
        "messageId": message_id(arrival),
        "sender": arrival.sender,
        "recipient": arrival.slot.number,
        "simNumber": arrival.slot.sim_number,
        "phoneNumber": arrival.sender,
        "receivedAt": arrival.stamped,
    }
    match arrival.type:
        case Type.DATA_SMS:
            return "sms:data-received", {**common, "data": _base64(arrival.data)}
        case Type.MMS:
            return "mms:received", {
                **common,
                "transactionId": arrival.transaction,
                "subject": arrival.subject,
                "size": sum(len(attachment.data) for attachment in arrival.attachments),
            }
        case Type.MMS_DOWNLOADED:
            return "mms:downloaded", {
                **common,
                "body": arrival.text or None,
                "subject": arrival.subject,
                "attachments": [
                    {
                        "partId": attachment.part_id,
                        "contentType": attachment.content_type,
                        "name": attachment.name,
                        "size": len(attachment.data),
                        "data": _base64(attachment.data),
                    }
                    for attachment in arrival.attachments
                ],
            }
        case _:
            return "sms:received", {**common, "message": arrival.text}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
