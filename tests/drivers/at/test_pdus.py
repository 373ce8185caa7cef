"""Answers of AT+CMGL and AT+CMGR as devices really write them."""

from __future__ import annotations

import pytest

from drivers.at.pdus import Entry, entries, is_report, looks_like_pdu, salvage, tpdu_of

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
TPDU = bytes.fromhex(PDU[16:])
REPORT = "07911326040000F006230B911346610089F6208062917314082080629173140800"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["+CMGL: 3,1,,24", PDU], [Entry(3, 1, PDU, 24)]),
        (['+CMGL: 3,1,"Anna, Ben",24', PDU], [Entry(3, 1, PDU, 24)]),
        (["+CMGL:0,0,24", PDU], [Entry(0, 0, PDU, 24)]),  # Q20: places counted from 0
        (["+CMGL: 901,1,,24", PDU], [Entry(901, 1, PDU, 24)]),  # Q21
        (["+CMGR: ,,24", PDU], [Entry(None, None, PDU, 24)]),  # Q29, ZTE: no status
        (["+CMGR: 0,,0"], [Entry(None, 0, "", 0)]),  # Q5, MC35: empty
        (["+CMGR: 1,,24", PDU + ",0"], [Entry(None, 1, PDU, 24)]),  # a tail behind the PDU
        (
            ["+CMGL: 1,1,,24", PDU + "+CMGL: 2,1,,24", PDU],
            [Entry(1, 1, PDU, 24), Entry(2, 1, PDU, 24)],
        ),  # glued
        (["+CMGL: 1,1,,24", "+CMGL: 2,1,,24", PDU], [Entry(1, 1, "", 24), Entry(2, 1, PDU, 24)]),
        (["+CMGL: 1,1,,24", "????", PDU], [Entry(1, 1, PDU, 24)]),  # noise in between
        ([PDU], []),  # a PDU without its header is nobody's
        ([], []),
    ],
)
def test_places_are_read_from_an_answer(lines: list[str], expected: list[Entry]) -> None:
    assert entries(lines) == expected


@pytest.mark.parametrize("pdu", ["", "00", "00FFFFFFFFFFFF", "FFFFFFFF"])
def test_a_dummy_is_an_empty_place(pdu: str) -> None:
    assert Entry(1, 1, pdu).is_empty  # Q5, Q7


@pytest.mark.parametrize(
    ("entry", "ours"),
    [
        (Entry(1, 2, PDU), True),  # Q115: written and never sent
        (Entry(1, 3, PDU), True),
        (Entry(1, None, "0011000C911094214365870000A705C8329BFD06"), True),
        (Entry(1, 1, PDU), False),
        (Entry(1, None, PDU), False),
    ],
)
def test_a_stored_submit_is_no_inbound_text(entry: Entry, ours: bool) -> None:
    assert entry.is_ours is ours


@pytest.mark.parametrize(
    ("pdu", "octets", "sound"),
    [
        (PDU, 30, True),
        (PDU, None, True),
        (PDU + "FFFF", 30, True),
        (PDU[:-4], 30, False),  # it lost its end, and is hex all the same
        (PDU[:-1], 30, False),
        ("?" + PDU[1:], 30, False),
    ],
)
def test_a_line_is_sound_only_if_it_is_whole(pdu: str, octets: int | None, sound: bool) -> None:
    assert Entry(1, 1, pdu, octets).is_sound is sound


def test_the_tpdu_stands_behind_the_message_centre() -> None:
    assert tpdu_of(PDU) == TPDU


def test_padding_behind_a_pdu_is_left_to_the_codec() -> None:
    assert tpdu_of(PDU + "FFFF") == TPDU + b"\xff\xff"  # Q6


def test_octets_without_a_message_centre_are_kept_whole() -> None:
    assert tpdu_of("FEFEFE") == b"\xfe\xfe\xfe"


@pytest.mark.parametrize("line", ["0791132604", "079?", "", "hello there", "07911"])
def test_a_broken_line_never_raises(line: str) -> None:
    assert tpdu_of(line) is None or tpdu_of(line)


def test_what_stands_in_front_of_the_noise_is_saved() -> None:
    assert salvage("07911326??000F") == bytes.fromhex("07911326")
    assert salvage("?") == b""


def test_the_bits_tell_a_report_and_not_the_memory() -> None:
    assert is_report(tpdu_of(REPORT) or b"")  # Q2
    assert not is_report(TPDU)


@pytest.mark.parametrize(
    ("line", "looks"),
    [
        (PDU, True),
        (PDU[:20] + "??" + PDU[22:], True),
        ("????????", False),
        ("00", False),
        ("+CSQ: 21,99", False),
    ],
)
def test_a_pdu_is_known_even_if_noise_has_hit_it(line: str, looks: bool) -> None:
    assert looks_like_pdu(line) is looks
