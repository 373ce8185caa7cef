"""Rules that pick people: what can be asked of each thing that is known, and what a rule means today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from modemsms.clock import to_ms
from modemsms.errors import InvalidInput
from modemsms.services.fields import Field, Kind, value_of
from modemsms.store.picking import Condition, has

# What is written beside a rule: words, a number, days, one of a list, or yes and no.
Asked = Literal["words", "number", "days", "choice"]

LONGEST_WORDS = 200
MOST_DAYS = 36_500

# How each thing can be asked for. The first is offered first.
_WORDS = ("has", "has_not", "is", "is_not")
_KNOWN = ("known", "unknown")
_ONE_OF = ("is", "is_not")
_AGO = ("within", "not_within")
HOWS: dict[str, tuple[Asked, tuple[str, ...]]] = {
    "group": ("choice", ("in", "not_in")),
    "name": ("words", (*_WORDS, *_KNOWN)),
    "number": ("words", ("begins", "begins_not")),
    "notes": ("words", ("has", "has_not")),
    "language": ("choice", (*_ONE_OF, *_KNOWN)),
    "birthday": ("days", ("next", "last", *_KNOWN)),
    "birthday_month": ("choice", _ONE_OF),
    "wrote": ("days", (*_AGO, "ever", "never")),
    "texted": ("days", (*_AGO, "ever", "never")),
    "consent": ("choice", (*_ONE_OF, *_KNOWN)),
    "origin": ("choice", _ONE_OF),
    "created": ("days", _AGO),
}
FIELD_HOWS: dict[Kind, tuple[Asked, tuple[str, ...]]] = {
    "text": ("words", (*_WORDS, *_KNOWN)),
    "number": ("number", ("is", "is_not", "at_least", "at_most", *_KNOWN)),
    "date": ("days", ("longer_ago", "last", "next", *_KNOWN)),
    "yes_no": ("choice", (*_ONE_OF, *_KNOWN)),
    "choice": ("choice", (*_ONE_OF, *_KNOWN)),
}

# These need nothing beside them.
WITHOUT_VALUE = frozenset({"known", "unknown", "ever", "never"})
_NEGATIVE = frozenset({"has_not", "is_not", "not_in", "begins_not", "not_within", "unknown", "never"})


@dataclass(frozen=True, slots=True)
class Rule:
    """*what* is asked (a key of ``HOWS``, or ``f`` and the number of a field), *how*, and the *value* beside it."""

    what: str
    how: str
    value: str = ""


def hows(what: str, fields: dict[int, Field]) -> tuple[Asked, tuple[str, ...]]:
    """What is written beside a rule over *what*, and how it can be asked. Raises ``InvalidInput``."""
    if what in HOWS:
        return HOWS[what]
    own = field_of(what, fields)
    if own is None:
        raise InvalidInput("rules", "A field of this filter was deleted. Take its rule out.")
    return FIELD_HOWS[own.kind]


def field_of(what: str, fields: dict[int, Field]) -> Field | None:
    """The shop's own field that *what* asks for."""
    number = what.removeprefix("f")
    if what == number or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    return fields.get(int(number))


def conditions(rule: Rule, fields: dict[int, Field], now: datetime) -> Condition:
    """What *rule* asks of the database at the shop's local *now*. Raises ``InvalidInput`` (``rules``)."""
    _, known_hows = hows(rule.what, fields)
    if rule.how not in known_hows:
        raise InvalidInput("rules", "Choose how each rule asks.")
    value = rule.value.strip()
    if rule.how not in WITHOUT_VALUE and (not value or len(value) > LONGEST_WORDS or "\0" in value):
        raise InvalidInput("rules", "Fill in each rule, or take it out.")
    negated = rule.how in _NEGATIVE
    own = field_of(rule.what, fields)
    if own is not None:
        test, values = _of_field(own, rule.how, value, now)
    else:
        test, values = _KNOWN_THINGS[rule.what](_Asking(rule.how, value, now))
    return Condition(test, values, negated)


Test = tuple[str, tuple[str | int | float, ...]]


@dataclass(frozen=True, slots=True)
class _Asking:
    """What stands in a rule, and the shop's local time."""

    how: str
    value: str
    now: datetime


def _name(one: _Asking) -> Test:
    if one.how in _KNOWN:
        # At least one character: nobody is called "".
        return "name_has", ("_%",)
    return ("name_is", (one.value,)) if one.how in _ONE_OF else ("name_has", (has(one.value),))


def _number(one: _Asking) -> Test:
    start = "+" + "".join(character for character in one.value if character.isdecimal())
    return "number_begins", (start, start + ":")  # a colon follows the digits


def _language(one: _Asking) -> Test:
    return ("language_known", ()) if one.how in _KNOWN else ("language_is", (one.value,))


def _birthday(one: _Asking) -> Test:
    if one.how in _KNOWN:
        return "birthday_known", ()
    first, last = _days(one.how, one.value, one.now)
    if (last - first).days >= 365:
        return "birthday_known", ()
    begin, end = f"{first:%m-%d}", f"{last:%m-%d}"
    return ("born_between", (begin, end)) if begin <= end else ("born_around", (begin, end))


def _birthday_month(one: _Asking) -> Test:
    month = _whole(one.value, 12)
    return "born_between", (f"{month:02d}-01", f"{month:02d}-31")


def _moment(test: str) -> Callable[[_Asking], Test]:
    def asked(one: _Asking) -> Test:
        if one.how in ("ever", "never"):
            return test, (0,)
        return test, (to_ms(one.now - timedelta(days=_whole(one.value, MOST_DAYS))),)

    return asked


def _consent(one: _Asking) -> Test:
    return ("consent_known", ()) if one.how in _KNOWN else ("consent_is", (one.value,))


_KNOWN_THINGS: dict[str, Callable[[_Asking], Test]] = {
    "group": lambda one: ("in_group", (_whole(one.value, 10**17),)),
    "name": _name,
    "number": _number,
    "notes": lambda one: ("notes_has", (has(one.value),)),
    "language": _language,
    "birthday": _birthday,
    "birthday_month": _birthday_month,
    "wrote": _moment("wrote_since"),
    "texted": _moment("texted_since"),
    "consent": _consent,
    "origin": lambda one: ("origin_is", (one.value,)),
    "created": _moment("created_since"),
}


def _of_field(field: Field, how: str, value: str, now: datetime) -> Test:
    if how in _KNOWN:
        return "field_known", (field.id,)
    if field.kind == "date":
        first, last = _days("last" if how == "longer_ago" else how, value, now)
        if how == "longer_ago":
            return "field_before", (field.id, first.date().isoformat())
        return "field_between", (field.id, first.date().isoformat(), last.date().isoformat())
    if how in ("has", "has_not"):
        return "field_has", (field.id, has(value))
    # A choice that was taken out of the field may still stand with people.
    meant = value if field.kind in ("text", "choice") else _read(field, value)
    return {"at_least": "field_from", "at_most": "field_to"}.get(how, "field_is"), (field.id, meant)


def _read(field: Field, value: str) -> str | int | float:
    try:
        meant = value_of(field, value)
    except InvalidInput as error:
        raise InvalidInput("rules", error.why) from error
    return "" if meant is None else meant


def _days(how: str, value: str, now: datetime) -> tuple[datetime, datetime]:
    span = timedelta(days=_whole(value, MOST_DAYS))
    return (now, now + span) if how == "next" else (now - span, now)


def _whole(value: str, most: int) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 18 or int(value) > most:
        raise InvalidInput("rules", "Write a whole number of days.")
    return int(value)
