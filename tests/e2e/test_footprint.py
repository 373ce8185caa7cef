"""What a daemon holds of its machine once it has worked for a while."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.daemon import Daemon
from tests.e2e.footprint import footprint

# The main thread, two that schedule, and the one that served. Forty-eight serve in turn.
FEW = 6


def test_answers_one_after_another_leave_few_connections_to_the_database(tmp_path: Path) -> None:
    with Daemon(tmp_path, []) as daemon:
        assert daemon.process is not None
        for _ in range(100):
            assert daemon.call("GET", "/messages").status == 200

        held = footprint(daemon.process.pid)

    assert held.threads > 48
    assert 0 < held.databases <= FEW
