"""What was typed becomes texts: one to a conversation, one to somebody new, or one to each of several."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.mailings import Letter, Mailing
from modemsms.services.outbox import Draft, Idempotency, Submitted
from modemsms.services.recipients import Chosen
from web import sending_time
from web.context import local_time, services, user
from web.drafts import Typed


def reply(typed: Typed, address: str, unless: Callable[[], None]) -> Submitted:
    """Send a text to the other side of a conversation, unless that raises."""
    if (field := services().replies.unfilled(typed.text)) is not None:
        raise InvalidInput("text", _("Fill in %(field)s first: nothing is known for it.", field=field))
    return services().composing.send(_draft(typed, address, typed.text), _once(typed, address), unless)


def new(typed: Typed) -> str:
    """Send a new message to whoever was chosen; the page that shows what becomes of it."""
    to = services().recipients.chosen(typed.who, typed.to)
    to.check()
    first, *others = to.recipients
    if others:
        return url_for("mailings.show", mailing_id=_several(typed, to).id)
    (text,) = services().mailings.texts(typed.text, [first])
    submitted = services().composing.send(_draft(typed, first.address, text), _once(typed, first.address))
    return url_for("conversations.show", conversation_id=submitted.message.conversation_id)


def _draft(typed: Typed, address: str, text: str) -> Draft:
    return Draft(
        to=address,
        text=text,
        modem=typed.modem or None,
        send_at=_time(typed),
        author_id=user().id,
        knowingly=typed.knowingly,
    )


def _several(typed: Typed, to: Chosen) -> Mailing:
    letter = Letter(typed.text, to, author_id=user().id, modem=typed.modem or None, send_at=_time(typed))
    mailed = services().mailings.send(letter, _once(typed, *(one.address for one in to.recipients)))
    if not mailed.repeated:
        services().deeds.note(user(), "mailing_sent", mailed.mailing.title, str(mailed.mailing.texts))
    return mailed.mailing


def _time(typed: Typed) -> datetime | None:
    chosen = sending_time.chosen(typed.when, typed.at, local_time())
    if chosen is not None:
        services().scheduled.check_time(chosen)
    return chosen


def _once(typed: Typed, *addresses: str) -> Idempotency:
    # The same form, posted twice by a double click or the back button, is one text to each.
    return Idempotency(key_id=-user().id, key=typed.draft_id, body_hash=typed.fingerprint(*addresses))
