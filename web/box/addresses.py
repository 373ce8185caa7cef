"""The addresses under which other machines of the shop reach this one."""

from __future__ import annotations

import ipaddress
import re
import socket

_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?")

# Bridges of virtual machines and containers lead to no phone of the shop.
_INSIDE = ("docker", "br-", "veth", "virbr", "lo")


def own_addresses() -> list[str]:
    """IPv4 addresses of this machine, those of a home or shop network first; none without a network."""
    import ifaddr

    found = []
    for adapter in ifaddr.get_adapters():
        if str(adapter.name).startswith(_INSIDE):
            continue
        found += [str(one.ip) for one in adapter.ips if one.is_IPv4]
    usable = [address for address in found if not _is_useless(address)]
    return sorted(dict.fromkeys(usable), key=lambda address: not ipaddress.ip_address(address).is_private)


def own_names() -> list[str]:
    """The names that a network may know this machine by: its host name, plain and under ``.local``."""
    name = socket.gethostname().lower().removesuffix(".local")
    return [name, f"{name}.local"] if _HOST_NAME.fullmatch(name) else []


def _is_useless(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return parsed.is_loopback or parsed.is_link_local
