"""What a command of the phone's shell gives, and the shape of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.simulator.phone.phone import SimulatedPhone

NOT_FOUND = 127


@dataclass(frozen=True, slots=True)
class Output:
    """What it wrote, and its exit code."""

    out: str = ""
    err: str = ""
    code: int = 0


Command = Callable[[SimulatedPhone, Sequence[str], str], Output]
"""Gets the phone, its arguments, and what a pipe brings."""


def lines(*texts: str) -> Output:
    """These lines, and success."""
    return Output("".join(f"{text}\n" for text in texts))


def wrong(message: str, code: int = 1) -> Output:
    """A complaint."""
    return Output(err=f"{message}\n", code=code)
