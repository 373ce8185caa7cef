"""gammu's dummy phone: a phone that shows no wire, tells nothing by itself and keeps texts in files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modemsms.driver import Accepted, Identified, PowerChanged, SegmentReceived, UssdAnswered
from modemsms.gsm.tpdu import decode_incoming
from tests.drivers.gammu.rigs import DummyRig, dummy_rig, needs_gammu
from tests.drivers.rigs import ANNA, PATIENCE, attempt, hear
from tests.drivers.test_driver_contract import is_outcome, is_ready

pytestmark = needs_gammu


@pytest.fixture
def rig() -> Iterator[DummyRig]:
    """A ready one."""
    with dummy_rig() as rig:
        hear(rig.driver, is_ready)
        yield rig


def next_text(rig: DummyRig) -> SegmentReceived:
    """What comes in next."""
    return next(
        event
        for event in hear(rig.driver, lambda event: isinstance(event, SegmentReceived))
        if isinstance(event, SegmentReceived)
    )


def test_it_says_who_it_is_and_how_full_its_battery_is() -> None:
    with dummy_rig() as rig:
        events = hear(rig.driver, is_ready)

    (told,) = [event.identity for event in events if isinstance(event, Identified)]
    assert (told.imei, told.imsi, told.model) == ("999999999999999", "994299429942994", "Dummy")
    assert PowerChanged(1, 100, charging=True, celsius=22.0) in events


def test_a_reference_that_it_makes_up_is_not_believed(rig: DummyRig) -> None:
    given = attempt()

    rig.driver.submit(given)

    assert Accepted(given.id, None) in hear(rig.driver, is_outcome)


@pytest.mark.parametrize("text", ["Hi", "Grüße für 5 € {ok} ^[x]|", "Bis gleich 😀"])
def test_a_text_comes_in_whole(rig: DummyRig, text: str) -> None:
    coding = "Default_No_Compression" if text.isascii() or "€" in text else "Unicode_No_Compression"
    rig.put({"Text": text, "Coding": coding, "DateTime": datetime(2026, 1, 2, 3, 4, 5)})  # noqa: DTZ001

    deliver = decode_incoming(next_text(rig).tpdu)

    assert deliver.text == text
    assert deliver.timestamp.moment == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_header_comes_in_too(rig: DummyRig) -> None:
    header = {"Type": "UserUDH", "Text": bytes.fromhex("0500032A0201")}
    rig.put({"Text": "first of two", "UDH": header})

    concatenation = decode_incoming(next_text(rig).tpdu).header.concatenation

    assert concatenation is not None
    assert (concatenation.reference, concatenation.total, concatenation.sequence) == (42, 2, 1)


def test_a_text_leaves_the_phone_when_it_is_committed_and_not_before(rig: DummyRig) -> None:
    path = rig.put({"Text": "Hi"})
    received = next_text(rig)

    rig.driver.wait(timedelta(seconds=0.5))
    assert path.exists()
    rig.driver.acknowledge(received.handle)

    end = time.monotonic() + PATIENCE.total_seconds()
    while path.exists():
        assert time.monotonic() < end, "it was never deleted"
        rig.driver.wait(timedelta(milliseconds=50))


def test_drafts_and_copies_stay_where_they_are(rig: DummyRig) -> None:
    path = rig.put({"Text": "a draft", "Type": "Submit"})
    rig.put({"Text": "a text"})

    received = next_text(rig)

    assert decode_incoming(received.tpdu).text == "a text"
    assert path.exists()


def test_a_code_is_answered(rig: DummyRig) -> None:
    rig.driver.ussd(1, 3, "*100#")

    events = hear(rig.driver, lambda event: isinstance(event, UssdAnswered))

    assert UssdAnswered(1, 3, "Reply for *100#") in events


def test_many_runs_leave_no_child_and_no_file_behind() -> None:
    def children() -> set[str]:
        tasks = Path(f"/proc/{os.getpid()}/task")
        return {child for task in tasks.iterdir() for child in (task / "children").read_text().split()}

    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = children(), descriptors()
    for _ in range(5):
        with dummy_rig() as rig:
            hear(rig.driver, is_ready)
            rig.driver.submit(attempt(to=ANNA))
            hear(rig.driver, is_outcome)

    assert (children(), descriptors()) == before
