"""Makes the faults of a submit happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from drivers.simulator.faults import (
    Action,
    Deaf,
    Late,
    Moment,
    Noise,
    Reboot,
    Refuse,
    Silence,
    Tell,
    Unplug,
)
from drivers.simulator.results import CommandError

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

GoOn = Callable[[], None]

# Moments behind something that the modem has just said: the client shall have it before the fault.
AFTER_A_LINE = {Moment.AT_PROMPT, Moment.AFTER_CMGS}


class Trouble:
    """Asks at each moment of a submit what goes wrong there, and does it."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem

    def meet(self, moment: Moment, recipient: str | None, go_on: GoOn) -> None:
        """Let happen what is to happen at *moment*, then *go_on*, unless the submit ended by it."""
        actions = self._modem.faults.take(moment, recipient)
        if recipient is not None:
            actions += self._modem.network.faults_for(recipient).take(moment, recipient)
        if actions and moment in AFTER_A_LINE:
            self._modem.after(timedelta(0), partial(self._suffer, actions, go_on))
        else:
            self._suffer(actions, go_on)

    def _suffer(self, actions: tuple[Action, ...], go_on: GoOn) -> None:
        if not actions:
            go_on()
            return
        modem, action = self._modem, actions[0]
        rest = partial(self._suffer, actions[1:], go_on)
        match action:
            case Tell(whom):
                whom()
                rest()
            case Noise(data):
                modem.terminal.raw(data)
                rest()
            case Late(delay, listens):
                if listens:
                    modem.submission.detach()
                modem.after(delay, rest)
            case Silence():
                modem.interpreter.abandon()
            case Refuse(code, kind):
                modem.interpreter.fail(CommandError(kind, code))
            case Deaf(lasts):
                modem.interpreter.abandon()
                modem.deafen(lasts)
            case Reboot(lasts, vanishes):
                modem.reboot(lasts, vanishes=vanishes)
            case Unplug():
                modem.unplug(action)
