"""Where the phone is at the other end of a network cable that it shares (reads /proc/net; hardware.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address
from pathlib import Path

from drivers.discovery.sysfs import text

# Up to Android 10 every phone has this address; later ones draw lots for the third number.
_OLD_ANDROID = IPv4Address("192.168.42.129")
_OLD_ANDROID_NET = IPv4Address("192.168.42.0")
_NOWHERE = IPv4Address(0)
# Fields of /proc/net/route and of /proc/net/arp.
_CARD, _DESTINATION, _GATEWAY = 0, 1, 2
_NEIGHBOUR, _NEIGHBOURS_MAC, _NEIGHBOURS_CARD = 0, 3, 5
_NO_MAC = "00:00:00:00:00:00"


def gateways(root: Path, cards: Iterable[str]) -> dict[str, str]:
    """Each of *cards* to the address of the phone behind it, as far as it is known.

    That is the default route by the card. A machine told not to route over the phone has none: there it is
    the address that all old phones have, or the one neighbour that has been heard on the cable.
    """
    wanted = frozenset(cards)
    if not wanted:
        return {}
    routes = [line.split() for line in text(root / "proc/net/route").splitlines()[1:]]
    arp = [line.split() for line in text(root / "proc/net/arp").splitlines()[1:]]
    found: dict[str, str] = {}
    for card in wanted:
        mine = [
            (_address(row[_DESTINATION]), _address(row[_GATEWAY]))
            for row in routes
            if len(row) > _GATEWAY and row[_CARD] == card
        ]
        by_default = [gateway for to, gateway in mine if to == _NOWHERE and gateway != _NOWHERE]
        neighbours = [
            IPv4Address(row[_NEIGHBOUR])
            for row in arp
            if len(row) > _NEIGHBOURS_CARD
            and row[_NEIGHBOURS_CARD] == card
            and row[_NEIGHBOURS_MAC] != _NO_MAC
        ]
        old = [_OLD_ANDROID for to, _ in mine if to == _OLD_ANDROID_NET]
        if (choice := [*by_default, *old, *(neighbours if len(neighbours) == 1 else [])]) and mine:
            found[card] = str(choice[0])
    return found


def _address(field: str) -> IPv4Address:
    """The kernel writes the four octets as one number of this machine's byte order (little-endian)."""
    try:
        return IPv4Address(bytes.fromhex(field)[::-1])
    except ValueError:
        return _NOWHERE
