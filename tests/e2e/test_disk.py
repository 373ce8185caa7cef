"""When nothing can be written nothing goes out, and it goes on by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon, wait_until

ANNA, BEN = "+491711234567", "+491711234568"

# A wrapper that puts the data directory on a disk of its own, 4 MB large.
SMALL_DISK = [
    "unshare",
    "-m",
    "sh",
    "-c",
    'mkdir -p "$0" && mount -t tmpfs -o size=4m none "$0" && exec "$@"',
]


def can_mount() -> bool:
    return os.geteuid() == 0 and shutil.which("unshare") is not None and (
        subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="prlimit is not installed")
def test_a_file_that_cannot_grow_stops_sending_and_loses_nothing(tmp_path: Path) -> None:
    with SimulatedModems(1) as simulated, Daemon(tmp_path, [simulated.ports[0].path]) as daemon:
        daemon.ready()
        assert daemon.process is not None
        first = daemon.text(ANNA, "Before")
        daemon.settled(first["id"], "delivered")
        prlimit(daemon.process.pid, "512:unlimited")

        refused = daemon.call("POST", "/messages", {"to": BEN, "text": "Meanwhile"})
        assert (refused.status, refused.body["error"]["code"]) == (503, "unavailable")
        health = daemon.call("GET", "/health")
        assert (health.status, health.body["status"]) == (503, "down")
        simulated.network.send(BEN, simulated.modems[0].number or "", "Are you there?")
        threading.Event().wait(0.5)
        assert len(simulated.network.air) == 1
        prlimit(daemon.process.pid, "unlimited:unlimited")

        wait_until(lambda: daemon.call("GET", "/health").status == 200)
        wait_until(lambda: len(daemon.messages(direction="inbound")) == 1)
        daemon.settled(daemon.text(BEN, "Afterwards")["id"], "delivered")
    assert len(simulated.network.air) == 2


def prlimit(pid: int, limit: str) -> None:
    subprocess.run(["prlimit", "--pid", str(pid), f"--fsize={limit}"], check=True)


@pytest.mark.skipif(not can_mount(), reason="only root can mount a small disk")
def test_a_full_disk_stops_sending_and_it_goes_on_when_there_is_room(tmp_path: Path) -> None:
    data = tmp_path / "data"
    wrapper = [*SMALL_DISK, str(data)]
    with (
        SimulatedModems(1, air=timedelta(milliseconds=50)) as simulated,
        Daemon(tmp_path, [simulated.ports[0].path], wrapper=wrapper, key="none yet") as daemon,
    ):
        assert daemon.process is not None
        inside = Path(f"/proc/{daemon.process.pid}/root{data}")
        daemon.key = key_of(inside)
        daemon.ready()
        for n in range(40):
            daemon.text(f"+4917112{n:05d}", f"Text {n}")
        fill(inside / "ballast")
        wait_until(lambda: daemon.call("GET", "/health").body["status"] == "down", seconds=30)
        on_air = len(simulated.network.air)
        threading.Event().wait(1)
        assert len(simulated.network.air) <= on_air + 1
        (inside / "ballast").unlink()

        simulated.network.wait_for_air(40, within=timedelta(seconds=60))
        wait_until(lambda: len(daemon.messages(status="delivered")) == 40, seconds=30)
    recipients = [segment.recipient for segment in simulated.network.air]
    assert len(recipients) == len(set(recipients)) == 40


def key_of(data: Path) -> str:
    """The command line's own token, which the daemon keeps in its data directory."""
    import json

    token: str = json.loads((data / "daemon.json").read_text())["token"]
    return token


def fill(path: Path) -> None:
    """Leave no room on the disk that *path* is on."""
    block = b"\0" * 4096
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(block)
        except OSError:
            return
