"""Carries out a procedure on a session: steps become bytes to write, events and time become replies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from drivers.at import session as at
from drivers.at.results import parse_final
from drivers.at.session import AtSession, Command
from drivers.at.steps import (
    Listen,
    ModemSilent,
    Pause,
    Procedure,
    PulseDtr,
    Quiet,
    Raw,
    Reply,
    SendPdu,
    Settle,
    Step,
    Tell,
    Unusable,
)
from drivers.at.urcs import Kind
from modemsms.driver import DriverEvent

# A final result follows the last line of its answer at once. Wavecom sends none behind some (Q28).
FINAL_GRACE = 1.0

_BOOT = (Kind.BOOT_BEGINS, Kind.BOOT_GOES_ON)


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes for the port; *label* is what a log may say of them."""

    data: bytes
    label: str
    hands_over: bool = False
    """With the last of these bytes a text may be on the air."""


class Runner:
    """Runs one procedure at a time. Knows the time only as *now*, in seconds of one clock.

    ``begin``, ``hear`` and ``expire`` raise what the procedure raises.
    """

    def __init__(self, tell: Callable[[DriverEvent], None], command_gap: Callable[[], float]) -> None:
        """*command_gap*: the seconds that the modem needs between a result and the next command."""
        self.session = AtSession()
        self.writes: deque[Write | PulseDtr] = deque()
        self._tell = tell
        self._command_gap = command_gap
        self._procedure: Procedure[None] | None = None
        self._step: Step | None = None
        self._deadline: float | None = None
        self._latest = 0.0
        self._unsent = False
        self._free_at = 0.0

    @property
    def busy(self) -> bool:
        """A procedure has not ended yet."""
        return self._procedure is not None

    @property
    def deadline(self) -> float | None:
        """When ``expire`` is due."""
        return self._deadline

    @property
    def awaits_result(self) -> bool:
        """The PDU is out and its result is not in."""
        return isinstance(self._step, SendPdu)

    def begin(self, procedure: Procedure[None], now: float) -> None:
        """Start *procedure*. Only when not ``busy``."""
        self._procedure = procedure
        self._advance(None, now)

    def drop(self) -> None:
        """Forget the procedure, the conversation and what was still to be written."""
        procedure = self._procedure
        self._clear()
        self.session = AtSession()
        self.writes.clear()
        if procedure is not None:
            procedure.close()

    def heard(self, now: float) -> None:
        """Some bytes have come, of whatever kind."""
        if isinstance(self._step, Quiet):
            self._deadline = min(now + self._step.seconds, self._latest)

    def hear(self, event: at.Event, now: float) -> None:
        """Go on if *event* is what the present step waits for."""
        reply = self._reply(event, now)
        if reply is not None:
            self._advance(reply, now)

    def expire(self, now: float) -> None:
        """Go on if the present step has waited long enough."""
        if self._deadline is None or now < self._deadline:
            return
        if self._unsent and isinstance(self._step, Command):
            self._send(self._step, now)
            return
        lines: tuple[str, ...] = ()
        if isinstance(self._step, Command | SendPdu | Settle):
            lines = self.session.abandon()
        self._advance(Reply(now, lines=lines), now)

    def _reply(self, event: at.Event, now: float) -> Reply | None:
        match self._step, event:
            case ((Command() | SendPdu() | Settle()), at.Completed(final, lines)):
                self._free_at = now
                return Reply(now, final, lines)
            case Command(prompts=True), at.Prompted() if self.session.prompt_open:
                return Reply(now, prompted=True)
            case SendPdu(), at.Answer(line):
                return Reply(now, lines=(line,))
            case Command(listing=False, prompts=False) as command, at.Answer() if command.asks:
                self._deadline = now + FINAL_GRACE
            case Command(answered_by=kind), at.Urc() if kind is event.kind and self._deadline is not None:
                self._deadline = min(self._deadline, now + FINAL_GRACE)
            case Pause(until_boot=True), at.Urc(kind) if kind in _BOOT:
                return Reply(now)
            case Listen(heads), at.Unknown(line) if line.startswith(heads):
                return Reply(now, parse_final(line), (line,))
        return None

    def _advance(self, reply: Reply | None, now: float) -> None:
        """Give the procedure *reply* and carry out its steps up to one that takes time."""
        procedure = self._procedure
        assert procedure is not None
        while True:
            self._step = self._deadline = None
            try:
                self._step = next(procedure) if reply is None else procedure.send(reply)
                if not self._do(self._step, now):
                    return
            except StopIteration:
                self._clear()
                return
            except (ModemSilent, Unusable):
                self._clear()
                raise
            reply = Reply(now)

    def _do(self, step: Step, now: float) -> bool:
        """Begin *step*; True if that is all there is to it."""
        match step:
            case Tell(event):
                self._tell(event)
            case Raw(data):
                self.writes.append(Write(data, repr(data)))
            case PulseDtr():
                self.writes.append(step)
            case Command():
                self._send_soon(step, now)
                return False
            case SendPdu(pdu, timeout, behind):
                front = self.session.send_unprompted(behind) if behind is not None else b""
                if not self.session.prompt_open:
                    # It closed during a pause behind it: nothing was handed over.
                    raise ModemSilent("AT+CMGS")
                data = front + self.session.send_pdu(pdu)
                self.writes.append(Write(data, f"PDU of {len(pdu) // 2} octets", hands_over=True))
                self._deadline = now + timeout
                return False
            case Quiet(seconds, limit):
                self._deadline, self._latest = now + seconds, now + limit
                return seconds <= 0
            case Pause(seconds):
                self._deadline = now + seconds
                return seconds <= 0
            case Settle(timeout):
                self._deadline = now + timeout
                return not self.session.busy
            case Listen(_, timeout):
                self._deadline = now + timeout
                return False
        return True

    def _send_soon(self, command: Command, now: float) -> None:
        sends_at = self._free_at + self._command_gap()
        self._unsent = now < sends_at
        if self._unsent:
            self._deadline = sends_at
        else:
            self._send(command, now)

    def _send(self, command: Command, now: float) -> None:
        self._unsent = False
        self.writes.append(Write(self.session.send(command), command.label))
        self._deadline = now + command.timeout

    def _clear(self) -> None:
        self._procedure = self._step = self._deadline = None
        if self.session.busy:
            self.session.abandon()
