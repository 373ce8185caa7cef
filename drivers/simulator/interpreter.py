"""Runs the commands of a line one after the other and writes their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, parse
from drivers.simulator.commands import HANDLERS
from drivers.simulator.commands.answer import Later
from drivers.simulator.journal import Kind
from drivers.simulator.results import CommandError

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

OnData = Callable[[bytes], None]


class Interpreter:
    """Between the terminal and the handlers. A line's first error ends the line (V.250, 5.4.3)."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._calls: list[Call] = []
        self._on_data: OnData | None = None

    def reset(self) -> None:
        """Forget the line in work."""
        self._calls.clear()
        self._on_data = None

    # --- from the terminal --------------------------------------------------------------------------

    def line_entered(self, line: str) -> None:
        """A command line, from its AT on."""
        self._modem.journal.note(Kind.COMMAND, line)
        self._modem.terminal.busy = True
        self._interject()
        if self._modem.script.answers(line):
            return
        try:
            self._calls = parse(line)
        except ValueError:
            self.fail(CommandError())
        else:
            self._run()

    def data_entered(self, data: bytes) -> None:
        """The data between the prompt and Ctrl-Z."""
        self._modem.journal.note(Kind.PDU, data.decode("latin-1"))
        on_data, self._on_data = self._on_data, None
        if on_data is None:
            return
        self._modem.terminal.busy = True
        try:
            on_data(data)
        except CommandError as error:
            self.fail(error)

    def data_aborted(self) -> None:
        """ESC at the prompt: nothing was done, and it ends with OK (27.005, 3.5.1)."""
        self._on_data = None
        self._end("OK")

    # --- how a command ends -------------------------------------------------------------------------

    def ask(self, on_data: OnData) -> None:
        """Open the prompt for the command in work."""
        self._modem.journal.note(Kind.PROMPT, ">")
        self._on_data = on_data
        self._modem.terminal.open_prompt()
        self._modem.terminal.busy = False

    def conclude(self, lines: Sequence[str] = ()) -> None:
        """The command that answered LATER ended well; the rest of its line follows."""
        self._modem.terminal.information(lines)
        self._run()

    def fail(self, error: CommandError) -> None:
        """The command in work is refused, and with it the rest of its line."""
        self._calls.clear()
        self._end(error.final(self._modem.settings.error_level))

    def finish(self, result: str) -> None:
        """The line in work ends with *result*, whatever else stands in it."""
        self._calls.clear()
        self._end(result)

    def abandon(self) -> None:
        """The command in work gets no final result; the next line is heard."""
        self.reset()
        self._modem.terminal.close_prompt()
        self._go_on()

    def _run(self) -> None:
        while self._calls:
            call = self._calls.pop(0)
            handler = HANDLERS.get(call.name)
            if handler is None:
                self._calls.clear()
                self._end(self._modem.profile.unknown_command)
                return
            try:
                answer = handler(self._modem, call)
            except CommandError as error:
                self.fail(error)
                return
            except (ValueError, IndexError):  # an argument that is no number, or is missing
                self.fail(CommandError("CME", 50))
                return
            if isinstance(answer, Later):
                return
            self._modem.terminal.information(answer)
        self._end("OK")

    def _end(self, result: str) -> None:
        self._modem.terminal.close_prompt()
        self._interject()
        self._modem.terminal.final(result)
        self._modem.journal.note(Kind.ANSWER, result)
        self._go_on()

    def _interject(self) -> None:
        if self._modem.profile.interjection:
            self._modem.terminal.unsolicited(self._modem.profile.interjection)

    def _go_on(self) -> None:
        self._modem.terminal.busy = False
        self._modem.terminal.go_on()
