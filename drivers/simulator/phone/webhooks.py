"""The app's webhooks: which are registered, what an event says, and how it is signed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from drivers.simulator.phone import dates
from drivers.simulator.phone.exchange import json_octets
from drivers.simulator.phone.nanoid import nanoid
from drivers.simulator.phone.versions import Feature, has

EVENTS = (
    "sms:received",
    "sms:data-received",
    "sms:sent",
    "sms:delivered",
    "sms:failed",
    "sms:cancelled",
    "mms:received",
    "mms:downloaded",
    "system:ping",
    "app:started",
)

SOURCE = "Local"
LOOPBACK = "127.0.0.1"


class InvalidWebhook(ValueError):
    """The app does not register this; the text is its answer."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the events of one kind go."""

    id: str
    url: str
    event: str

    def as_json(self) -> dict[str, str]:
        """As the API writes it."""
        return {"id": self.id, "url": self.url, "event": self.event, "source": SOURCE}


@dataclass(frozen=True, slots=True)
class Event:
    """One event for one webhook; *body* is what is brought, octet by octet."""

    id: str
    name: str
    url: str
    body: bytes


class Webhooks:
    """What is registered; it survives the app and its restarts."""

    def __init__(self, version: Callable[[], str], *, insecure: bool) -> None:
        self._version = version
        self._insecure = insecure
        self._rows: dict[str, Webhook] = {}

    def all(self) -> list[Webhook]:
        """In the order of registration."""
        return list(self._rows.values())

    def register(self, webhook_id: str | None, url: object, event: object) -> Webhook:
        """Add one, or replace that with the same id. Raises ``InvalidWebhook``."""
        if not isinstance(url, str) or not self._is_allowed(url):
            raise InvalidWebhook("the url must begin with https://, or be http://127.0.0.1")
        if not isinstance(event, str) or event not in EVENTS:
            raise InvalidWebhook("unsupported event")
        webhook = Webhook(webhook_id or nanoid(), url, event)
        self._rows[webhook.id] = webhook
        return webhook

    def delete(self, webhook_id: str) -> None:
        """Remove it. One that is not there is as good as removed."""
        self._rows.pop(webhook_id, None)

    def events(self, name: str, payload: Mapping[str, Any], device_id: str) -> list[Event]:
        """What is to be brought when *name* happened, one for each webhook."""
        made: list[Event] = []
        for webhook in self._rows.values():
            if webhook.event != name:
                continue
            event_id = nanoid()
            document = {
                "id": event_id,
                "webhookId": webhook.id,
                "event": name,
                "deviceId": device_id,
                "payload": _written(payload),
            }
            made.append(Event(event_id, name, webhook.url, json_octets(document)))
        return made

    def _is_allowed(self, url: str) -> bool:
        split = urlsplit(url)
        if split.scheme == "https" and split.hostname:
            return True
        if split.scheme != "http" or not split.hostname:
            return False
        loopback = has(self._version(), Feature.LOOPBACK_WEBHOOKS) and split.hostname == LOOPBACK
        return self._insecure or loopback


def signature(key: str, body: bytes, timestamp: str) -> str:
    """X-Signature: HMAC-SHA256 over body and X-Timestamp, in lower-case hexadecimal."""
    return hmac.new(key.encode(), body + timestamp.encode(), hashlib.sha256).hexdigest()


def _written(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {k: dates.write(v) if isinstance(v, datetime) else v for k, v in payload.items()}
