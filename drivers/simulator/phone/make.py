"""What kind of phone it is, and what Android says of it when asked over adb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from drivers.simulator.phone.telephony import DEFAULT_LIMIT, DEFAULT_PERIOD

LIMIT_KEY, PERIOD_KEY = "sms_outgoing_check_max_count", "sms_outgoing_check_interval_ms"


@dataclass(frozen=True, slots=True)
class Make:
    """One kind of phone. *sdk* is Android's API level: 34 is Android 14."""

    manufacturer: str = "Google"
    model: str = "Pixel 7"
    product: str = "panther"
    device: str = "panther"
    release: str = "14"
    sdk: int = 34
    carrier: str = "Test Mobile"
    usb: str = "1-1.2"
    """Where it is plugged in, as the kernel names the place."""


def limit_of(settings: Mapping[str, str]) -> tuple[int, timedelta]:
    """The system's limit on sending as *settings* (global) have it; its own where they say nothing."""
    count, period = settings.get(LIMIT_KEY, ""), settings.get(PERIOD_KEY, "")
    return (
        int(count) if count.isdecimal() else DEFAULT_LIMIT,
        timedelta(milliseconds=int(period)) if period.isdecimal() else DEFAULT_PERIOD,
    )
