"""One TOML document and where things stand in it: every complaint names file, key and line.

It knows types and unknown keys; what a value means is checked elsewhere.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from modemsms.errors import ConfigError

KeyPath = tuple[str | int, ...]
"""Where a value stands: ``("web", "port")``, ``("modems", 0, "name")``."""

Table = TypeVar("Table", bound=msgspec.Struct)

TOML_NAMES = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number with a point",
    list: "a list",
    dict: "a table",
}


class Document:
    """A config file that was read; *file* is None for the empty one that stands for no file."""

    def __init__(self, file: Path | None, content: bytes = b"") -> None:
        self.file = file
        self._text = self._decode(content)
        try:
            self._tables = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            raise self._syntax_error(error) from error

    def refuse_keys_beside(self, names: Sequence[str]) -> None:
        """Raise ``ConfigError`` for a table or key at the top that is none of *names*."""
        for key in self._tables:
            if key not in names:
                raise self.error((key,), _unknown(key, names))

    def table(self, name: str, shape: type[Table]) -> Table:
        """The table ``[name]`` as a *shape*, defaults where it says nothing."""
        return self._convert((name,), self._tables.get(name, {}), shape)

    def tables(self, name: str, shape: type[Table]) -> tuple[Table, ...]:
        """Every table ``[[name]]`` in order."""
        found = self._tables.get(name, [])
        if not isinstance(found, list):
            raise self.error((name,), f"each of them is written under a line [[{name}]] of its own")
        return tuple(self._convert((name, index), table, shape) for index, table in enumerate(found))

    def named(self, *tables: str) -> frozenset[str]:
        """The keys that the file itself holds in *tables*, as ``table.key``."""
        return frozenset(f"{name}.{key}" for name in tables for key in self._tables.get(name, {}))

    def error(self, path: KeyPath, why: str) -> ConfigError:
        """The complaint *why* about what stands at *path*, or is missing from the table there."""
        line = self.line_of(path) or self.line_of(path[:-1])
        return ConfigError(str(self.file), _title(path), line, why)

    def line_of(self, path: KeyPath) -> int | None:
        """The line, from 1, on which the statement that first makes *path* begins; None if none does.

        TOML can say the same in many ways (dotted keys, inline tables, quoted names), so the parser
        itself is asked: the line looked for is the first one with which the text read so far holds
        *path*. It costs one parse for each line and is done for a complaint only.
        """
        lines = self._text.splitlines(keepends=True)
        complete_lines = 0
        for count in range(1, len(lines) + 1):
            try:
                tables = tomllib.loads("".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                continue  # in the middle of a value that spans lines
            if _holds(tables, path):
                return complete_lines + 1
            complete_lines = count
        return None

    def _convert(self, path: KeyPath, table: object, shape: type[Table]) -> Table:
        if not isinstance(table, dict):
            raise self.error(path, f"must be a table, [{path[0]}], not {_kind(table)}")
        known = {field.encode_name: field for field in msgspec.structs.fields(shape)}
        for key in table:
            if key not in known:
                raise self.error((*path, key), _unknown(key, list(known)))
        for key, field in known.items():
            if key in table:
                self._check_type((*path, key), table[key], field.type)
            elif field.required:
                raise self.error((*path, key), "is missing")
        return msgspec.convert(table, shape)

    def _check_type(self, path: KeyPath, value: object, expected: object) -> None:
        try:
            msgspec.convert(value, expected)
        except msgspec.ValidationError as error:
            raise self.error(path, f"must be {_wanted(expected)}, not {_kind(value)}") from error

    def _decode(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise ConfigError(str(self.file), "", line, "is not written in UTF-8") from error

    def _syntax_error(self, error: tomllib.TOMLDecodeError) -> ConfigError:
        why, _, place = str(error).rpartition(" (at ")
        line = re.match(r"line (\d+), column \d+\)$", place)
        last_line = max(1, len(self._text.splitlines()))
        return ConfigError(str(self.file), "", int(line[1]) if line else last_line, f"{why} (not valid TOML)")


def _holds(tables: object, path: KeyPath) -> bool:
    here = tables
    for step in path:
        inside: dict[str | int, object] = {}
        if isinstance(here, dict):
            inside = here
        elif isinstance(here, list):
            inside = dict(enumerate(here))
        if step not in inside:
            return False
        here = inside[step]
    return True


def _title(path: KeyPath) -> str:
    """*path* as it is written in the file: ``[web] port``, ``[[modems]] name``."""
    table, *rest = (str(step) for step in path if isinstance(step, str))
    if len(path) == 1:
        return table
    return " ".join([f"[[{table}]]" if isinstance(path[1], int) else f"[{table}]", *rest])


def _unknown(key: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f"unknown key; did you mean {near[0]}?" if near else f"unknown key; known are {', '.join(known)}"


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) <= 40 and value.isprintable() else "a text"
    return TOML_NAMES.get(type(value), "a date or time")


def _wanted(expected: object) -> str:
    """What the annotation *expected* asks for, in words, bounds included."""
    kind = msgspec.inspect.type_info(expected)
    match kind:
        case msgspec.inspect.IntType(ge=low, le=high):
            return f"a whole number from {low} to {high}"
        case msgspec.inspect.FloatType(ge=low, le=high):
            return f"a number from {low:g} to {high:g}"
        case msgspec.inspect.LiteralType(values=values):
            return " or ".join(str(value) for value in values)
        case msgspec.inspect.BoolType():
            return "true or false"
        case msgspec.inspect.DictType():
            return "a table such as { name = value }"
        case _:
            return "a text in quotes"
