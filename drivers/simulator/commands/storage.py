"""Memories of messages: choose, list, read, delete, write (27.005, clauses 3.2.2 and 3.4, 4.1)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, LATER, Answer, Handler
from drivers.simulator.memory import ALL, KEPT, Memory, Status, Stored
from drivers.simulator.results import CommandError
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import with_smsc

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


def preferred(modem: Modem, call: Call) -> Answer:
    """AT+CPMS: where to read and delete, to write and send, to receive (27.005, 3.2.2)."""
    modem.require_sms()
    profile, chosen = modem.profile, modem.settings.memories
    if call.form is Form.TEST:
        if profile.memory_names != "lists":
            return (f"+CPMS: {profile.memory_names}",)
        lists = (profile.memories, profile.memories, profile.receiving_memories)
        return ("+CPMS: " + ",".join('("' + '","'.join(names) + '")' for names in lists),)
    if call.form is Form.READ:
        parts = (f'"{name}",{_room(modem.memory(name))}' for name in chosen)
        return (f"+CPMS: {','.join(parts)}",)
    if len(call.arguments) not in profile.cpms_parameters:
        raise CommandError("CMS", 303)
    wanted = [call.text(position, name) for position, name in enumerate(chosen)]
    if any(name not in profile.memories for name in wanted):
        raise CommandError("CMS", 302)
    if wanted[2] not in profile.receiving_memories:
        raise CommandError("CMS", 302)
    modem.settings.memories = wanted
    modem.reception.chosen(wanted[2])
    modem.network.can_take(modem.card.number)
    return (f"+CPMS: {','.join(_room(modem.memory(name)) for name in wanted)}",)


def _room(memory: Memory) -> str:
    return f"{memory.used},{memory.size}"


def _reading(modem: Modem) -> Memory:
    modem.require_sms()
    return modem.memory(modem.settings.memories[0])


def list_all(modem: Modem, call: Call) -> Answer:
    """AT+CMGL: what lies in the first memory; the unread become read (27.005, 4.1)."""
    if call.form is Form.TEST:
        return ("+CMGL: (0-4)",)
    status = call.number(0, Status.UNREAD)
    if not 0 <= status <= ALL:
        raise CommandError("CMS", 304)
    lines: list[str] = []
    for position, (index, message) in enumerate(_reading(modem).listing(status), start=1):
        head, pdu = _shown(modem, message)
        told = position if modem.profile.lists_positions else index
        lines += (f"+CMGL: {told},{head}", pdu)
    return lines


def read(modem: Modem, call: Call) -> Answer:
    """AT+CMGR: one message; an empty place is CMS ERROR 321 (27.005, 4.2)."""
    if call.form is Form.TEST:
        return DONE
    message = _reading(modem).get(call.number(0, 0))
    if message is None:
        raise CommandError("CMS", 321)
    head, pdu = _shown(modem, message)
    return (f"+CMGR: {head}", pdu)


def _shown(modem: Modem, message: Stored) -> tuple[str, str]:
    """<stat>,[<alpha>],<length> and the PDU; an unread message is read by it."""
    status = str(message.status.value) if modem.profile.tells_status else ""
    if message.status is Status.UNREAD:
        message.status = Status.READ
    return f"{status},,{len(message.tpdu)}", message.hex + modem.profile.pdu_tail


def delete(modem: Modem, call: Call) -> Answer:
    """AT+CMGD (27.005, 3.5.4). What waits at the service centre may come then."""
    memory = _reading(modem)
    if call.form is Form.TEST:
        used = ",".join(str(index) for index, _ in memory.listing())
        return (f"+CMGD: ({used}),(0-4)",)
    index, flag = int(call.arguments[0]), call.number(1, 0)
    if not modem.profile.deletes:
        return DONE
    if flag in KEPT:
        memory.delete_by_flag(flag)
    elif flag == 0 and memory.holds(index):
        memory.delete(index)
    else:
        raise CommandError("CMS", 321)
    modem.network.can_take(modem.card.number)
    return DONE


def write(modem: Modem, call: Call) -> Answer:
    """AT+CMGW: put a PDU into the second memory (27.005, 4.4)."""
    if call.form is Form.TEST:
        return DONE
    modem.require_sms()
    status = Status(call.number(1, Status.UNSENT))
    modem.submission.ask(int(call.arguments[0]), partial(_write, modem, status))
    return LATER


def _write(modem: Modem, status: Status, smsc: Address | None, tpdu: bytes) -> None:
    memory = modem.memory(modem.settings.memories[1])
    index = memory.store(Stored(status, with_smsc(b"", smsc), tpdu))
    if index is None:
        raise CommandError("CMS", 322)
    modem.interpreter.conclude((f"+CMGW: {index}",))


HANDLERS: dict[str, Handler] = {
    "+CPMS": preferred,
    "+CMGL": list_all,
    "+CMGR": read,
    "+CMGD": delete,
    "+CMGW": write,
}
