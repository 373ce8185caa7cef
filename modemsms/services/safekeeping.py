"""The services that do long work, made together since they share the one that may run at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from modemsms import clock
from modemsms.services.archive import Archive
from modemsms.services.backups import Backups
from modemsms.services.consents import Consents
from modemsms.services.errands import Errands
from modemsms.services.imports import Imports
from modemsms.services.restores import Restores
from modemsms.services.shop import Shop
from modemsms.services.sticks import Sticks
from modemsms.store.database import Store

BACKUPS, IMPORTS = "backups", "imports"


class Safekeeping(TypedDict):
    """Those of all services that take their time: copies of everything, and lists of people."""

    backups: Backups
    errands: Errands
    archive: Archive
    restores: Restores
    sticks: Sticks
    imports: Imports


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
        imports=Imports(store, shop, errands, Consents(store, now), database.with_name(IMPORTS), now),
    )
