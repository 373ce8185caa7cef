"""When a broadcast will be over: each SIM carries its own people, all carry those of none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.services.finishing import Carrier, finished_at, needed, with_work
from tests.desk import START

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

ONE = Carrier(1, "Counter", SECOND)
TWO = Carrier(2, "Spare", SECOND)
LIMITED = Carrier(3, "Limited", SECOND, ((MINUTE, 10, 4),))


@pytest.mark.parametrize(
    ("carrying", "by_home", "seconds"),
    [
        ([ONE], {None: 60}, 60),
        ([ONE, TWO], {None: 60}, 30),
        ([ONE, TWO], {1: 60}, 60),
        ([ONE, TWO], {1: 60, None: 20}, 60),
        ([ONE, TWO], {1: 40, 2: 10, None: 30}, 40),
        ([ONE, TWO], {9: 60}, 30),
        ([LIMITED], {None: 4}, 4),
        ([LIMITED], {None: 14}, 60),
        ([ONE], {}, 0),
    ],
)
def test_a_sim_helps_only_with_what_it_may_carry(
    carrying: list[Carrier], by_home: dict[int | None, int], seconds: int
) -> None:
    assert needed(carrying, by_home) == timedelta(seconds=seconds)


def test_what_nobody_carries_is_never_over() -> None:
    assert needed([], {None: 1}) is None
    assert finished_at([], {None: 1}, START, START, None, 1) is None


def test_only_those_with_work_are_named() -> None:
    assert with_work([ONE, TWO], {1: 5}) == [ONE]
    assert with_work([ONE, TWO], {1: 5, None: 1}) == [ONE, TWO]


def test_neither_a_pace_nor_a_late_turn_is_overtaken() -> None:
    assert finished_at([ONE], {None: 10}, START, START, 5, 10) == START + 2 * MINUTE
    assert finished_at([ONE], {None: 10}, START, START + 9 * MINUTE, None, 10) == START + 9 * MINUTE


def test_a_sim_at_a_limit_rests() -> None:
    assert Carrier(1, "Counter", SECOND, ((MINUTE, 10, 0),)).rests
    assert not LIMITED.rests
