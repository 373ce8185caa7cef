"""Tells of Android phones: on adb, sharing their network by cable, or not switched to either (hardware.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drivers.android import adb_sentences as say
from drivers.android.adb import Listed
from drivers.android.address import GATEWAY_PORT
from drivers.discovery.known import Known, key_of
from drivers.discovery.roles import has_adb, title_of
from drivers.discovery.sysfs import UsbDevice
from modemsms.devices import Found, Kind

_DEBUGGING = (
    "On the phone, open Settings → About phone, tap “Build number” seven times, then turn on “USB debugging”"
    " in the developer options. Turning on USB tethering instead works as well."
)
_REPLUG = "Pull the cable out and plug it in again. If it stays so, restart the phone."
# They pass by themselves within seconds.
_PASSING = ("authorizing", "connecting")


def phone(device: UsbDevice, known: Known) -> Found:
    """The phone *device*, by whichever way it can be reached; a cable with adb goes first."""
    base = Found(
        key_of(device),
        Kind.PHONE,
        title_of(device),
        f"A phone: {title_of(device)}.",
        usb_id=device.usb_id,
        serial=device.serial or None,
        ports=tuple(known.port(device, tty, is_at=None) for tty in device.ttys),
    )
    listed = [listed for listed in known.adb or () if listed.serial == device.serial]
    if listed:
        return _on_adb(base, listed)
    gateway = next((known.gateways[card] for card in device.cards if card in known.gateways), None)
    if gateway is not None:
        return replace(
            base,
            sentence=f"{base.sentence} It shares its network by the cable.",
            driver="android",
            port=f"http://{gateway}:{GATEWAY_PORT}",
        )
    return replace(base, needs=_way_to_it(device, known))


def without_cable(listed: Sequence[Listed]) -> Found:
    """A phone that adb lists and no socket has: over the network, or an emulator."""
    serial = listed[0].serial
    title = f"Android phone {serial}"
    return _on_adb(
        Found(f"adb-{serial}", Kind.PHONE, title, f"A phone on adb: {serial}.", serial=serial), listed
    )


def _on_adb(base: Found, listed: Sequence[Listed]) -> Found:
    """*base* with what adb says of it; nobody can drive one of two phones with one serial number."""
    if len(listed) > 1:
        return replace(base, needs=say.TWINS.sentence)
    usable = listed[0].is_usable or listed[0].state in _PASSING
    needs = "" if usable else say.state(listed[0].state).sentence
    return replace(base, needs=needs, driver="android", port=listed[0].serial)


def _way_to_it(device: UsbDevice, known: Known) -> str:
    if has_adb(device):
        if known.adb is None:
            return "" if known.has_adb_program else say.ADB_MISSING.sentence
        return _REPLUG
    if device.cards:
        return "It shares its network, and has given no address yet. Give it half a minute."
    if device.ttys:
        return f"Its serial port takes no texts; the gateway app does. {_DEBUGGING}"
    return _DEBUGGING
