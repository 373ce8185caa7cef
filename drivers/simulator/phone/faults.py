"""What can go wrong with a phone, the app on it, and what it says over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from drivers.simulator.phone.exchange import Request

ALWAYS = 1 << 30

# --- answers of the HTTP server -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Status:
    """This status, with *body*, in place of the answer; the request is not looked at."""

    code: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Garbage:
    """The request is done, and these octets stand where its JSON belongs."""

    data: bytes = b'{"id": [\xff\xfe not json'


@dataclass(frozen=True, slots=True)
class Huge:
    """The request is done, and the answer is JSON of this size."""

    octets: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Slow:
    """The request is done, and its answer comes after *delay* (never, if None)."""

    delay: timedelta | None


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset: with *accepted* after the request was done, else before."""

    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """The request is done, and its answer ends in the middle of the body."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The request is done, and *change* makes another document of its answer: a phone that lies."""

    change: Callable[[Any], Any]


Answering = Status | Garbage | Huge | Slow | Reset | Cut | Rewritten


def foreign_ids(document: Any) -> Any:
    """For ``Rewritten``: the answer is about messages that nobody asked for."""
    return _each(document, lambda entry: {**entry, "id": f"foreign-{entry.get('id')}"})


def claims(state: str) -> Rewritten:
    """Every message is in *state*, whatever became of it."""

    def lie(entry: dict[str, Any]) -> dict[str, Any]:
        recipients = [{**recipient, "state": state} for recipient in entry.get("recipients", [])]
        return {**entry, "state": state, "recipients": recipients}

    return Rewritten(lambda document: _each(document, lie))


def _each(document: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    if isinstance(document, list):
        return [_each(entry, change) for entry in document]
    return change(document) if isinstance(document, dict) and "id" in document else document


# --- a text on its way out ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refuse:
    """Android gives back *result*, a name of ``results``; *part* counts from 0, None is every part."""

    result: str = "RESULT_ERROR_GENERIC_FAILURE"
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Stick:
    """The message stays ``Pending`` (not on the air) or ``Processed``; *on_air*: whether it went out."""

    state: str = "Processed"
    on_air: bool = True


@dataclass(frozen=True, slots=True)
class Late:
    """Android says only after *delay* that the text was sent."""

    delay: timedelta


@dataclass(frozen=True, slots=True)
class Backwards:
    """The app writes Processed after Sent, as it does when the network is quicker than its database."""


Sending = Refuse | Stick | Late | Backwards

# --- webhooks -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Without X-Signature and X-Timestamp."""


@dataclass(frozen=True, slots=True)
class Forged:
    """Signed with a key that nobody agreed upon."""

    key: str = "not-the-key"


@dataclass(frozen=True, slots=True)
class Stale:
    """Signed rightly, with a time stamp that is *age* old."""

    age: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Brought, and then once more octet by octet after *delay*."""

    delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Duplicated:
    """The event is brought twice, each signed anew, under one event id."""


@dataclass(frozen=True, slots=True)
class Delayed:
    """Brought after *delay*; what comes later overtakes it."""

    delay: timedelta


@dataclass(frozen=True, slots=True)
class Lost:
    """Never brought."""


Delivering = Unsigned | Forged | Stale | Replayed | Duplicated | Delayed | Lost

# --- the lists ------------------------------------------------------------------------------------

Action = TypeVar("Action")
Subject = TypeVar("Subject")


@dataclass(slots=True)
class _Entry(Generic[Action, Subject]):
    action: Action
    fits: Callable[[Subject], bool]
    left: int
    spared: int


class _Waiting(Generic[Action, Subject]):
    """Faults still to come, oldest first."""

    def __init__(self) -> None:
        self._entries: list[_Entry[Action, Subject]] = []
        self._lock = threading.Lock()

    def add(self, action: Action, fits: Callable[[Subject], bool], times: int, spared: int) -> None:
        with self._lock:
            self._entries.append(_Entry(action, fits, times, spared))

    def take(self, subject: Subject) -> Action | None:
        with self._lock:
            for entry in self._entries:
                if not entry.fits(subject):
                    continue
                if entry.spared:
                    entry.spared -= 1
                    continue
                entry.left -= 1
                if not entry.left:
                    self._entries.remove(entry)
                return entry.action
        return None

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


class PhoneFaults:
    """The faults that wait for one phone; of several that fit, the one that was set first happens.

    *times* is how often, after *spared* good ones; ``ALWAYS`` is until ``clear``. Any thread may call.
    """

    def __init__(self) -> None:
        self._answers: _Waiting[Answering, Request] = _Waiting()
        self._sends: _Waiting[Sending, str] = _Waiting()
        self._webhooks: _Waiting[Delivering, str] = _Waiting()

    def answer(
        self, how: Answering, *, method: str = "", path: str = "/", times: int = 1, spared: int = 0
    ) -> None:
        """The next request with *method* (any, if empty) below *path* is answered so."""

        def fits(request: Request) -> bool:
            return request.method in (method or request.method,) and request.path.startswith(path)

        self._answers.add(how, fits, times, spared)

    def send(self, how: Sending, *, recipient: str = "", times: int = 1, spared: int = 0) -> None:
        """The next text for *recipient* (as it was submitted; anybody, if empty) meets this."""
        self._sends.add(how, lambda number: recipient in ("", number), times, spared)

    def webhook(self, how: Delivering, *, event: str = "", times: int = 1, spared: int = 0) -> None:
        """The next webhook of *event* (any, if empty) is brought so."""
        self._webhooks.add(how, lambda name: event in ("", name), times, spared)

    def clear(self) -> None:
        """Nothing more goes wrong."""
        self._answers.clear()
        self._sends.clear()
        self._webhooks.clear()

    def take_answer(self, request: Request) -> Answering | None:
        """What goes wrong with this request."""
        return self._answers.take(request)

    def take_send(self, number: str) -> Sending | None:
        """What goes wrong with this text."""
        return self._sends.take(number)

    def take_webhook(self, event: str) -> Delivering | None:
        """What goes wrong with this webhook."""
        return self._webhooks.take(event)
