"""Calls that came in and were not taken: a line in the caller's conversation, and no text."""

from __future__ import annotations

from datetime import datetime

from modemsms.phone import inbound_address
from modemsms.services import fate
from modemsms.services.shop import Shop
from modemsms.store import conversations, messages
from modemsms.store.database import Store
from modemsms.store.messages import NewMessage
from modemsms.store.sims import Sim

# Where a number was withheld, all such calls share one conversation that cannot be answered.
WITHHELD = "Number withheld"
MISSED = "Missed call"


class Calls:
    """Takes calls as workers report them."""

    def __init__(self, store: Store, shop: Shop) -> None:
        self._store = store
        self._shop = shop

    def take(self, sim: Sim | None, modem: str, number: str | None, now: datetime) -> None:
        """Somebody called *modem*; *number* is as the network gave it, None where it was withheld."""
        address = inbound_address(number, self._shop.country) if number else WITHHELD
        with self._store.write() as connection:
            conversation_id = conversations.open_with(connection, address)
            row_id = messages.add(
                connection,
                NewMessage(
                    conversation_id=conversation_id,
                    direction="inbound",
                    status="received",
                    text=MISSED,
                    encoding="gsm7",
                    segments=0,
                    created_at=now,
                    own_number=sim.number if sim else None,
                    modem=modem,
                    purpose="call",
                ),
            )
            fate.tell_message(self._store, connection, row_id, conversation_id, now)
