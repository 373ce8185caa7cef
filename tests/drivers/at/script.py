"""A modem on paper: answers the steps of a procedure from a table, in no time at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from drivers.at.results import parse_final
from drivers.at.session import Command
from drivers.at.steps import Listen, Pause, Procedure, Quiet, Raw, Reply, SendPdu, Step, Tell
from modemsms.driver import DriverEvent

Answer = str | None
T = TypeVar("T")


class Script:
    """*answers*: for each command the lines of its answer, the final result last; None is silence.

    A list gives one answer after the other, the last one for ever. A command that is not in the table
    is refused with ``ERROR``.
    """

    def __init__(self, answers: Mapping[str, Answer | Sequence[Answer]], *, heard: Answer = None) -> None:
        """*heard* is the line that comes while the procedure only listens."""
        self._answers = dict(answers)
        self._heard = heard
        self.commands: list[str] = []
        self.raw: list[bytes] = []
        self.told: list[DriverEvent] = []
        self.now = 0.0

    def play(self, procedure: Procedure[T]) -> T:
        """Run *procedure* to its end and give its result."""
        reply: Reply | None = None
        while True:
            try:
                step = next(procedure) if reply is None else procedure.send(reply)
            except StopIteration as end:
                result: T = end.value
                return result
            reply = self._reply(step)

    def _reply(self, step: Step) -> Reply:
        match step:
            case Command(text):
                self.commands.append(text)
                return self._answer(text, step.timeout, prompts=step.prompts)
            case SendPdu(pdu, timeout):
                return self._answer(pdu, timeout, prompts=False)
            case Tell(event):
                self.told.append(event)
            case Raw(data):
                self.raw.append(data)
            case Listen(_, timeout):
                if self._heard is not None:
                    return Reply(self.now, parse_final(self._heard), (self._heard,))
                self.now += timeout
            case Pause(seconds) | Quiet(seconds):
                self.now += seconds
        return Reply(self.now)

    def _answer(self, text: str, timeout: float, *, prompts: bool) -> Reply:
        answer = self._next(text)
        if answer is None:
            self.now += timeout
            return Reply(self.now)
        if prompts and answer == ">":
            return Reply(self.now, prompted=True)
        lines = answer.split("\n")
        final = parse_final(lines[-1])
        return Reply(self.now, final, tuple(lines if final is None else lines[:-1]))

    def _next(self, text: str) -> Answer:
        answers = self._answers.get(text, "OK" if text == "AT" else "ERROR")
        if answers is None or isinstance(answers, str):
            return answers
        first, *rest = answers
        if rest:
            self._answers[text] = rest
        return first
