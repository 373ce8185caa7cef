"""What "look here" may open: anything with a port but what is ours, held by another program, or surely no modem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.discovery.known import Known, Place, key_of
from drivers.discovery.modems import blockers, in_order, programs
from drivers.discovery.plain_lines import UART_PLACE, uart_key
from drivers.discovery.roles import kind_of
from drivers.discovery.sysfs import Plugged, UsbDevice
from modemsms.devices import Holder, Kind


@dataclass(frozen=True, slots=True)
class Target:
    """Ports to open. A *plain line* may need another speed than the usual."""

    key: str
    ports: tuple[tuple[Place, str], ...]
    is_plain_line: bool = False


def target_of(key: str, plugged: Plugged, known: Known) -> Target | str:
    """What to open for *key*, or a sentence that says why nothing is."""
    for device in plugged.usb:
        if key_of(device) == key:
            return _of_device(device, known)
    for uart in plugged.uarts:
        if uart_key(uart) == key:
            holders = known.holders.get(uart.path, ())
            refusal = _refusal(is_ours=known.is_claimed(uart.path), holders=holders)
            return refusal or Target(key, ((UART_PLACE, uart.path),), is_plain_line=True)
    return "It is not plugged in any more."


def device_target(device: UsbDevice) -> Target:
    """The ports of *device*, the likeliest first."""
    ports = tuple((tty.place, tty.path) for tty in in_order(device))
    return Target(key_of(device), ports, is_plain_line=kind_of(device) is Kind.ADAPTER)


def _of_device(device: UsbDevice, known: Known) -> Target | str:
    kind = kind_of(device)
    target = device_target(device)
    if kind is Kind.OTHER:
        return "It is no modem, and is left alone."
    if not target.ports:
        return "It has no port to look at."
    if kind is Kind.PHONE:
        return "The serial port of this phone takes no texts; the gateway app does."
    return _refusal(is_ours=known.is_ours(device), holders=blockers(device, known)) or target


def _refusal(*, is_ours: bool, holders: Sequence[Holder]) -> str | None:
    if is_ours:
        return "It is in use here already."
    if holders:
        return f"It is in use by {programs(list(holders))}. Stop that program first."
    return None
