"""An import in the words of a shop: what columns hold, what happened to rows, how files are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date, format_skeleton
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from modemsms.services.fields import Field
from modemsms.services.imports import ENCODINGS, LOOSE, NEW, OWN, Batch, Column, Outcome
from web.context import locale
from web.words import State

_TARGETS = {
    "number": lazy_gettext("Phone number"),
    "name": lazy_gettext("Whole name"),
    "first": lazy_gettext("First name"),
    "last": lazy_gettext("Last name"),
    "birthday": lazy_gettext("Birthday"),
    "language": lazy_gettext("Language"),
    "notes": lazy_gettext("Notes"),
    "left": lazy_gettext("Wants no texts (yes or no)"),
}
_NEW = {
    "text": lazy_gettext("A new field with words"),
    "number": lazy_gettext("A new field with a number"),
    "date": lazy_gettext("A new field with a day"),
    "yes_no": lazy_gettext("A new field with yes or no"),
}

# How the encodings are known to those who saved the file.
_ENCODINGS = {
    "utf-8": lazy_gettext("UTF-8 (most programs and phones)"),
    "utf-16": lazy_gettext("UTF-16 (Excel: Unicode text)"),
    "cp1252": lazy_gettext("Western Europe (Windows-1252)"),
    "cp1250": lazy_gettext("Central Europe (Windows-1250)"),
    "cp1254": lazy_gettext("Turkish (Windows-1254)"),
    "cp1251": lazy_gettext("Cyrillic (Windows-1251)"),
    "cp1253": lazy_gettext("Greek (Windows-1253)"),
}

# The signs between cells by their names in the form: a browser does not send every sign as it is.
SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|", "none": LOOSE}
_SEPARATORS = {
    "semicolon": lazy_gettext("Semicolon (;)"),
    "comma": lazy_gettext("Comma (,)"),
    "tab": lazy_gettext("Tab"),
    "bar": lazy_gettext("Bar (|)"),
    "none": lazy_gettext("Nothing: a name and a number in each line"),
}


# What the reader of vCards calls its columns.
_OF_CARDS = {
    "Name": lazy_gettext("Name"),
    "Phone": lazy_gettext("Phone number"),
    "Birthday": lazy_gettext("Birthday"),
    "Notes": lazy_gettext("Notes"),
    "Language": lazy_gettext("Language"),
    "Organization": lazy_gettext("Organization"),
    "E-mail": lazy_gettext("E-mail"),
    "Categories": lazy_gettext("Categories"),
}


def title(column: Column, place: int, batch: Batch) -> str:
    """What a column is called, the first one at the place 1."""
    if batch.plan is not None and batch.plan.form.kind == "vcard":
        return str(_OF_CARDS.get(column.title, column.title))
    return column.title or _("Column %(number)s", number=place)


def birthday(written: str) -> str:
    """A birthday, with its month in words: so one sees which of two numbers was taken for it."""
    if written.startswith("--"):
        return str(format_skeleton("MMMd", date.fromisoformat(f"2000{written[1:]}"), locale=locale()))
    return format_date(date.fromisoformat(written), "medium", locale())


def targets(fields: Sequence[Field]) -> dict[str, str]:
    """What a column may be taken for."""
    own = {f"{OWN}{one.key}": one.name for one in fields}
    new = {f"{NEW}{kind}": str(words) for kind, words in _NEW.items()}
    return {"": _("Leave out"), **{name: str(words) for name, words in _TARGETS.items()}, **own, **new}


def encodings(batch: Batch) -> tuple[dict[str, str], str]:
    """How the letters of a file may be written, and how they are taken to be; none where that is no question."""
    if batch.plan is None or batch.plan.form.kind == "xlsx":
        return {}, ""
    return {name: str(_ENCODINGS[name]) for name in ENCODINGS}, batch.plan.form.encoding


def separators(batch: Batch) -> tuple[dict[str, str], str]:
    """What may stand between the cells, and what is taken to stand there; none where that is no question."""
    if batch.plan is None or batch.plan.form.kind != "csv":
        return {}, ""
    taken = next((name for name, sign in SEPARATORS.items() if sign == batch.plan.form.separator), "")
    shown = {name: str(words) for name, words in _SEPARATORS.items()}
    return (shown if taken else {"": batch.plan.form.separator, **shown}), taken


def state(batch: Batch) -> State:
    """What became of an import, or what waits to be done with it."""
    match batch.state:
        case "looking" | "running" | "undoing" if batch.is_stuck:
            return State("triangle-alert", _("It broke off before its end."), "ask")
        case "looking":
            return State("clock", _("The list is being looked at."))
        case "ready":
            return State("circle-alert", _("Nothing has been imported yet."), "ask")
        case "running":
            return State("clock", _("The people are being imported."))
        case "done":
            return State("circle-check", done(batch), "good")
        case "undoing":
            return State("clock", _("The import is being taken back."))
        case "undone":
            return State("undo-2", _undone(batch))
        case "failed":
            return State("circle-x", _("It could not be read."), "bad")


def done(batch: Batch) -> str:
    """Who was imported, in a sentence or more."""
    counts = batch.counts
    told = [
        ngettext("%(num)s person is new.", "%(num)s people are new.", counts.added),
        ngettext(
            "%(num)s was known and is up to date.", "%(num)s were known and are up to date.", counts.changed
        )
        if counts.changed
        else "",
        ngettext("%(num)s was here just so.", "%(num)s were here just so.", counts.same)
        if counts.same
        else "",
        refused(counts.refused),
    ]
    return " ".join(filter(None, told))


def found(batch: Batch) -> str:
    """Whom a list that was looked at holds."""
    if batch.plan is None:
        return ""
    told = [
        ngettext("%(num)s new person.", "%(num)s new people.", batch.plan.fresh),
        ngettext("%(num)s is here already.", "%(num)s are here already.", batch.plan.met)
        if batch.plan.met
        else "",
        refused(batch.counts.refused),
    ]
    return " ".join(filter(None, told))


def refused(many: int) -> str:
    """How many rows cannot be taken."""
    return ngettext("%(num)s row cannot be taken.", "%(num)s rows cannot be taken.", many) if many else ""


def _undone(batch: Batch) -> str:
    kept = batch.counts.kept
    if not kept:
        return _("It was taken back as a whole.")
    return ngettext(
        "It was taken back. %(num)s contact was changed since, and stays.",
        "It was taken back. %(num)s contacts were changed since, and stay.",
        kept,
    )


def did(outcome: Outcome, batch: Batch) -> str:
    """What a row did."""
    if batch.state == "undone":
        return _("Stays") if outcome.did == "kept" else _("Taken back")
    words: Mapping[str, str] = {
        "added": _("New"),
        "changed": _("Brought up to date"),
        "same": _("Here just so"),
        "refused": _("Not taken"),
        "kept": _("Stays"),
    }
    return words.get(outcome.did, "")
