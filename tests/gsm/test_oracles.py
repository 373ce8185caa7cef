"""Other people's codecs read what we write and write what we read, each in what it does well."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from gsmmodem import pdu as gsmmodem_pdu
from hypothesis import given, settings
from hypothesis import strategies as st
from smspdudecoder.fields import SMSDeliver, SMSSubmit

from modemsms.gsm.address import Address
from modemsms.gsm.pdu import split_smsc, with_smsc
from modemsms.gsm.segments import Encoding, assemble, segments
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import StatusReport, Submit, deliver_of
from tests.gsm.strategies import GSM7_CHARACTERS, moments, zones

CUSTOMER = Address.parse("+491701234567")

# libgammu makes other characters of form feed and of the capital C with cedilla.
gammu_texts = st.text(st.sampled_from(sorted({*GSM7_CHARACTERS} - {*"\fÇ"})), min_size=1, max_size=500)
# python-gsmmodem has a grave accent in place of the section sign, no form feed, and drops an "@" that
# ends a group of eight septets.
gsmmodem_texts = st.text(st.sampled_from(sorted({*GSM7_CHARACTERS} - {*"\f§@"})), min_size=1, max_size=400)
# Letters of many scripts; each of the other codecs has a slip of its own at some sign or other.
bmp_texts = st.text(
    st.sampled_from("aZ0 ßéñäçğőžłαΩбжЯїאבגحخسनमहกขคあのカ漢字语한글€№…’–"), min_size=1, max_size=150
)
emoji_texts = st.text(st.sampled_from("aж€漢😀👍🏽"), min_size=1, max_size=150)

# python-gsmmodem takes two digits from 69 on for the last century.
near_moments = moments.filter(lambda moment: moment.year < 2068)


def encoded_by_gammu(text: str, *, unicode: bool) -> list[bytes]:
    gammu: Any = pytest.importorskip("gammu", reason="python-gammu has wheels for 64-bit machines only")
    entry = {"ID": "ConcatenatedTextLong", "Buffer": text}
    tpdus = []
    for sms in gammu.EncodeSMS({"Class": -1, "Unicode": unicode, "Entries": [entry]}):
        sms.update(Number=str(CUSTOMER), SMSC={"Number": "+1234"})
        centre, tpdu = split_smsc(gammu.EncodePDU(sms))
        assert str(centre) == "+1234"
        tpdus.append(tpdu)
    return tpdus


@settings(deadline=None)
@given(gammu_texts)
def test_gsm7_texts_of_gammu_are_read_and_take_it_as_many_segments(text: str) -> None:
    received = [Submit.decode(tpdu) for tpdu in encoded_by_gammu(text, unicode=False)]

    assert assemble(received) == text
    assert {submit.destination for submit in received} == {CUSTOMER}
    ours = segments(text, smart_encoding=False)
    assert ours.encoding is Encoding.GSM7
    assert len(ours.parts) <= len(received)


@settings(deadline=None)
@given(st.one_of(bmp_texts, emoji_texts))
def test_unicode_texts_of_gammu_are_read_and_take_it_as_many_segments(text: str) -> None:
    received = [Submit.decode(tpdu) for tpdu in encoded_by_gammu(text, unicode=True)]

    assert assemble(received) == text
    assert len(segments(text, smart_encoding=False).parts) <= len(received)


def test_gammu_and_we_write_the_same_octets() -> None:
    for text, unicode in (("Hello {world} €@", False), ("Привет, 漢字", True), ("ab" * 153, False)):
        ours = [
            (submit.user_data_length, submit.user_data[-60:])
            for submit in segments(text).submits(CUSTOMER, reference=1)
        ]
        theirs = [Submit.decode(tpdu) for tpdu in encoded_by_gammu(text, unicode=unicode)]

        assert ours == [(submit.user_data_length, submit.user_data[-60:]) for submit in theirs]


@given(near_moments, zones, near_moments, zones, st.integers(0, 255), st.integers(0, 255))
def test_gsmmodem_reads_our_status_reports_with_their_zones(
    taken: datetime, taken_zone: timedelta, done: datetime, done_zone: timedelta, reference: int, status: int
) -> None:
    report = StatusReport(
        reference, CUSTOMER, Timestamp.of(taken, taken_zone), Timestamp.of(done, done_zone), status
    )

    read = gsmmodem_pdu.decodeSmsPdu(with_smsc(report.encode()).hex().upper())

    assert read["type"] == "SMS-STATUS-REPORT"
    assert (read["reference"], read["number"], read["status"]) == (reference, str(CUSTOMER), status)
    assert read["time"].utcoffset() == taken_zone
    assert read["discharge"].utcoffset() == done_zone
    assert read["time"].astimezone(taken.tzinfo) == taken
    assert read["discharge"].astimezone(done.tzinfo) == done


@given(gsmmodem_texts, near_moments, zones)
def test_gsmmodem_reads_our_gsm7_segments(text: str, at: datetime, zone: timedelta) -> None:
    sent = segments(text, smart_encoding=False)

    for part, submit in zip(sent.parts, sent.submits(CUSTOMER, reference=7), strict=True):
        delivered = deliver_of(submit, CUSTOMER, at, zone)
        read = gsmmodem_pdu.decodeSmsPdu(with_smsc(delivered.encode()).hex().upper())
        assert read["text"] == part
        assert read["number"] == str(CUSTOMER)
        assert read["time"].utcoffset() == zone


@given(st.one_of(gsmmodem_texts, bmp_texts), st.integers(0, 255), st.booleans(), st.integers(1, 144))
def test_submits_of_gsmmodem_are_read(text: str, reference: int, flash: bool, fives: int) -> None:
    validity = timedelta(minutes=5 * fives)
    theirs = gsmmodem_pdu.encodeSmsSubmitPdu(
        str(CUSTOMER), text, reference=reference, validity=validity, sendFlash=flash
    )

    received = [Submit.decode(split_smsc(bytes(pdu.data))[1]) for pdu in theirs]

    assert assemble(received) == text
    assert {submit.reference for submit in received} == {reference}
    assert {submit.coding.flash for submit in received} == {flash}
    assert {submit.validity for submit in received} == {validity}


@given(bmp_texts, moments, zones)
def test_smspdudecoder_reads_our_unicode_segments(text: str, at: datetime, zone: timedelta) -> None:
    sent = segments(text + "漢", smart_encoding=False)

    for part, submit in zip(sent.parts, sent.submits(CUSTOMER, reference=7), strict=True):
        delivered = deliver_of(submit, CUSTOMER, at, zone)
        as_submit = SMSSubmit.decode(StringIO(with_smsc(submit.encode()).hex().upper()))
        as_deliver = SMSDeliver.decode(StringIO(with_smsc(delivered.encode()).hex().upper()))
        for read in (as_submit, as_deliver):
            assert read["dcs"]["encoding"] == "ucs2"
            assert read["user_data"]["data"] == part
