"""Texts within quotes, in the character set that AT+CSCS chose (27.007, 5.5)."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.simulator.network import Network

CHARSETS = ("GSM", "IRA", "UCS2")


def written(text: str, charset: str) -> str:
    """*text* as the modem writes it: UCS2 is hexadecimal UTF-16BE, the others as they are."""
    return text.encode("utf-16-be").hex().upper() if charset == "UCS2" else text


def read(text: str, charset: str) -> str:
    """What the client meant with *text*. Raises ValueError for UCS2 that is none."""
    if charset != "UCS2":
        return text
    return bytes.fromhex(text).decode("utf-16-be")


def network_time(network: Network) -> str:
    """The time on the network's clock, with its zone in quarters of an hour (27.007, 8.15)."""
    local = network.now().astimezone(UTC) + network.zone
    return f"{local:%y/%m/%d,%H:%M:%S}{round(network.zone.total_seconds() / 900):+03d}"
