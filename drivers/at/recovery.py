"""The rungs from a modem that did not answer to one that is given up for now (hardware.md 1.9)."""

from __future__ import annotations

from drivers.at.session import ESCAPE, Command
from drivers.at.steps import ModemSilent, Procedure, PulseDtr, Quiet, Raw, Tell
from modemsms.driver import Noticed, Sign

# R0: what a slow modem still has to say comes first.
QUIET = 0.3
ANSWER_TIMEOUT = 1.0
# R1: how long a modem that left its prompt may take to say so.
AFTER_ESCAPE = 0.5
# R2: +++ counts only with a second of silence on both sides.
GUARD = 1.1

_ASKING = "The modem did not answer. Asking again."
_PROMPT = "The modem still does not answer. Leaving a prompt it may be stuck in, without sending anything."
_DATA_MODE = "The modem still does not answer. Ending a data call it may be in."
_HANGING_UP = "The modem still does not answer. Hanging up by the control line."
_BACK = "The modem answers again."
REOPENING = "The modem stays silent. Its port is being closed and opened again."

# How long to wait before each new try with a modem that stays silent: seconds at first, then minutes.
SILENT_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
# R8: from this try on it counts as dead, and the shop hears of it.
GIVEN_UP_AFTER = 5
GIVEN_UP = "The modem stays silent. It is tried again from time to time, and at once when it says something."


def recover(slot: int) -> Procedure[None]:
    """Climb R0 to R3 until the modem answers AT; raises ``ModemSilent`` when it does not.

    Ctrl-Z is on none of these rungs: it would send what stands behind a stuck prompt.
    """
    yield Tell(Noticed(slot, _ASKING, Sign.RECOVERY))
    if not (yield from _resync()):
        yield Tell(Noticed(slot, _PROMPT, Sign.RECOVERY))
        if not (yield from _escape()):
            yield Tell(Noticed(slot, _DATA_MODE, Sign.RECOVERY))
            if not (yield from _leave_data_mode()):
                yield Tell(Noticed(slot, _HANGING_UP, Sign.RECOVERY))
                yield PulseDtr()
                if not (yield from _answers()):
                    raise ModemSilent("AT")
    yield Tell(Noticed(slot, _BACK, Sign.RECOVERY))


def leave_prompt() -> Procedure[None]:
    """End a prompt that may be open, and be sure of an answer to AT; raises ``ModemSilent``."""
    if not (yield from _escape()):
        raise ModemSilent("AT")


def _resync() -> Procedure[bool]:
    """R0."""
    yield Quiet(QUIET)
    return (yield from _answers())


def _escape() -> Procedure[bool]:
    """R1: ESC ends the prompt (27.005, 3.5.1); whether that is answered differs."""
    yield Raw(ESCAPE)
    yield Quiet(AFTER_ESCAPE)
    yield Raw(b"\r")
    return (yield from _answers())


def _leave_data_mode() -> Procedure[bool]:
    """R2."""
    yield Quiet(GUARD)
    yield Raw(b"+++")
    yield Quiet(GUARD)
    yield Command("ATH", ANSWER_TIMEOUT)
    return (yield from _answers())


def _answers() -> Procedure[bool]:
    """AT twice; behind an answer that came late, wait until no other is on its way."""
    for attempt in range(2):
        if (yield Command("AT", ANSWER_TIMEOUT)).final is not None:
            if attempt:
                yield Quiet(QUIET)
            return True
    return False
