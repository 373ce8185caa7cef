"""A command line taken apart into its commands (V.250, 5.2 to 5.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

EXTENDED = re.compile(r"([+^*#$&%][A-Z0-9]+|[A-Z])", re.IGNORECASE)
BASIC = re.compile(r"(&?[A-Z])(\d*)", re.IGNORECASE)
S_REGISTER = re.compile(r"S(\d+)(=\d*|\?)?", re.IGNORECASE)


class Form(Enum):
    """The four shapes of an extended command."""

    EXECUTE = ""
    READ = "?"
    TEST = "=?"
    SET = "="


@dataclass(frozen=True, slots=True)
class Call:
    """One command. *arguments* have lost their quotes; one that was left out is an empty text."""

    name: str
    form: Form
    arguments: tuple[str, ...] = ()

    def text(self, position: int, default: str = "") -> str:
        """The argument at *position*, or *default* where it was left out."""
        given = self.arguments[position] if position < len(self.arguments) else ""
        return given or default

    def number(self, position: int, default: int) -> int:
        """The argument at *position* as a number; raises ValueError when it is none."""
        given = self.text(position)
        return int(given) if given else default


def parse(line: str) -> list[Call]:
    """The commands of *line*, which begins with AT. Raises ValueError where it makes no sense."""
    rest = line[2:]
    calls = []
    while rest := rest.lstrip(" ;"):
        call, rest = _first(rest)
        calls.append(call)
    return calls


def _first(rest: str) -> tuple[Call, str]:
    if rest[0].upper() == "D":  # the whole rest is a dial string
        return Call("D", Form.SET, (rest[1:],)), ""
    if register := S_REGISTER.match(rest):
        return Call("S", Form.SET, (register[1], register[2] or "")), rest[register.end() :]
    if rest[0] in "+^*#$%":
        return _extended(rest)
    basic = BASIC.match(rest)
    if basic is None:
        raise ValueError(rest)
    return Call(basic[1].upper(), Form.SET, (basic[2],)), rest[basic.end() :]


def _extended(rest: str) -> tuple[Call, str]:
    named = EXTENDED.match(rest)
    if named is None:
        raise ValueError(rest)
    end = _end_of_command(rest)
    name, tail = named[1].upper(), rest[named.end() : end].strip()
    if tail == "=?":
        call = Call(name, Form.TEST)
    elif tail == "?":
        call = Call(name, Form.READ)
    elif tail.startswith("="):
        call = Call(name, Form.SET, _arguments(tail[1:]))
    elif not tail:
        call = Call(name, Form.EXECUTE)
    else:
        raise ValueError(rest)
    return call, rest[end:]


def _end_of_command(rest: str) -> int:
    quoted = False
    for position, character in enumerate(rest):
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            return position
    return len(rest)


def _arguments(text: str) -> tuple[str, ...]:
    arguments, current, quoted = [], "", False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            arguments.append(current.strip())
            current = ""
        else:
            current += character
    return (*arguments, current.strip())
