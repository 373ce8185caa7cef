"""One command at a time on a stream of bytes, and the events that come back; no I/O and no time.

A modem may say something unasked between any two lines of an answer, even between the echo and the
answer, and what it says may be noise: nothing of that ends or breaks the answer (hardware.md 1.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drivers.at.lines import Lines, Prompt
from drivers.at.pdus import looks_like_pdu
from drivers.at.results import Final, parse_final, unglue
from drivers.at.urcs import TWO_LINES, Kind, is_news, kind_of
from drivers.at.ussd_lines import HEAD as USSD_HEAD
from drivers.at.ussd_lines import Half, is_other_news, is_whole
from modemsms.errors import LocalProtocolError

# 255 listed messages are 100 kB; what goes on behind this is not an answer.
MAX_ANSWER_OCTETS = 256 * 1024

CTRL_Z = b"\x1a"
ESCAPE = b"\x1b"

# Octets that no line we read begins or ends with: line noise and NULs sit there (Q69).
_NOISE = "".join(map(chr, [*range(0x21), *range(0x7F, 0x100)]))
_HEAD = re.compile(r"(?:AT)?([+^*#$&_%!][A-Z0-9]+)")
_SIGNS = tuple("+^*#$&_%!")
_CALLING = ("ATD", "ATA", "ATH")


@dataclass(frozen=True, slots=True)
class Command:
    """A line to send, and what of the modem's lines belongs to its answer.

    Of an answer only lines that begin with the command's own head count (``+CSQ:`` for ``AT+CSQ``).
    """

    text: str
    timeout: float = 5.0
    """Seconds until the final result, for whoever runs the command."""
    free: bool = False
    """The answer may also come without the head, as that of AT+CGMI does."""
    listing: bool = False
    """Each line with the head is followed by one with a PDU."""
    prompts: bool = False
    """The modem answers with the prompt for a PDU."""
    secret: bool = False
    """The parameters are not for any log."""
    answered_by: Kind | None = None
    """What is said unasked in answer to it. Some modems then leave the final result out."""

    @property
    def head(self) -> str:
        """What the lines of the answer begin with; empty for a basic command (ATE0)."""
        last = self.text.rpartition(";")[2]
        found = _HEAD.match(last)
        return f"{found[1]}:" if found else ""

    @property
    def asks(self) -> bool:
        """The answer is the point of it: nothing is set."""
        return "=" not in self.text

    @property
    def label(self) -> str:
        """The command as a log may show it."""
        return self.text.partition("=")[0] + "=…" if self.secret else self.text


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the running command's answer. It also stands in ``Completed``."""

    line: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The running command has ended."""

    final: Final
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompted:
    """The modem waits for the PDU."""


@dataclass(frozen=True, slots=True)
class Urc:
    """Something unasked. *pdu* is the second line of a direct message, None if it never came."""

    kind: Kind
    line: str
    pdu: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line that belongs to nothing we know of: a late result, or noise."""

    line: str


@dataclass(frozen=True, slots=True)
class EchoReturned:
    """The modem echoes again though it had stopped: it has restarted (Q67)."""


Event = Answer | Completed | Prompted | Urc | Unknown | EchoReturned


class AtSession:
    """The state of the conversation. Bytes to write come from ``send`` and ``send_pdu``."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._command: Command | None = None
        self._head = ""
        self._answer: list[str] = []
        self._answer_octets = 0
        self._half: Urc | None = None
        self._ussd: Half | None = None
        self._sent: str | None = None
        self._echo_off = False
        self._echoed = False

    def send(self, command: Command | str) -> bytes:
        """The bytes that start *command*. Raises ``LocalProtocolError`` while another one runs."""
        if self._command is not None:
            raise LocalProtocolError(f"{self._command.label} has not ended yet")
        self._command = command = Command(command) if isinstance(command, str) else command
        self._head = command.head
        self._answer, self._answer_octets = [], 0
        self._sent, self._echoed = command.text, False
        self._want_prompt(wanted=command.prompts)
        return command.text.encode("latin-1") + b"\r"

    def send_unprompted(self, command: Command) -> bytes:
        """As ``send``, for a modem that takes the PDU without having asked for it (Q50)."""
        data = self.send(command)
        self._want_prompt(wanted=False)
        return data

    def send_pdu(self, pdu: str) -> bytes:
        """The bytes that answer the prompt: *pdu* in hex, and the Ctrl-Z that lets it go (27.005, 3.5.1)."""
        if not self.prompt_open:
            raise LocalProtocolError("no prompt is open")
        self._sent = pdu
        # A result that came in front of the prompt belongs to an earlier text.
        self._answer, self._answer_octets = [], 0
        return pdu.encode("ascii") + CTRL_Z

    @property
    def busy(self) -> bool:
        """A command has not ended yet."""
        return self._command is not None

    @property
    def prompt_open(self) -> bool:
        """The running command has had its prompt, and no result."""
        wanted = self._lines.prompt_wanted if self._ussd is None else self._ussd.prompt_wanted
        return self._command is not None and self._command.prompts and not wanted

    @property
    def has_half_ussd(self) -> bool:
        """A +CUSD has begun whose text goes on over its line; what comes now belongs to it."""
        return self._ussd is not None

    def end_half_ussd(self) -> list[Event]:
        """No more of that +CUSD will come: what there is, and what it may have swallowed."""
        return [*self._end_half_ussd(), *self._receive(b"")]

    def abandon(self) -> tuple[str, ...]:
        """Give the running command up: what has come of its answer. The rest will be ``Unknown``."""
        self._command = None
        self._want_prompt(wanted=False)
        return tuple(self._answer)

    def receive(self, data: bytes) -> list[Event]:
        """What *data* tells. Never raises, and does not depend on how the bytes are cut."""
        return list(self._receive(data))

    def _receive(self, data: bytes) -> Iterator[Event]:
        for item in self._lines.feed(data):
            if isinstance(item, Prompt):
                self._lines.prompt_wanted = False
                yield Prompted()
                continue
            line = item.decode("latin-1")
            if self._ussd is not None:
                yield from self._go_on_with_ussd(self._ussd, line)
                continue
            for piece in unglue(line.lstrip(_NOISE)):
                yield from self._piece(piece)

    def _piece(self, line: str) -> Iterator[Event]:
        """A line, or half of a glued one; only noise at its end may still be there."""
        bare = line.rstrip(_NOISE)
        if not bare.startswith(USSD_HEAD):
            yield from self._line(bare)
        elif is_whole(bare):
            yield Urc(Kind.USSD, bare)
        else:
            # At the end of a line that goes on, these octets are letters of the GSM alphabet. And no
            # ">" in the text is a prompt.
            self._ussd = Half(line, self._lines.prompt_wanted)
            self._lines.prompt_wanted = False

    def _want_prompt(self, *, wanted: bool) -> None:
        if self._ussd is None:
            self._lines.prompt_wanted = wanted
        else:
            self._ussd.prompt_wanted = wanted

    def _go_on_with_ussd(self, half: Half, line: str) -> Iterator[Event]:
        if is_other_news(line.strip(_NOISE)):
            yield from self._end_half_ussd()
            yield from self._piece(line.lstrip(_NOISE))
            return
        half.lines.append(line)
        if half.is_whole or half.is_too_long:
            yield from self._end_half_ussd()

    def _end_half_ussd(self) -> Iterator[Event]:
        half, self._ussd = self._ussd, None
        if half is None:
            return
        self._lines.prompt_wanted = half.prompt_wanted
        own, swallowed = half.split()
        yield Urc(Kind.USSD, own)
        for line in swallowed:
            yield from self._line(line.strip(_NOISE))

    def _line(self, line: str) -> Iterator[Event]:
        command = self._command
        if command is not None:
            # Some modems print the prompt once more for every line end of a PDU.
            if self.prompt_open:
                line = line.lstrip("> ")
            if line == self._sent:
                yield from self._echo()
                return
            final = parse_final(line, calling=command.text.startswith(_CALLING))
            if final is not None:
                yield self._complete(final)
                return
            if self._head and line.startswith(self._head) and not is_news(line):
                yield from self._take(line)
                return
        if line:
            yield from self._unasked(line)

    def _unasked(self, line: str) -> Iterator[Event]:
        kind = kind_of(line)
        if kind is not None:
            yield from self._urc(kind, line)
        elif self._half is not None and looks_like_pdu(line):
            half, self._half = self._half, None
            yield Urc(half.kind, half.line, line)
        elif self._wants(line):
            yield from self._take(line)
        else:
            yield Unknown(line)

    def _urc(self, kind: Kind, line: str) -> Iterator[Event]:
        if kind not in TWO_LINES:
            yield Urc(kind, line)
            return
        if self._half is not None:
            yield self._half
        self._half = Urc(kind, line)

    def _wants(self, line: str) -> bool:
        """The running command takes *line* though it does not begin with its head."""
        command = self._command
        if command is None:
            return False
        if command.listing:
            return bool(self._answer)
        return command.free and not line.startswith(_SIGNS)

    def _take(self, line: str) -> Iterator[Event]:
        self._answer_octets += len(line)
        if self._answer_octets > MAX_ANSWER_OCTETS:
            yield Unknown(line)
            return
        self._answer.append(line)
        yield Answer(line)

    def _echo(self) -> Iterator[Event]:
        self._echoed = True
        if self._echo_off:
            self._echo_off = False
            yield EchoReturned()

    def _complete(self, final: Final) -> Completed:
        # What ATE0 answered counts for nothing (Q48): a command without an echo is the proof.
        if not self._echoed:
            self._echo_off = True
        self._command = None
        self._want_prompt(wanted=False)
        return Completed(final, tuple(self._answer))
