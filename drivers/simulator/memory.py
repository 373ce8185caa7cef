"""Places where a modem keeps messages: numbered slots, as 27.005 3.1 sees them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Status(IntEnum):
    """<stat> of PDU mode (27.005, 3.1)."""

    UNREAD = 0
    READ = 1
    UNSENT = 2
    SENT = 3


ALL = 4

# What AT+CMGD's <delflag> leaves (27.005, 3.5.4).
KEPT = {
    1: (Status.UNREAD, Status.UNSENT, Status.SENT),
    2: (Status.UNREAD, Status.UNSENT),
    3: (Status.UNREAD,),
    4: (),
}


@dataclass(slots=True)
class Stored:
    """One message in a slot. *tpdu* is without the SMSC part, which *smsc* holds, encoded."""

    status: Status
    smsc: bytes
    tpdu: bytes
    visible: bool = True

    def show(self) -> None:
        """Let it be read and counted from now on."""
        self.visible = True

    @property
    def hex(self) -> str:
        """The line in which the modem shows it."""
        return (self.smsc + self.tpdu).hex().upper()


class Memory:
    """*size* slots. The first has the index that the modem around it likes: a SIM may change modems."""

    def __init__(self, size: int, first_index: int = 1) -> None:
        self.size = size
        self.first_index = first_index
        self._slots: dict[int, Stored] = {}

    @property
    def used(self) -> int:
        """How many slots are taken."""
        return sum(kept.visible for kept in self._slots.values())

    @property
    def full(self) -> bool:
        """Whether ``store`` would find no slot."""
        return len(self._slots) >= self.size

    def store(self, message: Stored) -> int | None:
        """Put *message* into the lowest free slot and give its index; None when there is none."""
        for slot in range(self.size):
            if slot not in self._slots:
                self._slots[slot] = message
                return slot + self.first_index
        return None

    def get(self, index: int) -> Stored | None:
        """What can be seen at *index*; its status stays."""
        kept = self._slots.get(index - self.first_index)
        return kept if kept is not None and kept.visible else None

    def holds(self, index: int) -> bool:
        """Whether there is such a place at all."""
        return 0 <= index - self.first_index < self.size

    def listing(self, status: int = ALL) -> list[tuple[int, Stored]]:
        """Indexes and messages of one status, or of all, in order."""
        wanted = (
            (slot, kept)
            for slot, kept in self._slots.items()
            if kept.visible and status in (ALL, kept.status)
        )
        return [(slot + self.first_index, kept) for slot, kept in sorted(wanted, key=lambda pair: pair[0])]

    def delete(self, index: int) -> None:
        """Empty one slot; an empty one is no error (27.005, 3.5.4)."""
        self._slots.pop(index - self.first_index, None)

    def delete_by_flag(self, flag: int) -> None:
        """<delflag> 1 to 4 of AT+CMGD (27.005, 3.5.4)."""
        self._slots = {slot: kept for slot, kept in self._slots.items() if kept.status in KEPT[flag]}
