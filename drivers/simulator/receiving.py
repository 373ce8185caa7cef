"""How a modem takes what the network brings: into memory, or straight to its client (27.005, 3.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from drivers.simulator.agenda import Ticket
from drivers.simulator.journal import Kind
from drivers.simulator.memory import Memory, Status, Stored
from drivers.simulator.results import CommandError
from modemsms.errors import CodecError
from modemsms.gsm.address import Address
from modemsms.gsm.dcs import decode_dcs
from modemsms.gsm.pdu import with_smsc
from modemsms.gsm.tpdu import Deliver, decode_incoming

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

# A client must answer a direct +CMT before the network's own timer ends (24.011, TR2M: 12 to 20 s).
ACKNOWLEDGE_WITHIN = timedelta(seconds=15)

# The service centre tries again after a while; the first interval of real ones is minutes.
OFFERED_AGAIN_AFTER = timedelta(seconds=5)

TYPE_MASK, STATUS_REPORT = 0b11, 0b10
CLASS_SHOWN_AT_ONCE, CLASS_ME, CLASS_SIM, CLASS_TE = 0, 1, 2, 3


class Reception:
    """AT+CNMI, AT+CSMS and AT+CNMA, and what they decide."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._deadline: Ticket | None = None
        self._choices: list[str] = []
        self.reset()

    def reset(self) -> None:
        """As after power-up. What nobody acknowledged goes back to the service centre."""
        self.give_back()
        self.mode, self.mt, self.bm, self.ds, self.bfr = 0, 0, 0, 0, 0
        self.service = 0
        self._buffered: list[tuple[str, ...]] = []

    def configure(self, mode: int, mt: int, bm: int, ds: int, bfr: int) -> None:
        """AT+CNMI. On leaving mode 0 what was kept back is told (bfr 0) or dropped (27.005, 3.4.1)."""
        self.mode, self.mt, self.bm, self.ds, self.bfr = mode, mt, bm, ds, bfr
        buffered, self._buffered = self._buffered, []
        if mode == 0:
            self._buffered = buffered
        elif bfr == 0:
            for lines in buffered:
                self._tell(*lines)

    def chosen(self, memory: str) -> None:
        """AT+CPMS named *memory* for what comes in."""
        self._choices.append(memory)

    @property
    def _sleeps(self) -> bool:
        """The memories that wake it were not chosen one behind the other yet."""
        wanted = iter(self._choices)
        return not all(name in wanted for name in self._modem.profile.wakes_by)

    # --- from the network ---------------------------------------------------------------------------

    def offer(self, tpdu: bytes) -> bool:
        """Take what the network brings; False leaves it at the service centre."""
        if tpdu and tpdu[0] & TYPE_MASK == STATUS_REPORT:
            return self._offer_report(tpdu)
        profile = self._modem.profile
        if self._sleeps:
            return False
        message_class = _class_of(tpdu)
        if self._goes_direct(message_class):
            return self._direct(f"+CMT: ,{len(tpdu)}", tpdu)
        if not profile.stores:
            return True
        name = profile.arrives_in or self._modem.settings.memories[2]
        name = "SM" if message_class == CLASS_SIM else name
        index = self._store(self._modem.memory(name), tpdu)
        if index is None:
            if profile.memory_full_line:
                self._indicate(profile.memory_full_line)
            return False
        if self.mt:
            self._indicate("+CMTI: " + (profile.announced_as or f'"{name}",{{index}}').format(index=index))
        return True

    def _goes_direct(self, message_class: int | None) -> bool:
        """Which way a text goes (27.005, 3.4.1, tables for mt).

        Class 0 is for the eye and not for the memory; modems bring it even with mt=1.
        """
        if message_class == CLASS_SHOWN_AT_ONCE:
            return self.mt > 0
        if self.mt == 2:
            return message_class != CLASS_SIM
        return self.mt == 3 and message_class == CLASS_TE

    def _offer_report(self, tpdu: bytes) -> bool:
        if self.ds == 1:
            return self._direct(f"+CDS: {len(tpdu)}", tpdu)
        if self.ds == 2:
            name = "SR" if "SR" in self._modem.profile.memories else self._modem.settings.memories[2]
            index = self._store(self._modem.memory(name), tpdu)
            if index is None:
                return False
            self._indicate("+CDSI: " + (self._modem.profile.report_announced_as or f'"{name}",{index}'))
        return True  # with ds=0 the modem takes it and tells nobody

    def _store(self, memory: Memory, tpdu: bytes) -> int | None:
        profile = self._modem.profile
        if profile.announces_twice and memory.used + 1 < memory.size:
            twin = memory.store(Stored(Status.UNREAD, self._smsc(), tpdu))
            self._indicate(f'+CMTI: "{self._modem.settings.memories[2]}",{twin}')
        message = Stored(Status.UNREAD, self._smsc(), tpdu, visible=not profile.appears_after)
        if not message.visible:
            # The message is in the SIM whatever becomes of the modem: this is no timer of the modem.
            self._modem.network.agenda.after(profile.appears_after, message.show)
        return memory.store(message)

    def _direct(self, head: str, tpdu: bytes) -> bool:
        if self.service == 1:
            if self._deadline is not None:
                return False  # the next one waits until this one is acknowledged
            self._unacknowledged = tpdu
            self._deadline = self._modem.after(ACKNOWLEDGE_WITHIN, self._never_acknowledged)
        self._indicate(head, (self._smsc() + tpdu).hex().upper())
        return True

    def _smsc(self) -> bytes:
        smsc = self._modem.card.smsc
        return with_smsc(b"", Address.parse(smsc) if smsc else None)

    def _indicate(self, *lines: str) -> None:
        if not self._modem.script.speaks:
            return
        if self.mode == 0:
            self._buffered.append(lines)
        else:
            self._tell(*lines)

    def _tell(self, *lines: str) -> None:
        self._modem.terminal.unsolicited(*lines)
        self._modem.journal.note(Kind.INDICATION, lines[0])

    # --- acknowledgements ---------------------------------------------------------------------------

    def acknowledge(self, *, taken: bool) -> None:
        """AT+CNMA: the client has it, or refuses it. CMS ERROR 340 when nothing waits for that."""
        if self._deadline is None:
            raise CommandError("CMS", 340)
        if not taken:
            self.give_back()
            return
        self._deadline.cancel()
        self._deadline = None
        self._modem.network.can_take(self._modem.card.number)

    def give_back(self) -> None:
        """What waits for its acknowledgement goes back to the service centre."""
        if self._deadline is None or self._modem.sim is None:
            return
        self._deadline.cancel()
        self._deadline = None
        self._modem.network.returned(self._modem.sim.number, self._unacknowledged, OFFERED_AGAIN_AFTER)

    def _never_acknowledged(self) -> None:
        """The client is taken for dead: no direct routing any more until a new AT+CNMI (27.005, 3.4.1)."""
        self.give_back()
        self.mt, self.ds = 0, 0


def _class_of(tpdu: bytes) -> int | None:
    try:
        incoming = decode_incoming(tpdu)
    except CodecError:
        return None
    if not isinstance(incoming, Deliver):
        return None
    return decode_dcs(incoming.data_coding).message_class
