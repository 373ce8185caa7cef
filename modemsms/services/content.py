"""What the shop reads of what came in: a text as it is, else a sentence for what is no text (hardware.md 2.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from modemsms.errors import CodecError
from modemsms.gsm.address import Address
from modemsms.gsm.dcs import Alphabet, Waiting, decode_dcs
from modemsms.gsm.email import parse_email
from modemsms.gsm.mms import PUSH_PORT, is_other_push, parse_notification
from modemsms.gsm.protocol import Purpose, purpose
from modemsms.gsm.tpdu import Deliver
from modemsms.store.messages import Reason

PICTURE = "A picture message arrived; ask to send it as text."
SERVICE = "A message from the operator for the phone's settings arrived; it can be ignored."
UNREADABLE = "A message for a program arrived; it cannot be shown."
CARD = "A contact card arrived"
ENTRY = "A calendar entry arrived; ask for the date as text."
TONE = "A ringtone or a logo arrived; it cannot be shown."
_ASK_CARD = f"{CARD}; ask for the name and the number as text."

# Destination ports (23.040, 9.2.3.24.4): vCard and vCalendar, Nokia's smart messages, WAP.
_CARDS, _ENTRIES = frozenset({9204, 226}), frozenset({9205, 228})
_TONES = frozenset({5505, 5506, 5507, 5508, 5514})
_WAP = frozenset({PUSH_PORT, 2949, *range(9200, 9204)})

# Information elements (23.040, 9.2.3.24): special SMS indication, reply address.
_INDICATION, _REPLY_ADDRESS = 0x01, 0x22
_WHERE = {
    Waiting.VOICEMAIL: "The mailbox",
    Waiting.FAX: "The fax service",
    Waiting.EMAIL: "The e-mail service",
    Waiting.OTHER: "The operator",
}
_CARD_LINE = re.compile(r"^(FN|N|TEL)(?:;[^:\r\n]*)?:([^\r\n]+)", re.MULTILINE | re.IGNORECASE)

# A device may say anything: what is far longer than 255 segments carry is cut.
_LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown, under which sender (None: the one it came from), and what goes with it."""

    text: str
    sender: str | None = None
    note: Reason | None = None


def why_hidden(deliver: Deliver) -> str | None:
    """Why *deliver* is kept and shown to nobody; None for what is for people.

    Type 0, what is meant for the modem or the SIM, and a lamp that goes out.
    """
    meant = purpose(deliver.protocol)
    if not meant.is_for_people:
        return meant.name.lower()
    waiting = _waiting(deliver)
    return "nothing_waits" if waiting is not None and waiting[1] == 0 and not deliver.text else None


def shown(delivers: Sequence[Deliver], text: str) -> Shown:
    """What the shop reads of a message that came in *delivers*, in order, and whose text is *text*."""
    first = delivers[0]
    ports = first.header.ports
    if ports is not None and (found := _for_port(ports[0], delivers, text)) is not None:
        return found
    is_data = decode_dcs(first.data_coding).alphabet is Alphabet.DATA
    if is_data and (ports is not None or not text):
        return Shown(UNREADABLE)
    if not text and (waiting := _waiting(first)) is not None:
        return Shown(_waits(*waiting))
    meant = purpose(first.protocol)
    email = parse_email(text) if meant is Purpose.EMAIL else None
    if email is not None:
        about = f" ({email.subject})" if email.subject else ""
        return Shown(harmless(f"E-mail from {email.sender}{about}: {email.words}"), note=_note(first, meant))
    return Shown(harmless(text), note=_note(first, meant))


def harmless(text: str) -> str:
    """*text* without what no phone shows and what would mark hits in search results, halves mended."""
    whole = text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")
    return "".join(c for c in whole if c >= " " or c in "\n\r\t\f")[:_LONGEST]


def _for_port(port: int, delivers: Sequence[Deliver], text: str) -> Shown | None:
    payload = b"".join(deliver.payload for deliver in delivers)
    if port in _WAP:
        return _pushed(payload)
    if port in _CARDS:
        return Shown(_card(text or payload.decode("utf-8", "replace")))
    if port in _ENTRIES:
        return Shown(ENTRY)
    return Shown(TONE) if port in _TONES else None


def _pushed(payload: bytes) -> Shown:
    """A picture message under the number of who took the picture: the push comes from the operator."""
    try:
        notification = parse_notification(payload)
    except CodecError:
        # What cannot be read is a notice that lacks a segment: hardly anything else is pushed to phones.
        return Shown(SERVICE if is_other_push(payload) else PICTURE)
    sender = notification.sender or ""
    return Shown(PICTURE, sender if re.fullmatch(r"\+?[0-9]{3,15}", sender) else None)


def _card(text: str) -> str:
    """Name and number of a vCard, as far as they are there."""
    found: dict[str, str] = {}
    for field, value in _CARD_LINE.findall(text):
        found.setdefault(field.upper(), value.strip())
    name = found.get("FN") or " ".join(part for part in reversed(found.get("N", "").split(";")) if part)
    parts = [part for part in (name, found.get("TEL", "")) if part]
    return harmless(f"{CARD}: {', '.join(parts)}") if parts else _ASK_CARD


def _waiting(deliver: Deliver) -> tuple[Waiting, int | None] | None:
    """What waits elsewhere and how much of it, None where that is not told (23.038, 4; 23.040, 9.2.3.24.2)."""
    for element in deliver.header.elements:
        if element.iei == _INDICATION and len(element.data) == 2:
            return Waiting(element.data[0] & 0x03), element.data[1]
    coding = deliver.coding
    if coding.waiting is None:
        return None
    return coding.waiting, None if coding.waiting_active else 0


def _waits(where: Waiting, count: int | None) -> str:
    how_many = (
        "new messages" if count is None else "one new message" if count == 1 else f"{count} new messages"
    )
    return f"{_WHERE[where]} has {how_many} for the SIM's number."


def _note(deliver: Deliver, meant: Purpose) -> Reason | None:
    if meant is Purpose.REPLACE:
        return Reason("replaces", "This text takes the place of an earlier one from the same sender.")
    for element in deliver.header.elements:
        if element.iei == _REPLY_ADDRESS:
            try:
                address, _ = Address.decode(element.data)
            except CodecError:
                return None
            # Only told: whoever writes may name any number there.
            return Reason("reply_to", f"The sender asks that answers go to {address}.")
    return None
