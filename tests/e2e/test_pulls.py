"""Pull any device at any moment: nothing is lost, nothing goes out twice, and nothing is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.pulls import play

SOAK_PULLS = int(os.environ.get("MODEMSMS_SOAK_PULLS", "100"))


def test_devices_that_are_pulled_at_any_moment_lose_nothing_and_leave_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, 1, pulls=8).broken == []


@pytest.mark.soak
def test_a_hundred_devices_are_pulled(tmp_path: Path) -> None:
    tally = play(tmp_path, 500, pulls=SOAK_PULLS)
    print(f"\n{tally}", flush=True)

    assert tally.broken == []
