"""Our TPDUs through gammu's own encoder and decoder: nothing is changed on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.gammu_child import texts
from modemsms.gsm import user_data
from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.deliver import Deliver
from modemsms.gsm.pdu import split_smsc
from modemsms.gsm.segments import segments
from modemsms.gsm.status_report import StatusReport
from modemsms.gsm.submit import Submit
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.udh import Header

gammu = pytest.importorskip("gammu", reason="python-gammu has no wheel for this machine")

ANNA = Address.parse("+491701234567")
AT = Timestamp.of(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), timedelta(hours=-5, minutes=-30))
CENTRE = "+4915550109999"
CONCATENATED = Header.decode(bytes.fromhex("0500032A0201"))
TURKISH_SHIFT = Header.decode(bytes.fromhex("03240101"))

septets = st.binary(max_size=150).map(lambda octets: bytes(octet & 0x7F for octet in octets))


def on_the_wire(submit: Submit) -> bytes:
    """What gammu makes of it."""
    pdu: bytes = gammu.EncodePDU(texts.to_gammu(submit, CENTRE), "Submit")
    return pdu


def as_gammu_reads(tpdu: Deliver | StatusReport) -> dict[str, Any]:
    """gammu's dictionary."""
    found: dict[str, Any] = gammu.DecodePDU(Data=b"\0" + tpdu.encode(), SMSC=True)
    return found


def read_back(tpdu: Deliver | StatusReport) -> bytes:
    """Through gammu's decoder and our way back."""
    return texts.to_tpdu(as_gammu_reads(tpdu))


@given(septets, st.sampled_from([Header(), CONCATENATED, TURKISH_SHIFT]))
@settings(deadline=None)
def test_any_septets_leave_as_they_are(given_septets: bytes, header: Header) -> None:
    length, octets = user_data.of_septets(given_septets, header)
    submit = Submit(ANNA, 0, length, octets, bool(header.elements))

    assert texts.is_faithful(on_the_wire(submit), submit)


# U+0001 is gammu's own sign for something else; nobody has it on a keyboard.
written = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\1"), max_size=300)


@given(written, st.booleans(), st.booleans())
@settings(deadline=None)
def test_any_text_leaves_as_it_is_in_all_its_segments(text: str, flash: bool, report: bool) -> None:
    for submit in segments(text, reference_width=16).submits(
        ANNA, reference=777, flash=flash, status_report_request=report
    ):
        assert texts.is_faithful(on_the_wire(submit), submit)


@pytest.mark.parametrize("destination", ["+491701234567", "01701234567", "22922"])
def test_a_number_leaves_as_it_is(destination: str) -> None:
    (submit,) = segments("Hello").submits(Address.parse(destination))

    assert texts.is_faithful(on_the_wire(submit), submit)


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        (timedelta(minutes=5), timedelta(minutes=5)),
        (timedelta(hours=12), timedelta(hours=12)),
        (timedelta(hours=13), timedelta(hours=13)),
        (timedelta(days=1), timedelta(days=1)),
        (timedelta(days=3), timedelta(days=3)),
        (timedelta(days=30), timedelta(days=30)),
        (timedelta(weeks=6), timedelta(days=30)),
        (None, timedelta(weeks=63)),
    ],
)
def test_a_validity_is_kept_up_to_thirty_days(wanted: timedelta | None, sent: timedelta) -> None:
    (submit,) = segments("Hello").submits(ANNA, validity=wanted)

    assert Submit.decode(split_smsc(on_the_wire(submit))[1]).validity == sent


def test_another_text_is_not_taken_for_the_same() -> None:
    (submit,) = segments("Hello").submits(ANNA)
    (other,) = segments("Hallo").submits(ANNA)

    assert not texts.is_faithful(on_the_wire(other), submit)


@given(septets, st.sampled_from([Header(), CONCATENATED, TURKISH_SHIFT]))
@settings(deadline=None)
def test_any_septets_come_back_as_they_were(given_septets: bytes, header: Header) -> None:
    length, octets = user_data.of_septets(given_septets, header)
    deliver = Deliver(ANNA, 0, length, octets, AT, bool(header.elements))

    assert read_back(deliver) == deliver.encode()


@given(written, st.booleans())
@settings(deadline=None)
def test_any_unicode_comes_back_as_it_was(text: str, concatenated: bool) -> None:
    text = text.replace("~", "")
    header = CONCATENATED if concatenated else Header()
    length, octets = user_data.of_octets(text[:33].encode("utf-16-be"), header)
    deliver = Deliver(ANNA, 0x08, length, octets, AT, concatenated)

    assert read_back(deliver) == deliver.encode()


def test_characters_that_gammu_drops_behind_a_tilde_are_missed_in_sight() -> None:
    length, octets = user_data.of_octets("a~Ж?!".encode("utf-16-be"))

    found = Deliver.decode(read_back(Deliver(ANNA, 0x08, length, octets, AT)))

    assert found.text == "a~Ж?\ufffd"


@given(st.binary(max_size=134), st.sampled_from([0x04, 0x14, 0x15]))
@settings(deadline=None)
def test_any_octets_come_back_as_they_were(octets: bytes, coding: int) -> None:
    deliver = Deliver(ANNA, coding, len(octets), octets, AT)

    assert read_back(deliver) == deliver.encode()


@pytest.mark.parametrize(
    "sender", [ANNA, Address("22922"), Address("Corner Bank", TypeOfNumber.ALPHANUMERIC)], ids=str
)
def test_a_sender_comes_back_as_it_was(sender: Address) -> None:
    length, octets = user_data.of_septets(b"Hi")
    deliver = Deliver(sender, 0, length, octets, AT)

    assert read_back(deliver) == deliver.encode()


@pytest.mark.parametrize("status", [0x00, 0x01, 0x20, 0x30, 0x46, 0x60, 0x7F])
def test_a_status_report_comes_back_as_it_was(status: int) -> None:
    report = StatusReport(200, ANNA, AT, AT, status)

    assert read_back(report) == report.encode()


def test_an_impossible_time_does_not_lose_the_text() -> None:
    length, octets = user_data.of_septets(b"Hi")
    sms = as_gammu_reads(Deliver(ANNA, 0, length, octets, AT))

    found = Deliver.decode(texts.to_tpdu({**sms, "DateTime": None}))

    assert found.text == "Hi"
    assert found.timestamp.moment is None


def test_copies_of_what_was_sent_are_not_for_the_inbox() -> None:
    assert texts.is_ours({"Type": "Deliver"})
    assert texts.is_ours({"Type": "Status_Report"})
    assert not texts.is_ours({"Type": "Submit"})
