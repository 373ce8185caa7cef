"""What a page shows of a test text: its form, how the last one fares, and the answer that came."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from modemsms.errors import NotFound
from modemsms.services.outbox import Message
from web.context import services, user

# How many texts after the test are looked through for an answer.
LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class TestText:
    """What stands in the form, and the test that was sent last, with the *answer* that came."""

    to: str
    text: str
    message: Message | None
    answer: Message | None


def shown(name: str) -> TestText:
    """The form with what was typed or is proposed; the test whose id stands in the address."""
    message = _sent()
    return TestText(
        to=request.form.get("to") or (message.address if message else user().number or ""),
        text=request.form.get("text") or _proposal(name),
        message=message,
        answer=None if message is None else _answer(message),
    )


def _proposal(name: str) -> str:
    shop_name = services().shop.name
    if shop_name:
        return _(
            "Hello from %(shop)s! This is a test of “%(name)s”. Please answer.", shop=shop_name, name=name
        )
    return _("Hello! This is a test of “%(name)s”. Please answer.", name=name)


def _sent() -> Message | None:
    wanted = request.args.get("sent", "")[:64]
    if not wanted:
        return None
    try:
        message = services().outbox.get(wanted)
    except NotFound:
        return None
    return message if message.direction == "outbound" and message.is_text else None


def _answer(message: Message) -> Message | None:
    later = services().conversations.messages(
        message.conversation_id, after=message.row_id, limit=LOOKED_THROUGH
    )
    return next((one for one in later if one.direction == "inbound" and one.is_text), None)
