"""What modems and networks really send: one test or more for each row of hardware 2.4 (Q86 to Q117)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from modemsms.errors import CodecError
from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.dcs import Alphabet, Waiting
from modemsms.gsm.pdu import from_hex, split_smsc
from modemsms.gsm.protocol import Purpose, purpose, replace_type
from modemsms.gsm.segments import Encoding, assemble, plan, segments
from modemsms.gsm.tpdu import Deliver, StatusReport, decode_incoming
from modemsms.gsm.udh import Concatenation

SENDER = "0C91947110325476"
SCTS = "62301121436540"  # 2026-03-11 12:34:56, one hour east
AT = datetime(2026, 3, 11, 11, 34, 56, tzinfo=UTC)


def deliver(
    user_data: str,
    *,
    length: int,
    dcs: str = "00",
    pid: str = "00",
    sender: str = SENDER,
    udhi: bool = False,
    scts: str = SCTS,
) -> Deliver:
    """The SMS-DELIVER of these fields, as hex off the wire."""
    first = "44" if udhi else "04"
    decoded = decode_incoming(bytes.fromhex(f"{first}{sender}{pid}{dcs}{scts}{length:02X}{user_data}"))
    assert isinstance(decoded, Deliver)
    return decoded


def test_q86_an_alphanumeric_sender_is_a_name_and_no_number() -> None:
    sender = deliver("C834", length=2, sender="0BD0CDFC14FD8603").originator

    assert sender == Address("MyShop", TypeOfNumber.ALPHANUMERIC)
    assert not sender.is_number


def test_q87_a_sender_may_be_empty() -> None:
    assert str(deliver("C834", length=2, sender="0080").originator) == ""


@pytest.mark.parametrize(
    ("wire", "shown", "kind"),
    [
        ("05812143F5", "12345", TypeOfNumber.UNKNOWN),
        ("0BA11032547698F0", "01234567890", TypeOfNumber.NATIONAL),
        (SENDER, "+491701234567", TypeOfNumber.INTERNATIONAL),
        ("0581BADCFE", "*#abc", TypeOfNumber.UNKNOWN),
    ],
)
def test_q88_short_codes_national_numbers_and_letters(wire: str, shown: str, kind: TypeOfNumber) -> None:
    sender = deliver("C834", length=2, sender=wire).originator

    assert str(sender) == shown
    assert sender.type_of_number is kind


@pytest.mark.parametrize(("zone", "quarters"), [("8A", -28), ("0A", -20), ("40", 4), ("22", 22), ("C2", 32)])
def test_q89_a_time_zone_has_its_sign_in_the_tens(zone: str, quarters: int) -> None:
    stamp = deliver("C834", length=2, scts=SCTS[:12] + zone).timestamp

    assert stamp.offset == timedelta(minutes=15 * quarters)


@pytest.mark.parametrize("scts", ["62001121436540", "FFFFFFFFFFFFFF", "00000000000000"])
def test_q90_an_impossible_time_does_not_hide_the_text(scts: str) -> None:
    received = deliver("C834", length=2, scts=scts)

    assert received.timestamp.moment is None
    assert received.text == "Hi"


def test_q91_segments_joined_by_an_8_bit_reference() -> None:
    received = deliver("0500035A0302" + "9069", length=9, udhi=True)

    assert received.header.concatenation == Concatenation(0x5A, 8, 3, 2)
    assert received.text == "Hi"


def test_q92_a_16_bit_reference_is_another_key_and_takes_more_room() -> None:
    received = deliver("060804015A0302" + "C834", length=10, udhi=True)

    assert received.header.concatenation == Concatenation(0x15A, 16, 3, 2)
    assert received.text == "Hi"
    assert [len(segments(character * 200, reference_width=16).parts[0]) for character in ("a", "ж")] == [
        152,
        66,
    ]


@pytest.mark.parametrize("joins", ["0500035A0001", "0500035A0200", "0500035A0203"])
def test_q93_impossible_concatenation_leaves_a_text_of_its_own(joins: str) -> None:
    received = deliver(joins + "9069", length=9, udhi=True)

    assert received.header.concatenation is None
    assert received.text == "Hi"


def test_q94_an_escape_pair_moves_whole_to_the_next_segment() -> None:
    assert [len(part) for part in segments("a" * 152 + "€" + "b" * 9).parts] == [152, 10]


def test_q94_an_escape_pair_that_a_sender_cut_is_joined_again() -> None:
    cut = [
        deliver("0500035A0201" + "C2E20D", length=10, udhi=True),
        deliver("0500035A0202" + "CA63", length=9, udhi=True),
    ]

    assert [segment.septets for segment in cut] == [b"ab\x1b", b"ec"]
    assert assemble(cut) == "ab€c"


@pytest.mark.parametrize(
    ("octets", "length", "text"),
    [
        ("1B05", 2, "\f"),
        ("1B0A", 2, "^"),
        ("1B14", 2, "{"),
        ("9B14", 2, "}"),
        ("9B17", 2, "\\"),
        ("1B1E", 2, "["),
        ("9B1E", 2, "~"),
        ("1B1F", 2, "]"),
        ("1B20", 2, "|"),
        ("9B32", 2, "€"),
        ("9B30", 2, "a"),
        ("9B0D", 2, " "),
    ],
)
def test_q95_the_extension_table_its_gaps_and_its_reserved_escape(
    octets: str, length: int, text: str
) -> None:
    assert deliver(octets, length=length).text == text


@pytest.mark.parametrize(
    ("header", "fill_bits"), [("0500035A0302", 1), ("060804015A0302", 0), ("03240101", 3)]
)
def test_q96_text_begins_on_a_septet_border(header: str, fill_bits: int) -> None:
    octets = len(header) // 2
    text = (0b1101001_1001000 << fill_bits).to_bytes(3, "little").rstrip(b"\0").hex()

    received = deliver(header + text, length=-(-octets * 8 // 7) + 2, udhi=True)

    assert received.text == "Hi"


@pytest.mark.parametrize(
    ("octets", "length", "text"),
    [
        ("03240101" + "D89C37E9CD1C", 11, "ğış"),
        ("03250101" + "601C3A", 8, "ğış"),
        ("03250106" + "780999DF5316", 11, "नमस्ते"),
    ],
)
def test_q97_national_tables_are_read_without_shifting_the_text(octets: str, length: int, text: str) -> None:
    assert deliver(octets, length=length, udhi=True).text == text


@pytest.mark.parametrize(
    ("locking", "single", "alone", "joined"), [(0, 1, 155, 149), (1, 0, 155, 149), (1, 1, 152, 146)]
)
def test_q97_national_tables_take_room(locking: int, single: int, alone: int, joined: int) -> None:
    assert plan("a" * alone, Encoding.GSM7, locking, single).left == 0
    assert len(plan("a" * (alone + 1), Encoding.GSM7, locking, single).parts[0]) == joined


def test_q98_a_surrogate_pair_cut_between_segments_is_joined_before_it_is_read() -> None:
    cut = [
        deliver("050003CC0201" + "0061D83D", length=10, dcs="08", udhi=True),
        deliver("050003CC0202" + "DC260062", length=10, dcs="08", udhi=True),
    ]

    assert assemble(cut) == "a\U0001f426b"
    assert [segment.text for segment in cut] == ["a\ufffd", "\ufffdb"]
    assert assemble(cut[:1]) == "a\ufffd"


def test_q98_a_pair_is_never_cut_by_us() -> None:
    assert [len(part) for part in segments("ж" * 66 + "🐦" + "ж" * 9).parts] == [66, 10]


@pytest.mark.parametrize(
    ("dcs", "user_data", "length", "text"),
    [
        ("00", "C834", 2, "Hi"),
        ("04", "4869", 2, "Hi"),
        ("08", "00480069", 4, "Hi"),
        ("08", "0048006900", 5, "Hi"),
        ("10", "C834", 2, "Hi"),
        ("F0", "C834", 2, "Hi"),
        ("F2", "C834", 2, "Hi"),
        ("F5", "4869", 2, "Hi"),
        ("18", "00480069", 4, "Hi"),
        ("C8", "C834", 2, "Hi"),
        ("D8", "C834", 2, "Hi"),
        ("E8", "00480069", 4, "Hi"),
        ("40", "C834", 2, "Hi"),
        ("0C", "C834", 2, "Hi"),
        ("88", "C834", 2, "Hi"),
        ("20", "C834", 2, ""),
    ],
)
def test_q99_every_coding_group_is_read(dcs: str, user_data: str, length: int, text: str) -> None:
    assert deliver(user_data, length=length, dcs=dcs).text == text


@pytest.mark.parametrize("dcs", ["10", "F0", "18"])
def test_q100_a_flash_text_says_so(dcs: str) -> None:
    assert deliver("00480069", length=4, dcs=dcs).coding.flash


def test_q101_a_silent_text_is_told_by_its_protocol() -> None:
    assert purpose(deliver("", length=0, pid="40").protocol) is Purpose.SILENT


def test_q102_a_replacement_names_its_type() -> None:
    assert replace_type(deliver("C834", length=2, pid="43").protocol) == 3


@pytest.mark.parametrize("pid", ["7D", "7E", "7F"])
def test_q103_what_is_meant_for_modem_or_sim_is_no_text_for_people(pid: str) -> None:
    assert not purpose(deliver("C834", length=2, pid=pid).protocol).is_for_people


@pytest.mark.parametrize(
    ("header", "ports"),
    [("06050423F40000", (9204, 0)), ("0605040B8423F0", (2948, 9200)), ("0404020A0B", (10, 11))],
)
def test_q104_ports_are_read_and_what_goes_to_them_is_no_text(header: str, ports: tuple[int, int]) -> None:
    received = deliver(header + "4869", length=len(header) // 2 + 2, dcs="04", udhi=True)

    assert received.header.ports == ports
    assert received.payload == b"Hi"
    assert received.text == ""


def test_q105_a_picture_message_is_joined_from_its_octets() -> None:
    push = b"\x06\x06\x22application/vnd.wap.mms-message\x00\xaf\x84\x8c\x82\x98tid\x00"
    halves = [
        deliver(f"0B0003A702{n:02X}05040B8423F0" + half.hex(), length=12 + len(half), dcs="04", udhi=True)
        for n, half in ((1, push[:25]), (2, push[25:]))
    ]

    assert b"".join(half.payload for half in halves) == push
    assert {half.header.ports for half in halves} == {(2948, 9200)}
    assert assemble(halves) == ""


def test_q106_a_waiting_voice_mail_is_a_flag_and_its_header_does_no_harm() -> None:
    flagged = deliver("C834", length=2, dcs="C8")
    counted = deliver("0401028003" + "20D3", length=8, udhi=True)

    assert (flagged.coding.waiting, flagged.coding.waiting_active) == (Waiting.VOICEMAIL, True)
    assert [(element.iei, element.data) for element in counted.header.elements] == [(0x01, b"\x80\x03")]
    assert counted.text == "Hi"


def test_q107_a_text_of_an_email_gateway_is_known_as_such_and_keeps_its_reply_address() -> None:
    reply_to = "2208" + "0B917130325476F8"
    received = deliver("0A" + reply_to + "40A601", length=15, pid="32", udhi=True)

    assert purpose(received.protocol) is Purpose.EMAIL
    (element,) = received.header.elements
    assert received.text == "Hi"
    assert element.iei == 0x22
    assert str(Address.decode(element.data)[0]) == "+17032345678"


@pytest.mark.parametrize("first", ["06", "02", "26"])
def test_q108_a_status_report_has_its_fields(first: str) -> None:
    report = decode_incoming(bytes.fromhex(first + "17" + SENDER + SCTS + SCTS + "30"))

    assert isinstance(report, StatusReport)
    assert (report.reference, str(report.recipient), report.status) == (0x17, "+491701234567", 0x30)
    assert (report.timestamp.moment, report.discharged.moment) == (AT, AT)
    assert report.of_command is (first == "26")
    assert report.more_messages is (first == "02")


def test_q109_to_q112_a_report_is_found_by_reference_and_last_digits() -> None:
    for recipient in (SENDER, "0BA11007214365F7"):
        report = decode_incoming(bytes.fromhex("0617" + recipient + SCTS + SCTS + "00"))

        assert isinstance(report, StatusReport)
        assert report.reference == 0x17
        assert report.recipient.value.endswith("701234567")


def test_q113_a_repeated_segment_is_the_same_and_the_same_words_later_are_not() -> None:
    once, again = deliver("C834", length=2), deliver("C834", length=2)
    later = deliver("C834", length=2, scts="62301121436640")

    assert once.identity("sim") == again.identity("sim")
    assert once.identity("sim") != later.identity("sim")


@pytest.mark.parametrize(
    ("octets", "length", "text"),
    [
        ("31D98C56B30100", 7, "123456@"),
        ("31D98C56B3DD00", 7, "1234567"),
        ("31D98C56B3DD00", 8, "1234567@"),
        ("00", 1, "@"),
        ("31D98C56B3DD1A", 8, "1234567\r"),
    ],
)
def test_q114_an_at_sign_is_told_from_padding_by_the_length(octets: str, length: int, text: str) -> None:
    assert deliver(octets, length=length).text == text


def test_q115_a_stored_text_of_our_own_is_not_taken_as_inbound() -> None:
    _, tpdu = split_smsc(from_hex("0031000C919471103254760000A705C8329BFD06"))

    with pytest.raises(CodecError):
        decode_incoming(tpdu)


@pytest.mark.parametrize("user_data", ["FF0003CC", "05", "050003CC02"])
def test_q116_a_header_longer_than_its_text_is_refused_and_kept(user_data: str) -> None:
    wire = f"44{SENDER}0004{SCTS}{len(user_data) // 2:02X}{user_data}"

    with pytest.raises(CodecError) as caught:
        decode_incoming(bytes.fromhex(wire))

    assert caught.value.raw_hex == wire


@pytest.mark.parametrize(
    ("octets", "text"), [("47727565DF65", "Grueße"), ("480A69", "H\ni"), ("00FF01", ""), ("", "")]
)
def test_q117_eight_bit_text_is_latin_1_where_that_is_printable(octets: str, text: str) -> None:
    received = deliver(octets, length=len(octets) // 2, dcs="04")

    assert received.coding.alphabet is Alphabet.DATA
    assert received.text == text
    assert received.payload == bytes.fromhex(octets)
