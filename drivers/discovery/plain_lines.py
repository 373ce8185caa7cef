"""Tells of plain serial lines, a USB adapter or the board's own port, behind which anything may be."""

from __future__ import annotations

from dataclasses import replace

from drivers.discovery.known import Asked, Known, Place, key_of
from drivers.discovery.modems import blockers, programs
from drivers.discovery.probe import Answer, Behind
from drivers.discovery.roles import adapter_chip, title_of
from drivers.discovery.sysfs import Uart, UsbDevice
from modemsms.devices import Found, FoundPort, Holder, Kind

UART_PLACE: Place = (0, 0)
"""Where the answer of a port of the board itself is kept."""


def uart_key(uart: Uart) -> str:
    """The key of a port of the board."""
    return f"uart-{uart.name}"


def adapter(device: UsbDevice, known: Known) -> Found:
    """A USB adapter, and what is known to be behind its ports."""
    chip = adapter_chip(device)
    what = f"A serial adapter ({chip})" if chip else f"A serial device ({title_of(device)})"
    ports = {tty.place: known.port(device, tty, is_at=None) for tty in device.ttys}
    base = Found(
        key_of(device),
        Kind.ADAPTER,
        f"Serial adapter {chip}" if chip else title_of(device),
        what,
        usb_id=device.usb_id,
        serial=device.serial or None,
    )
    return _with_what_is_behind(base, ports, blockers(device, known), known)


def uart(line: Uart, known: Known) -> Found:
    """A port of the board: a modem on the header, or nothing."""
    name = line.alias or line.path
    holders = tuple(known.holders.get(line.path, ()))
    what = f"The serial port of this machine ({name.rpartition('/')[2]})"
    base = Found(uart_key(line), Kind.ADAPTER, what, what)
    ports = {UART_PLACE: FoundPort(line.path, name, None, None, holders)}
    return _with_what_is_behind(base, ports, list(holders), known)


def _with_what_is_behind(
    base: Found, ports: dict[Place, FoundPort], holders: list[Holder], known: Known
) -> Found:
    """*base*, whose sentence so far says what the line is."""
    what = base.sentence
    asked = known.asked.get(base.key, Asked())
    base = replace(base, ports=tuple(ports.values()))
    for place, port in ports.items():
        if known.is_claimed(port.path):
            return replace(base, sentence=f"{what}. It is in use here.", driver="at", port=port.name)
        answer = asked.answers.get(place)
        if answer is not None and answer.behind is Behind.MODEM:
            return _modem_behind(base, what, port, answer)
    if holders:
        return replace(base, sentence=f"{what}. It is in use by {programs(holders)}.")
    if asked.is_asking:
        return replace(base, sentence=f"{what}. Looking whether a modem is behind it …")
    if refused := next((answer.cause for answer in asked.answers.values() if answer.cause), None):
        return replace(base, sentence=f"{what}. It cannot be opened.", needs=refused.sentence, can_look=True)
    if asked.answers:
        return replace(base, sentence=f"{what}. Nothing behind it answers like a modem.", can_look=True)
    return replace(
        base,
        sentence=f"{what}. A modem may be behind it, or a receipt printer: it is left alone until you ask.",
        needs="Is a modem behind it? Then look here.",
        can_look=True,
    )


def _modem_behind(base: Found, what: str, port: FoundPort, answer: Answer) -> Found:
    title = answer.model or "Modem"
    at = replace(port, is_at=True)
    return replace(
        base,
        kind=Kind.MODEM,
        title=title,
        sentence=f"A modem: {title}, behind {what[0].lower()}{what[1:]}.",
        driver="at",
        port=port.name,
        ports=tuple(at if other.path == port.path else other for other in base.ports),
        imei=answer.imei,
    )
