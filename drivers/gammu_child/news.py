"""What gammu's callback brings, in the words of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from drivers.gammu_child import texts
from drivers.gammu_child.protocol import News, Rang, Replied, Reported, Stirred
from modemsms.errors import CodecError

_RINGING = "IncomingCall"


def news_of(kind: str, data: Mapping[str, Any]) -> News | None:
    """The callback's *kind* and *data*; None for what nobody needs (cell broadcasts)."""
    match kind:
        case "SMS":
            if data.get("Type") == "Status_Report":
                with suppress(CodecError, KeyError):
                    return Reported(texts.to_tpdu(data))
            # The place that is told here is often wrong (hardware.md 5.2): all places are looked at.
            return Stirred()
        case "Call":
            return Rang(data.get("CallID", 0), data.get("Number") or None, data.get("Status") != _RINGING)
        case "USSD":
            return Replied(data.get("Text", ""), data.get("Status", ""))
        case _:
            return None


def is_charging(state: str | None) -> bool | None:
    """gammu's word for where the power comes from; None where it is not known."""
    match state:
        case "BatteryCharging" | "BatteryConnected" | "BatteryFull":
            return True
        case "BatteryPowered":
            return False
        case _:
            return None
