"""The services that keep the shop's memory safe, made together since they share the one long work at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from modemsms import clock
from modemsms.services.archive import Archive
from modemsms.services.backups import Backups
from modemsms.services.errands import Errands
from modemsms.services.restores import Restores
from modemsms.services.shop import Shop
from modemsms.services.sticks import Sticks
from modemsms.store.database import Store

BACKUPS = "backups"


class Safekeeping(TypedDict):
    """Those of all services that are about copies of everything."""

    backups: Backups
    errands: Errands
    archive: Archive
    restores: Restores
    sticks: Sticks


def safekeeping(
    store: Store, shop: Shop, database: Path, now: Callable[[], datetime] = clock.now
) -> Safekeeping:
    """Make them for *database*, which *store* has open."""
    backups, errands = Backups(store), Errands(store)
    archive = Archive(store, backups, shop, errands, database.with_name(BACKUPS), now)
    return Safekeeping(
        backups=backups,
        errands=errands,
        archive=archive,
        restores=Restores(database, errands, now),
        sticks=Sticks(store, archive, errands),
    )
