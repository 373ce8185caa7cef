"""Reading, sweeping and deleting what lies in the memories (27.005, 3.4 and 4; hardware.md 1.5, 1.6)."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.at.device import Device
from drivers.at.inbox import Confirm, Delete, Inbox, Job, Location, Read, Sweep
from drivers.at.pdus import Entry, entries
from drivers.at.session import Command
from drivers.at.steps import ModemSilent, Pause, Procedure, Quiet, Tell, ask
from drivers.at.storage import select, usage
from modemsms.driver import Noticed, Sign

# hardware.md 1.8: SIMs take up to a fifth of a second a message.
_READ, _LIST, _DELETE, _CONFIRM = 10.0, 60.0, 10.0, 5.0

# Behind the error that a second AT+CNMA gives, an EC25 may send another final result (hardware.md 1.7).
_AFTER_REFUSED_CNMA = 0.1

_FULL_OF_OURS = (
    "The SIM's memory is full of texts that a phone once stored on it, so nothing new can come in. Put the SIM into "
    "a phone and delete its sent texts and drafts."
)


def work(device: Device, inbox: Inbox, job: Job) -> Procedure[None]:
    """The procedure for *job*."""
    match job:
        case Read(location):
            return read(device, inbox, location)
        case Delete(location, expected):
            return delete(device, inbox, location, expected)
        case Sweep(memory, trust_count):
            return sweep(device, inbox, memory, trust_count=trust_count)
        case Confirm():
            return confirm(inbox)


def read(device: Device, inbox: Inbox, location: Location) -> Procedure[None]:
    """Read one place that was announced, by the index that the modem gave."""
    if device.mem1 != location.memory and (yield from select(device, location.memory)) is None:
        inbox.read_empty(location, (yield from _now()))
        return
    reply = yield from ask(Command(f"AT+CMGR={location.index}", _READ, listing=True))
    found = entries(reply.lines)
    if not found or found[0].is_empty:
        inbox.read_empty(location, reply.at)
    elif (event := inbox.found(location, found[0], reply.at)) is not None:
        yield Tell(event)


def sweep(device: Device, inbox: Inbox, memory: str, *, trust_count: bool) -> Procedure[None]:
    """Read everything in *memory*."""
    count = yield from usage(device, memory)
    if count is None or (trust_count and count[0] == 0 and count[1] > 0):
        inbox.swept(memory, (), (yield from _now()))
        return
    found, at = yield from (_list(device) if device.lists else _walk(count))
    seen = [(Location(memory, entry.index), entry) for entry in found if entry.index is not None]
    # A listing that lost lines may show a text behind the header of another.
    complete = len(seen) >= count[0]
    for location, entry in seen:
        event = inbox.found(location, entry, at, announced=not trust_count, sure=complete)
        if event is not None:
            yield Tell(event)
    inbox.swept(memory, [location for location, _ in seen], at)
    yield from _mind_room(device, inbox, memory, count, found)
    if seen and complete and inbox.stubborn(memory):
        yield from ask(Command("AT+CMGD=1,1", _LIST))


def _mind_room(
    device: Device, inbox: Inbox, memory: str, count: tuple[int, int], found: Sequence[Entry]
) -> Procedure[None]:
    """Say that *memory* is full, and whether that will pass by itself."""
    used, size = count
    if used < size and memory in ("SM", device.home):
        device.stuck_full = False
    if not 0 < size <= used or not found:
        return
    if all(entry.is_ours for entry in found):
        yield Tell(Noticed(device.slot, _FULL_OF_OURS, Sign.MEMORY_FULL))
        return
    inbox.urgent = True
    sentence = f"The memory {memory} was full; its texts are being read and cleared."
    yield Tell(Noticed(device.slot, sentence, Sign.MEMORY_FULL))


def delete(device: Device, inbox: Inbox, location: Location, expected: str | None = None) -> Procedure[None]:
    """Clear one place. Never with ``,0`` behind the index: Siemens MC55i refuses that (Q24).

    With *expected* only if that PDU still is what stands there.
    """
    if device.mem1 != location.memory and (yield from select(device, location.memory)) is None:
        inbox.end_delete(location, (yield from _now()))
        return
    expected = expected or (inbox.content_of(location) if device.profile.verify_index else None)
    if expected is not None:
        reply = yield from ask(Command(f"AT+CMGR={location.index}", _READ, listing=True))
        if [entry.pdu for entry in entries(reply.lines)] != [expected]:
            inbox.moved(location, reply.at)
            return
    inbox.begin_delete(location)
    reply = yield from ask(Command(f"AT+CMGD={location.index}", _DELETE))
    inbox.end_delete(location, reply.at)


def confirm(inbox: Inbox) -> Procedure[None]:
    """Acknowledge a direct message. A refusal means that nothing waited (CMS 340), which is as well."""
    reply = yield from ask(Command("AT+CNMA", _CONFIRM))
    inbox.confirmed()
    if not reply.ok:
        yield Quiet(_AFTER_REFUSED_CNMA)


def restore(device: Device) -> Procedure[None]:
    """Back to the memory that receives, which is the one to read next."""
    yield from select(device, device.home)


def _list(device: Device) -> Procedure[tuple[Sequence[Entry], float]]:
    """AT+CMGL of all states. A modem that never ends it is read place by place from now on (Q23)."""
    reply = yield Command("AT+CMGL=4", _LIST, listing=True)
    if reply.final is None:
        device.manners.no_listing = True
        raise ModemSilent("AT+CMGL=4")
    return entries(reply.lines), reply.at


def _walk(count: tuple[int, int]) -> Procedure[tuple[Sequence[Entry], float]]:
    """Every index from 0 to the memory's size, until as many were found as it says that it holds."""
    used, total = count
    found: list[Entry] = []
    at = 0.0
    for index in range(total + 1):
        if len(found) >= used:
            break
        reply = yield from ask(Command(f"AT+CMGR={index}", _READ, listing=True))
        at = reply.at
        here = [entry for entry in entries(reply.lines) if not entry.is_empty]
        found += [Entry(index, entry.status, entry.pdu) for entry in here[:1]]
    return found, at or (yield from _now())


def _now() -> Procedure[float]:
    """The runner's clock, without bothering the modem."""
    return (yield Pause(0.0)).at
