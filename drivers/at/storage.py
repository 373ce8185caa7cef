"""Memories: which there are, which one receives, which one we read (AT+CPMS; 27.005, 3.2.2; hardware.md 1.5)."""

from __future__ import annotations

from drivers.at.device import Device
from drivers.at.fields import fields, groups, number, quoted
from drivers.at.session import Command
from drivers.at.steps import Procedure, ask

# The modem's own memory is preferred from this size on: a SIM has ten to fifty places and is slow.
ROOMY = 20
# What is swept. MT is ME and SM under one numbering and shows dummies (Q5); BM, TA and DC hold no texts.
_SWEPT = ("ME", "SM", "SR")

# Q12: chosen one behind the other, these wake a Foxconn T77W968.
_TOGGLED = ("ME", "MT", "SM", "ME")

_ASKED_FOR = 10.0


def memories_of(line: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """From ``AT+CPMS=?``: what can be read, and what can receive. None where the line does not say."""
    lists = [quoted(group) for group in groups(line)]
    if not lists:
        names = quoted(line)
        return (names, names) if names else None
    return lists[0], lists[-1]


def usage_of(line: str) -> tuple[int, int] | None:
    """Used and total places of mem1, from ``+CPMS: used,total,…`` or ``+CPMS: "SM",used,total,…``."""
    values = fields(line)
    if values and number(values[0]) is None:
        values = values[1:]
    used, total = (number(values[0]), number(values[1])) if len(values) > 1 else (None, None)
    return None if used is None or total is None else (used, total)


def choose_memory(device: Device) -> Procedure[None]:
    """Set one memory for reading, writing and receiving: ME if it is roomy, else SM, else MT.

    Leaves ``device.home`` empty where the device cannot receive at all (Q78).
    """
    reply = yield from ask(Command("AT+CPMS=?", _ASKED_FOR))
    lists = memories_of(reply.first) if reply.lines else None
    # Samsung answers with nothing and has both (Q7).
    readable, receiving = lists if lists is not None else (("ME", "SM"), ("ME", "SM"))
    if device.profile.toggle_memories:
        for memory in _TOGGLED:
            yield from _set_all(device, memory)
    best: tuple[str, int] | None = None
    for memory in [name for name in ("ME", "SM", "MT") if name in receiving]:
        if memory == "MT" and best is not None:
            break
        usage = yield from _set_all(device, memory)
        if usage is not None and (best is None or usage[1] > best[1]):
            best = (memory, usage[1])
        if best is not None and best[1] >= ROOMY:
            break
    if best is not None and device.mem1 != best[0]:
        yield from _set_all(device, best[0])
    device.home = best[0] if best is not None else ""
    device.memories = tuple(name for name in _SWEPT if name in {*readable, device.home})
    if device.home == "MT":
        device.memories = ("MT",)


def select(device: Device, memory: str) -> Procedure[tuple[int, int] | None]:
    """Let reading and deleting work on *memory*; its usage, (0, 0) where that is not told.

    None if the modem refuses. One parameter first: the receiving memory must stay as it is; Huawei
    E3372-325 wants all three (Q11).
    """
    for text in (f'AT+CPMS="{memory}"', f'AT+CPMS="{memory}","{device.home}","{device.home}"'):
        reply = yield from ask(Command(text, _ASKED_FOR))
        if reply.ok or reply.lines:
            device.mem1 = memory
            return usage_of(reply.first) or (0, 0)
        # A command whose answer was lost may have been carried out: reading on would take the texts
        # of one memory for those of another, and clear the wrong places.
        device.mem1 = ""
    return None


def usage(device: Device, memory: str) -> Procedure[tuple[int, int] | None]:
    """As ``select``, without selecting what the modem says is selected."""
    if device.mem1 == memory:
        reply = yield from ask("AT+CPMS?")
        selected = fields(reply.first)[0]
        if reply.ok and (selected == memory or not selected.isalpha()):
            return usage_of(reply.first) or (0, 0)
    return (yield from select(device, memory))


def _set_all(device: Device, memory: str) -> Procedure[tuple[int, int] | None]:
    """Three parameters, then two, then one (Q11, Q12); None if all are refused.

    The answer may come without OK, or with empty fields: then the size is taken for small.
    """
    device.mem1 = ""
    for times in (3, 2, 1):
        names = ",".join([f'"{memory}"'] * times)
        reply = yield from ask(Command(f"AT+CPMS={names}", _ASKED_FOR))
        if reply.ok or reply.lines:
            device.mem1 = memory
            return usage_of(reply.first) or (0, 0)
    return None
