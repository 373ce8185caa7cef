"""What a filter asks, in words: the things that are known of people, how each is asked for, and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import InvalidInput
from modemsms.services.fields import Field
from modemsms.services.filters import Rule
from modemsms.services.picking import HOWS, WITHOUT_VALUE, Asked, field_of, hows
from web import known_words
from web.context import services

WHATS = {
    "group": lazy_gettext("Group"),
    "name": lazy_gettext("Name"),
    "number": lazy_gettext("Phone number"),
    "notes": lazy_gettext("Notes"),
    "language": lazy_gettext("Language"),
    "birthday": lazy_gettext("Birthday"),
    "birthday_month": lazy_gettext("Month of birth"),
    "wrote": lazy_gettext("Wrote to you"),
    "texted": lazy_gettext("Got a text from you"),
    "consent": lazy_gettext("Agreed to texts"),
    "origin": lazy_gettext("How they came here"),
    "created": lazy_gettext("Added to the contacts"),
}

_HOWS = {
    "in": lazy_gettext("is in"),
    "not_in": lazy_gettext("is not in"),
    "has": lazy_gettext("has in it"),
    "has_not": lazy_gettext("does not have in it"),
    "is": lazy_gettext("is"),
    "is_not": lazy_gettext("is not"),
    "begins": lazy_gettext("begins with"),
    "begins_not": lazy_gettext("does not begin with"),
    "known": lazy_gettext("is known"),
    "unknown": lazy_gettext("is not known"),
    "next": lazy_gettext("is in the next days"),
    "last": lazy_gettext("was in the last days"),
    "within": lazy_gettext("in the last days"),
    "not_within": lazy_gettext("not in the last days"),
    "longer_ago": lazy_gettext("is more days ago than"),
    "ever": lazy_gettext("at any time"),
    "never": lazy_gettext("never"),
    "at_least": lazy_gettext("is at least"),
    "at_most": lazy_gettext("is at most"),
}

ORIGINS = {
    "person": lazy_gettext("Written in by the shop"),
    "inbound": lazy_gettext("Wrote to the shop"),
    "import": lazy_gettext("Came with a file"),
    "form": lazy_gettext("Signed up"),
    "api": lazy_gettext("Through a program"),
}
STANDINGS = {
    "in": lazy_gettext("Yes, they agreed"),
    "out": lazy_gettext("No, they opted out"),
    "asked": lazy_gettext("They were asked"),
    "none": lazy_gettext("Nobody knows yet"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as the page shows it: its *label*, the ways to ask, and what may be chosen beside it."""

    rule: Rule
    label: str
    asked: Asked
    hows: dict[str, str]
    choices: dict[str, str]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self.rule.how in WITHOUT_VALUE or bool(self.rule.value.strip())


def whats() -> dict[str, str]:
    """Everything that a rule can ask for, the shop's own fields behind."""
    known = {what: str(WHATS[what]) for what in HOWS}
    return known | {f"f{field.id}": field.name for field in services().fields.list()}


def rows(rules: tuple[Rule, ...]) -> list[Row]:
    """*rules* as the page shows them; one over a field that is gone is left out."""
    fields = {field.id: field for field in services().fields.list()}
    found = []
    for rule in rules:
        try:
            asked, ways = hows(rule.what, fields)
        except InvalidInput:
            continue
        own = field_of(rule.what, fields)
        label = own.name if own is not None else str(WHATS[rule.what])
        chosen = rule if rule.how in ways else Rule(rule.what, ways[0], rule.value)
        choices = _choices(rule, own) if asked == "choice" else {}
        found.append(Row(chosen, label, asked, {way: str(_HOWS[way]) for way in ways}, choices))
    return found


def _choices(rule: Rule, own: Field | None) -> dict[str, str]:
    if own is not None:
        offered = {"yes": _("Yes"), "no": _("No")}
        if own.kind == "choice":
            offered = {choice: choice for choice in own.choices}
    else:
        offered = _OF_KNOWN[rule.what]
        offered = {value: str(words) for value, words in offered.items()} if offered else _of_shop(rule)
    gone = {rule.value: rule.value} if rule.value and rule.value not in offered else {}
    return {"": "–"} | offered | gone


_OF_KNOWN: dict[str, dict[str, str]] = {
    "origin": ORIGINS,
    "consent": STANDINGS,
    "group": {},
    "language": {},
    "birthday_month": {},
}


def _of_shop(rule: Rule) -> dict[str, str]:
    if rule.what == "group":
        return {str(group.id): group.name for group in services().groups.list()}
    words = known_words.months() if rule.what == "birthday_month" else known_words.languages(rule.value)
    return {value: name for value, name in words.items() if value}
