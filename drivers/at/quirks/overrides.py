"""What the config may say of one device: fields of its profile, by name, in place of the table's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from drivers.at.quirks.profile import GENERIC, Profile
from drivers.at.quirks.refusals import REFUSALS
from drivers.at.ussd_text import Way
from modemsms.driver import Setting

# Commands hold commas and semicolons of their own.
SEPARATOR = "|"

# The rest of a profile is the table's own business.
_NOT_SETTABLE = frozenset({"name", "tries_left", "fallback"})
_SETTABLE = {
    field.name: type(getattr(GENERIC, field.name))
    for field in fields(Profile)
    if field.name not in _NOT_SETTABLE
}
_MOST_SECONDS = 10.0


def wrong_quirk(name: str, value: Setting) -> str | None:
    """Why *value* cannot stand for the quirk *name*, as a sentence for the person who wrote it; else None."""
    kind = _SETTABLE.get(name)
    if kind is None:
        return f"there is no quirk “{name}”; known are {', '.join(sorted(_SETTABLE))}"
    return _WRONG[kind](name, value)


def overridden(profile: Profile, quirks: Mapping[str, Setting]) -> Profile:
    """*profile* with what the config says of this device; what ``wrong_quirk`` refuses is left out."""
    sound = {name: value for name, value in quirks.items() if wrong_quirk(name, value) is None}
    changes: dict[str, Any] = {name: _value(_SETTABLE[name], value) for name, value in sound.items()}
    return replace(profile, **changes)


def _value(kind: type, value: Setting) -> object:
    if kind is tuple:
        return tuple(part.strip() for part in str(value).split(SEPARATOR) if part.strip())
    return float(value) if kind is float else value


def _wrong_switch(name: str, value: Setting) -> str | None:
    return None if isinstance(value, bool) else f"“{name}” is a switch: write true or false"


def _wrong_count(name: str, value: Setting) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return None
    return f"“{name}” is a whole number, 0 or more"


def _wrong_seconds(name: str, value: Setting) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST_SECONDS:
        return None
    return f"“{name}” is a number of seconds, from 0 to {_MOST_SECONDS:.0f}"


def _wrong_commands(name: str, value: Setting) -> str | None:
    parts = [part.strip() for part in value.split(SEPARATOR)] if isinstance(value, str) else [""]
    if value == "" or all(_is_command(part) for part in parts):
        return None
    return f'“{name}” is one or more AT commands with “{SEPARATOR}” between them, like "AT+CFUN=1,1"'


def _is_command(text: str) -> bool:
    return text.isascii() and text.isprintable() and text.upper().startswith("AT") and len(text) > 2


def _wrong_words(name: str, value: Setting) -> str | None:
    if name == "refusal":
        known = value == "" or value in REFUSALS
        return None if known else f'“{name}” is "" or one of {", ".join(REFUSALS)}'
    if name == "ussd_encoding":
        return None if value in ("", *Way) else f'“{name}” is "" or one of {", ".join(Way)}'
    if isinstance(value, str) and set(value) <= set("0123456789,"):
        return None
    return f'“{name}” is the parameters of AT+CNMI, like "2,1,0,1,0"'


_WRONG: Mapping[type, Callable[[str, Setting], str | None]] = {
    bool: _wrong_switch,
    int: _wrong_count,
    float: _wrong_seconds,
    tuple: _wrong_commands,
    str: _wrong_words,
}
