"""What the owner may set otherwise for one phone (``DeviceSettings.quirks``), with the usual values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from modemsms.driver import Setting


@dataclass(frozen=True, slots=True)
class Tuning:
    """Figures that no source is sure of, or that a phone may need to be different."""

    parts_per_minute: float = 25
    """Segments given to the phone in a minute: under Android's own limit of 30 (hardware.md 4.2)."""
    webhook_skew_seconds: float = 300
    """How far the phone's clock may be off for its notices to be believed."""
    inbox_seconds: float = 5
    """Between two looks into the phone's inbox, which stand behind its notices."""
    check_seconds: float = 15
    """Between two looks whether adb's forwards still stand."""
    pending_seconds: float = 600
    """So long a text may wait on the phone before nobody can say any more what becomes of it."""
    processed_seconds: float = 300
    """The same after the app has given it to Android."""

    @classmethod
    def of(cls, quirks: Mapping[str, Setting]) -> Tuning:
        """The usual values with those of *quirks* that are numbers above 0; others are not for this driver."""
        chosen = {
            field.name: float(value)
            for field in fields(cls)
            if isinstance(value := quirks.get(field.name), int | float)
            and not isinstance(value, bool)
            and value > 0
        }
        return cls(**chosen)
