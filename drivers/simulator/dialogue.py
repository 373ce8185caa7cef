"""A modem's USSD: the session with the network, and how the make writes it down (27.007, 7.15)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from drivers.simulator.agenda import Ticket
from drivers.simulator.results import CommandError
from drivers.simulator.strings import read, written
from drivers.simulator.ussd_service import Menu, Reply, Status
from modemsms.errors import CodecError
from modemsms.gsm.alphabet import decode, encode
from modemsms.gsm.packing import pack, unpack

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

DEFAULT_ALPHABET, UCS2 = 15, 72
# The second +CUSD of makes that say "2" behind the last text.
ECHO_AFTER = timedelta(milliseconds=50)
CR = 0x0D


class Dialogue:
    """One session at a time; a code that is dialled in it replies to the open question."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._menu: Menu | None = None
        self._coming: Ticket | None = None
        self._ends_command = False

    def reset(self) -> None:
        """As after power-up: the network will end it by itself."""
        self._menu = self._coming = None
        self._ends_command = False

    def leave(self) -> None:
        """AT+CUSD=2: what the network still has to say is not told."""
        if self._coming is not None:
            self._coming.cancel()
        self.reset()

    def dial(self, typed: str) -> bool:
        """Take the string of AT+CUSD; True if OK comes at once, else it comes by ``Interpreter``.

        Raises the bare ERROR for what this make does not read, and CME 30 without a network.
        """
        modem = self._modem
        code = self._read(typed)
        if not modem.registration.registered:
            raise CommandError("CME", 30)
        service, number = modem.network.ussd, modem.card.number
        if self._menu is None:
            reply, self._menu = service.dialled(number, code)
        else:
            reply, self._menu = service.replied(self._menu, number, code)
        self._ends_command = modem.profile.ussd_ok != "before"
        if reply.after is not None:
            self._coming = modem.after(reply.after, partial(self._tell, reply))
        return not self._ends_command

    def push(self, text: str, *, wants_reply: bool = False) -> None:
        """The network says something by itself."""
        with self._modem.network.change():
            self._menu = Menu(text) if wants_reply else None
            self._say(Reply(text, Status.WANTS_REPLY if wants_reply else Status.DONE))

    def _read(self, typed: str) -> str:
        profile, charset = self._modem.profile, self._modem.settings.charset
        try:
            if charset == "UCS2" and profile.ussd_takes != "packed":
                return read(typed, charset)
            if profile.ussd_takes == "packed":
                return unpacked(bytes.fromhex(typed))
        except (ValueError, CodecError) as error:
            raise CommandError from error
        if profile.ussd_takes == "ucs2":
            raise CommandError
        return typed

    def _tell(self, reply: Reply) -> None:
        modem, self._coming = self._modem, None
        ok, self._ends_command = self._ends_command, False
        if ok and modem.profile.ussd_ok == "behind":
            self._say(reply)
            modem.interpreter.conclude()
        elif ok:
            modem.interpreter.abandon()
            self._say(reply)
        else:
            self._say(reply)
        if modem.profile.ussd_ends_twice and reply.status is not Status.WANTS_REPLY:
            modem.after(ECHO_AFTER, partial(modem.say, "+CUSD: 2"))

    def _say(self, reply: Reply) -> None:
        told = f"{reply.status:d}"
        if reply.text:
            text, coding = self._written(reply.text)
            told += f',"{text}",{coding}'
        self._modem.terminal.unsolicited(f"+CUSD: {told}")

    def _written(self, text: str) -> tuple[str, int]:
        """*text* between quotes and its coding, as the make and the character set have it."""
        try:
            septets = encode(text)
        except CodecError:
            return text.encode("utf-16-be").hex().upper(), UCS2
        match self._modem.profile.ussd_answers:
            case "packed":
                return packed(septets).hex().upper(), DEFAULT_ALPHABET
            case "septets":
                return septets.hex().upper(), DEFAULT_ALPHABET
            case "ucs2":
                return text.encode("utf-16-be").hex().upper(), UCS2
        charset = self._modem.settings.charset
        return (septets.decode("latin-1") if charset == "GSM" else written(text, charset)), DEFAULT_ALPHABET


def packed(septets: bytes) -> bytes:
    """As USSD packs: seven spare bits at the end hold a CR (23.038, 6.1.2.3.1)."""
    return pack(septets + bytes((CR,)) if len(septets) % 8 == 7 else septets)


def unpacked(octets: bytes) -> str:
    """The reverse of it."""
    return decode(unpack(octets, len(octets) * 8 // 7)).removesuffix("\r")
