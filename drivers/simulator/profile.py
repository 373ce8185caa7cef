"""How one make of modem differs from the standard: manners and limits as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

Parameters = frozenset[int]


@dataclass(frozen=True, slots=True)
class Scripted:
    """Command lines that are answered from here and not by the modem's own sense.

    *command* is a pattern for the whole line; the last of *lines* is the final result, if there is to be
    one; no lines at all is silence. It holds for the first *times* since the start of the modem, and
    until a line that matches *until* has been heard, which is remembered for good.
    """

    command: str
    lines: tuple[str, ...] = ()
    times: int | None = None
    until: str = ""


@dataclass(frozen=True, slots=True)
class Notifications:
    """What AT+CNMI takes, position by position; empty positions do not exist in the command.

    gammu 1.42 turns notifications on only where bm may be 2, and its daemon reads reports only from
    +CDS (ds 1) and never from memory: hence the defaults.
    """

    mode: tuple[int, ...] = (0, 1, 2, 3)
    mt: tuple[int, ...] = (0, 1, 2, 3)
    bm: tuple[int, ...] = (0, 2, 3)
    ds: tuple[int, ...] = (0, 1)
    bfr: tuple[int, ...] = (0, 1)

    @property
    def positions(self) -> tuple[tuple[int, ...], ...]:
        """The lists in the order of the command."""
        return tuple(values for values in (self.mode, self.mt, self.bm, self.ds, self.bfr) if values)

    def test_answer(self) -> str:
        """As AT+CNMI=? lists them."""
        return ",".join(f"({','.join(map(str, values))})" for values in self.positions)


@dataclass(frozen=True, slots=True)
class Profile:
    """The manners of a modem. The default is a well-behaved one; ``profiles.py`` has the others."""

    manufacturer: str = "modemsms"
    model: str = "Simulated modem"
    firmware: str = "1.0"

    # How it talks
    echo: bool = True
    numeric: bool = False
    prompt: bytes = b"\r\n> "
    compact: bool = False
    """No empty line between an answer's text and its final result."""
    interjection: str = ""
    """A line that the modem slips into every answer, behind the echo and before the final result."""
    chatter: str = ""
    """A line that it repeats every ``chatter_every`` (``^RSSI:18``)."""
    chatter_every: timedelta = timedelta(seconds=1)
    silenced_by: str = ""
    """A pattern for the command line that ends it until the next start."""
    unknown_command: str = "ERROR"
    extended_errors: tuple[int, ...] = (0, 1, 2)
    """The levels that AT+CMEE takes."""
    pin_answer_ends_with_ok: bool = True
    scripted: tuple[Scripted, ...] = ()
    """What it answers in its own way; the first that fits is taken."""
    write_limit: int = 0
    """Octets it takes of one write; the rest is lost. 0 is no limit."""

    # How it starts
    boot_lines: tuple[str, ...] = ("RDY", "+CPIN: READY", "SMS Ready")
    boot_time: timedelta = timedelta(seconds=2)
    sms_ready_after: timedelta = timedelta(0)
    """How long after the start the SMS commands still answer CMS ERROR 302."""
    restarts: tuple[str, ...] = ("AT+CFUN=1,1",)
    """The command lines that restart it. Others of their kind are taken, and nothing comes of them."""
    restart_vanishes: bool = False
    """Whether its port goes away meanwhile, as that of a USB stick does."""
    mute_without_radio: bool = False
    """AT+CFUN=0 or 4 makes it deaf until it loses its power."""
    sim_needs_restart: bool = False
    """A SIM that is put in is not read before the next start."""

    # Where it keeps messages
    memories: tuple[str, ...] = ("SM", "ME")
    receiving_memories: tuple[str, ...] = ("SM", "ME")
    me_size: int = 100
    sr_size: int = 50
    first_index: int = 1
    memory_names: str = "lists"
    """What AT+CPMS=? gives: the lists, or this text behind the colon."""
    arrives_in: str = ""
    """The memory that texts go to, whatever AT+CPMS says."""
    stores: bool = True
    """Whether what is to be stored is stored; where not, it is gone."""
    wakes_by: tuple[str, ...] = ()
    """It takes no text before these memories were chosen, in this order."""
    lists_positions: bool = False
    """AT+CMGL counts the messages from 1 in place of telling their indexes."""
    cpms_parameters: Parameters = frozenset({1, 2, 3})
    """With how many memories AT+CPMS= may be called."""

    deletes: bool = True
    """Whether AT+CMGD does what it says; where not, the message is there again."""
    tells_status: bool = True
    """Whether +CMGR and +CMGL say <stat>; some leave it empty."""
    pdu_tail: str = ""
    """What stands behind each PDU that is read (``FFFF``)."""
    appears_after: timedelta = timedelta(0)
    """How long a message that was announced cannot be read or counted yet."""

    # How it tells of messages
    notifications: Notifications | None = Notifications()
    direct_ack: bool = True
    """Whether AT+CSMS=1 is known (then +CMT and +CDS want an AT+CNMA)."""
    announced_as: str = ""
    """What +CMTI says in place of the true memory and index (``"SM",-1``); ``{index}`` is the true one."""
    announces_behind: str = ""
    """A pattern for the command line that brings its announcements to this port; until then none comes."""
    report_announced_as: str = ""
    """The same for +CDSI."""
    memory_full_line: str = ""
    """What it says when the network brings a text and there is no room for it."""
    announces_twice: bool = False
    """Stores and announces each message twice, as one A7670E firmware does."""

    # How it sends
    smsc_in_pdu: bool = True
    """Whether a PDU begins with the octets of the service centre."""
    submit_ends_with_ok: bool = True
    submit_tells_time: bool = False
    """Whether +CMGS also says when the service centre took it (27.005, 3.5.1)."""
    sends_when_full: bool = True
    """Whether it sends while the SIM is full; some answer CMS ERROR 322."""
    more_messages: bool = True
    """Whether AT+CMMS is known."""

    # How it dials codes and takes calls
    ussd_takes: str = "text"
    """How it reads a code: ``text`` in its character set, ``packed`` in hex, or ``ucs2`` (CSCS set so) alone."""
    ussd_answers: str = "text"
    """How it writes the answer: ``text`` in its character set; in hex ``packed``, ``septets`` or ``ucs2``."""
    ussd_ok: str = "before"
    """When the OK comes: ``before`` the answer, ``behind`` it, or ``never``."""
    ussd_ends_twice: bool = False
    """Whether ``+CUSD: 2`` follows the last answer."""
    hangs_up: bool = True
    """Whether AT+CHUP is known; ATH always is."""
