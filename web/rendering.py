"""What templates know: the words and dates of the shop, addresses of files, the frame around each page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast

from babel.dates import format_timedelta
from flask import Flask, g, get_flashed_messages, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup

from modemsms import clock, phone
from modemsms.services import Services
from modemsms.services.composing import is_for_now
from modemsms.services.conversations import HIT_BEGINS, HIT_ENDS, Conversation
from modemsms.services.health import HealthReport
from modemsms.services.lamp import Light
from modemsms.services.outbox import Message
from modemsms.services.replies import Reply
from modemsms.services.self_test import SimTest
from web import (
    consent_words,
    facts,
    found_words,
    import_words,
    kept_drafts,
    languages,
    marks,
    modem_words,
    navigation,
    report_words,
    sending_time,
    speech,
    steps,
    words,
)
from web.agents import browser_icon, browser_words
from web.context import is_signed_in, local_time, locale, reader, services, user
from web.door_words import try_state
from web.first_run import is_unfinished
from web.page_streams import page_name
from web.recurrence import repeat_choices

# Longer than any row is wide; what is cut off here need not travel.
PREVIEW_CHARACTERS = 120

# Those that shops write most.
EMOJI = (
    "😊", "👍", "🙏", "❤️", "🎉", "😀", "😉", "🤗", "👋", "👏", "🌞", "⭐", "✅", "⏰", "📅", "📍", "📞", "🛍️",
    "🎁", "🚚", "☕", "🍞", "🥐", "🎂", "🍕", "💐", "📚", "✂️", "🔧", "🚗", "🐶", "😂", "😢", "😮", "🤔", "💯",
)  # fmt: skip


class Frame:
    """What every page shows of the whole shop; each part is asked for when a template first names it."""

    def __init__(self, shop: Services) -> None:
        self._shop = shop

    @cached_property
    def unread(self) -> int:
        """How many conversations have texts that nobody has read."""
        return self._shop.conversations.unread()

    @cached_property
    def attention(self) -> int:
        """How many conversations need a look, counted up to a hundred."""
        return self._shop.conversations.needing_attention()

    @cached_property
    def unsure(self) -> int:
        """How many texts wait for a person's word."""
        return len(self._shop.outbox.unsure())

    @cached_property
    def health(self) -> HealthReport:
        """Whether texts can go out."""
        return self._shop.health.report()

    @cached_property
    def light(self) -> Light:
        """What the lamp shows."""
        return self._shop.lamp.light()

    @property
    def alarm(self) -> bool:
        """Whether nothing can go out at all, which every page says on top."""
        return not self.health.writable or self.health.ready == 0

    @property
    def trouble(self) -> str:
        """What every page says on top; empty while the lamp is green and texts go out."""
        if self.alarm:
            return self.health.sentence
        return self.light.sentence if self.light.page else ""


class SeveralPeople:
    """Whether it tells anything who wrote a text; asked for when a template first wants to know."""

    def __init__(self, shop: Services) -> None:
        self._shop = shop

    @cached_property
    def _answer(self) -> bool:
        return len(self._shop.accounts.list()) > 1

    def __bool__(self) -> bool:
        return self._answer


def install(app: Flask) -> None:
    """Teach the templates of *app* what this module knows."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        icon=marks.icons_of(f"{app.static_url_path}/icons/sprite.svg"),
        avatar=marks.avatar,
        when=marks.when,
        asset=asset,
        notices=_notices,
        saved_replies=_saved_replies,
        emoji=EMOJI,
        sending_times=_sending_times,
        sending_modems=_sending_modems,
        places=navigation.places,
        set_up_unfinished=is_unfinished,
        draft_in=kept_drafts.draft_in,
        reply_draft=kept_drafts.reply,
        now_ms=_now_ms,
        repeat_choices=repeat_choices,
    )
    environment.filters.update(FILTERS)
    app.context_processor(_context)


def asset(path: str) -> str:
    """The address of a static file."""
    return url_for("static", filename=path)


def _context() -> dict[str, Any]:
    shop = services()
    context: dict[str, Any] = {
        "shop_name": shop.shop.name or "modemsms",
        "language": languages.language(),
        "direction": languages.direction(),
        "theme": user().theme if is_signed_in() else "system",
        "text_size": user().text_size if is_signed_in() else "normal",
    }
    if is_signed_in():
        context |= {
            "frame": Frame(shop),
            "role": user().role,
            "me": user().name,
            "several_people": SeveralPeople(shop),
            "newest_event": g.get("newest_event", ""),
            "open_id": None,
            "page_name": page_name,
            "reader": reader,
        }
    return context


def _saved_replies(conversation: Conversation | None) -> list[Reply]:
    """What the composer offers, filled for whom it is written."""
    found = services().replies
    return [replace(reply, text=found.filled(reply.text, conversation)) for reply in found.list()]


def _now_ms() -> int:
    return clock.to_ms(local_time().now)


def _sending_times() -> dict[str, str]:
    return sending_time.choices(local_time())


def _sending_modems() -> list[tuple[str, str]]:
    """The modems that a text can be told to leave from, with their numbers."""
    return [
        (modem.name, f"{modem.name} · {phone.pretty(modem.number)}" if modem.number else modem.name)
        for modem in services().modems.list()
        if modem.enabled
    ]


def _notices() -> list[tuple[str, Any]]:
    return cast(list[tuple[str, Any]], get_flashed_messages(with_categories=True))


def marked(snippet: str) -> Markup:
    """*snippet* with the words that were searched for in ``<mark>``."""
    pieces = re.split(f"{HIT_BEGINS}(.*?){HIT_ENDS}", snippet, flags=re.DOTALL)
    hit = Markup("<mark>{}</mark>")
    return Markup("").join(hit.format(piece) if odd % 2 else piece for odd, piece in enumerate(pieces))


def one_line(text: str) -> str:
    """The beginning of *text* without line breaks, for a row."""
    return " ".join(text[:PREVIEW_CHARACTERS].split())


def slug(name: str) -> str:
    """*name* as an HTML id: letters and digits kept, the rest as their code points."""
    return re.sub(r"[^A-Za-z0-9]", lambda found: f"_{ord(found[0]):x}", name)


def _state(message: Message) -> words.State | None:
    return words.message_state(message, local_time())


def _facts(message: Message) -> list[tuple[str, str]]:
    return facts.facts(message, local_time())


def _preview_state(conversation: Conversation) -> words.State | None:
    return words.preview_state(
        conversation.last_status, conversation.last_direction, conversation.last_purpose
    )


def _day_key(moment: datetime) -> str:
    return local_time().day_of(moment).isoformat()


def _clock(moment: datetime) -> str:
    return local_time().clock(moment)


def _brief(moment: datetime) -> str:
    return local_time().brief(moment)


def _day_name(moment: datetime) -> str:
    return local_time().day(moment)


def _phrase(moment: datetime) -> str:
    return local_time().phrase(moment)


def _test_state(test: SimTest) -> words.State:
    return modem_words.test_state(test, local_time())


def _full_time(moment: datetime) -> str:
    return local_time().full(moment)


def _ago(moment: datetime) -> str:
    """``3 hours``: how long *moment* is past."""
    since = max(local_time().now - moment, timedelta(minutes=1))
    return str(format_timedelta(since, threshold=1, locale=locale()))


def _seconds_left(message: Message) -> int:
    """How long it can still be taken back."""
    left = (message.send_at or local_time().now) - local_time().now
    return max(0, round(left.total_seconds()))


FILTERS: dict[str, Callable[..., Any]] = {
    "arrived": report_words.arrived,
    "month_name": report_words.month_name,
    "time_span": report_words.duration,
    "ago": _ago,
    "brief": _brief,
    "browser_icon": browser_icon,
    "browser_words": browser_words,
    "clock": _clock,
    "dialable": phone.is_dialable,
    "day_key": _day_key,
    "day_name": _day_name,
    "device_icon": modem_words.device_icon,
    "device_state": modem_words.device_state,
    "driver_words": modem_words.driver_words,
    "duration": modem_words.duration,
    "finding_state": modem_words.finding_state,
    "full_time": _full_time,
    "has_left": consent_words.has_left,
    "birthday_words": import_words.birthday,
    "import_found": import_words.found,
    "import_state": import_words.state,
    "import_title": import_words.title,
    "initials": words.initials,
    "is_for_now": is_for_now,
    "facts": _facts,
    "lit": found_words.lit,
    "light_icon": modem_words.light_icon,
    "light_tone": modem_words.light_tone,
    "light_words": modem_words.light_words,
    "marked": marked,
    "milliseconds": clock.to_ms,
    "modem_state": words.modem_state,
    "money": modem_words.money,
    "number": modem_words.number,
    "next_step": modem_words.next_step,
    "octets": modem_words.octets,
    "one_line": one_line,
    "page_words": modem_words.page_words,
    "phrase": _phrase,
    "pieces": steps.pieces,
    "picture": modem_words.picture,
    "power_words": modem_words.power_words,
    "pretty": phone.pretty,
    "preview_state": _preview_state,
    "progress_state": modem_words.progress_state,
    "sign_state": modem_words.sign_state,
    "said": speech.said,
    "seconds_left": _seconds_left,
    "signal_bars": words.signal_bars,
    "signal_words": words.signal_words,
    "slug": slug,
    "sounds_like_leaving": consent_words.sounds_like_leaving,
    "standing_words": consent_words.standing,
    "state": _state,
    "stays_here": words.stays_here,
    "test_state": _test_state,
    "try_state": try_state,
}
