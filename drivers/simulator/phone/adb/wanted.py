"""Which device a client means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Nothing set means the only one. *kind* is ``any``, ``usb`` or ``local`` (an emulator)."""

    serial: str | None = None
    transport_id: int | None = None
    kind: str = "any"
