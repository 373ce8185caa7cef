"""``/consents``: who agreed and who left, and the ledger that tells how."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from modemsms.phone import PhoneNumber
from modemsms.services.consents import Consents
from modemsms.services.shop import Shop
from web.api import bodies, keys
from web.api.consent_shapes import (
    ConsentFilter,
    ConsentList,
    NewConsent,
    consent_object,
    standing_object,
)
from web.api.errors import as_json


class ConsentsApi:
    """The views; each calls one method of the ledger."""

    def __init__(self, consents: Consents, shop: Shop) -> None:
        self._consents = consents
        self._shop = shop

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        blueprint.add_url_rule("/consents", "consents", self.page, methods=["GET"])
        blueprint.add_url_rule("/consents", "consent", self.tell, methods=["POST"])
        blueprint.add_url_rule("/consents/<number>", "standing", self.standing, methods=["GET"])

    def page(self) -> Response:
        """The ledger, oldest first."""
        asked = bodies.query(request.args, ConsentFilter)
        number = self._number(asked.number) if isinstance(asked.number, str) else None
        found = self._consents.page(asked.after, number, asked.limit + 1)
        page = found[: asked.limit]
        more = page[-1][0] if len(found) > len(page) else None
        return as_json(ConsentList([consent_object(*row) for row in page], more))

    def tell(self) -> Response:
        """Write down that somebody agreed or left; 409 for one who left and is said to agree."""
        new = bodies.parse(g.body, NewConsent)
        number = self._number(new.number)
        now = self._consents.told(number, new.what, new.words, new.source, keys.current().name)
        return as_json(standing_object(number, now))

    def standing(self, number: str) -> Response:
        """How a number stands."""
        known = self._number(number)
        return as_json(standing_object(known, self._consents.standing(known)))

    def _number(self, written: str) -> str:
        # A plus sign that was not escaped in the address arrives as a space.
        written = f"+{written.lstrip()}" if written.startswith(" ") else written
        return PhoneNumber.parse(written, self._shop.country, field="number").e164
