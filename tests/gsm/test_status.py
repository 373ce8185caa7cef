"""TP-ST (TS 23.040, 9.2.3.15; hardware 3.6)."""

from __future__ import annotations

import pytest

from modemsms.errors import Cause
from modemsms.gsm.status import Fate, cause, fate, sentence


@pytest.mark.parametrize("tp_st", range(256))
def test_the_ranges_decide_the_fate(tp_st: int) -> None:
    ranges = [
        (range(0x20), Fate.DELIVERED),
        (range(0x20, 0x40), Fate.PENDING),
        (range(0x40, 0x80), Fate.UNDELIVERED),
        (range(0x80, 0x100), Fate.RESERVED),
    ]

    assert [meant for values, meant in ranges if tp_st in values] == [fate(tp_st)]


@pytest.mark.parametrize("tp_st", range(256))
def test_every_status_has_a_sentence(tp_st: int) -> None:
    assert sentence(tp_st).endswith(".")
    assert "TP" not in sentence(tp_st)


@pytest.mark.parametrize("tp_st", [*range(0x20, 0x26), 0x2F, 0x3F])
def test_a_passing_trouble_says_that_the_network_goes_on(tp_st: int) -> None:
    assert "keeps trying" in sentence(tp_st)


@pytest.mark.parametrize("tp_st", [*range(0x60, 0x66), 0x6F, 0x7F])
def test_a_passing_trouble_that_was_given_up_says_so(tp_st: int) -> None:
    assert "gave up" in sentence(tp_st)


def test_an_expired_text_says_that_it_expired() -> None:
    assert "expired" in sentence(0x46)


def test_a_reason_carries_the_decimal_status() -> None:
    assert cause(0x46) == Cause("tp_70", sentence(0x46))
