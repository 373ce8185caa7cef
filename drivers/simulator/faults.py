"""What can go wrong with one submit, and at which moment of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Moment(Enum):
    """Where a submit can be hit, in order."""

    BEFORE_PROMPT = "before_prompt"
    AT_PROMPT = "at_prompt"
    AFTER_CTRL_Z = "after_ctrl_z"
    AFTER_ON_AIR_BEFORE_CMGS = "after_on_air_before_cmgs"
    AFTER_CMGS = "after_cmgs"


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing more is said to this command; the next one is heard."""


@dataclass(frozen=True, slots=True)
class Deaf:
    """Nothing is heard or said at all for *lasts*; None: until it is rebooted or unplugged."""

    lasts: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """The submit goes on after *delay*. With *listens* other commands are answered meanwhile."""

    delay: timedelta
    listens: bool = False


@dataclass(frozen=True, slots=True)
class Reboot:
    """The modem starts again: what it was told is forgotten. None: as long as its profile takes.

    With *vanishes* the port goes away meanwhile and comes back under another name, as USB does.
    """

    lasts: timedelta | None = None
    vanishes: bool = False


@dataclass(frozen=True, slots=True)
class Unplug:
    """The port goes away; it comes back after *back_after*, or when somebody plugs it in."""

    back_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """A final error in place of the answer: ``CMS``, ``CME``, or the bare ERROR (code None)."""

    code: int | None
    kind: str = "CMS"


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes of junk, and then it goes on as if nothing had been."""

    data: bytes = b"\x00\xff\xfef`f\r\n????\xf0\r\n"


@dataclass(frozen=True, slots=True)
class Tell:
    """Call *whom* (in the simulator's thread: a test kills its daemon there), and go on."""

    whom: Callable[[], None]


Action = Silence | Deaf | Late | Reboot | Unplug | Refuse | Noise | Tell

ALWAYS = 1 << 30


@dataclass(frozen=True, slots=True)
class Fault:
    """*action* at *moment*, the first *times* that it comes after *spared* good ones.

    *recipient* in E.164 limits it to submits to that number; at the first two moments the modem does
    not know the number yet, so such a fault can only stand at the later three.
    """

    moment: Moment
    action: Action
    times: int = 1
    recipient: str | None = None
    spared: int = 0


class Faults:
    """The faults still to come, of one modem or of one recipient."""

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self._waiting: list[tuple[Fault, int]] = [(fault, 0) for fault in faults]

    def add(self, *faults: Fault) -> None:
        """Let *faults* happen. The one that was added first comes first."""
        self._waiting += [(fault, 0) for fault in faults]

    def clear(self) -> None:
        """Nothing more goes wrong."""
        self._waiting.clear()

    def take(self, moment: Moment, recipient: str | None) -> tuple[Action, ...]:
        """What goes wrong now, in order of adding; each is counted."""
        actions: list[Action] = []
        still: list[tuple[Fault, int]] = []
        for fault, met in self._waiting:
            if fault.moment is not moment or fault.recipient not in (None, recipient):
                still.append((fault, met))
                continue
            if met >= fault.spared:
                actions.append(fault.action)
            if met + 1 < fault.spared + fault.times:
                still.append((fault, met + 1))
        self._waiting = still
        return tuple(actions)
