"""The true state of a message or a modem in the words of a shop; codes and jargon stay out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from modemsms.services.composing import is_for_now
from modemsms.services.modems import Modem
from modemsms.services.outbox import Message
from web.speech import said
from web.when import LocalTime

Tone = Literal["calm", "good", "ask", "bad"]

# A text that reached the shop this much after the network took it is said to be late.
LATE = timedelta(minutes=10)

# The time beside a text says all about a delivery report that came this fast.
SOON = timedelta(minutes=2)

# Most delivery reports come within seconds; after this long a phone is off, or the network sends none.
REPORT_EXPECTED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class State:
    """What stands under a message: an icon of the sprite, a sentence, and how loud it is."""

    icon: str
    sentence: str
    tone: Tone = "calm"


def message_state(message: Message, local: LocalTime) -> State | None:
    """The state of *message*; None where there is nothing to say (a text that came in, whole and in time)."""
    if message.direction == "inbound":
        return _received(message, local)
    if message.held and message.status == "queued":
        return State("hand", _("Held back. %(why)s", why=_why(message, _("It waits for your word."))), "ask")
    match message.status:
        case "scheduled" if is_for_now(message):
            return State("clock", _("Goes out in a moment"))
        case "scheduled":
            return State("calendar-clock", _scheduled(message, local))
        case "queued":
            return State("clock", _waiting(message))
        case "sending":
            return State("loader", _("On its way to the network"))
        case "sent":
            return _sent(message, local)
        case "delivered":
            return _delivered(message, local)
        case "undelivered":
            return State(
                "circle-alert",
                _("Not delivered. %(why)s", why=_why(message, _("The network gave up."))),
                "bad",
            )
        case "failed":
            return State(
                "circle-x", _("Not sent. %(why)s", why=_why(message, _("The network refused it."))), "bad"
            )
        case "cancelled" if stays_here(message):
            return State("ban", _("Cancelled: they asked for no more texts"))
        case "cancelled":
            return State("ban", _("Cancelled, nothing was sent"))
        case _:
            return State(
                "circle-question-mark", _("Unsure whether it went out. %(why)s", why=_why(message)), "ask"
            )


def stays_here(message: Message) -> bool:
    """Whether it cannot go out because its recipient asked for no more texts."""
    return (
        message.direction == "outbound" and message.reason is not None and message.reason.code == "opted_out"
    )


def _received(message: Message, local: LocalTime) -> State | None:
    if message.reason is not None and message.reason.code in ("opted_out", "opted_in"):
        icon = "ban" if message.reason.code == "opted_out" else "check"
        return State(icon, said(message.reason.message))
    if message.reason is not None:
        return State("hourglass", said(message.reason.message), "ask")
    if message.sent_at is not None and message.created_at - message.sent_at > LATE:
        written = local.phrase(message.sent_at)
        return State("clock", _("Written %(when)s, reached the shop later", when=written))
    return None


def _waiting(message: Message) -> str:
    if message.reason is None:
        return _("Waiting to be sent")
    # These begin with "It waits for" and name the SIM or the modem.
    if message.reason.code in {"waiting_for_sim", "waiting_for_modem"}:
        return said(message.reason.message)
    return _("Waiting. %(why)s", why=said(message.reason.message))


def _scheduled(message: Message, local: LocalTime) -> str:
    if message.send_at is None:
        return _("Goes out later")
    return _("Goes out %(when)s", when=local.phrase(message.send_at))


def _sent(message: Message, local: LocalTime) -> State:
    if not message.delivery_report:
        return State("check", _("Sent"))
    since = message.sent_at or message.created_at
    if local.now - since > REPORT_EXPECTED_WITHIN:
        return State("check", _("Sent. The network has not confirmed this text yet"))
    return State("check", _("Sent, waiting for the delivery report"))


def _delivered(message: Message, local: LocalTime) -> State:
    if message.reason is not None and message.reason.code == "settled_by_person":
        return State("check-check", _("They got it, as somebody here noted"), "good")
    if message.delivered_at is None:
        return State("check-check", _("Delivered"), "good")
    if message.delivered_at - message.created_at < SOON:
        return State("check-check", _("Delivered"), "good")
    if local.day_of(message.delivered_at) == local.day_of(message.created_at):
        return State("check-check", _("Delivered %(when)s", when=local.hour(message.delivered_at)), "good")
    return State("check-check", _("Delivered %(when)s", when=local.phrase(message.delivered_at)), "good")


def _why(message: Message, otherwise: str = "") -> str:
    return said(message.reason.message) if message.reason else otherwise


def tally(counts: Mapping[str, int]) -> list[State]:
    """How it went with several texts: so many in each state, the good news first."""
    return [
        State(icon, words(number), tone)
        for statuses, icon, words, tone in _TALLY
        if (number := sum(counts.get(status, 0) for status in statuses))
    ]


_TALLY: tuple[tuple[tuple[str, ...], str, Callable[[int], str], Tone], ...] = (
    (("delivered",), "check-check", lambda n: ngettext("%(num)s delivered", "%(num)s delivered", n), "good"),
    (("sent",), "check", lambda n: ngettext("%(num)s sent", "%(num)s sent", n), "calm"),
    (
        ("scheduled", "queued", "sending"),
        "clock",
        lambda n: ngettext("%(num)s waiting", "%(num)s waiting", n),
        "calm",
    ),
    (
        ("failed", "undelivered"),
        "circle-alert",
        lambda n: ngettext("%(num)s not delivered", "%(num)s not delivered", n),
        "bad",
    ),
    (("unknown",), "circle-question-mark", lambda n: ngettext("%(num)s unsure", "%(num)s unsure", n), "ask"),
    (("cancelled",), "ban", lambda n: ngettext("%(num)s cancelled", "%(num)s cancelled", n), "calm"),
)


def preview_state(status: str, direction: str, purpose: str | None = None) -> State | None:
    """What stands before the last line of a conversation: a word only where something is wrong."""
    if purpose == "call":
        return State("phone-missed", "")
    if direction == "inbound":
        return None
    return {
        "scheduled": State("calendar-clock", ""),
        "queued": State("clock", ""),
        "sending": State("clock", ""),
        "sent": State("check", ""),
        "delivered": State("check-check", "", "good"),
        "undelivered": State("circle-alert", _("Not delivered"), "bad"),
        "failed": State("circle-x", _("Not sent"), "bad"),
        "cancelled": State("ban", _("Cancelled")),
        "unknown": State("circle-question-mark", _("Unsure"), "ask"),
    }.get(status)


def modem_state(modem: Modem) -> State:
    """The state of *modem*: one word, and the reason where it cannot send."""
    word, icon, tone = _MODEM_WORDS.get(modem.state, _MODEM_WORDS["unavailable"])
    why = said(modem.reason.message) if modem.reason else ""
    return State(icon, f"{word}. {why}" if why else str(word), tone)


_MODEM_WORDS: dict[str, tuple[str, str, Tone]] = {
    "starting": (lazy_gettext("Starting"), "loader", "calm"),
    "ready": (lazy_gettext("Ready"), "circle-check", "good"),
    "paused": (lazy_gettext("Paused"), "pause", "ask"),
    "not_ready": (lazy_gettext("Not ready"), "circle-alert", "bad"),
    "unavailable": (lazy_gettext("Not there"), "circle-x", "bad"),
    "disabled": (lazy_gettext("Switched off"), "ban", "calm"),
}


def signal_bars(dbm: int | None) -> int:
    """0 to 4 bars for a signal in dBm; the steps are those that phones commonly show for GSM."""
    if dbm is None:
        return 0
    return sum(dbm >= step for step in (-107, -97, -87, -77))


def signal_words(dbm: int | None) -> str:
    """The signal for a reader who cannot see bars."""
    names = (_("no signal"), _("weak signal"), _("fair signal"), _("good signal"), _("strong signal"))
    return names[signal_bars(dbm)]


def initials(title: str) -> str:
    """One or two letters for the round picture of a conversation; ``#`` for a bare number."""
    words = [word for word in title.split() if word[0].isalpha()]
    if not words:
        return "#"
    chosen = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return chosen.upper()
