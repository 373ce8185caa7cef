"""What is known of the modem at the other end: filled by the procedures, read by all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.at.quirks import GENERIC, Profile
from drivers.at.registration import Registration, is_roaming, obstacle
from drivers.at.sim_causes import Sim, sim_obstacle
from drivers.at.sim_memory import SimMemory
from drivers.at.ussd_text import Way
from modemsms.driver import Identity, Setting
from modemsms.errors import Cause

__all__ = ["SMSC_MISSING", "Device", "Manners", "Sim"]

SMSC_MISSING = Cause(
    "smsc_missing",
    "The SIM does not know its operator's message centre, so no text can leave. Ask the operator for its number "
    "and set it as `smsc` of this modem.",
)

MEMORY_STUCK = Cause(
    "memory_full",
    "The SIM's memory is full and the modem cannot clear it, so it sends nothing. Put the SIM into a phone and "
    "delete the texts on it.",
)


@dataclass(slots=True)
class Manners:
    """What a modem does in its own way, learnt from it; kept over its restarts."""

    no_listing: bool = False
    """AT+CMGL never ended."""
    ends_with_ok: bool = True
    """An OK follows +CMGS."""
    stores_nothing: bool = False
    """A text that the network delivered to it was in no memory (Q13)."""
    ussd_way: Way | None = None
    """How it took the last USSD code."""


@dataclass(slots=True)
class Device:
    """Facts of one modem since its last start."""

    slot: int = 1
    smsc_wanted: str = ""
    """The message centre that the shop has set; empty leaves the SIM's."""

    quirks: Mapping[str, Setting] = field(default_factory=dict)
    """What the shop's settings say over the table of quirks."""
    usb_id: str | None = None
    """``vvvv:pppp`` of the USB device that the port belongs to."""

    manners: Manners = field(default_factory=Manners)
    profile: Profile = GENERIC
    identity: Identity = field(default_factory=Identity)
    sim: Sim = Sim.READY
    pin_refused: bool = False
    puk_refused: bool = False
    tries_left: int | None = None
    """How often the code that the SIM wants may still be tried; None where the modem does not tell."""
    registration: dict[str, int] = field(default_factory=dict)
    operator: str | None = None
    signal_dbm: int | None = None
    charset: str = "GSM"
    """The character set of quoted strings (AT+CSCS)."""

    memories: tuple[str, ...] = ()
    """What can be read, without the receiving one twice; empty when the modem did not tell."""
    home: str = ""
    """The memory that inbound messages go to."""
    mem1: str = ""
    """The memory that reading and deleting work on now (27.005, 3.2.2); empty when that is not sure."""
    acknowledges: bool = False
    """AT+CSMS=1 is on and could not be put off: direct messages want an AT+CNMA."""
    notifies: str | None = None
    """The parameters of AT+CNMI that were taken; None: the modem tells nothing, it has to be asked."""
    keeps_link: bool = False
    """AT+CMMS is on."""
    quieted: bool = False
    """The profile's commands were all taken, so what they silence stays silent until a restart."""
    in_doubt: bool = False
    """An error said that the modem is not as ``start`` left it (text mode, another SIM): start again."""
    sims: dict[str, SimMemory] = field(default_factory=dict)
    """What is known of each SIM that was in it, by its key."""
    full_refusals: int = 0
    """How often in a row a text was refused for want of room in the memory (CMS 322)."""
    stuck_full: bool = False
    """Reading and deleting did not help against that."""
    smsc_missing: bool = False
    """No text can leave: nobody knows the message centre (CMS 330)."""
    restarted: bool = False
    """A command made it start again."""
    smsc_in_pdu: bool = False
    """The SIM's message centre does not hold: it goes in front of each TPDU (Q44)."""

    @property
    def is_direct(self) -> bool:
        """Texts are to come straight to us, for this modem stores none (Q13)."""
        return self.manners.stores_nothing or self.profile.direct

    @property
    def lists(self) -> bool:
        """AT+CMGL can be used."""
        return not (self.manners.no_listing or self.profile.no_listing)

    @property
    def obstacle(self) -> Cause | None:
        """Why this modem cannot send though it answers; None if it can."""
        refused = self.pin_refused if self.sim is Sim.PIN else self.puk_refused
        return (
            sim_obstacle(self.sim, self.tries_left, refused=refused)
            or obstacle(self.registration)
            or (SMSC_MISSING if self.smsc_missing else None)
            or (MEMORY_STUCK if self.stuck_full else None)
        )

    @property
    def memory(self) -> SimMemory:
        """What is known of the SIM that is in it."""
        return self.sims.setdefault(self.identity.sim_key or "", SimMemory())

    @property
    def roaming(self) -> bool:
        """It is in another operator's network."""
        return is_roaming(self.registration)

    def registered(self, news: Registration | None) -> None:
        """Take what one line said of a domain."""
        if news is not None:
            self.registration[news.domain] = news.status
