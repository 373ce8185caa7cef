"""What a text costs, where the price of every SIM card that it may leave from is known."""

from __future__ import annotations

from flask_babel import gettext as _

from modemsms.services.sims import SimCard
from web.context import services
from web.modem_words import money


def of(segments: int, modem: str) -> str:
    """The price of *segments* in words, from *modem* or whichever takes them; empty while it is unknown."""
    cards = [card for card in services().sims.list() if card.modem is not None and modem in ("", card.modem)]
    prices = [_price(card, segments) for card in cards]
    known = [price for price in prices if price is not None]
    currencies = {card.currency for card in cards}
    if not known or len(known) < len(prices) or len(currencies) > 1:
        return ""
    least, most, currency = min(known), max(known), currencies.pop()
    if most == 0:
        return _("in the bundle")
    if least == most:
        return money(most, currency)
    return _("%(least)s to %(most)s", least=money(least, currency), most=money(most, currency))


def _price(card: SimCard, segments: int) -> int | None:
    if card.price_micros is None:
        return 0 if card.bundle_left is not None and card.bundle_left >= segments else None
    return card.price_micros * max(0, segments - (card.bundle_left or 0))
