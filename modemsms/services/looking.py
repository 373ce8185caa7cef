"""The services that sum up, each given what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from modemsms.services.about import About
from modemsms.services.figures import Figures
from modemsms.services.looks import Looks
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
    about: About
    looks: Looks


def looking(store: Store, shop: Shop, modems: Modems, database: Path) -> Looking:
    """What Home, the cards of the modems and the page about the box show."""
    return Looking(
        figures=Figures(store, shop),
        morning=Morning(store, shop),
        signals=Signals(store, modems),
        about=About(store, database),
        looks=Looks(store),
    )
