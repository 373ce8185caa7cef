"""Cuts what to do next into words and commands, so that a command can be copied alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The programs whose commands our sentences name.
_PROGRAMS = (
    "sudo|systemctl|modemsms|adb|apt|echo|usermod|timedatectl|udevadm|usb_modeswitch|vcgencmd|nmcli|gammu"
)
# A command begins a step or a line, or stands behind a colon, in brackets or in quotes; it ends where the
# sentence goes on.
_COMMAND = re.compile(
    rf"“((?:{_PROGRAMS}) [^”\n]+)”"
    rf"|(?:(?<=: )|(?<=\n)|(?<=\()|^)((?:{_PROGRAMS}) [^\n]*?)(?=[.,;]?(?:\n|$)|[.,;] (?=[A-Za-z“])| \(| →|\))"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a step: words, or a command to copy."""

    text: str
    is_command: bool = False


def pieces(step: str) -> Iterator[Piece]:
    """*step* in order, its commands apart."""
    end = 0
    for found in _COMMAND.finditer(step):
        before = step[end : found.start()].strip()
        if before:
            yield Piece(before)
        yield Piece((found[1] or found[2]).strip(), is_command=True)
        end = found.end()
    rest = step[end:].strip().lstrip(".,;").strip()
    if rest:
        yield Piece(rest)
