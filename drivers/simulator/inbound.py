"""Texts of other people made into SMS-DELIVERs, as their phones and the service centre would."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.segments import segments
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import Deliver, deliver_of

# Equal texts within one second are told apart by their time stamp; the memory of them is short.
STAMPS_KEPT = 10_000


class Inbound:
    """The far ends: counts their concatenation references and stamps their texts."""

    def __init__(self) -> None:
        self._references: dict[str, int] = {}
        self._stamps: dict[tuple[str, str, bytes], datetime] = {}

    def delivers(
        self,
        sender: str,
        recipient: str,
        text: str,
        at: datetime,
        zone: timedelta,
        *,
        reference_width: Literal[8, 16] = 8,
        shift_tables: bool = False,
    ) -> tuple[Deliver, ...]:
        """The segments of *text* from *sender*: a number, a short code, or a name of 11 characters."""
        reference = self._references.get(sender, 0)
        self._references[sender] = reference + 1
        whole = segments(
            text, smart_encoding=False, shift_tables=shift_tables, reference_width=reference_width
        )
        submits = whole.submits(
            Address.parse(recipient),
            reference=reference % (1 << reference_width),
            status_report_request=False,
        )
        originator = address_of(sender)
        made = [deliver_of(submit, originator, at) for submit in submits]
        return tuple(self._stamped(deliver, sender, recipient, at, zone) for deliver in made)

    def _stamped(
        self, deliver: Deliver, sender: str, recipient: str, at: datetime, zone: timedelta
    ) -> Deliver:
        """With a time stamp that no equal text of this sender has: one second later if need be.

        Two texts with the same words are two texts, and their PDUs must differ in something.
        """
        at = at.replace(microsecond=0)
        key = (sender, recipient, deliver.user_data)
        if len(self._stamps) >= STAMPS_KEPT:
            self._stamps.clear()
        last = self._stamps.get(key)
        if last is not None and at <= last:
            at = last + timedelta(seconds=1)
        self._stamps[key] = at
        return replace(deliver, timestamp=Timestamp.of(at, zone))


def address_of(sender: str) -> Address:
    """*sender* as an originating address: alphanumeric unless it consists of digits (23.040, 9.1.2.5)."""
    if sender and sender.lstrip("+").strip("0123456789*#"):
        return Address(sender, TypeOfNumber.ALPHANUMERIC, 0)
    return Address.parse(sender)
