"""What ``/health`` says of the phone: five checks, and the worst of them as the whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import Any

PASS, WARN, FAIL = "pass", "warn", "fail"
_WORSE = (PASS, WARN, FAIL)

WARN_BELOW_PERCENT, FAIL_BELOW_PERCENT = 25, 10

LTE = 13
"""The cellular network type of the app's ``connection:cellular``."""

CELLULAR, WIFI = 1, 2
"""Flags of ``connection:transport``."""


class Charging(IntFlag):
    """Flags of ``battery:charging``."""

    CHARGING = 1
    AC = 2
    USB = 4


@dataclass
class Battery:
    """What the phone's battery says of itself; set it as you like."""

    level: int = 82
    celsius: float = 27.0
    charging: Charging = Charging.CHARGING | Charging.USB
    health: int = 2
    """2 is good, 3 overheated (``BatteryManager``)."""

    @property
    def status(self) -> int:
        """2 charging, 3 discharging, 5 full (``BatteryManager``)."""
        if not self.charging:
            return 3
        return 5 if self.level >= 100 else 2


def checks(battery: Battery, failed: int, processed: int, *, internet: bool) -> dict[str, dict[str, Any]]:
    """All checks; *failed* and *processed* messages are those of the last hour."""
    messages = PASS if not failed else WARN if processed else FAIL
    level = (
        FAIL if battery.level < FAIL_BELOW_PERCENT else WARN if battery.level < WARN_BELOW_PERCENT else PASS
    )
    # Without a validated default network there is no transport either, whatever the radio does.
    transport = CELLULAR if internet else 0
    return {
        "messages:failed": _check(messages, failed, "messages", "Failed messages for last hour"),
        "connection:status": _check(
            PASS if internet else FAIL, int(internet), "boolean", "Internet connection status"
        ),
        "connection:transport": _check(PASS, transport, "flags", "Network transport type"),
        "connection:cellular": _check(PASS, LTE if internet else 0, "index", "Cellular network type"),
        "battery:level": _check(level, battery.level, "percent", "Battery level in percent"),
        "battery:charging": _check(PASS, int(battery.charging), "flags", "Is the phone charging?"),
    }


def worst(found: dict[str, dict[str, Any]]) -> str:
    """The status of the whole."""
    return max((str(check["status"]) for check in found.values()), key=_WORSE.index, default=PASS)


def _check(status: str, value: int, unit: str, description: str) -> dict[str, Any]:
    return {"description": description, "observedUnit": unit, "observedValue": value, "status": status}
