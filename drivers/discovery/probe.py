"""Asks one port whether a modem is behind it, and which (hardware.md 1.2): a few harmless commands, no setting.

The caller sees to it that the port may be written to at all: nothing here knows what a receipt printer is.
"""

from __future__ import annotations

import logging
import re
import select
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from drivers.at.lines import Lines
from drivers.at.transport import Port
from modemsms import clock
from modemsms.errors import Cause, ModemUnavailable

log = logging.getLogger(__name__)

USUAL_SPEEDS = (115200,)
"""A USB modem ignores the speed."""
ALL_SPEEDS = (115200, 9600, 57600, 38400, 19200)
"""What a module on a plain serial line may have been set to, the likeliest first."""

# What lay in the line from before, and streams that betray themselves.
_DRAIN = 0.2
_TRIES = 3
_ANSWER_WITHIN = 1.0
_QUESTION_WITHIN = 2.0
# A port that streams without a line end is cut off here.
_ENOUGH_OCTETS = 16384

_NMEA = re.compile(rb"\$[A-Z]{2,5}[A-Z0-9]*,")
_HDLC_FLAG = b"\x7e"

_OK = "OK"
_NUMERIC_OK = "0"
_REFUSED = re.compile(r"ERROR|4|\+CM[ES] ERROR\b.*|COMMAND NOT SUPPORT|NOT SUPPORT")
_UNASKED = re.compile(r"[+^*%$#!_]|RDY$|RING$|SMS |PB DONE|Call Ready")
_MODEL = re.compile(r"[A-Za-z0-9]{2}")
_IMEI = re.compile(r"\b(\d{14,16})\b")
_LONGEST_MODEL = 60


class Behind(Enum):
    """What turned out to be behind a port."""

    MODEM = "modem"
    SILENCE = "silence"
    """It takes bytes and says nothing that a modem says."""
    POSITIONS = "positions"
    """It streams NMEA sentences: the GPS port."""
    BINARY = "binary"
    """It speaks frames with 0x7E: the diagnostic port."""
    REFUSED = "refused"
    """It cannot be opened; the cause says why."""
    GONE = "gone"
    """Pulled out while it was asked, or the asking was stopped."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a port said. *model* and *imei* as far as a modem told them."""

    behind: Behind
    model: str | None = None
    imei: str | None = None
    cause: Cause | None = None


class _Stopped(Exception):
    """Raised out of a wait when the asking is to stop."""


def probe(path: str, stop: int, *, speeds: Iterable[int] = USUAL_SPEEDS) -> Answer:
    """Open *path*, ask with AT up to three times (once at each further speed), then CGMM and CGSN.

    Takes at most four seconds, and two more for each further speed. *stop* is a descriptor that becomes
    readable when the asking is to end at once. The port is closed again in any case.
    """
    answer = Answer(Behind.SILENCE)
    tries = _TRIES
    for speed in speeds:
        try:
            port = Port(path, speed)
        except ModemUnavailable as error:
            gone = error.cause.code == "port_missing"
            return Answer(Behind.GONE if gone else Behind.REFUSED, cause=error.cause)
        try:
            answer = _Talk(port, stop).ask_who(tries)
        except (ModemUnavailable, _Stopped):
            answer = Answer(Behind.GONE)
        finally:
            port.close()
        # At a wrong speed a module's words look like anything.
        if answer.behind not in (Behind.SILENCE, Behind.BINARY):
            break
        tries = 1
    log.info("port_asked port=%s behind=%s", path, answer.behind.value)
    return answer


class _Talk:
    """One conversation with an open port."""

    def __init__(self, port: Port, stop: int) -> None:
        self._port = port
        self._stop = stop
        self._poll = select.poll()
        self._poll.register(port.fileno(), select.POLLIN)
        self._poll.register(stop, select.POLLIN)
        self._heard = bytearray()

    def ask_who(self, tries: int) -> Answer:
        """The whole conversation. Raises ``ModemUnavailable`` when the port goes."""
        self._listen(_DRAIN)
        if (stream := self._stream()) is not None:
            return Answer(stream)
        for _ in range(tries):
            _, final = self._question("AT", _ANSWER_WITHIN, (_OK, _NUMERIC_OK))
            # A streaming port may also echo and say something that looks like a result.
            if (stream := self._stream()) is not None:
                return Answer(stream)
            if final is not None:
                return self._introduce(final)
        return Answer(Behind.SILENCE)

    def _introduce(self, ok: str) -> Answer:
        lines, _ = self._question("AT+CGMM", _QUESTION_WITHIN, (ok,))
        told = [line.removeprefix("+CGMM:").strip().strip('"') for line in lines]
        model = next((line for line in told if _MODEL.search(line) and not _UNASKED.match(line)), None)
        lines, _ = self._question("AT+CGSN", _QUESTION_WITHIN, (ok,))
        found = _IMEI.search(" ".join(line for line in lines if not line.startswith(("^", "*"))))
        # A lone 0 is what a scale says too; a modem goes on to say who it is.
        if ok == _NUMERIC_OK and model is None and found is None:
            return Answer(Behind.SILENCE)
        imei = found[1] if found and found[1].strip("0") else None
        return Answer(Behind.MODEM, model[:_LONGEST_MODEL] if model else None, imei)

    def _question(self, command: str, seconds: float, good: tuple[str, ...]) -> tuple[list[str], str | None]:
        """The lines of the answer without the echo, and the good result that ended it, None if none did."""
        self._port.write(command.encode("ascii") + b"\r")
        lines: list[str] = []
        cut = Lines()
        deadline = clock.monotonic() + seconds
        while (data := self._receive(deadline)) is not None:
            for item in cut.feed(data):
                line = item.decode("latin-1").strip() if isinstance(item, bytes) else ""
                if line in good:
                    return lines, line
                if _REFUSED.fullmatch(line) and line != command:
                    return [], None if command == "AT" else line
                if line and line != command:
                    lines.append(line)
        return lines, None

    def _listen(self, seconds: float) -> None:
        deadline = clock.monotonic() + seconds
        while self._receive(deadline) is not None:
            pass

    def _receive(self, deadline: float) -> bytes | None:
        """What comes next, None when nothing does before *deadline*."""
        left_ms = int((deadline - clock.monotonic()) * 1000)
        if left_ms <= 0 or len(self._heard) > _ENOUGH_OCTETS:
            return None
        for descriptor, _ in self._poll.poll(left_ms):
            if descriptor == self._stop:
                raise _Stopped
            data = self._port.read()
            self._heard += data
            return data
        return None

    def _stream(self) -> Behind | None:
        if _NMEA.search(self._heard):
            return Behind.POSITIONS
        return Behind.BINARY if _HDLC_FLAG in self._heard else None
