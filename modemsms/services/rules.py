"""How texts leave: what the config file says, else what the owner set on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from modemsms.config import SendingConfig
from modemsms.errors import InvalidInput
from modemsms.services.kept import Kept

MOST_CHARACTERS = 8000
LONGEST_REPEAT = 7 * 24 * 3600
MOST_PER_HOUR = 1_000_000
LONGEST_RESEND = 7 * 24 * 60


class SendingRules(Protocol):
    """What the outbox, the ledger and the fuse go by, as it is at each moment."""

    @property
    def max_characters(self) -> int:
        """How long a text may be."""
        ...

    @property
    def smart_encoding(self) -> bool:
        """Whether characters that only look special are sent as plain ones."""
        ...

    @property
    def shift_tables(self) -> bool:
        """Whether national tables of letters may be used."""
        ...

    @property
    def reference_bits(self) -> Literal[8, 16]:
        """The width of the reference that joins segments."""
        ...

    @property
    def submit_timeout(self) -> timedelta:
        """How long the answer to one submit may take before its outcome counts as unknown."""
        ...

    @property
    def fuse_repeat(self) -> timedelta:
        """The same text to the same number again within this time is held; zero is off."""
        ...

    @property
    def fuse_per_hour(self) -> int:
        """More texts than this to one number in an hour are held; zero is off."""
        ...

    @property
    def resend_unknown(self) -> timedelta | None:
        """After this time an unknown text goes again by itself; None is never."""
        ...


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """What the page sets."""

    max_characters: int
    smart_encoding: bool
    shift_tables: bool
    fuse_repeat_seconds: int
    fuse_per_hour: int
    resend_unknown_minutes: int


class Rules:
    """The rules of a running shop; ``SendingConfig`` by itself is those of its file."""

    def __init__(self, config: SendingConfig, kept: Kept) -> None:
        self._config = config
        self._kept = kept

    @property
    def max_characters(self) -> int:
        """How long a text may be."""
        return self._number("max_characters", self._config.max_characters)

    @property
    def smart_encoding(self) -> bool:
        """Whether characters that only look special are sent as plain ones."""
        return bool(self._number("smart_encoding", self._config.smart_encoding))

    @property
    def shift_tables(self) -> bool:
        """Whether national tables of letters may be used."""
        return bool(self._number("shift_tables", self._config.shift_tables))

    @property
    def reference_bits(self) -> Literal[8, 16]:
        """The width of the reference that joins segments."""
        return self._config.reference_bits

    @property
    def submit_timeout(self) -> timedelta:
        """How long the answer to one submit may take before its outcome counts as unknown."""
        return self._config.submit_timeout

    @property
    def fuse_repeat(self) -> timedelta:
        """The same text to the same number again within this time is held; zero is off."""
        return timedelta(seconds=self._number("fuse_repeat", self._config.fuse_repeat_seconds))

    @property
    def fuse_per_hour(self) -> int:
        """More texts than this to one number in an hour are held; zero is off."""
        return self._number("fuse_per_hour", self._config.fuse_per_hour)

    @property
    def resend_unknown(self) -> timedelta | None:
        """After this time an unknown text goes again by itself; None is never."""
        minutes = self._number("resend_unknown", self._config.resend_unknown_minutes)
        return timedelta(minutes=minutes) if minutes else None

    def change(self, changes: RuleChanges) -> None:
        """Keep what the owner says. Raises ``InvalidInput``."""
        _within("max_characters", changes.max_characters, 1, MOST_CHARACTERS)
        _within("fuse_repeat", changes.fuse_repeat_seconds, 0, LONGEST_REPEAT)
        _within("fuse_per_hour", changes.fuse_per_hour, 0, MOST_PER_HOUR)
        _within("resend_unknown", changes.resend_unknown_minutes, 0, LONGEST_RESEND)
        said = {
            "max_characters": changes.max_characters,
            "smart_encoding": int(changes.smart_encoding),
            "shift_tables": int(changes.shift_tables),
            "fuse_repeat": changes.fuse_repeat_seconds,
            "fuse_per_hour": changes.fuse_per_hour,
            "resend_unknown": changes.resend_unknown_minutes,
        }
        self._kept.put({f"sending.{name}": str(value) for name, value in said.items()})

    def is_fixed(self, name: str) -> bool:
        """Whether the config file says it (a key of ``[sending]``)."""
        return self._kept.is_fixed(f"sending.{name}")

    def _number(self, name: str, otherwise: float) -> int:
        kept = self._kept.get(f"sending.{name}")
        return int(otherwise if kept is None else kept)


def _within(field: str, value: int, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise InvalidInput(field, f"Enter a number from {lowest:,} to {highest:,}.")
