"""Broadcasts in words: where one stands, how its people fare, why some get none."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from modemsms.services import left_out
from modemsms.services.broadcasts import Broadcast, Result, Seen, Tally, audience_of, recurrence_of
from web import cast_dates
from web.words import State

STATES = {
    "scheduled": State("calendar-clock", lazy_gettext("Planned")),
    "running": State("send-horizontal", lazy_gettext("Going out"), "good"),
    "paused": State("pause", lazy_gettext("Paused"), "ask"),
    "done": State("check-check", lazy_gettext("Finished"), "good"),
    "stopped": State("square", lazy_gettext("Stopped"), "ask"),
    "missed": State("clock-alert", lazy_gettext("Missed"), "bad"),
    "cancelled": State("ban", lazy_gettext("Called off")),
}

REASONS = {
    left_out.OPTED_OUT: lazy_gettext("They asked for no more texts."),
    left_out.BLOCKED: lazy_gettext("The shop has blocked this number."),
    left_out.DELETED: lazy_gettext("This contact was deleted."),
    left_out.LANDLINE: lazy_gettext("A landline gets no texts."),
    left_out.MISSING_FIELD: lazy_gettext("Something that the text says is not known of them."),
    left_out.RECENTLY: lazy_gettext("They got another broadcast shortly before."),
    left_out.UNSENDABLE: lazy_gettext("The text cannot be sent to this number."),
}

# What can be looked at by itself, with the states that belong to it; what people did is asked for in another way.
FILTERS: dict[str, tuple[str, ...]] = {
    "all": (),
    "delivered": ("delivered",),
    "sent": ("sent", "delivered", "undelivered"),
    "waiting": ("new", "waiting", "queued", "sending", "scheduled"),
    "failed": ("failed", "undelivered", "unknown"),
    "left_out": ("left_out",),
    "stopped": ("stopped", "cancelled"),
    "replied": (),
    "opted_out": (),
}


def filter_names() -> dict[str, str]:
    """The filters in words."""
    return {
        "all": _("Everybody"),
        "delivered": _("Delivered"),
        "sent": _("Sent"),
        "waiting": _("Waiting"),
        "failed": _("Failed"),
        "left_out": _("Left out"),
        "stopped": _("Stopped"),
        "replied": _("Replied"),
        "opted_out": _("Left the list"),
    }


def state(seen: Seen) -> State:
    """Where a broadcast stands."""
    return STATES[seen.state]


def repeats(broadcast: Broadcast) -> str:
    """How often one goes out, in a sentence; empty for once."""
    recurrence = recurrence_of(broadcast)
    return "" if recurrence is None else cast_dates.sentence(audience_of(broadcast), recurrence)


def reason(code: str) -> str:
    """Why somebody gets none."""
    return str(REASONS.get(code, code))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the progress: *key* is the filter that shows who is meant."""

    key: str
    icon: str
    count: int
    label: str
    tone: str = ""


def figures(tally: Tally) -> list[Figure]:
    """How an occurrence fares, from its counters."""
    waiting = tally.waiting + tally.in_queue
    failed = tally.failed + tally.undelivered + tally.unknown
    every = (
        Figure("waiting", "clock", waiting, ngettext("waiting", "waiting", waiting)),
        Figure("sent", "check", tally.out, ngettext("sent", "sent", tally.out)),
        Figure(
            "delivered",
            "check-check",
            tally.delivered,
            ngettext("delivered", "delivered", tally.delivered),
            "good",
        ),
        Figure("failed", "circle-alert", failed, ngettext("failed", "failed", failed), "bad"),
        Figure("replied", "message-circle", tally.replied, ngettext("replied", "replied", tally.replied)),
        Figure(
            "opted_out",
            "user-minus",
            tally.opted_out,
            ngettext("left the list", "left the list", tally.opted_out),
            "ask",
        ),
        Figure("left_out", "ban", tally.left_out, ngettext("left out", "left out", tally.left_out)),
        Figure(
            "stopped",
            "square",
            tally.stopped + tally.cancelled,
            ngettext("stopped", "stopped", tally.stopped + tally.cancelled),
            "ask",
        ),
    )
    return [one for one in every if one.count or one.key in ("waiting", "sent", "delivered")]


def percent_done(tally: Tally) -> int:
    """How much of it is over."""
    waiting = tally.waiting + tally.in_queue
    return 100 if not tally.people else 100 * (tally.people - waiting) // tally.people


def delivery(tally: Tally) -> str:
    """The delivery rate, beside how many the networks told of at all; empty while nothing is known."""
    reported = tally.delivered + tally.undelivered
    if not tally.out:
        return ""
    if not reported:
        return _("The networks have reported on none of %(out)s so far.", out=tally.out)
    rate = 100 * tally.delivered // reported
    return _(
        "%(rate)s%% delivered, of %(reported)s on which the networks reported (%(out)s were sent).",
        rate=rate,
        reported=reported,
        out=tally.out,
    )


def result(one: Result) -> State:
    """How one person fares."""
    if one.opted_out_at is not None:
        return State("ban", _("Got it, and asked for no more texts"), "ask")
    match one.status or one.recipient.state:
        case "left_out":
            return State("ban", reason(one.recipient.reason or ""))
        case "stopped" | "cancelled":
            return State("square", _("Stopped before it left"), "ask")
        case "delivered":
            return State("check-check", _("Delivered"), "good")
        case "sent":
            return State("check", _("Sent"))
        case "sending":
            return State("loader", _("On its way"))
        case "undelivered" | "failed":
            return State("circle-alert", _("Failed"), "bad")
        case "unknown":
            return State("circle-question-mark", _("Unsure"), "ask")
        case "taken":
            return State("trash-2", _("Its text was deleted since"))
        case _:
            return State("clock", _("Waiting"))
