"""A command line of the phone's shell: quoting, pipes, ``&&``, ``||`` and ``;``."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from drivers.simulator.phone.adb import packages, plain, system
from drivers.simulator.phone.adb.commands import NOT_FOUND, Command, Output, wrong
from drivers.simulator.phone.phone import SimulatedPhone

COMMANDS: Mapping[str, Command] = {**plain.COMMANDS, **system.COMMANDS, **packages.COMMANDS}

_LINKS = (";", "&&", "||", "&")
_REDIRECTIONS = (">", ">>", "<", ">&")


def run(phone: SimulatedPhone, line: str) -> Output:
    """All commands of *line*, with what they wrote and the exit code of the last that ran."""
    try:
        words = _words(line)
    except ValueError as error:
        return wrong(f"/system/bin/sh: syntax error: {error}", 1)
    out = err = ""
    code, link = 0, ";"
    for pipeline, following in _split(words, _LINKS):
        if pipeline and not ((link == "&&" and code) or (link == "||" and not code)):
            output = _pipeline(phone, [str(code) if word == "$?" else word for word in pipeline])
            out, err, code = out + output.out, err + output.err, output.code
        link = following
    return Output(out, err, code)


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    return list(lexer)


def _pipeline(phone: SimulatedPhone, words: list[str]) -> Output:
    output, err = Output(), ""
    for command, _ in _split(words, ("|",)):
        output = _command(phone, command, output.out)
        err += output.err
    return Output(output.out, err, output.code)


def _command(phone: SimulatedPhone, words: list[str], piped: str) -> Output:
    words, drops_out, drops_err = _without_redirections(words)
    if not words:
        return Output()
    name, *arguments = words
    command = COMMANDS.get(name.rpartition("/")[2])
    if command is None:
        output = wrong(f"/system/bin/sh: {name}: inaccessible or not found", NOT_FOUND)
    else:
        output = command(phone, arguments, piped)
    return Output("" if drops_out else output.out, "" if drops_err else output.err, output.code)


def _without_redirections(words: list[str]) -> tuple[list[str], bool, bool]:
    """The command without them, and whether its output or its errors go elsewhere."""
    kept: list[str] = []
    out = err = False
    rest = iter(words)
    for word in rest:
        if word not in _REDIRECTIONS:
            kept.append(word)
            continue
        next(rest, "")  # where it goes: nothing is kept of it
        is_err = bool(kept) and kept[-1] == "2"
        if kept and kept[-1] in ("1", "2"):
            kept.pop()
        if word != ">&":
            out, err = out or not is_err, err or is_err
    return kept, out, err


def _split(words: Iterable[str], at: tuple[str, ...]) -> list[tuple[list[str], str]]:
    """Pieces of *words*, each with the word of *at* that ends it."""
    pieces: list[tuple[list[str], str]] = []
    piece: list[str] = []
    for word in words:
        if word in at:
            pieces.append((piece, word))
            piece = []
        else:
            piece.append(word)
    return [*pieces, (piece, "")]
