"""What is plugged in and not (wholly) used yet: each with a name to propose and the SIM slots that are free."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from modemsms.devices import Found, Kind
from modemsms.services.devices import Device
from web.context import services

# A modem's name has at most 40 characters; some are left for a number behind it.
LONGEST_PROPOSAL = 36


@dataclass(frozen=True, slots=True)
class RefusedOffer:
    """A form that was sent for what is plugged in as *key*, and why nothing came of it."""

    key: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that could be used. *name* is what stands in its field, *refusal* why that was no good."""

    device: Device
    name: str
    slots: tuple[int, ...]
    refusal: str = ""

    @property
    def found(self) -> Found:
        """What discovery says of it."""
        return self.device.found

    @property
    def is_bare_cable(self) -> bool:
        """Whether it may well be no modem at all: the shop's receipt printer stays plugged in for ever."""
        return self.found.kind is Kind.ADAPTER and not self.device.can_be_added

    @property
    def slot_choices(self) -> dict[str, str]:
        """The free SIM slots, as a form offers them."""
        return {str(slot): _("SIM %(slot)s", slot=slot) for slot in self.slots}


def all_offers(refused: RefusedOffer | None = None) -> list[Offer]:
    """Everything that is plugged in and has something to offer, or to ask for."""
    taken = {modem.name for modem in services().modems.list()}
    return [
        offer(device, taken, refused if refused and refused.key == device.found.key else None)
        for device in services().devices.list()
        if device.can_be_added or not device.modems
    ]


def offer(device: Device, taken: Collection[str], refused: RefusedOffer | None = None) -> Offer:
    """What *device* offers, with a name that nobody has yet."""
    used = {modem.slot for modem in services().modems.list() if modem.name in device.modems}
    slots = tuple(slot for slot in range(1, device.found.slots + 1) if slot not in used)
    if refused is not None:
        return Offer(device, refused.name, slots, refused.sentence)
    return Offer(device, proposal(device.found.title, taken), slots)


def proposal(title: str, taken: Collection[str]) -> str:
    """A name for what calls itself *title*."""
    plain = "".join(letter if letter.isprintable() and letter != "/" else " " for letter in title)
    name = " ".join(plain.split())[:LONGEST_PROPOSAL].strip() or "modem"
    number, proposed = 1, name
    while proposed in taken:
        number += 1
        proposed = f"{name} {number}"
    return proposed
