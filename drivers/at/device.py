"""What is known of the modem at the other end: filled by the procedures, read by all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from drivers.at.quirks import GENERIC, Profile
from drivers.at.registration import Registration, obstacle
from modemsms.driver import Identity
from modemsms.errors import Cause


class Sim(Enum):
    """What AT+CPIN? says."""

    READY = auto()
    PIN = auto()
    PUK = auto()
    ABSENT = auto()
    FAILED = auto()
    LOCKED = auto()  # to another operator or phone


_SIM_OBSTACLES = {
    Sim.PIN: Cause("pin_needed", "The SIM asks for its PIN. Enter it in the modem's settings."),
    Sim.PUK: Cause(
        "puk_needed",
        "The SIM is locked after three wrong PINs and asks for its PUK. Put it into a phone and enter "
        "the PUK there.",
    ),
    Sim.ABSENT: Cause("no_sim", "There is no SIM in the modem, or it is not seated well."),
    Sim.FAILED: Cause("sim_failure", "The modem cannot read its SIM. Take it out, wipe it and put it back."),
    Sim.LOCKED: Cause("sim_locked", "The modem is locked to another operator and refuses this SIM."),
}

PIN_WRONG = Cause("pin_wrong", "The SIM refused its PIN. It is not tried again: correct it in the settings.")


@dataclass(slots=True)
class Manners:
    """What a modem does in its own way, learnt from it; kept over its restarts."""

    no_listing: bool = False
    """AT+CMGL never ended."""
    ends_with_ok: bool = True
    """An OK follows +CMGS."""


@dataclass(slots=True)
class Device:
    """Facts of one modem since its last start."""

    slot: int = 1
    smsc_wanted: str = ""
    """The message centre that the shop has set; empty leaves the SIM's."""

    manners: Manners = field(default_factory=Manners)
    profile: Profile = GENERIC
    identity: Identity = field(default_factory=Identity)
    sim: Sim = Sim.READY
    pin_refused: bool = False
    registration: dict[str, int] = field(default_factory=dict)
    operator: str | None = None
    signal_dbm: int | None = None

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
    smsc_in_pdu: bool = False
    """The SIM's message centre does not hold: it goes in front of each TPDU (Q44)."""

    @property
    def lists(self) -> bool:
        """AT+CMGL can be used."""
        return not (self.manners.no_listing or self.profile.no_listing)

    @property
    def obstacle(self) -> Cause | None:
        """Why this modem cannot send though it answers; None if it can."""
        if self.sim is Sim.PIN and self.pin_refused:
            return PIN_WRONG
        return _SIM_OBSTACLES.get(self.sim) or obstacle(self.registration)

    def registered(self, news: Registration | None) -> None:
        """Take what one line said of a domain."""
        if news is not None:
            self.registration[news.domain] = news.status
