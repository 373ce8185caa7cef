"""What stands under a message and beside a modem, state by state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from modemsms.services.outbox import Message, Reason
from tests.desk import ANNA, START, Desk
from web.when import LocalTime
from web.words import initials, message_state, signal_bars

LOCAL = LocalTime(ZoneInfo("Europe/London"), START)
BUSY = Reason("cms_42", "The network is busy.")
GAP = Reason("incomplete", "Part of this text has not arrived yet.")
HELD = Reason("held", "The same text went to this number a moment ago.")


@pytest.fixture
def message(desk: Desk) -> Message:
    return desk.write(ANNA)


@pytest.mark.parametrize(
    ("changes", "sentence", "tone"),
    [
        ({"status": "queued"}, "Waiting to be sent", "calm"),
        ({"status": "queued", "reason": BUSY}, "Waiting. The network is busy.", "calm"),
        ({"status": "queued", "reason": HELD}, f"Held back. {HELD.message}", "ask"),
        ({"status": "scheduled", "send_at": START + timedelta(days=1)}, "Goes out tomorrow at 09:00", "calm"),
        ({"status": "sending"}, "On its way to the network", "calm"),
        ({"status": "sent"}, "Sent, waiting for the delivery report", "calm"),
        ({"status": "sent", "delivery_report": False}, "Sent", "calm"),
        (
            {"status": "sent", "sent_at": START - timedelta(hours=2)},
            "Sent. The network has not confirmed this text yet",
            "calm",
        ),
        ({"status": "delivered", "delivered_at": START + timedelta(seconds=5)}, "Delivered", "good"),
        ({"status": "delivered", "delivered_at": START + timedelta(hours=1)}, "Delivered at 10:00", "good"),
        (
            {"status": "delivered", "delivered_at": START + timedelta(days=1)},
            "Delivered tomorrow at 09:00",
            "good",
        ),
        (
            {"status": "delivered", "reason": Reason("settled_by_person", "Somebody says so.")},
            "They got it, as somebody here noted",
            "good",
        ),
        (
            {"status": "undelivered", "reason": Reason("tp_69", "The phone was off for too long.")},
            "Not delivered. The phone was off for too long.",
            "bad",
        ),
        (
            {"status": "failed", "reason": Reason("cms_1", "This number is not in use.")},
            "Not sent. This number is not in use.",
            "bad",
        ),
        ({"status": "cancelled"}, "Cancelled, nothing was sent", "calm"),
        (
            {"status": "unknown", "reason": Reason("restarted", "modemsms stopped in the middle.")},
            "Unsure whether it went out. modemsms stopped in the middle.",
            "ask",
        ),
    ],
)
def test_every_state_has_its_sentence(
    message: Message, changes: dict[str, object], sentence: str, tone: str
) -> None:
    state = message_state(replace(message, **changes), LOCAL)  # type: ignore[arg-type] # any field

    assert state is not None
    assert (state.sentence, state.tone) == (sentence, tone)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"sent_at": START - timedelta(minutes=1)}, None),
        ({"sent_at": START - timedelta(days=1)}, "Written yesterday at 09:00, reached the shop later"),
        ({"reason": GAP}, GAP.message),
    ],
)
def test_an_inbound_text_says_only_what_is_odd(
    message: Message, changes: dict[str, object], sentence: str | None
) -> None:
    inbound = replace(message, direction="inbound", status="received", **changes)  # type: ignore[arg-type] # any field

    state = message_state(inbound, LOCAL)

    assert (state.sentence if state else None) == sentence


@pytest.mark.parametrize(
    ("moment", "day", "brief", "phrase"),
    [
        ("2026-03-02 08:05", "Today", "08:05", "at 08:05"),
        ("2026-03-01 23:59", "Yesterday", "Yesterday", "yesterday at 23:59"),
        ("2026-03-03 09:00", "Tomorrow", "3 Mar", "tomorrow at 09:00"),
        ("2026-02-25 09:00", "Wednesday, 25 February", "Wed", "on Wednesday, 25 February at 09:00"),
        ("2026-02-23 09:00", "Monday, 23 February", "23 Feb", "on Monday, 23 February at 09:00"),
        (
            "2025-12-31 09:00",
            "Wednesday, 31 December 2025",
            "31 Dec 2025",
            "on Wednesday, 31 December 2025 at 09:00",
        ),
        ("2026-07-01 23:30", "Thursday, 2 July", "2 Jul", "on Thursday, 2 July at 00:30"),
    ],
)
def test_moments_are_told_as_the_shop_would(moment: str, day: str, brief: str, phrase: str) -> None:
    utc = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert (LOCAL.day(utc), LOCAL.brief(utc), LOCAL.phrase(utc)) == (day, brief, phrase)


@pytest.mark.parametrize(("dbm", "bars"), [(None, 0), (-113, 0), (-107, 1), (-95, 2), (-80, 3), (-51, 4)])
def test_signal_is_told_in_bars(dbm: int | None, bars: int) -> None:
    assert signal_bars(dbm) == bars


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("Maria Keller", "MK"),
        ("Cher", "C"),
        ("+44 7700 900001", "#"),
        ("Ana de la Cruz", "AC"),
        ("", "#"),
        ("42 Wallaby Way", "WW"),
    ],
)
def test_a_round_picture_has_initials(title: str, letters: str) -> None:
    assert initials(title) == letters
