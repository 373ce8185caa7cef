"""Everything that is plugged in, as it is told to the shop: one ``Found`` for each thing that has to do with texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from drivers.android.adb import Listed
from drivers.discovery.known import Asked, Known, key_of
from drivers.discovery.modems import modem
from drivers.discovery.phones import phone, without_cable
from drivers.discovery.plain_lines import adapter, uart
from drivers.discovery.probe import Behind
from drivers.discovery.roles import kind_of, maker_of, title_of
from drivers.discovery.sysfs import Plugged, UsbDevice
from drivers.discovery.table import CD_ROMS, OTHER_MAKERS, OTHERS
from modemsms.devices import Found, Kind


def describe(plugged: Plugged, known: Known) -> tuple[Found, ...]:
    """What *plugged* is, in the order of the sockets; the board's ports and phones without a cable last."""
    return (
        *(found for device in plugged.usb if (found := _device(device, known)) is not None),
        *(uart(line, known) for line in plugged.uarts),
        *_phones_without_cable(plugged.usb, known),
    )


def twins(devices: Iterable[UsbDevice]) -> frozenset[str]:
    """USB ids of which two are there with one and the same serial number."""
    met = Counter((device.usb_id, device.serial) for device in devices)
    return frozenset(usb_id for (usb_id, _), times in met.items() if times > 1)


def _device(device: UsbDevice, known: Known) -> Found | None:
    match kind_of(device):
        case Kind.MODEM:
            return modem(device, known)
        case Kind.PHONE:
            return phone(device, known)
        case Kind.ADAPTER:
            return adapter(device, known)
        case Kind.STORAGE:
            return _cd_rom(device, known)
        case Kind.FEATURE_PHONE:
            return _feature_phone(device, known)
        case Kind.NETWORK_STICK:
            return _network_stick(device)
        case Kind.OTHER:
            name = OTHERS.get(device.usb_id) or OTHER_MAKERS[device.vendor]
            sentence = f"{name[0].upper()}{name[1:]}. It is no modem and is left alone."
            return _told(device, Kind.OTHER, sentence, "")
        case _:
            return None


def _told(device: UsbDevice, kind: Kind, sentence: str, needs: str) -> Found:
    return Found(
        key_of(device),
        kind,
        title_of(device),
        sentence,
        needs,
        usb_id=device.usb_id,
        serial=device.serial or None,
    )


def _network_stick(device: UsbDevice) -> Found:
    """Hardware.md Q62."""
    return _told(
        device,
        Kind.NETWORK_STICK,
        f"A stick that is a small router: {title_of(device)}. It shows a network card, and no port for texts.",
        "modemsms cannot use it like this. Use a stick with a serial port (of Huawei’s: one with “stick” firmware"
        " instead of HiLink), or an Android phone.",
    )


def _cd_rom(device: UsbDevice, known: Known) -> Found:
    name = CD_ROMS.get(device.usb_id, f"a stick by {maker_of(device)}")
    needs = (
        "Unplug it and plug it in again. If it stays so, it is newer than usb_modeswitch: use another stick."
        if known.has_modeswitch
        else "Run: sudo apt install usb-modeswitch, and plug the stick in again."
    )
    return _told(device, Kind.STORAGE, f"A modem that still shows itself as a CD: {name}.", needs)


def _feature_phone(device: UsbDevice, known: Known) -> Found:
    """An old phone, as it answers on its port; gammu knows more of its kind than AT does."""
    asked = known.asked.get(key_of(device), Asked())
    answered = [tty for tty in device.ttys if _behind(asked, tty.place) is Behind.MODEM]
    at = next(iter(answered), device.ttys[0])
    answer = asked.answers.get(at.place)
    title = title_of(device, answer.model if answer else None)
    return replace(
        _told(device, Kind.FEATURE_PHONE, f"A phone with a cable: {title}.", ""),
        title=title,
        driver="gammu",
        port=known.name_of(device, at),
        ports=tuple(known.port(device, tty, True if tty in answered else None) for tty in device.ttys),
        imei=answer.imei if answer else None,
    )


def _behind(asked: Asked, place: tuple[int, int]) -> Behind | None:
    answer = asked.answers.get(place)
    return answer.behind if answer else None


def _phones_without_cable(devices: Iterable[UsbDevice], known: Known) -> list[Found]:
    cabled = {device.serial for device in devices if kind_of(device) is Kind.PHONE}
    loose: dict[str, list[Listed]] = {}
    for listed in known.adb or ():
        if listed.serial not in cabled:
            loose.setdefault(listed.serial, []).append(listed)
    return [without_cable(phones) for _, phones in sorted(loose.items())]
