"""Inbound texts for the tests, and the modem that most of them come to."""

from __future__ import annotations

from drivers.simulator.memory import Status, Stored
from drivers.simulator.profile import Profile
from modemsms.gsm.address import Address
from modemsms.gsm.segments import segments
from modemsms.gsm.tpdu import Deliver, deliver_of
from tests.drivers.at.wire import ANNA, BEN, SOME_DAY

ONE_SIM = Profile(memories=("SM",), receiving_memories=("SM",))


def deliver(text: str, *, flash: bool = False, sender: str = BEN) -> Deliver:
    """A text as the centre delivers it."""
    (submit,) = segments(text).submits(Address.parse(ANNA), flash=flash)
    return deliver_of(submit, Address.parse(sender), SOME_DAY)


def stored(text: str, status: Status = Status.UNREAD) -> Stored:
    """The same in a memory."""
    return Stored(status, b"\0", deliver(text).encode())
