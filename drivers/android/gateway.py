"""A client of the gateway app's local server (hardware.md 4.4); every call has a deadline and a size limit."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, urlencode

import msgspec

from drivers.android.address import Address
from drivers.android.deadline import dial
from drivers.android.foreign import quoted
from drivers.android.wire import (
    Device,
    Entry,
    Health,
    Hook,
    Refusal,
    Root,
    Sent,
    decode,
    written,
)
from modemsms.errors import Cause, ModemNotReady, ModemUnavailable, RemoteProtocolError

# The app answers in tens of milliseconds; a phone that is waking up takes a second or two.
CALL_SECONDS = 5.0
# A page of a hundred long texts in the widest writing of JSON stays far below.
MOST_OCTETS = 2 << 20
PAGE = 100

_Decoded = TypeVar("_Decoded")

# /inbox ends at the phone's own clock unless told otherwise: on a slow clock new texts would be hidden.
_FAR_FUTURE = "2100-01-01T00:00:00.000Z"

WRONG_PASSWORD = Cause(
    "wrong_password",
    "The phone does not accept the user name and password. They stand in the gateway app under Settings, "
    "Local Server.",
)
SILENT = Cause(
    "server_off",
    "The gateway app on the phone does not answer. Open it there, switch “Local server” on and tap the "
    "button until it says Online.",
)
FOREIGN = Cause("gateway_foreign", "Something answers at the phone's address, but it is not the gateway app.")


class Unanswered(ModemUnavailable):
    """A request got no answer. *was_sent* is False when it is certain that it never left."""

    def __init__(self, *, was_sent: bool) -> None:
        super().__init__(SILENT)
        self.was_sent = was_sent


class Refused(ModemUnavailable):
    """The app answered with an error *status* and perhaps with a reason."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(Cause("gateway_refused", f"The gateway app refused ({status}): {quoted(why)}"))
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came. *total* is the header X-Total-Count, None where there is none."""

    status: int
    data: bytes
    total: int | None


class Gateway:
    """The app behind *address*. Each call is a connection of its own.

    Every method may raise ``Unanswered``, ``Refused`` (also ``ModemUnavailable``), ``ModemNotReady`` for
    a wrong password, and ``RemoteProtocolError`` for an answer that makes no sense.
    """

    def __init__(self, address: Address, user: str, password: str) -> None:
        self._address = address
        secret = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {secret}", "Connection": "close"}

    def health(self) -> Health:
        """How the phone is. Status 500 is an answer too: without internet there is no other."""
        reply = self._call("GET", "/health")
        if reply.status not in (200, 500):
            raise ModemUnavailable(FOREIGN)
        return decode(reply.data, Health)

    def model(self) -> str:
        """The phone's model; also the test of the password."""
        return self._get("/", Root).model

    def device(self) -> Device:
        """The phone as the app knows it, and its SIM cards."""
        devices = self._get("/device", list[Device])
        if not devices:
            raise RemoteProtocolError("the phone lists no device")
        return devices[0]

    def settings(self) -> dict[str, object]:
        """The app's settings, by group."""
        return self._get("/settings", dict[str, object])

    def change_settings(self, changes: Mapping[str, Mapping[str, object]]) -> None:
        """Change what *changes* names, and nothing else."""
        self._send("PATCH", "/settings", changes)

    def hooks(self) -> list[Hook]:
        """The registered webhooks."""
        return self._get("/webhooks", list[Hook])

    def register(self, hook: Hook) -> None:
        """Register *hook*, in place of the one with the same id."""
        self._send("POST", "/webhooks", hook)

    def forget(self, hook_id: str) -> None:
        """Take a webhook away."""
        self._ok(self._call("DELETE", f"/webhooks/{quote(hook_id, safe='')}"))

    def send(self, message: Mapping[str, object], *, check_number: bool) -> Sent | None:
        """Give *message* to the phone. None when it has a message of this id already (409)."""
        query = "" if check_number else "?skipPhoneValidation=true"
        reply = self._call("POST", f"/messages{query}", msgspec.json.encode(message))
        if reply.status == http.client.CONFLICT:
            return None
        return decode(self._ok(reply).data, Sent)

    def message(self, name: str) -> Sent | None:
        """What became of the message *name*; None when the phone does not know it."""
        reply = self._call("GET", f"/messages/{quote(name, safe='')}")
        if reply.status == http.client.NOT_FOUND:
            return None
        return decode(self._ok(reply).data, Sent)

    def messages(self, offset: int, since: datetime) -> tuple[list[Sent], int]:
        """A page of the messages given to the phone since *since*, newest first, and how many there are."""
        query = urlencode({"limit": PAGE, "offset": offset, "from": written(since), "to": _FAR_FUTURE})
        reply = self._ok(self._call("GET", f"/messages?{query}"))
        page = decode(reply.data, list[Sent])
        return page, offset + len(page) if reply.total is None else reply.total

    def inbox(self, offset: int, limit: int = PAGE) -> tuple[list[Entry], int]:
        """A page of the phone's inbox, newest first, and how many messages it holds."""
        query = urlencode({"limit": limit, "offset": offset, "to": _FAR_FUTURE})
        reply = self._ok(self._call("GET", f"/inbox?{query}"))
        page = decode(reply.data, list[Entry])
        return page, offset + len(page) if reply.total is None else reply.total

    def refresh(self, since: datetime, until: datetime) -> None:
        """Have the app read the phone's own store again, for what came while it was not running."""
        self._send("POST", "/inbox/refresh", {"since": written(since), "until": written(until)})

    def _get(self, path: str, shape: type[_Decoded]) -> _Decoded:
        return decode(self._ok(self._call("GET", path)).data, shape)

    def _send(self, method: str, path: str, body: object) -> Reply:
        return self._ok(self._call(method, path, msgspec.json.encode(body)))

    def _ok(self, reply: Reply) -> Reply:
        if 200 <= reply.status < 300:
            return reply
        try:
            why = decode(reply.data, Refusal).message
        except RemoteProtocolError:
            why = ""
        raise Refused(reply.status, why)

    def _call(self, method: str, path: str, body: bytes | None = None) -> Reply:
        try:
            wire = dial(self._address.host, self._address.port, CALL_SECONDS)
        except OSError as error:
            raise Unanswered(was_sent=False) from error
        connection = http.client.HTTPConnection(self._address.host, self._address.port)
        connection.sock = wire
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            data = response.read(MOST_OCTETS + 1)
            total = response.getheader("X-Total-Count", "")
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(was_sent=True) from error
        finally:
            connection.close()
            wire.close()
        if len(data) > MOST_OCTETS:
            raise RemoteProtocolError("the phone's answer is too long")
        if response.status == http.client.UNAUTHORIZED:
            raise ModemNotReady(WRONG_PASSWORD)
        return Reply(response.status, data, int(total) if total.isdecimal() and len(total) < 10 else None)
