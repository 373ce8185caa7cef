"""What a terminal and a log show of others' words: a phone or a network may say anything, and steers neither."""

from __future__ import annotations

import logging
import unicodedata

import click


def plain(text: str) -> str:
    """*text* in its lines, with what is not shown (escape sequences, marks that turn the reading) written out."""
    return "".join(_shown(character) for character in text)


def one_line(text: str) -> str:
    """As ``plain``, with line ends written out as well."""
    return plain(text).replace("\n", "\\n")


def say(text: str, *, err: bool = False) -> None:
    """Print *text*, in which there may be words of others."""
    click.echo(plain(text), err=err)


class OneLineEach(logging.Formatter):
    """Writes one line for each record, so that nobody else's words can look like one; then its traceback."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The line."""
        return one_line(super().formatMessage(record))


def _shown(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    return ascii(character)[1:-1]
