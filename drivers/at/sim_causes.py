"""What a SIM wants or is wrong with it, in words for a shop, and what the modem's words for that are."""

from __future__ import annotations

from enum import Enum, auto

from modemsms.errors import Cause


class Sim(Enum):
    """What AT+CPIN? says (27.007, 8.3)."""

    READY = auto()
    PIN = auto()
    PUK = auto()
    ABSENT = auto()
    FAILED = auto()
    DEAD = auto()  # no PUK opens it any more
    LOCKED = auto()  # the modem is locked to another operator
    TIED = auto()  # the modem is locked to one SIM card


_CAUSES = {
    Sim.PIN: Cause("pin_needed", "The SIM asks for its PIN. Enter it in the modem's settings."),
    Sim.ABSENT: Cause("no_sim", "There is no SIM in the modem, or it is not seated well."),
    Sim.FAILED: Cause("sim_failure", "The modem cannot read its SIM. Take it out, wipe it and put it back."),
    Sim.DEAD: Cause(
        "sim_dead", "The SIM is blocked for good after too many wrong codes. Ask the operator for a new one."
    ),
    Sim.LOCKED: Cause(
        "sim_locked",
        "The modem is locked to another operator and refuses this SIM. Use a SIM of that operator, or ask the "
        "seller of the modem to unlock it.",
    ),
    Sim.TIED: Cause(
        "sim_tied",
        "The modem is locked to the SIM that was first in it and refuses this one. Put that one back, or ask the "
        "seller of the modem to unlock it.",
    ),
}
PIN_WRONG = Cause("pin_wrong", "The SIM refused its PIN. It is not tried again: correct it in the settings.")


def sim_obstacle(sim: Sim, tries_left: int | None, *, refused: bool) -> Cause | None:
    """Why *sim* lets no text out, None if it does; *refused*: the code that was entered was wrong."""
    if sim is Sim.PIN and refused:
        return PIN_WRONG
    if sim is Sim.PUK:
        return _CAUSES[Sim.DEAD] if tries_left == 0 else _puk_needed(tries_left, refused=refused)
    return _CAUSES.get(sim)


def _puk_needed(tries_left: int | None, *, refused: bool) -> Cause:
    why = (
        "That was not the SIM's PUK."
        if refused
        else "The SIM is locked after wrong PINs and asks for its PUK."
    )
    left = "" if tries_left is None else f" {tries_left} {'try is' if tries_left == 1 else 'tries are'} left."
    return Cause(
        "puk_needed", f"{why}{left} Ask your operator for the PUK and enter it in the modem's settings."
    )


_GONE = ("NOTREADY", "NOTINSERTED", "REMOVED")
_WORDS = {
    "READY": Sim.READY,
    "SIMPIN": Sim.PIN,
    "SIMPUK": Sim.PUK,
    "SIMBUSY": Sim.FAILED,
    "SIMFAILURE": Sim.FAILED,
    "SIMBLOCKED": Sim.DEAD,
    "BLOCKED": Sim.DEAD,
}
# The two codes that only guard the SIM's own settings (SIM PIN2, SIM PUK2) are no obstacle.
_TIED = ("PHSIM", "PHFSIM", "PHDEV")
_LOCKED = "PH"

_CODES = {
    **dict.fromkeys((10, 310), Sim.ABSENT),
    **dict.fromkeys((11, 311), Sim.PIN),
    **dict.fromkeys((12, 316), Sim.PUK),
    **dict.fromkeys((13, 14, 15, 313, 314, 315), Sim.FAILED),
    **dict.fromkeys((5, 312), Sim.TIED),
    **dict.fromkeys(range(40, 48), Sim.LOCKED),
    262: Sim.DEAD,
}


def sim_of_words(words: str) -> Sim:
    """What ``+CPIN: words`` means, however it is spaced; what is not known is no obstacle."""
    bare = "".join(letter for letter in words.upper() if letter.isalnum())
    if bare.startswith(_GONE):
        return Sim.ABSENT
    if bare.startswith(_TIED):
        return Sim.TIED
    if bare.startswith(_LOCKED):
        return Sim.LOCKED
    return _WORDS.get(bare, Sim.READY)


def sim_of_code(code: int | None) -> Sim:
    """What a +CME or +CMS ERROR in answer to AT+CPIN? means; a modem without that command has a SIM that works."""
    return _CODES.get(code or 0, Sim.READY)
