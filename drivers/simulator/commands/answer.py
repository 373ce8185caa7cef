"""What the handler of a command gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


class Later(Enum):
    """The command ends by ``Interpreter.conclude``, ``fail`` or ``abandon``."""

    LATER = "later"


LATER = Later.LATER

Answer = Sequence[str] | Later
"""The lines of the information text (then OK follows), or LATER. Errors are raised."""

Handler = Callable[["Modem", Call], Answer]

DONE: tuple[str, ...] = ()
"""Nothing to tell but OK."""
