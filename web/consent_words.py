"""Consent in the words of a shop: how somebody stands, and each row of the ledger as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.services.consents import Consent
from modemsms.services.outbox import Message
from web.context import local_time, services
from web.words import State

# Whoever wrote longer ago was read by somebody since.
OFFERED_FOR = timedelta(days=30)

HOW = {
    "keyword": lazy_gettext("by a text"),
    "reply": lazy_gettext("by a text that answered the question"),
    "form": lazy_gettext("on the sign-up page"),
    "import": lazy_gettext("by an import"),
    "staff": lazy_gettext("said by somebody of the shop"),
    "api": lazy_gettext("by a program"),
}

WHAT = {
    "asked": lazy_gettext("Was asked"),
    "in": lazy_gettext("Agreed"),
    "out": lazy_gettext("Left"),
    "none": lazy_gettext("Taken back: nothing was said"),
}
_ICONS = {"asked": "circle-question-mark", "in": "circle-check", "out": "ban", "none": "undo-2"}

# What the ledger says of where a row comes from, where that is no name of a file.
_SOURCES = {
    "sign_up_page": lazy_gettext("The sign-up page"),
    "understood": lazy_gettext("Read in the text below"),
    "taken_back": lazy_gettext("A mistake was taken back"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger: *words* is the very text of the person, of the form, or the shop's note."""

    at: datetime
    icon: str
    what: str
    how: str
    words: str
    source: str
    who: str


def line_of(at: datetime, consent: Consent) -> Line:
    """A row as people read it."""
    return Line(
        at,
        _ICONS[consent.what],
        str(WHAT[consent.what]),
        str(HOW[consent.how]),
        consent.words,
        source(consent),
        consent.who,
    )


def source(consent: Consent) -> str:
    """Where a row comes from."""
    return str(_SOURCES.get(consent.source, consent.source))


def has_left(number: str) -> bool:
    """Whether *number* asked for no more texts."""
    return services().consents.is_out(number)


def standing(number: str) -> State:
    """How *number* stands, and since when."""
    now = services().consents.standing(number)
    if now is None:
        return State("circle-question-mark", _("Nobody has asked yet"))
    since = local_time().phrase(now.since)
    match now.what:
        case "in":
            return State("circle-check", _("Wants the shop's offers, since %(when)s", when=since), "good")
        case "out":
            return State("ban", _("Asked for no more texts, %(when)s", when=since), "ask")
        case _:
            return State("circle-question-mark", _("Was asked %(when)s", when=since))


def sounds_like_leaving(message: Message) -> bool:
    """Whether somebody should look if *message* asks for no more texts."""
    is_news = message.direction == "inbound" and message.purpose is None and message.reason is None
    if not is_news or local_time().now - message.created_at > OFFERED_FOR:
        return False
    return services().keywords.sounds_like_leaving(message.text)
