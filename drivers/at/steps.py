"""What a procedure can ask for: each is one step of straight-line code that knows no port and no clock.

A procedure is a generator. It yields a step, whoever runs it carries the step out, and sends back a
``Reply``. So the order of commands, their fallbacks and pauses read from top to bottom, and a test
plays the modem by sending replies.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from drivers.at.results import Final
from drivers.at.session import Command
from modemsms.driver import DriverEvent
from modemsms.errors import Cause


@dataclass(frozen=True, slots=True)
class SendPdu:
    """Answer the open prompt; the reply comes with the first line of the answer or the final result.

    *behind* is a command whose prompt is not waited for: the PDU goes with it in one write (Q50).
    """

    pdu: str
    timeout: float
    behind: Command | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """Wait for the final result of a command whose answer is known already."""

    timeout: float


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for a line that begins with one of *heads*, with no command running."""

    heads: tuple[str, ...]
    timeout: float


@dataclass(frozen=True, slots=True)
class Pause:
    """Do nothing for a while; *until_boot* ends it early when a line of a booting modem comes."""

    seconds: float
    until_boot: bool = False


@dataclass(frozen=True, slots=True)
class Quiet:
    """Wait until nothing has come for *seconds*, but at most *limit*."""

    seconds: float
    limit: float = 2.0


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes outside any command: ESC, or the guard characters of data mode."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PulseDtr:
    """Drop DTR and raise it again, which ends a forgotten data call."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Report *event* to the shop now."""

    event: DriverEvent


Step = Command | SendPdu | Settle | Listen | Pause | Quiet | Raw | PulseDtr | Tell


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a step. *final* is None when time ran out, or where a step has no result.

    *at* is the runner's clock, in seconds, when the step ended.
    """

    at: float
    final: Final | None = None
    lines: tuple[str, ...] = ()
    prompted: bool = False

    @property
    def ok(self) -> bool:
        return self.final is not None and self.final.ok

    @property
    def silent(self) -> bool:
        """Nothing at all came back."""
        return self.final is None and not self.lines and not self.prompted

    @property
    def first(self) -> str:
        """The first line of the answer, or nothing."""
        return self.lines[0] if self.lines else ""

    def has_code(self, *codes: int) -> bool:
        """The final result is an error with one of *codes*, CMS or CME."""
        return self.final is not None and not self.final.ok and self.final.code in codes


T = TypeVar("T")
Procedure = Generator[Step, Reply, T]


class ModemSilent(Exception):
    """A command got no answer at all: the recovery ladder is next."""


class Unusable(Exception):
    """The device answers and cannot do our work."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.sentence)
        self.cause = cause


# What a slow modem still has to say comes before the next command.
_QUIET = 0.3
_ALIVE = 1.0


def ask(command: Command | str) -> Procedure[Reply]:
    """Run *command*. An error is an answer, and so are lines without a final result (Q28).

    A command that stays unanswered while AT is answered counts as refused; if that is silent too,
    ``ModemSilent`` is raised.
    """
    command = Command(command) if isinstance(command, str) else command
    reply = yield command
    if reply.silent:
        yield Quiet(_QUIET)
        if (yield Command("AT", _ALIVE)).final is None:
            raise ModemSilent(command.label)
        # That may have been the late result of the command: no answer may be taken for the next one's.
        yield Quiet(_QUIET)
    return reply


def ask_first_ok(*commands: str, timeout: float = 5.0) -> Procedure[Reply]:
    """Try *commands* in order until one succeeds; the reply is that of the last one tried."""
    for text in commands[:-1]:
        reply = yield from ask(Command(text, timeout))
        if reply.ok:
            return reply
    return (yield from ask(Command(commands[-1], timeout)))


# "SIM busy" and "please wait" pass within seconds of a start or of a PIN (Q28, Q54).
_BUSY = (14, 314, 515)
_BUSY_PAUSE = 2.0
_BUSY_TRIES = 15


def ask_patiently(command: Command) -> Procedure[Reply]:
    """As ``ask``, again every 2 s for 30 s while the modem says that it is busy."""
    reply = yield from ask(command)
    for _ in range(_BUSY_TRIES):
        if not reply.has_code(*_BUSY):
            break
        yield Pause(_BUSY_PAUSE, until_boot=True)
        reply = yield from ask(command)
    return reply
