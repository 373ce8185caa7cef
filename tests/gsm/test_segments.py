"""How a text goes on the air, seen from the phone that gets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modemsms.errors import CodecError, Unencodable
from modemsms.gsm import alphabet, user_data
from modemsms.gsm.address import Address
from modemsms.gsm.national import LOCKING, SINGLE
from modemsms.gsm.segments import Encoding, Segments, assemble, plan, segments
from modemsms.gsm.tpdu import Deliver, Submit, deliver_of
from tests.gsm.strategies import any_texts, gsm7_texts

CUSTOMER = Address.parse("+491701234567")
AT = datetime(2026, 3, 11, 12, 34, 56, tzinfo=UTC)
GSM7, UCS2 = Encoding.GSM7, Encoding.UCS2

widths = st.sampled_from((8, 16))

TURKISH = "Dükkanımız bugün açık, siparişiniz hazır: ğüşıöç İĞŞ. "
HINDI = "आपका ऑर्डर तैयार है। "


def on_the_phone(found: Segments) -> list[Deliver]:
    """The segments as a phone gets them, over the wire twice."""
    sent = [Submit.decode(submit.encode()) for submit in found.submits(CUSTOMER, reference=0x1F3)]
    return [Deliver.decode(deliver_of(submit, CUSTOMER, AT).encode()) for submit in sent]


def fewest(units: list[int], capacity: int) -> int:
    """How many segments there have to be, by looking at every way of cutting."""
    best = [0]
    for end in range(1, len(units) + 1):
        room, start, counts = capacity, end, []
        while start and units[start - 1] <= room:
            start -= 1
            room -= units[start]
            counts.append(best[start])
        best.append(min(counts) + 1)
    return best[-1]


def capacities(found: Segments) -> tuple[int, int]:
    """Units alone and joined with an 8-bit reference, as the standard's arithmetic has them."""
    if found.encoding is UCS2:
        return 70, 67
    tables = bool(found.locking) + bool(found.single)
    return {0: (160, 153), 1: (155, 149), 2: (152, 146)}[tables]


def units_of(found: Segments) -> list[int]:
    if found.encoding is UCS2:
        return [len(character.encode("utf-16-be")) // 2 for character in found.text]
    return [alphabet.cost(character, found.locking, found.single) or 0 for character in found.text]


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "used", "left"),
    [
        ("", GSM7, [0], 0, 160),
        ("Hello", GSM7, [5], 5, 155),
        ("a" * 160, GSM7, [160], 160, 0),
        ("a" * 161, GSM7, [153, 8], 161, 145),
        ("a" * 306, GSM7, [153, 153], 306, 0),
        ("a" * 307, GSM7, [153, 153, 1], 307, 152),
        ("€" * 80, GSM7, [80], 160, 0),
        ("€" * 81, GSM7, [76, 5], 162, 143),
        ("a" * 152 + "€" + "a" * 10, GSM7, [152, 11], 164, 141),
        ("ж" * 70, UCS2, [70], 70, 0),
        ("ж" * 71, UCS2, [67, 4], 71, 63),
        ("ж" * 66 + "😀" + "ж" * 10, UCS2, [66, 11], 78, 55),
        ("😀" * 35, UCS2, [35], 70, 0),
        ("😀" * 36, UCS2, [33, 3], 72, 61),
    ],
)
def test_capacity_and_count(text: str, encoding: Encoding, parts: list[int], used: int, left: int) -> None:
    found = segments(text)

    assert found.encoding is encoding
    assert [len(part) for part in found.parts] == parts
    assert (found.used, found.left) == (used, left)


@pytest.mark.parametrize(
    ("text", "septets"),
    [("a" * 200, [152, 48]), ("a" * 304, [152, 152]), ("ж" * 100, [66, 34])],
)
def test_a_16_bit_reference_leaves_less_room(text: str, septets: list[int]) -> None:
    assert [len(part) for part in segments(text, reference_width=16).parts] == septets


@given(any_texts, widths, st.booleans(), st.booleans())
def test_no_character_is_lost_and_every_segment_is_a_text_of_its_own(
    text: str, width: Literal[8, 16], smart: bool, tables: bool
) -> None:
    found = segments(text, smart_encoding=smart, shift_tables=tables, reference_width=width)

    received = on_the_phone(found)

    assert "".join(found.parts) == found.text
    assert tuple(segment.text for segment in received) == found.parts
    assert assemble(received) == found.text
    assert all(len(segment.user_data) <= 140 for segment in received)


@given(gsm7_texts, st.booleans())
def test_a_gsm7_text_is_what_the_phone_shows(text: str, smart: bool) -> None:
    found = segments(text, smart_encoding=smart)

    assert found.encoding is GSM7
    assert assemble(on_the_phone(found)) == found.text
    assert found.text == (text.replace("\r\n", "\n") if smart else text)


@pytest.mark.parametrize("tail", ["@", "@@", "\r", "\r\r", "€", "{", " ", "\n", "\f"])
@pytest.mark.parametrize("length", [*range(17), 150, 151, 152, 153, 158, 159, 160, 161, 305, 306])
def test_the_last_character_is_no_padding(tail: str, length: int) -> None:
    text = "a" * length + tail

    assert assemble(on_the_phone(segments(text))) == text


@settings(deadline=None)
@given(any_texts, st.booleans())
def test_there_are_never_more_segments_than_the_encoding_needs(text: str, tables: bool) -> None:
    found = segments(text, shift_tables=tables)

    units = units_of(found)
    alone, joined = capacities(found)
    assert len(found.parts) == (1 if sum(units) <= alone else fewest(units, joined))
    assert found.used == sum(units)
    in_last = sum(units[len(found.text) - len(found.parts[-1]) :])
    assert found.left == (alone if len(found.parts) == 1 else joined) - in_last


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.sampled_from(["a", "A", "[", "€", "ğ", "ş", "ç", "õ", "∞", "भ", "ि", "।", "ഌ", "ں"]), max_size=200
    ).map("".join)
)
def test_no_pair_of_tables_would_be_cheaper_than_the_one_taken(text: str) -> None:
    found = segments(text, smart_encoding=False, shift_tables=True)

    for locking in (0, *LOCKING):
        for single in (0, *SINGLE):
            if all(alphabet.cost(character, locking, single) for character in set(text)):
                other = plan(text, GSM7, locking, single)
                assert len(found.parts) <= len(other.parts)


@pytest.mark.parametrize(
    ("text", "locking", "single", "count"),
    [
        (TURKISH, 0, 0, 1),
        # Of equally cheap ones the single shift: a phone that lacks it shows s for ş, not nonsense.
        (TURKISH * 2, 0, 1, 1),
        ("ğışçİĞŞ" * 20, 1, 0, 1),
        (HINDI, 0, 0, 1),
        # The danda stands in ten single shift tables: the one of the same language is taken.
        (HINDI * 6, 6, 6, 1),
        ("आपका ऑर्डर OK है " * 6, 6, 6, 1),
        ("Ação não é só emoção. Às três da manhã! " * 4, 0, 3, 2),
        ("ãõçêâí" * 25, 3, 0, 1),
        ("El número está aquí. " * 6, 0, 2, 1),
        ("a" * 161, 0, 0, 2),
    ],
)
def test_national_tables_are_taken_where_they_save_a_segment(
    text: str, locking: int, single: int, count: int
) -> None:
    found = segments(text, shift_tables=True)

    assert (found.locking, found.single, len(found.parts)) == (locking, single, count)
    assert assemble(on_the_phone(found)) == text


def test_national_tables_are_not_used_unless_allowed() -> None:
    assert segments(TURKISH * 2).encoding is UCS2


def test_the_disputed_telugu_euro_is_never_sent() -> None:
    found = segments("అ" * 100 + "€", shift_tables=True)

    assert found.single != 12
    assert assemble(on_the_phone(found)) == "అ" * 100 + "€"


def test_joiners_of_indic_scripts_are_not_dropped_to_fit_a_table() -> None:
    found = segments("क्\u200dष" * 40, shift_tables=True)

    assert found.encoding is UCS2
    assert found.text == "क्\u200dष" * 40


@given(any_texts, st.booleans(), widths)
def test_a_text_that_was_planned_before_is_cut_the_same_again(
    text: str, tables: bool, width: Literal[8, 16]
) -> None:
    found = segments(text, shift_tables=tables, reference_width=width)

    again = plan(found.text, found.encoding, found.locking, found.single, width)

    assert again.parts == found.parts
    assert (again.used, again.left) == (found.used, found.left)


def test_a_plan_that_the_encoding_cannot_carry_names_the_character() -> None:
    with pytest.raises(Unencodable) as caught:
        plan("abcж", GSM7)

    assert caught.value.character == "ж"


@pytest.mark.parametrize(
    "text", ["a\0b", "\0", "ж\0", "a" + chr(0xD83D), chr(0xDE00) + "ж", "’" + chr(0xDC00)]
)
@pytest.mark.parametrize("tables", [False, True])
def test_nul_and_lone_surrogates_are_refused(text: str, tables: bool) -> None:
    with pytest.raises(CodecError):
        segments(text, shift_tables=tables)


@pytest.mark.parametrize(("character", "most"), [("a", 255 * 153), ("ж", 255 * 67)])
def test_255_segments_are_the_most(character: str, most: int) -> None:
    assert len(segments(character * most).parts) == 255
    with pytest.raises(CodecError):
        segments(character * (most + 1))


def test_segments_carry_one_reference_and_count_up() -> None:
    submits = segments("a" * 400).submits(
        CUSTOMER, reference=0x1F3, status_report_request=True, validity=timedelta(days=2), tp_mr=255
    )

    joins = [submit.header.concatenation for submit in submits]
    assert [(join.reference, join.width, join.total, join.sequence) for join in joins if join] == [
        (0xF3, 8, 3, 1),
        (0xF3, 8, 3, 2),
        (0xF3, 8, 3, 3),
    ]
    assert [submit.reference for submit in submits] == [255, 0, 1]
    assert all(submit.status_report_request for submit in submits)
    assert {submit.validity for submit in submits} == {timedelta(days=2)}


def test_a_16_bit_reference_is_sent_whole() -> None:
    submits = segments("a" * 400, reference_width=16).submits(CUSTOMER, reference=0x1F3)

    joins = [submit.header.concatenation for submit in submits]
    assert [(join.reference, join.width) for join in joins if join] == [(0x1F3, 16)] * 3


def test_a_reference_wider_than_planned_for_is_refused_where_there_is_no_room() -> None:
    with pytest.raises(CodecError):
        segments("a" * 306).submits(CUSTOMER, reference_width=16)
    assert len(segments("ж" * 70).submits(CUSTOMER, reference_width=16)) == 1


@pytest.mark.parametrize("text", ["Hello", "Привет"])
def test_a_flash_text_is_of_class_zero(text: str) -> None:
    (submit,) = segments(text).submits(CUSTOMER, flash=True)

    assert submit.coding.flash
    assert submit.text == text


def test_a_short_text_has_no_header() -> None:
    (submit,) = segments("Hello").submits(CUSTOMER)

    assert not submit.has_header
    assert submit.header.elements == ()
    assert submit.payload == submit.user_data


def test_an_escape_pair_and_a_surrogate_pair_cut_by_the_sender_are_joined_again() -> None:
    escape = [Submit(CUSTOMER, 0, *user_data.of_septets(septets)) for septets in (b"ab\x1b", b"\x65cd")]
    surrogates = [
        Submit(CUSTOMER, 8, *user_data.of_octets(octets)) for octets in (b"\x00a\xd8\x3d", b"\xde\x00\x00b")
    ]

    assert assemble(escape) == "ab€cd"
    assert assemble(surrogates) == "a😀b"


def test_segments_of_different_encodings_make_one_text() -> None:
    mixed = [segments(text).submits(CUSTOMER)[0] for text in ("Hello ", "Привет ", "again")]

    assert assemble(mixed) == "Hello Привет again"
    assert assemble([]) == ""
