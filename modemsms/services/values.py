"""What stands in the shop's own fields, written for a form or for a reader."""

from __future__ import annotations

from datetime import date

from modemsms.store.fields import Field, Value


def written(field: Field, value: Value) -> str:
    """*value* as a form has it, and as ``value_of`` reads it."""
    if field.kind == "yes_no":
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def in_words(field: Field, value: Value, country: str) -> str:
    """*value* as people of *country* write it in a text."""
    if field.kind != "date":
        return written(field, value)
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_date(date.fromisoformat(str(value)), "short", locale)
