"""USSD through gammu: one code at a time, its answer when it comes (27.007, 7.15)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.at.ussd_causes import BUSY, CLOSED, NO_ANSWER, WITHOUT_ANSWER
from drivers.gammu_child.protocol import Dial, Replied
from modemsms.driver import UssdAnswered, UssdFailed
from modemsms.errors import Cause

PATIENCE = 90.0
# Some phones bring the same answer twice (hardware.md 5.2).
ECHO_GRACE = 2.0

_OPEN = "ActionNeeded"
# gammu's words for the statuses of a +CUSD that ends without an answer.
_ENDS = {
    "Terminated": WITHOUT_ANSWER[2],
    "AnotherClient": WITHOUT_ANSWER[3],
    "NotSupported": WITHOUT_ANSWER[4],
    "Timeout": WITHOUT_ANSWER[5],
}


@dataclass(slots=True)
class _Request:
    number: int
    code: str
    until: float | None = None
    """Dialled; the answer has until then."""


class Dialogue:
    """What was asked and not answered. gammu cannot end a session: the network ends it by its own time."""

    def __init__(self, slot: int) -> None:
        self._slot = slot
        self._request: _Request | None = None
        self._last: tuple[Replied, float] | None = None

    def ask(self, number: int, code: str) -> UssdFailed | None:
        """Take *code*, to be dialled when the phone is free; an answer at once if another one waits."""
        if self._request is not None:
            return UssdFailed(self._slot, number, BUSY)
        self._request = _Request(number, code)
        return None

    def next_call(self, now: float) -> Dial | None:
        """What to ask of the phone now. A code is dialled once."""
        request = self._request
        if request is None or request.until is not None:
            return None
        request.until = now + PATIENCE
        return Dial(request.code)

    def replied(self, reply: Replied, now: float) -> UssdAnswered | UssdFailed | None:
        """The network has said something."""
        request = self._request if self._request and self._request.until is not None else None
        is_echo = self._last is not None and self._last[0] == reply and now < self._last[1] + ECHO_GRACE
        self._last = (reply, now)
        if request is None and is_echo:
            return None
        number = None if request is None else request.number
        if request is not None:
            self._request = None
        if reply.text:
            return UssdAnswered(self._slot, number, reply.text, reply.status == _OPEN)
        if number is None:
            return None
        return UssdFailed(self._slot, number, _ENDS.get(reply.status, NO_ANSWER))

    def due(self) -> float | None:
        """When ``tick`` has something to do."""
        return None if self._request is None else self._request.until

    def tick(self, now: float) -> UssdFailed | None:
        """Time has passed."""
        until = self.due()
        return self.end(NO_ANSWER) if until is not None and now >= until else None

    def leave(self) -> UssdFailed | None:
        """The shop does not want the answer any more."""
        return self.end(CLOSED)

    def end(self, why: Cause) -> UssdFailed | None:
        """There will be no answer."""
        request, self._request = self._request, None
        return None if request is None else UssdFailed(self._slot, request.number, why)
