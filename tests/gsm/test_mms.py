"""The notice of a picture message, whole, cut, and mistaken for something else (hardware Q105)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.mms import Notification, is_other_push, parse_notification
from tests.gsm.pushes import LOCATION, notice

WHOLE = Notification("+447700900001", "Holiday", 45_000, LOCATION, "T1")


@pytest.mark.parametrize("textual", [True, False])
def test_a_notice_says_who_and_how_much_and_where(textual: bool) -> None:
    assert parse_notification(notice(textual=textual)) == WHOLE


@pytest.mark.parametrize(
    ("sender", "told"),
    [
        (None, None),
        (b"anna@example.org", "anna@example.org"),
        (b"+447700900001/TYPE=PLMN", "+447700900001"),
        (b"\x05\xea22100", "22100"),
    ],
)
def test_a_sender_may_be_hidden_or_no_number(sender: bytes | None, told: str | None) -> None:
    assert parse_notification(notice(sender)).sender == told


def test_a_subject_may_name_its_character_set() -> None:
    push = notice().replace(b"\x96Holiday\0", b"\x96\x08\xeaCaf\xc3\xa9\0\x20".replace(b"\0\x20", b" \0"))

    assert parse_notification(push).subject == "Café "


def test_a_notice_that_lost_its_end_still_says_who() -> None:
    push = notice()

    found = parse_notification(push[: push.index(b"\x83http") + 8])

    assert (found.sender, found.location) == ("+447700900001", None)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x01\x06",
        b"\x01\x06\x05\xbe",
        b"\x01\x06\xff\xff\xff\xff\xff\xff",
        b"\x01\x07\x01\xbe",
        notice(kind=0x86),
        notice()[: notice().index(b"\x8c")],
        b"\x01\x06\x02\xae\x00<si/>",
    ],
)
def test_all_else_is_no_notice(payload: bytes) -> None:
    with pytest.raises(CodecError):
        parse_notification(payload)


def test_only_a_whole_push_of_another_type_is_another_push() -> None:
    assert is_other_push(b"\x01\x06\x02\xae\x00<si/>")
    assert not is_other_push(notice())
    assert not is_other_push(b"\x06\x01")


@given(st.binary(max_size=300))
def test_junk_raises_nothing_else(junk: bytes) -> None:
    for payload in (junk, b"\x01\x06" + junk, notice()[:60] + junk):
        with suppress(CodecError):
            parse_notification(payload)


@given(st.integers(0, 200))
def test_a_notice_cut_anywhere_raises_nothing_else(length: int) -> None:
    try:
        found = parse_notification(notice()[:length])
    except CodecError:
        return

    assert found.sender in (None, "+447700900001")
