"""TP-VP (TS 23.040, 9.2.3.12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm import validity


@pytest.mark.parametrize(
    ("octet", "period"),
    [
        (0, timedelta(minutes=5)),
        (143, timedelta(hours=12)),
        (144, timedelta(hours=12, minutes=30)),
        (167, timedelta(hours=24)),
        (168, timedelta(days=2)),
        (196, timedelta(days=30)),
        (197, timedelta(weeks=5)),
        (255, timedelta(weeks=63)),
    ],
)
def test_the_relative_format_is_as_the_standard_lists_it(octet: int, period: timedelta) -> None:
    assert validity.decode_relative(octet) == period
    assert validity.encode_relative(period) == octet


@given(st.timedeltas(timedelta(0), timedelta(weeks=70)))
def test_a_period_is_rounded_up_to_the_next_that_can_be_sent(period: timedelta) -> None:
    octet = validity.encode_relative(period)

    longer = [other for other in range(256) if validity.decode_relative(other) >= period]
    assert octet == (longer[0] if longer else 255)


def test_no_time_at_all_is_the_shortest_period() -> None:
    assert validity.encode_relative(timedelta(0)) == 0
    assert validity.encode_relative(timedelta(days=-1)) == 0


@pytest.mark.parametrize(
    ("wire", "period"),
    [
        ("00000000000000", None),
        ("01A70000000000", timedelta(hours=24)),
        ("021E0000000000", timedelta(seconds=30)),
        ("03214365000000", timedelta(hours=12, minutes=34, seconds=56)),
        ("03FFFFFF000000", None),
        ("8100A700000000", timedelta(hours=24)),
        ("07000000000000", None),
        ("83808080808080", None),
        ("83808080800021", None),
    ],
)
def test_the_enhanced_format_gives_a_period_or_none(wire: str, period: timedelta | None) -> None:
    assert validity.decode_enhanced(bytes.fromhex(wire)) == period


@given(st.binary(max_size=9))
def test_any_seven_octets_are_an_enhanced_period(octets: bytes) -> None:
    if len(octets) == 7:
        validity.decode_enhanced(octets)
    else:
        with pytest.raises(CodecError):
            validity.decode_enhanced(octets)
