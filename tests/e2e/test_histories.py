"""Never lost, never texted twice: whatever dies, and whenever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.histories import Tally, play

SOAK_KILLS = int(os.environ.get("MODEMSMS_SOAK_KILLS", "200"))
SOAK_TROUBLES = int(os.environ.get("MODEMSMS_SOAK_TROUBLES", "200"))
TEXTS_A_HISTORY = 25


def test_a_daemon_that_is_killed_in_mid_send_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    assert play(tmp_path, 1, texts=6, kill=True).broken == []


def test_a_modem_that_fails_in_mid_send_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    assert play(tmp_path, 3, texts=6, kill=False).broken == []


@pytest.mark.soak
@pytest.mark.parametrize("kill", [True, False], ids=["kill -9", "modem"])
def test_long_histories(tmp_path: Path, *, kill: bool) -> None:
    tally = Tally()
    for seed in range(100, 100 + (SOAK_KILLS if kill else SOAK_TROUBLES) // TEXTS_A_HISTORY):
        directory = tmp_path / str(seed)
        directory.mkdir()
        tally += play(directory, seed, texts=TEXTS_A_HISTORY, kill=kill)
        print(f"\n{tally}", flush=True)

    assert tally.broken == []
