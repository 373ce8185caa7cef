"""The services that sum up, each given what it needs."""

from __future__ import annotations

from typing import TypedDict

from modemsms.services.figures import Figures
from modemsms.services.modems import Modems
from modemsms.services.morning import Morning
from modemsms.services.shop import Shop
from modemsms.services.signals import Signals
from modemsms.store.database import Store


class Looking(TypedDict):
    """Those of ``Services`` that tell how things stand."""

    figures: Figures
    morning: Morning
    signals: Signals


def looking(store: Store, shop: Shop, modems: Modems) -> Looking:
    """What Home and the cards of the modems show."""
    return Looking(figures=Figures(store, shop), morning=Morning(store, shop), signals=Signals(store, modems))
