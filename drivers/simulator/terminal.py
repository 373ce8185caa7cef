"""The byte level of a simulated modem: echo, command lines, data at the prompt, answers (V.250, 5).

Sans-IO: bytes go in by ``receive``, bytes come out of ``take_output``. It knows no command.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from drivers.simulator.profile import Profile

CTRL_Z = 0x1A
ESCAPE = 0x1B
BACKSPACE = 0x08

# A command line of 27.005 with the longest arguments stays far below; a PDU line has at most 2 x 176
# characters. What is longer is junk or a program gone wild, and must not fill the memory.
LINE_LIMIT = 2048

# What a client may send ahead while a command runs.
INPUT_LIMIT = 65536

# Nobody has read for a long time: a real stick throws away what its buffers cannot hold.
OUTPUT_LIMIT = 1 << 20

NUMERIC = {"OK": "0", "CONNECT": "1", "RING": "2", "NO CARRIER": "3", "ERROR": "4", "NO DIALTONE": "6"}


class Listener(Protocol):
    """Who understands what the terminal hears."""

    def line_entered(self, line: str) -> None:
        """A whole command line, without its CR, from the ``AT`` on."""

    def data_entered(self, data: bytes) -> None:
        """What stood between the prompt and Ctrl-Z."""

    def data_aborted(self) -> None:
        """ESC at the prompt."""


class Terminal:
    """One TA-TE link.

    While ``busy`` is set the input waits; ``go_on`` takes it up again. While the prompt is open,
    unsolicited lines wait, as they do in a real modem, until the data ended.
    """

    def __init__(self, profile: Profile, listener: Listener) -> None:
        self._profile = profile
        self._listener = listener
        self._output = bytearray()
        self.reset()

    def reset(self) -> None:
        """As after power-up: everything typed and held is gone, the settings are the factory's."""
        self.factory_settings()
        self.busy = False
        self._input = bytearray()
        self._line = bytearray()
        self._at_prompt = False
        self._held: list[Sequence[str]] = []
        self._working = False

    def factory_settings(self) -> None:
        """E, V and Q as AT&F and ATZ set them."""
        self.echo = self._profile.echo
        self.verbose = not self._profile.numeric
        self.quiet = False

    # --- in ---------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Take bytes from the client."""
        if len(self._input) + len(data) <= INPUT_LIMIT:
            self._input += data
        self.go_on()

    def go_on(self) -> None:
        """Work on what has been typed until a command keeps the terminal busy."""
        if self._working:
            return
        self._working = True
        try:
            while self._input and not self.busy:
                if self._at_prompt:
                    self._take_data()
                else:
                    self._take_command()
        finally:
            self._working = False

    def _take_command(self) -> None:
        end = self._input.find(b"\r") + 1
        typed = self._cut(end or len(self._input))
        if self.echo:
            self._output += typed.translate(None, delete=b"\x00\x1a\x1b")
        for byte in typed:
            if byte == BACKSPACE:
                del self._line[-1:]
            elif byte not in (CTRL_Z, ESCAPE) and len(self._line) < LINE_LIMIT:
                self._line.append(byte)
        if end:
            line, self._line = bytes(self._line), bytearray()
            self._enter(line)

    def _enter(self, line: bytes) -> None:
        text = line.decode("latin-1").strip()
        # Whatever stands before the first AT is noise; a line without one gets no answer (V.250, 5.2.1).
        start = text.upper().find("AT")
        if start >= 0:
            self._listener.line_entered(text[start:])

    def _take_data(self) -> None:
        ends = [at for at in (self._input.find(CTRL_Z), self._input.find(ESCAPE)) if at >= 0]
        typed = self._cut(min(ends) + 1 if ends else len(self._input))
        data = typed[:-1] if ends else typed
        if self.echo:
            self._output += data.replace(b"\r", b"\r\n> ")
        self._line += data[: LINE_LIMIT - len(self._line)]
        if not ends:
            return
        entered, self._line = bytes(self._line), bytearray()
        self._at_prompt = False
        if typed[-1] == CTRL_Z:
            self._listener.data_entered(entered)
        else:
            self._listener.data_aborted()
        self._tell_held()

    def _cut(self, count: int) -> bytes:
        head = bytes(self._input[:count])
        del self._input[:count]
        return head

    # --- out --------------------------------------------------------------------------------------

    @property
    def has_output(self) -> bool:
        """Whether ``take_output`` would give anything."""
        return bool(self._output)

    def take_output(self) -> bytes:
        """Give everything written since, once."""
        out, self._output = bytes(self._output), bytearray()
        return out

    def put_back(self, rest: bytes) -> None:
        """What the line would not take now; it goes first the next time."""
        if len(rest) + len(self._output) <= OUTPUT_LIMIT:
            self._output[:0] = rest

    def raw(self, data: bytes) -> None:
        """Write *data* as it is (noise, half lines)."""
        self._output += data

    def open_prompt(self) -> None:
        """Ask for data: it comes by ``data_entered`` or ``data_aborted``."""
        self._output += self._profile.prompt
        self._at_prompt = True

    def close_prompt(self) -> None:
        """Take no more data: what is typed now are commands again. Harmless at any time."""
        if self._at_prompt:
            self._at_prompt = False
            self._line.clear()
            self._tell_held()

    def information(self, lines: Sequence[str]) -> None:
        """The information text of an answer (V.250, 5.7.1)."""
        if lines:
            head = "\r\n" if self.verbose else ""
            self._print(head + "\r\n".join(lines) + "\r\n")

    def final(self, result: str) -> None:
        """A final result code, in words or as a number (V.250, table 1)."""
        if self.quiet:
            return
        if not self.verbose:
            number = NUMERIC.get(result)
            self._print(f"{number}\r" if number else f"{result}\r\n")
        elif self._profile.compact and self._output.endswith(b"\r\n"):
            self._print(f"{result}\r\n")
        else:
            self._print(f"\r\n{result}\r\n")

    def unsolicited(self, *lines: str) -> None:
        """An unsolicited result of one line, or of two where a PDU belongs to it."""
        if self._at_prompt:
            self._held.append(lines)
        else:
            self._print("\r\n" + "\r\n".join(lines) + "\r\n")

    def _tell_held(self) -> None:
        held, self._held = self._held, []
        for lines in held:
            self.unsolicited(*lines)

    def _print(self, text: str) -> None:
        if len(self._output) < OUTPUT_LIMIT:
            self._output += text.encode("latin-1", "replace")
