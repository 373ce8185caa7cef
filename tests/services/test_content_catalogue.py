"""What the shop reads of what networks really send: each content row of the catalogue (Q86 to Q117)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.alphabet import charset
from modemsms.gsm.segments import segments
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import Deliver, deliver_of
from modemsms.gsm.udh import SINGLE_SHIFT, Concatenation, Element, Header
from modemsms.gsm.user_data import of_octets, of_septets
from modemsms.services import content
from tests.desk import ANNA, START, Desk
from tests.gsm.pushes import notice, to_port

STAMP = Timestamp.of(START)
SHOP = Address("MyShop", TypeOfNumber.ALPHANUMERIC)
CARD = b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:Smith;Ben\r\nTEL;CELL:+447700900002\r\nEND:VCARD\r\n"
CALL_BACK = Element(0x22, Address.parse("+447700900009").encode())


@dataclass(frozen=True, slots=True)
class Row:
    """*comes* in this order; *shown* is each conversation's address and text, in the order of coming."""

    quirk: str
    what: str
    comes: Callable[[], Sequence[Deliver | bytes]]
    shown: Sequence[tuple[str, str]] = ()
    note: str | None = None

    @property
    def name(self) -> str:
        """The row's name in the test's output."""
        return f"{self.quirk}-{self.what.replace(' ', '-')}"


def gsm7(
    text: str, *elements: Element, sender: Address | None = None, dcs: int = 0x00, pid: int = 0
) -> Deliver:
    """One segment in the default alphabet."""
    length, octets = of_septets(charset().encode(text), Header(elements))
    origin = sender or Address.parse(ANNA)
    return Deliver(origin, dcs, length, octets, STAMP, has_header=bool(elements), protocol=pid)


def turkish(text: str) -> Deliver:
    """One segment in the Turkish single shift table."""
    length, packed = of_septets(charset(0, 1).encode(text), Header((Element(SINGLE_SHIFT, b"\1"),)))
    return Deliver(Address.parse(ANNA), 0x00, length, packed, STAMP, has_header=True)


def octets(data: bytes, *elements: Element, dcs: int = 0x04) -> Deliver:
    """One segment of octets, or of UTF-16."""
    length, packed = of_octets(data, Header(elements))
    return Deliver(Address.parse(ANNA), dcs, length, packed, STAMP, has_header=bool(elements))


def joined(total: int, sequence: int, *, width: int = 8) -> Element:
    """Which part it is."""
    return Concatenation(7, 8 if width == 8 else 16, total, sequence).element()


def long_text(text: str, width: int = 8) -> list[Deliver]:
    """A phone's own cuts."""
    submits = segments(text, reference_width=8 if width == 8 else 16).submits(
        Address.parse(ANNA), reference=300
    )
    return [deliver_of(submit, Address.parse(ANNA), START) for submit in submits]


def picture() -> list[Deliver]:
    """A notice whose sender stands in its second segment, which comes first."""
    return list(reversed(to_port(notice(b"+447700900001" + b"/TYPE=PLMN"), STAMP)))


TWO = "The first of two texts. " * 8

ROWS = (
    Row("Q86", "a name as sender", lambda: [gsm7("Hi", sender=SHOP)], [("MyShop", "Hi")]),
    Row("Q87", "no sender", lambda: [gsm7("Hi", sender=Address("", TypeOfNumber.UNKNOWN))], [("", "Hi")]),
    Row("Q88", "short code", lambda: [gsm7("Hi", sender=Address.parse("22100"))], [("22100", "Hi")]),
    Row("Q88", "national number", lambda: [gsm7("Hi", sender=Address.parse("07700900001"))], [(ANNA, "Hi")]),
    Row(
        "Q89",
        "zone behind Greenwich",
        lambda: [replace(gsm7("Hi"), timestamp=Timestamp.of(START, -timedelta(hours=7)))],
        [(ANNA, "Hi")],
    ),
    Row(
        "Q90",
        "impossible time",
        lambda: [replace(gsm7("Hi"), timestamp=Timestamp.decode(b"\xff" * 7))],
        [(ANNA, "Hi")],
    ),
    Row(
        "Q91", "parts swapped and twice", lambda: [*reversed(long_text(TWO)), *long_text(TWO)], [(ANNA, TWO)]
    ),
    Row("Q92", "16 bit reference", lambda: long_text(TWO, 16), [(ANNA, TWO)]),
    Row("Q93", "part 3 of 2", lambda: [gsm7("Hi", joined(2, 3))], [(ANNA, "Hi")]),
    Row(
        "Q94",
        "escape pair at a cut",
        lambda: long_text("a" * 152 + "€" + "b" * 9),
        [(ANNA, "a" * 152 + "€" + "b" * 9)],
    ),
    Row("Q95", "extension table", lambda: [gsm7("[€] {~} \\ ^ |")], [(ANNA, "[€] {~} \\ ^ |")]),
    Row("Q96", "fill bits", lambda: [gsm7("Hi", Element(0x70, b"\1"))], [(ANNA, "Hi")]),
    Row(
        "Q97",
        "Turkish",
        lambda: [turkish("ğış")],
        [(ANNA, "ğış")],
    ),
    Row(
        "Q98",
        "surrogate pair at a cut",
        lambda: [
            octets(b"\0a\xd8\x3d", joined(2, 1), dcs=0x08),
            octets(b"\xdc\x26\0b", joined(2, 2), dcs=0x08),
        ],
        [(ANNA, "a🐦b")],
    ),
    Row("Q99", "class 1", lambda: [gsm7("Hi", dcs=0xF1)], [(ANNA, "Hi")]),
    Row("Q99", "reserved coding", lambda: [gsm7("Hi", dcs=0x88)], [(ANNA, "Hi")]),
    Row("Q100", "flash", lambda: [gsm7("Hi", dcs=0x10)], [(ANNA, "Hi")]),
    Row("Q101", "silent", lambda: [gsm7("", pid=0x40)]),
    Row(
        "Q102",
        "replaces another",
        lambda: [gsm7("New hours", pid=0x43)],
        [(ANNA, "New hours")],
        note="replaces",
    ),
    Row("Q103", "call back", lambda: [gsm7("Hi", pid=0x5F)], [(ANNA, "Hi")]),
    Row("Q103", "for the modem", lambda: [gsm7("x", pid=0x7D)]),
    Row("Q103", "unlocks the phone", lambda: [gsm7("x", pid=0x7E)]),
    Row(
        "Q103",
        "for the SIM",
        lambda: [replace(octets(b"\1\2", dcs=0xF6), protocol=0x7F)],
    ),
    Row(
        "Q104",
        "contact card",
        lambda: to_port(CARD, STAMP, port=9204, sender=ANNA),
        [(ANNA, "A contact card arrived: Ben Smith, +447700900002")],
    ),
    Row(
        "Q104",
        "empty card",
        lambda: to_port(b"BEGIN:VCARD", STAMP, port=9204, sender=ANNA),
        [(ANNA, "A contact card arrived; ask for the name and the number as text.")],
    ),
    Row(
        "Q104",
        "calendar",
        lambda: to_port(b"BEGIN:VCALENDAR", STAMP, port=9205, sender=ANNA),
        [(ANNA, content.ENTRY)],
    ),
    Row("Q104", "ringtone", lambda: to_port(b"\2J:", STAMP, port=5505, sender=ANNA), [(ANNA, content.TONE)]),
    Row(
        "Q104",
        "some program",
        lambda: to_port(b"\2J:", STAMP, port=16000, sender=ANNA),
        [(ANNA, content.UNREADABLE)],
    ),
    Row("Q104", "settings", lambda: to_port(b"\1\6\2\xae\0<si/>", STAMP), [("22100", content.SERVICE)]),
    Row("Q105", "picture in two parts", picture, [(ANNA, content.PICTURE)]),
    Row(
        "Q105",
        "picture of a hidden number",
        lambda: to_port(notice(None), STAMP),
        [("22100", content.PICTURE)],
    ),
    Row(
        "Q106",
        "voice mail",
        lambda: [gsm7("", dcs=0xC8)],
        [(ANNA, "The mailbox has new messages for the SIM's number.")],
    ),
    Row(
        "Q106",
        "voice mail counted",
        lambda: [gsm7("", Element(0x01, b"\x80\x03"))],
        [(ANNA, "The mailbox has 3 new messages for the SIM's number.")],
    ),
    Row("Q106", "no voice mail any more", lambda: [gsm7("", dcs=0xC0)]),
    Row("Q106", "voice mail with words", lambda: [gsm7("Ann called", dcs=0xD8)], [(ANNA, "Ann called")]),
    Row(
        "Q107",
        "e-mail",
        lambda: [gsm7("bo@example.org(Order)Is it in?", pid=0x32)],
        [(ANNA, "E-mail from bo@example.org (Order): Is it in?")],
    ),
    Row(
        "Q107",
        "answers elsewhere",
        lambda: [gsm7("Call me", CALL_BACK)],
        [(ANNA, "Call me")],
        note="reply_to",
    ),
    Row("Q113", "the network repeats", lambda: [gsm7("Hi"), gsm7("Hi")], [(ANNA, "Hi")]),
    Row(
        "Q113",
        "the same words later",
        lambda: [gsm7("Hi"), replace(gsm7("Hi"), timestamp=Timestamp.of(START + timedelta(seconds=9)))],
        [(ANNA, "Hi"), (ANNA, "Hi")],
    ),
    Row("Q114", "an at sign at the end", lambda: [gsm7("1234567@")], [(ANNA, "1234567@")]),
    Row("Q115", "a text of our own", lambda: [bytes.fromhex("31000C919471103254760000A705C8329BFD06")]),
    Row(
        "Q116",
        "header longer than the text",
        lambda: [bytes.fromhex("440C914477000900100004623002900000" + "0002FF00")],
    ),
    Row("Q117", "8 bit text", lambda: [octets("Grüße".encode("latin-1"))], [(ANNA, "Grüße")]),
)


def taken(desk: Desk, comes: Sequence[Deliver | bytes]) -> None:
    """All of it reaches the shop."""
    sim = desk.plug_in()
    for segment in comes:
        tpdu = segment if isinstance(segment, bytes) else segment.encode()
        desk.inbox.take(sim, "counter", tpdu, desk.clock())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_comes_is_shown_as_people_read_it(desk: Desk, row: Row) -> None:
    comes = row.comes()

    taken(desk, comes)

    shown = [
        (conversation.address, message.text, message.reason.code if message.reason else None)
        for conversation in desk.conversations.list().conversations
        for message in desk.conversations.messages(conversation.id)
    ]
    assert shown == [(address, text, row.note) for address, text in row.shown]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nothing_that_comes_stays_on_the_sim(desk: Desk, row: Row) -> None:
    comes = row.comes()

    taken(desk, comes)
    taken(desk, comes)

    with desk.store.read() as connection:
        kept = connection.execute("SELECT count(*) FROM inbound_segments").fetchone()[0]
    assert kept == len({bytes(s) if isinstance(s, bytes) else s.encode() for s in comes})


def test_a_picture_that_lacks_a_part_is_told_all_the_same(desk: Desk) -> None:
    first, *_ = to_port(notice(), STAMP)
    taken(desk, [first])

    desk.clock.passes(minutes=5)
    desk.due.run(desk.clock())

    (conversation,) = desk.conversations.list().conversations
    assert conversation.last_text == content.PICTURE
