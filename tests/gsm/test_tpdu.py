"""SMS-SUBMIT, SMS-DELIVER and SMS-STATUS-REPORT, each both ways (TS 23.040, 9.2.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm import user_data, validity
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import from_hex, split_smsc
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import Deliver, StatusReport, Submit, decode_incoming, deliver_of
from modemsms.gsm.udh import Header
from tests.gsm.strategies import addresses, timestamps, user_data_fields

CUSTOMER = Address.parse("+491701234567")
AT = datetime(2026, 3, 11, 12, 34, 56, tzinfo=UTC)

octets = st.integers(0, 255)


@st.composite
def submits(draw: st.DrawFn) -> Submit:
    coding, length, data, has_header = draw(user_data_fields())
    period = draw(st.one_of(st.none(), octets.map(validity.decode_relative), timestamps))
    return Submit(
        draw(addresses),
        coding,
        length,
        data,
        has_header,
        reference=draw(octets),
        protocol=draw(octets),
        validity=period if isinstance(period, timedelta) else None,
        status_report_request=draw(st.booleans()),
        reject_duplicates=draw(st.booleans()),
        reply_path=draw(st.booleans()),
        expires=period if isinstance(period, Timestamp) else None,
    )


@st.composite
def delivers(draw: st.DrawFn) -> Deliver:
    coding, length, data, has_header = draw(user_data_fields())
    return Deliver(
        draw(addresses),
        coding,
        length,
        data,
        draw(timestamps),
        has_header,
        protocol=draw(octets),
        more_messages=draw(st.booleans()),
        status_report_indication=draw(st.booleans()),
        reply_path=draw(st.booleans()),
        loop_prevention=draw(st.booleans()),
    )


@st.composite
def reports(draw: st.DrawFn) -> StatusReport:
    report = StatusReport(
        reference=draw(octets),
        recipient=draw(addresses),
        timestamp=draw(timestamps),
        discharged=draw(timestamps),
        status=draw(octets),
        more_messages=draw(st.booleans()),
        of_command=draw(st.booleans()),
        loop_prevention=draw(st.booleans()),
        protocol=draw(st.one_of(st.none(), octets)),
    )
    coding, length, data, has_header = draw(user_data_fields())
    if not length:
        return report
    return replace(report, data_coding=coding, user_data_length=length, user_data=data, has_header=has_header)


@given(submits(), st.binary(max_size=9))
def test_a_submit_comes_back_whatever_follows(submit: Submit, tail: bytes) -> None:
    assert Submit.decode(submit.encode() + tail) == submit


@given(delivers(), st.binary(max_size=9))
def test_a_deliver_comes_back_whatever_follows(deliver: Deliver, tail: bytes) -> None:
    assert decode_incoming(deliver.encode() + tail) == deliver


@given(reports())
def test_a_report_comes_back(report: StatusReport) -> None:
    assert decode_incoming(report.encode()) == report


def test_the_submit_of_the_hardware_notes() -> None:
    _, tpdu = split_smsc(from_hex("0031000C919471103254760000A705C8329BFD06"))

    submit = Submit.decode(tpdu)

    assert len(tpdu) == 19
    assert submit == Submit(
        CUSTOMER,
        data_coding=0,
        user_data_length=5,
        user_data=bytes.fromhex("C8329BFD06"),
        validity=timedelta(hours=24),
        status_report_request=True,
    )
    assert submit.text == "Hello"
    assert submit.encode() == tpdu


def test_a_validity_is_rounded_up_on_its_way() -> None:
    length, data = user_data.of_septets(b"hi")
    submit = Submit(CUSTOMER, 0, length, data, validity=timedelta(hours=25))

    assert Submit.decode(submit.encode()).validity == timedelta(days=2)


def test_an_absolute_and_an_enhanced_validity_are_read() -> None:
    absolute = Submit.decode(bytes.fromhex("19000C91947110325476" + "0000" + "62301121436500" + "00"))
    enhanced = Submit.decode(bytes.fromhex("09000C91947110325476" + "0000" + "021E0000000000" + "00"))

    assert absolute.expires == Timestamp.of(AT)
    assert absolute.validity is None
    assert enhanced.expires is None
    assert enhanced.validity == timedelta(seconds=30)


def test_the_network_makes_a_deliver_of_a_submit() -> None:
    length, data = user_data.of_septets(b"hi", Header())
    submit = Submit(CUSTOMER, 0x10, length, data, protocol=0x41, reply_path=True)

    deliver = deliver_of(submit, Address("12345"), AT, timedelta(hours=-7), more_messages=True)

    assert deliver.text == submit.text
    assert deliver.coding.flash
    assert (deliver.protocol, deliver.reply_path, deliver.more_messages) == (0x41, True, True)
    assert deliver.timestamp.moment == AT
    assert deliver.timestamp.offset == timedelta(hours=-7)


def test_a_report_is_read_although_the_rest_of_it_is_junk() -> None:
    wire = "0623" + "0E9126983575169498" + "61010340954400" * 2 + "46"
    bare = decode_incoming(bytes.fromhex(wire))

    for tail in ("FF", "FFFFFFFF", "89FFFF", "07", "0700", "0700000A41", "0400", "00"):
        assert decode_incoming(bytes.fromhex(wire + tail)) == bare
    assert isinstance(bare, StatusReport)
    assert (bare.reference, bare.status, str(bare.recipient)) == (0x23, 0x46, "+62895357614989")


@given(delivers(), st.text(max_size=5))
def test_the_same_segment_has_the_same_identity_however_it_was_announced(
    deliver: Deliver, sim_key: str
) -> None:
    again = replace(deliver, more_messages=not deliver.more_messages)

    assert deliver.identity(sim_key) == again.identity(sim_key)
    assert len(deliver.identity(sim_key)) == 64


@given(delivers(), delivers())
def test_another_sim_sender_time_or_text_is_another_identity(one: Deliver, other: Deliver) -> None:
    same = (str(one.originator), one.timestamp.raw, one.user_data) == (
        str(other.originator),
        other.timestamp.raw,
        other.user_data,
    )

    assert (one.identity("sim") == other.identity("sim")) is same
    assert one.identity("sim") != one.identity("another")


@pytest.mark.parametrize("mti", [0x01, 0x05])
def test_a_submit_is_not_taken_for_something_that_came_in(mti: int) -> None:
    length, data = user_data.of_septets(b"hi")
    tpdu = Submit(CUSTOMER, 0, length, data).encode()

    with pytest.raises(CodecError):
        decode_incoming(bytes([mti]) + tpdu[1:])


def test_the_reserved_type_is_read_as_a_deliver() -> None:
    length, data = user_data.of_septets(b"hi")
    tpdu = Deliver(CUSTOMER, 0, length, data, Timestamp.of(AT)).encode()

    reserved = decode_incoming(bytes([tpdu[0] | 0x03]) + tpdu[1:])

    assert isinstance(reserved, Deliver)
    assert reserved.text == "hi"


def test_more_than_a_segment_holds_is_refused() -> None:
    with pytest.raises(CodecError):
        user_data.of_septets(bytes(161))
    with pytest.raises(CodecError):
        user_data.of_octets(bytes(141))
    with pytest.raises(CodecError):
        Deliver.decode(bytes.fromhex("0400810000" + "62301121436500" + "A1") + bytes(200))
