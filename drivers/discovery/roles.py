"""What a USB device is to us, by its ids and interfaces alone; nothing is opened for it."""

from __future__ import annotations

from drivers.discovery.sysfs import UsbDevice
from drivers.discovery.table import (
    ADAPTER_DRIVERS,
    ADAPTERS,
    CD_ROM_MAKERS,
    CD_ROMS,
    FEATURE_PHONE_MAKERS,
    MODEM_CARDS,
    MODEM_DRIVERS,
    MODEM_MAKERS,
    NAMES,
    NETWORK_STICKS,
    OTHER_MAKERS,
    OTHERS,
    PHONE_MAKERS,
    PHONES_WITH_A_PORT,
)
from modemsms.devices import Kind

_ADB = (0xFF, 0x42, 0x01)
_PICTURES = (0x06, 0x01, 0x01)
_STORAGE_CLASS = 0x08
# What Android's tethering shows itself as; sticks that are routers use the first two as well.
_TETHERING = frozenset({(0xE0, 0x01, 0x03), (0xEF, 0x04, 0x01), (0x02, 0x02, 0xFF)})
_MEDIA_LABELS = ("MTP", "PTP")


def kind_of(device: UsbDevice) -> Kind | None:
    """The kind of *device*, None for what has nothing to do with texts (a keyboard, a disk)."""
    if device.usb_id in OTHERS or device.vendor in OTHER_MAKERS:
        return Kind.OTHER if device.ttys else None
    if device.ttys and _is_adapter(device):
        return Kind.ADAPTER
    if _is_phone(device):
        return Kind.PHONE
    if device.ttys:
        return _kind_with_port(device)
    if device.usb_id in NETWORK_STICKS or _is_network_stick(device):
        return Kind.NETWORK_STICK
    return Kind.STORAGE if _is_cd_rom(device) else None


def has_adb(device: UsbDevice) -> bool:
    """Whether USB debugging is on: the phone shows the interface of adb."""
    return any(interface.kind == _ADB for interface in device.interfaces)


def maker_of(device: UsbDevice) -> str:
    """Who made it, "" if nobody knows."""
    known = NETWORK_STICKS.get(device.usb_id) or MODEM_MAKERS.get(device.vendor)
    return known or PHONE_MAKERS.get(device.vendor) or device.manufacturer


def title_of(device: UsbDevice, model: str | None = None) -> str:
    """A short name: what the modem said of itself, else what the table or the device says."""
    if model is None and device.usb_id in NAMES:
        return NAMES[device.usb_id]
    maker, name = maker_of(device), (model or device.product).replace("_", " ")
    if not name or name.lower().startswith(maker.lower()):
        return name or maker or device.usb_id
    return f"{maker} {name}".strip()


def adapter_chip(device: UsbDevice) -> str:
    """The make of a bare adapter, "" for a serial device of unknown make."""
    drivers = [ADAPTER_DRIVERS[tty.driver] for tty in device.ttys if tty.driver in ADAPTER_DRIVERS]
    return drivers[0] if drivers else ADAPTERS.get(device.vendor, "")


def _is_adapter(device: UsbDevice) -> bool:
    return device.vendor in ADAPTERS or any(tty.driver in ADAPTER_DRIVERS for tty in device.ttys)


def _is_modem(device: UsbDevice) -> bool:
    known = device.vendor in MODEM_MAKERS or device.usb_id in NAMES
    return known or bool(device.drivers & (MODEM_DRIVERS | MODEM_CARDS))


def _is_phone(device: UsbDevice) -> bool:
    """A board with Android inside shows adb as well, and the ports of a modem beside it."""
    if device.ttys and device.drivers & MODEM_DRIVERS:
        return False
    if device.usb_id in PHONES_WITH_A_PORT or has_adb(device):
        return True
    if device.vendor in PHONE_MAKERS:
        if any(
            interface.kind == _PICTURES or interface.label in _MEDIA_LABELS for interface in device.interfaces
        ):
            return True
        if device.vendor not in MODEM_MAKERS and device.cards:
            return True
    # Tethering of a make that nobody listed. Sticks of the makers of modems do the same.
    tethers = any(interface.cards and interface.kind in _TETHERING for interface in device.interfaces)
    return tethers and device.vendor not in MODEM_MAKERS and device.usb_id not in NETWORK_STICKS


def _kind_with_port(device: UsbDevice) -> Kind:
    if _is_modem(device):
        return Kind.MODEM
    # A printer of unknown make may hide behind any other.
    return Kind.FEATURE_PHONE if device.vendor in FEATURE_PHONE_MAKERS else Kind.ADAPTER


def _is_network_stick(device: UsbDevice) -> bool:
    return bool(device.cards) and _is_modem(device)


def _is_cd_rom(device: UsbDevice) -> bool:
    if device.usb_id in CD_ROMS:
        return True
    classes = {interface.kind[0] for interface in device.interfaces}
    return device.vendor in CD_ROM_MAKERS and classes == {_STORAGE_CLASS} and device.manufacturer != "Android"
