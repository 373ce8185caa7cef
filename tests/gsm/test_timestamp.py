"""Time stamps (TS 23.040, 9.2.3.11; hardware Q4, Q89, Q90)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.timestamp import Timestamp
from tests.gsm.strategies import moments, zones

QUARTER = timedelta(minutes=15)
LOCAL = "623011214365"  # 2026-03-11 12:34:56


@pytest.mark.parametrize(
    ("zone", "quarters"),
    [
        *(("00", 0), ("40", 4), ("80", 8), ("22", 22), ("65", 56)),
        *(("8A", -28), ("0A", -20), ("84", 48), ("8C", -48)),
    ],
)
def test_a_zone_counts_quarters_of_an_hour_and_bit_three_is_its_sign(zone: str, quarters: int) -> None:
    stamp = Timestamp.decode(bytes.fromhex(LOCAL + zone))

    assert stamp.offset == quarters * QUARTER
    assert stamp.moment == datetime(2026, 3, 11, 12, 34, 56, tzinfo=UTC) - quarters * QUARTER


@pytest.mark.parametrize("zone", ["FF", "97", "9F", "75"])
def test_a_zone_that_no_place_has_is_read_as_utc(zone: str) -> None:
    stamp = Timestamp.decode(bytes.fromhex(LOCAL + zone))

    assert stamp.offset == timedelta(0)
    assert stamp.moment == datetime(2026, 3, 11, 12, 34, 56, tzinfo=UTC)


def test_ones_above_nine_in_a_zone_are_taken_as_they_are() -> None:
    stamp = Timestamp.decode(bytes.fromhex("610103409544C2"))

    assert stamp.offset == timedelta(hours=8)
    assert stamp.moment == datetime(2016, 10, 30, 4, 59, 44, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    "wire",
    [
        "62001121436500",  # month 0
        "62311121436500",  # month 13
        "62302321436500",  # day 32
        "62200321436500",  # 30 February
        "62301142436500",  # 24 o'clock
        "62301121066500",  # minute 60
        "00000000000000",
        "FFFFFFFFFFFFFF",
        "6230112143A500",
        "62301121435A00",
    ],
)
def test_an_impossible_time_is_none_and_its_octets_are_kept(wire: str) -> None:
    stamp = Timestamp.decode(bytes.fromhex(wire))

    assert stamp.moment is None
    assert stamp.encode() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("year", "meant"), [("09", 1990), ("99", 1999), ("00", 2000), ("62", 2026), ("98", 2089)]
)
def test_two_digits_of_a_year_lie_between_1990_and_2089(year: str, meant: int) -> None:
    moment = Timestamp.decode(bytes.fromhex(year + "301121436500")).moment

    assert moment is not None
    assert moment.year == meant


@given(moments, zones)
def test_a_moment_comes_back_from_any_zone(moment: datetime, zone: timedelta) -> None:
    stamp = Timestamp.of(moment, zone)

    assert stamp.moment == moment
    assert stamp.offset == zone
    assert Timestamp.decode(stamp.encode()) == stamp


@given(st.binary(max_size=9))
def test_seven_octets_are_always_a_stamp_and_others_never(octets: bytes) -> None:
    if len(octets) == 7:
        assert Timestamp.decode(octets).encode() == octets
    else:
        with pytest.raises(CodecError):
            Timestamp.decode(octets)
