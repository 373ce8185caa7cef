"""From AT+CMGS to +CMGS: the prompt, the PDU, the air time, the answer, and what goes wrong between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from drivers.simulator.faults import Moment
from drivers.simulator.journal import Kind
from drivers.simulator.results import CommandError
from drivers.simulator.strings import network_time
from modemsms.errors import CodecError
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import from_hex, split_smsc
from modemsms.gsm.tpdu import Submit

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


@dataclass(slots=True)
class Passage:
    """One submit on its way. *name* is that of its command; detached, its answer is unsolicited."""

    submit: Submit
    recipient: str
    name: str
    detached: bool = False


class Submission:
    """What a modem does to send."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._prompt_missing = False
        self._current: Passage | None = None

    def begin(self, octets: int) -> None:
        """AT+CMGS: ask for a TPDU of *octets*, the SMSC part not counted (27.005, 4.3)."""
        missing, self._prompt_missing = self._prompt_missing, False
        if missing:
            self._modem.interpreter.abandon()
            return
        ask = partial(self.ask, octets, self._entered)
        self._modem.trouble.meet(Moment.BEFORE_PROMPT, None, ask)

    def ask(self, octets: int, then: Callable[[Address | None, bytes], None]) -> None:
        """Open the prompt, and hand the SMSC and the TPDU to *then* if they are what was announced."""

        modem = self._modem

        def entered(data: bytes) -> None:
            then(*pdu_entered(data if modem.profile.smsc_in_pdu else b"00" + data, octets))

        modem.interpreter.ask(entered)
        modem.trouble.meet(Moment.AT_PROMPT, None, _the_client_types)

    def _entered(self, smsc: Address | None, tpdu: bytes) -> None:
        self.send(submit_of(tpdu), smsc, "+CMGS")

    def send(self, submit: Submit, smsc: Address | None, name: str) -> None:
        """Bring *submit* to the network; the answer bears *name*, ``+CMGS`` or ``+CMSS``."""
        modem = self._modem
        if smsc is None and not modem.card.smsc:
            raise CommandError("CMS", 330)
        if not modem.registration.registered:
            raise CommandError("CMS", 331)
        if modem.card.refused_with is not None:
            raise CommandError("CMS", modem.card.refused_with)
        if modem.card.memory.full and not modem.profile.sends_when_full:
            raise CommandError("CMS", 322)
        passage = self._current = Passage(submit, modem.network.e164(submit.destination), name)
        transmit = partial(self._transmit, passage)
        modem.trouble.meet(Moment.AFTER_CTRL_Z, passage.recipient, transmit)

    def detach(self) -> None:
        """Hear other commands now; the answer to the submit in work will come in between."""
        if self._current is not None:
            self._current.detached = True
            self._modem.interpreter.abandon()

    def _transmit(self, passage: Passage) -> None:
        if self._modem.air:
            self._modem.after(self._modem.air, partial(self._arrive, passage))
        else:
            self._arrive(passage)

    def _arrive(self, passage: Passage) -> None:
        modem, recipient = self._modem, passage.recipient
        reference = modem.card.next_reference()
        modem.journal.note(Kind.ON_AIR, recipient)
        modem.network.submit(modem, passage.submit, reference)
        self._prompt_missing = modem.network.behaviour(recipient).next_prompt_missing
        line = f"{passage.name}: {reference}"
        if modem.profile.submit_tells_time:
            line += f',"{network_time(modem.network)}"'
        answer = partial(self._answer, passage, line)
        modem.trouble.meet(Moment.AFTER_ON_AIR_BEFORE_CMGS, recipient, answer)

    def _answer(self, passage: Passage, line: str) -> None:
        modem = self._modem
        modem.journal.note(Kind.ANSWER, line)
        if passage.detached:
            modem.terminal.unsolicited(line)
        else:
            modem.terminal.information((line,))
        modem.trouble.meet(Moment.AFTER_CMGS, passage.recipient, partial(self._finish, passage))

    def _finish(self, passage: Passage) -> None:
        if passage.detached:
            return
        if self._modem.profile.submit_ends_with_ok:
            self._modem.interpreter.conclude()
        else:
            self._modem.interpreter.abandon()


def pdu_entered(data: bytes, octets: int) -> tuple[Address | None, bytes]:
    """SMSC and TPDU of a PDU line whose TPDU was announced with *octets*.

    Raises CMS ERROR 304 for what is no hexadecimal or has another length.
    """
    try:
        pdu = from_hex(data.decode("latin-1"))
        if len(pdu) - 1 - pdu[0] != octets:
            raise CommandError("CMS", 304)
        return split_smsc(pdu)
    except CodecError as error:
        raise CommandError("CMS", 304) from error


def submit_of(tpdu: bytes) -> Submit:
    """*tpdu* as an SMS-SUBMIT, else CMS ERROR 304."""
    try:
        return Submit.decode(tpdu)
    except CodecError as error:
        raise CommandError("CMS", 304) from error


def _the_client_types() -> None:
    """The prompt is open; nothing follows by itself."""
