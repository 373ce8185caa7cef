"""Texts that no memory holds: +CMT and +CDS, and the answer that the network may want."""

from __future__ import annotations

from itertools import count

import pytest

from drivers.at.device import Device
from drivers.at.inbox import Direct, Inbox
from drivers.at.news import take_news
from drivers.at.receive import confirm
from drivers.at.session import Urc
from drivers.at.start import start
from drivers.at.urcs import Kind
from modemsms.driver import DriverEvent, Noticed, ReportReceived, SegmentReceived
from tests.drivers.at.script import Script

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
# Q4: the zone octet is no BCD.
REPORT = "0006230E9126983575169498610103409544C26101034095448200"


def hear(news: Urc, *, acknowledges: bool = False) -> DriverEvent:
    """What the shop is told of *news*."""
    told: list[DriverEvent] = []
    take_news(news, Device(acknowledges=acknowledges), Inbox(1, count(1)), told.append, 0.0)
    (event,) = told
    return event


def test_a_direct_text_is_told_with_nothing_to_delete() -> None:
    event = hear(Urc(Kind.MESSAGE, "+CMT: ,30", PDU))

    assert event == SegmentReceived(1, bytes.fromhex(PDU[16:]), None)


def test_a_direct_report_is_told_with_nothing_to_delete() -> None:
    event = hear(Urc(Kind.REPORT, "+CDS: 26", REPORT))

    assert event == ReportReceived(1, bytes.fromhex(REPORT[2:]), None)


@pytest.mark.parametrize("news", [Urc(Kind.MESSAGE, "+CMT: ,30", PDU), Urc(Kind.REPORT, "+CDS: 26", REPORT)])
def test_where_the_network_waits_the_handle_answers_it(news: Urc) -> None:
    event = hear(news, acknowledges=True)

    assert isinstance(event, SegmentReceived | ReportReceived)
    assert isinstance(event.handle, Direct)


def test_a_broken_direct_text_goes_to_the_shop_as_far_as_it_is_sound() -> None:
    event = hear(Urc(Kind.MESSAGE, "+CMT: ,30", PDU[:30] + "??" + PDU[32:]))

    assert event == SegmentReceived(1, bytes.fromhex(PDU[:30]), None)


@pytest.mark.parametrize("pdu", [None, "????????"])
def test_a_direct_text_that_was_destroyed_is_told_as_such(pdu: str | None) -> None:
    assert isinstance(hear(Urc(Kind.MESSAGE, "+CMT: ,30", pdu)), Noticed)


def test_direct_mode_that_cannot_be_put_off_is_answered() -> None:
    device = Device()

    memory = {'AT+CPMS="SM"': "+CPMS: 0,20\nOK"}
    Script({"AT+CSMS?": "+CSMS: 1,1,1,1\nOK", "AT+CMGF=0": "OK", **memory}).play(start(device))

    assert device.acknowledges


@pytest.mark.parametrize("answer", ["OK", "+CMS ERROR: 340"])
def test_the_network_is_answered_once(answer: str) -> None:
    inbox = Inbox(1, count(1))
    inbox.acknowledge(Direct())

    Script({"AT+CNMA": answer}).play(confirm(inbox))

    assert inbox.next_job(0.0, lists=True) is None
