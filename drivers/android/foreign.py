"""Words of a phone, an app or a server, made fit to stand in a sentence of ours.

A phone may call itself anything. What it says must not look like a command that the shop is to copy, nor
fill a page, nor steer a terminal.
"""

from __future__ import annotations

import re

# As long as a model's or an operator's name; the reason for a refusal takes more.
NAME_CHARACTERS = 60
REASON_CHARACTERS = 160

_COLON = re.compile(r":+ ")
# What our own sentences put around commands and before them.
_OURS = str.maketrans({**dict.fromkeys("“”‘’", "'"), "(": "[", ")": "]", "→": " "})


def plain(words: str, most: int = NAME_CHARACTERS) -> str:
    """*words* on one line, at most *most* characters, without what is not shown and without our own signs."""
    line = " ".join(words[: 4 * most].translate(_OURS).split())
    shown = "".join(letter for letter in line if letter.isprintable())
    # Behind a colon and a space our own sentences have a command.
    return _COLON.sub(" ", shown)[:most].strip()


def quoted(words: str) -> str:
    """*words* as the reason that somebody gave."""
    return f"‘{plain(words, REASON_CHARACTERS)}’"
