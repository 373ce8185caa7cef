"""Tells of a USB modem: which of its ports is the one for texts, and what stands in the way."""

from __future__ import annotations

from drivers.discovery.known import Asked, Known, key_of
from drivers.discovery.layouts import AT_INTERFACES, DEAF_INTERFACES
from drivers.discovery.probe import Answer, Behind
from drivers.discovery.roles import title_of
from drivers.discovery.sysfs import Tty, UsbDevice
from modemsms.devices import Found, FoundPort, Holder, Kind

# Huawei says in the protocol of an interface what it is for: …2 is the PC's AT port, which also brings what
# nobody asked for; …3 takes firmware commands, …4 and …5 stream positions.
_HUAWEI = "12d1"
_HUAWEI_CLASS = 0xFF
_HUAWEI_AT, _HUAWEI_DEAF = 2, (3, 4, 5)
_DEAF_LABELS = ("NMEA", "GPS", "GNSS", "DIAG", "AUDIO")

_IS_AT = {Behind.MODEM: True, Behind.SILENCE: False, Behind.POSITIONS: False, Behind.BINARY: False}


def in_order(device: UsbDevice) -> list[Tty]:
    """The ports that may be asked, the likeliest first: the table, then the device's own word, then the rest."""
    known = _table(device)
    deaf = DEAF_INTERFACES.get(device.vendor, {}).get(device.model, ())

    def rank(tty: Tty) -> tuple[int, int]:
        if tty.number in known:
            return 0, known.index(tty.number)
        return (1 if _huawei_use(device, tty) == _HUAWEI_AT else 2), tty.number

    open_to_it = [tty for tty in device.ttys if tty.number not in deaf and not _says_deaf(device, tty)]
    return sorted(open_to_it, key=rank)


def modem(device: UsbDevice, known: Known) -> Found:
    """*device* as it is told."""
    asked = known.asked.get(key_of(device), Asked())
    order = in_order(device)
    at = _at_port(device, order, asked, known)
    answer = asked.answers.get(at.place) if at else None
    title = title_of(device, answer.model if answer else None)
    sentence, needs = _words(device, title, at, asked, known)
    is_open = not asked.answers and not known.is_ours(device) and not blockers(device, known)
    chosen = None if is_open else at
    return Found(
        key_of(device),
        Kind.MODEM,
        title,
        sentence,
        needs,
        driver="at" if chosen else None,
        port=known.name_of(device, chosen) if chosen else None,
        ports=tuple(_port(device, tty, order, asked, known) for tty in device.ttys),
        imei=answer.imei if answer else None,
        usb_id=device.usb_id,
        serial=device.serial or None,
        can_look=not (known.is_ours(device) or asked.is_asking or _answers(answer)),
    )


def blockers(device: UsbDevice, known: Known) -> list[Holder]:
    """Other programs on any port of *device*: two programs on one modem disturb each other."""
    found = {holder.pid: holder for tty in device.ttys for holder in known.held_by(tty)}
    return list(found.values())


def programs(holders: list[Holder]) -> str:
    """Programs by name and process."""
    return ", ".join(f"{holder.program} (process {holder.pid})" for holder in holders)


def _at_port(device: UsbDevice, order: list[Tty], asked: Asked, known: Known) -> Tty | None:
    """The port in use, else the one that answered, else the one that the table knows."""
    for tty in device.ttys:
        if known.is_claimed(tty.path):
            return tty
    for tty in order:
        if _answers(asked.answers.get(tty.place)):
            return tty
    return next((tty for tty in order if tty.number in _table(device)), None)


def _answers(answer: Answer | None) -> bool:
    return answer is not None and answer.behind is Behind.MODEM


def _words(device: UsbDevice, title: str, at: Tty | None, asked: Asked, known: Known) -> tuple[str, str]:
    """What it is, and what it still needs."""
    says = f"A modem: {title}."
    if known.is_ours(device):
        return f"{says} It is in use here.", ""
    if rivals := blockers(device, known):
        return (
            f"{says} It is in use by {programs(rivals)}.",
            f"Stop {rivals[0].program}, or keep it away from the modem: “modemsms doctor” says how.",
        )
    answer = asked.answers.get(at.place) if at else None
    if _answers(answer):
        return says, ""
    if not asked.answers:
        return f"{says} Looking which of its ports is the one for texts …", ""
    refused = next((a.cause for a in asked.answers.values() if a.behind is Behind.REFUSED and a.cause), None)
    if refused is not None:
        return f"{says} Its port cannot be opened.", refused.sentence
    again = "Give it half a minute. If it stays so, unplug it for ten seconds and plug it in again."
    if at is not None:
        return f"{says} It does not answer yet.", again
    return f"{says} None of its ports answers like a modem.", again


def _port(device: UsbDevice, tty: Tty, order: list[Tty], asked: Asked, known: Known) -> FoundPort:
    answer: Answer | None = asked.answers.get(tty.place)
    is_at = _IS_AT.get(answer.behind) if answer else None
    if is_at is None and tty not in order:
        is_at = False
    elif is_at is None and tty.number in _table(device):
        is_at = True
    return known.port(device, tty, is_at)


def _table(device: UsbDevice) -> tuple[int, ...]:
    return AT_INTERFACES.get(device.vendor, {}).get(device.model, ())


def _huawei_use(device: UsbDevice, tty: Tty) -> int | None:
    """The last digit of the protocol of a Huawei interface, None for other makes."""
    if device.vendor != _HUAWEI:
        return None
    kinds = [interface.kind for interface in device.interfaces if interface.number == tty.number]
    return kinds[0][2] & 0x0F if kinds and kinds[0][0] == _HUAWEI_CLASS and kinds[0][2] < 0xFF else None


def _says_deaf(device: UsbDevice, tty: Tty) -> bool:
    if tty.number in _table(device):
        return False
    labels = [interface.label.upper() for interface in device.interfaces if interface.number == tty.number]
    named = any(word in label for label in labels for word in _DEAF_LABELS)
    return named or _huawei_use(device, tty) in _HUAWEI_DEAF
