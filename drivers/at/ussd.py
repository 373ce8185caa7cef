"""USSD: one dialogue with the network at a time, beside the texts (27.007, 7.15; hardware.md 1.8).

The command is short, the network's answer comes unasked and may take a minute: meanwhile the modem
works on. A code may cost money, so it is never sent again once the network may have heard it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drivers.at.charset import set_charset, use_ucs2
from drivers.at.device import Device
from drivers.at.results import Final
from drivers.at.session import Command
from drivers.at.steps import Pause, Procedure, Reply, ask
from drivers.at.urcs import Kind
from drivers.at.ussd_causes import (
    BUSY,
    CLOSED,
    NO_ANSWER,
    WITHOUT_ANSWER,
    refused,
)
from drivers.at.ussd_text import Way, read, written
from modemsms.driver import DriverEvent, UssdAnswered, UssdFailed
from modemsms.errors import Cause

# How long a network may take to answer; the quirk may set it within these bounds.
LEAST_PATIENCE, MOST_PATIENCE = 15.0, 180.0
# What a modem refuses for its form it refuses at once. An error that took longer may be the network's.
REFUSED_WITHIN = 1.0
# A second +CUSD for the same answer ("2", or the text once more) follows the first at once.
ECHO_GRACE = 2.0

# Codings 15 and 72: the default alphabet, and UCS-2 (23.038, 5).
_DEFAULT_ALPHABET, _UCS2 = 15, 72
# The refusals that are about how the command was written.
_BADLY_WRITTEN = frozenset({None, 3, 4, 21, 24, 25, 26, 27, 50, 303, 304})
_WANTS_REPLY, _ENDED = 1, 2
_HEAD = re.compile(r"\+CUSD:\s*(\d*)\s*,?\s*")
_END = re.compile(r'"\s*(?:,\s*(\d{1,3})\s*)?\Z')
_BARE_END = re.compile(r",\s*(\d{1,3})\s*\Z")


@dataclass(frozen=True, slots=True)
class Answer:
    """``+CUSD: m,"text",dcs``: *text* octet by octet, as it stood between the quotes."""

    status: int
    text: str
    dcs: int | None


def parse(line: str) -> Answer:
    """Take a whole +CUSD apart; a text may lack its quotes, and its closing one."""
    head = _HEAD.match(line)
    assert head is not None, line[:10]
    rest = line[head.end() :]
    quoted = rest.startswith('"')
    rest = rest.removeprefix('"')
    end = (_END if quoted else _BARE_END).search(rest)
    dcs = int(end[1]) if end and end[1] else None
    return Answer(int(head[1] or 0), rest[: end.start()] if end else rest, dcs)


@dataclass(eq=False, slots=True)
class Request:
    """A code that waits for its turn or, once it is dialled, for its answer until *until*."""

    number: int
    code: str
    until: float = math.inf
    dialling: bool = False
    """Its command is at the modem."""
    dialled: bool = False


class Ussd:
    """The dialogue. Times are the engine's clock, in seconds."""

    def __init__(self, slot: int, tell: Callable[[DriverEvent], None]) -> None:
        self._slot = slot
        self._tell = tell
        self._request: Request | None = None
        self._is_open = False
        self._leaving = False
        self._answered_at = -math.inf
        self._last_text = ""

    # --- for the shop -------------------------------------------------------------------------

    def ask(self, number: int, code: str) -> None:
        """Dial *code*, or reply with it, when the modem is next idle."""
        if self._request is not None:
            self._tell(UssdFailed(self._slot, number, BUSY))
        else:
            self._request = Request(number, code)

    def leave(self) -> None:
        """End the session, and whatever is asked in it."""
        request = self._request
        leaving = self._is_open or (request is not None and (request.dialling or request.dialled))
        self.cut_off(CLOSED)
        self._leaving = leaving

    # --- for the engine -----------------------------------------------------------------------

    def next(self, device: Device) -> Procedure[None] | None:
        """Leave, or dial; None when there is nothing to do."""
        request = self._request
        if self._leaving:
            self._leaving = False
            return self._leave()
        if request is None or request.dialling or request.dialled:
            return None
        request.dialling = True
        return self._dial(device, request)

    def due(self) -> float | None:
        """When ``tick`` is due."""
        request = self._request
        return request.until if request is not None and request.dialled else None

    def tick(self, now: float) -> None:
        """Time has passed: an answer that is late does not come."""
        request = self._request
        if request is not None and request.dialled and now >= request.until:
            self._leaving = True
            self._fail(request, NO_ANSWER)

    def heard(self, line: str, charset: str, now: float) -> None:
        """The network says something."""
        answer = parse(line)
        text = read(answer.text, answer.dcs, charset)
        echo = self._is_echo(text, answer.status, now)
        request = self._request
        if request is None or not (request.dialling or request.dialled):
            if not echo:
                self._answer(None, text, answer.status, now)
        elif text or answer.status <= _WANTS_REPLY:
            self._request = None
            self._answer(request.number, text, answer.status, now)
        elif not echo:
            self._fail(request, WITHOUT_ANSWER.get(answer.status, NO_ANSWER))

    def cut_off(self, cause: Cause) -> None:
        """The modem forgot the session, or is gone, or the shop left it."""
        self._is_open = self._leaving = False
        if self._request is not None:
            self._fail(self._request, cause)

    # --- inside -------------------------------------------------------------------------------

    def _is_echo(self, text: str, status: int, now: float) -> bool:
        """The last answer comes twice, or its end does (Q81); behind a question that is the session's end."""
        again = text == self._last_text if text else status == _ENDED and not self._is_open
        return again and now < self._answered_at + ECHO_GRACE

    def _answer(self, number: int | None, text: str, status: int, now: float) -> None:
        self._answered_at, self._last_text = now, text
        was_open, self._is_open = self._is_open, status == _WANTS_REPLY
        if text or number is not None or was_open:
            self._tell(UssdAnswered(self._slot, number, text, self._is_open))

    def _fail(self, request: Request, cause: Cause) -> None:
        """End *request*, unless it has its answer; no session stays open behind a failure."""
        if request is not self._request:
            return
        self._request = None
        self._leaving = self._leaving or self._is_open
        self._is_open = False
        self._tell(UssdFailed(self._slot, request.number, cause))

    def _leave(self) -> Procedure[None]:
        """An error means that the session was over already; a +CUSD: 2 may confirm that it is now."""
        self._answered_at = (yield from ask("AT+CUSD=2")).at

    def _dial(self, device: Device, request: Request) -> Procedure[None]:
        """Write the code in the way that this modem takes; another way only if it refused the first itself."""
        patience = min(max(device.profile.ussd_timeout, LEAST_PATIENCE), MOST_PATIENCE)
        refusal: Final | None = None
        for way in _ways(device):
            text = written(request.code, way)
            if text is None or (way is Way.UCS2 and not (yield from use_ucs2(device))):
                continue
            began = (yield Pause(0.0)).at
            request.until = began + patience
            coding = _UCS2 if written(request.code, Way.PACKED) is None else _DEFAULT_ALPHABET
            # With the code a voucher may be topped up: it is nobody's business.
            command = f'AT+CUSD=1,"{text}",{coding}'
            reply = yield Command(command, patience, secret=True, answered_by=Kind.USSD)
            if reply.final is None and request is self._request:
                self._fail(request, NO_ANSWER)
                yield from ask("AT")
            if way is Way.UCS2:
                yield from set_charset(device)
            if request is not self._request or not _was_badly_written(reply, began):
                self._dialled(device, request, way, reply)
                return
            refusal = reply.final
        self._fail(request, refused(refusal))

    def _dialled(self, device: Device, request: Request, way: Way, reply: Reply) -> None:
        request.dialling, request.dialled = False, True
        if request is not self._request or reply.ok:
            device.manners.ussd_way = way
        else:
            self._fail(request, refused(reply.final))


def _ways(device: Device) -> Iterator[Way]:
    """What worked before, then what the make is known for, then all in order."""
    wanted = [device.manners.ussd_way, device.profile.ussd_encoding, *Way]
    yield from dict.fromkeys(Way(way) for way in wanted if way)


def _was_badly_written(reply: Reply, began: float) -> bool:
    final = reply.final
    if final is None or final.ok:
        return False
    return final.code in _BADLY_WRITTEN and reply.at - began <= REFUSED_WITHIN
