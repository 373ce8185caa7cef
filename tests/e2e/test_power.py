"""What is on the disk before a text is handed to the modem."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.simulator.faults import Fault, Moment, Tell
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon

ANNA = "+491711234567"


def test_a_copy_of_the_database_taken_while_the_modem_reads_the_text_holds_the_attempt(
    tmp_path: Path,
) -> None:
    copy = tmp_path / "copy"
    with SimulatedModems(1) as simulated, Daemon(tmp_path, [simulated.ports[0].path]) as daemon:
        daemon.ready()

        def take_copy() -> None:
            shutil.copytree(daemon.data, copy)

        with simulated.network.change():
            simulated.modems[0].faults.add(Fault(Moment.AFTER_CTRL_Z, Tell(take_copy)))
        message = daemon.text(ANNA, "Hello")
        simulated.network.wait_for_air(1, within=timedelta(seconds=20))

    with closing(sqlite3.connect(copy / "modemsms.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        rows = database.execute(
            "SELECT m.uuid, m.status, s.status FROM attempts a JOIN messages m ON m.id = a.message_id"
            " JOIN segments s ON s.id = a.segment_id WHERE a.ended_at IS NULL"
        ).fetchall()
    assert rows == [(message["id"], "sending", "air")]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_log_is_synced_between_the_attempt_and_the_text(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    # -D: the daemon stays our child, and gets our signals.
    wrapper = [
        "strace",
        "-D",
        "-f",
        "-y",
        "-s",
        "40",
        "-e",
        "trace=write,pwrite64,fdatasync,fsync",
        "-o",
        str(trace),
    ]
    with (
        SimulatedModems(1) as simulated,
        Daemon(tmp_path, [simulated.ports[0].path], wrapper=wrapper) as daemon,
    ):
        daemon.ready()
        daemon.text(ANNA, "Hello")
        simulated.network.wait_for_air(1, within=timedelta(seconds=20))

    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    handed_over = next(n for n, call in enumerate(calls) if "AT+CMGS=" in call)
    before = calls[:handed_over]
    last_write = max(n for n, call in enumerate(before) if re.search(r"pwrite64\(\d+<[^>]*-wal>", call))
    synced = [n for n, call in enumerate(before) if re.search(r"(fdatasync|fsync)\(\d+<[^>]*-wal>", call)]
    assert any(n > last_write for n in synced)
