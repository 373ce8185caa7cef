"""What is known of one text: when, by whom, through which SIM card, how many segments, and why not."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from modemsms.services.outbox import Message
from web.speech import said
from web.when import LocalTime

WAITING = frozenset({"scheduled", "queued"})


def facts(message: Message, local: LocalTime) -> list[tuple[str, str]]:
    """Names and values, in the order in which they came about."""
    return list(_came_in(message, local) if message.direction == "inbound" else _went_out(message, local))


def _came_in(message: Message, local: LocalTime) -> Iterator[tuple[str, str]]:
    if message.sent_at is not None:
        yield _("Sent"), local.full(message.sent_at)
    yield _("Reached the shop"), local.full(message.created_at)
    yield from _the_rest(message)


def _went_out(message: Message, local: LocalTime) -> Iterator[tuple[str, str]]:
    yield _("Written"), local.full(message.created_at)
    if message.author:
        yield _("By"), message.author
    if message.status == "scheduled" and message.send_at is not None:
        yield _("Goes out"), local.full(message.send_at)
    if message.sent_at is not None:
        yield _("Sent"), local.full(message.sent_at)
    if message.delivered_at is not None:
        yield _("Delivered"), local.full(message.delivered_at)
    if message.status in WAITING and message.expires_at is not None:
        yield _("Not later than"), local.full(message.expires_at)
    yield from _the_rest(message)


def _the_rest(message: Message) -> Iterator[tuple[str, str]]:
    if message.modem:
        through = f"{message.modem}, {message.own_number}" if message.own_number else message.modem
        yield _("SIM card"), through
    if message.encoding == "ucs2":
        yield (
            _("Length"),
            ngettext("%(num)d segment, in Unicode", "%(num)d segments, in Unicode", message.segments),
        )
    else:
        yield _("Length"), ngettext("%(num)d segment", "%(num)d segments", message.segments)
    if message.reason is not None:
        yield _("Why"), said(message.reason.message)
