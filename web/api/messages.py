"""``/messages``: send, look up, list, cancel; settle what is unknown, release what is held."""

from __future__ import annotations

import re
from http import HTTPStatus

from flask import Blueprint, Response, g, request

from modemsms.errors import InvalidInput, NotFound
from modemsms.phone import PhoneNumber
from modemsms.services.outbox import Draft, MessageQuery, Outbox, Priority
from web.api import bodies, repeats
from web.api.errors import PREFIX, as_json
from web.api.shapes import (
    STATUSES,
    MessageFilter,
    MessageList,
    NewMessage,
    NoFields,
    Settlement,
    message_object,
)


class MessagesApi:
    """The views; each calls one method of the outbox."""

    def __init__(self, outbox: Outbox, country: str) -> None:
        """*country* is the one whose local numbers are understood."""
        self._outbox = outbox
        self._country = country

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        one = "/messages/<message_id>"
        blueprint.add_url_rule("/messages", view_func=self.submit, methods=["POST"])
        blueprint.add_url_rule("/messages", view_func=self.page, methods=["GET"])
        blueprint.add_url_rule(one, view_func=self.get, methods=["GET"])
        blueprint.add_url_rule(one, view_func=self.cancel, methods=["DELETE"])
        blueprint.add_url_rule(f"{one}/settle", view_func=self.settle, methods=["POST"])
        blueprint.add_url_rule(f"{one}/release", view_func=self.release, methods=["POST"])

    def submit(self) -> Response:
        """Take a text: 202, or 200 if this key sent this body under this Idempotency-Key before."""
        new = bodies.parse(g.body, NewMessage)
        submitted = self._outbox.submit(_draft(new), idempotency=repeats.idempotency(g.body))
        status = HTTPStatus.OK if submitted.repeated else HTTPStatus.ACCEPTED
        address = {"Location": f"{PREFIX}/messages/{submitted.message.id}"}
        return as_json(message_object(submitted.message), status, address)

    def get(self, message_id: str) -> Response:
        """One message."""
        return as_json(message_object(self._outbox.get(message_id)))

    def page(self) -> Response:
        """Messages, oldest first."""
        page = self._outbox.page(self._query())
        return as_json(MessageList([message_object(message) for message in page.messages], page.next))

    def cancel(self, message_id: str) -> Response:
        """Never send it; 409 once it is on its way."""
        return as_json(message_object(self._outbox.cancel(message_id)))

    def settle(self, message_id: str) -> Response:
        """Say what became of a message of unknown fate."""
        settlement = bodies.parse(g.body, Settlement)
        return as_json(message_object(self._outbox.settle(message_id, settlement.outcome)))

    def release(self, message_id: str) -> Response:
        """Send a held message after all."""
        if g.body != b"":
            bodies.parse(g.body, NoFields)
        return as_json(message_object(self._outbox.release(message_id)))

    def _query(self) -> MessageQuery:
        asked = bodies.query(request.args, MessageFilter)
        return MessageQuery(
            direction=bodies.given(asked.direction),
            statuses=_statuses(bodies.given(asked.status)),
            address=self._address(bodies.given(asked.contact)),
            after=self._row(bodies.given(asked.after)),
            limit=asked.limit,
        )

    def _address(self, contact: str | None) -> str | None:
        """Who is meant: a number in any common writing, or the name or short code a text came from."""
        if contact is None:
            return None
        if contact.startswith(" "):
            # A plus sign that was not escaped in the address arrives as a space.
            contact = f"+{contact.lstrip()}"
        try:
            return PhoneNumber.parse(contact, self._country, field="contact").e164
        except InvalidInput:
            return contact

    def _row(self, after: str | None) -> int:
        """What a cursor is: the row of the last message that was seen; programs may also name its id."""
        if after is None:
            return 0
        if re.fullmatch(r"[0-9]{1,18}", after, re.ASCII):
            return int(after)
        try:
            return self._outbox.get(after).row_id
        except NotFound as error:
            raise InvalidInput("after", "after is neither a cursor nor the id of a message.") from error


def _draft(new: NewMessage) -> Draft:
    return Draft(
        to=new.to,
        text=new.text,
        modem=new.modem,
        send_at=bodies.utc("send_at", new.send_at),
        expires_at=bodies.utc("expires_at", new.expires_at),
        delivery_report=new.delivery_report,
        flash=new.flash,
        reference=new.reference,
        priority=Priority.API,
    )


def _statuses(written: str | None) -> tuple[str, ...]:
    statuses = () if written is None else tuple(written.split(","))
    for status in statuses:
        if status not in STATUSES:
            known = ", ".join(STATUSES)
            raise InvalidInput("status", f"There is no status “{status[:40]}”; known are {known}.")
    return statuses
