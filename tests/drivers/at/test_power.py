"""The owner's program that switches a modem's power: what it is told, and how it ends."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from drivers.at.power import cycle_power
from drivers.at.rescue import Plan, Program, Rescue
from tests.drivers.at.hooks import calls, hook, play
from tests.drivers.rigs import PATIENCE

# It tells which process has told it that it runs, and carries on as the worker does.
DAEMON = """
import os, select, signal, sys
from drivers.at.rescue import Program, Rescue

def plan():
    yield Program((sys.argv[1], "off"))
    return ""

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
rescue = Rescue(plan(), 0.0)
print(signal.sigwaitinfo([signal.SIGUSR1]).si_pid, flush=True)
select.select([rescue], [], [])
signal.pause()
"""


def test_power_is_cut_and_given_back(tmp_path: Path) -> None:
    program = hook(tmp_path / "power")

    sentence = play(Rescue(cycle_power(program, "counter", "/dev/ttyUSB0"), 0.0))

    assert sentence == ""
    assert calls(program) == [["off", "counter", "/dev/ttyUSB0"], ["on", "counter", "/dev/ttyUSB0"]]


def test_the_program_sees_nothing_of_our_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEMSMS_SECRET", "4711")
    program = hook(tmp_path / "power")

    play(Rescue(cycle_power(program, "counter", "/dev/ttyUSB0"), 0.0))

    seen = {
        name for line in (tmp_path / "power.log").read_text().splitlines() for name in json.loads(line)[1]
    }
    assert "MODEMSMS_SECRET" not in seen
    assert "PATH" in seen


def test_power_comes_back_when_we_leave_in_between(tmp_path: Path) -> None:
    program = hook(tmp_path / "power")
    rescue = Rescue(cycle_power(program, "counter", "/dev/ttyUSB0"), 0.0)
    descriptor = rescue.fileno()
    assert descriptor is not None
    select.select([descriptor], [], [], 5)
    rescue.tend(0.0)

    rescue.abandon()

    end = time.monotonic() + PATIENCE.total_seconds()
    while len(calls(program)) < 2:
        assert time.monotonic() < end
    assert calls(program)[-1][0] == "on"


def test_a_program_that_does_not_end_is_ended(tmp_path: Path) -> None:
    program = hook(tmp_path / "power", "signal.pause()\n")
    codes: list[int | None] = []

    def plan() -> Plan:
        codes.append((yield Program((program, "off"), timeout=0.0)))
        return ""

    rescue = Rescue(plan(), 0.0)
    rescue.tend(1.0)

    assert codes == [-9]
    assert rescue.sentence == ""


def test_a_program_that_hangs_dies_with_the_daemon(tmp_path: Path) -> None:
    program = hook(tmp_path / "power", f"os.kill(os.getppid(), {signal.SIGUSR1:d})\nsignal.pause()\n")
    daemon = subprocess.Popen(
        [sys.executable, "-c", DAEMON, program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with daemon:
        assert daemon.stdout is not None
        running = os.pidfd_open(int(daemon.stdout.readline()))

        daemon.kill()

        assert select.select([running], [], [], PATIENCE.total_seconds())[0]
    os.close(running)


def test_a_program_that_talks_without_end_fills_neither_the_disk_nor_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    program = hook(tmp_path / "power", "sys.stdout.write('x' * 3_000_000)\n")
    caplog.set_level(logging.INFO)
    in_files: list[int] = []

    def plan() -> Plan:
        code = yield Program((program, "off"))
        return f"It ended with {code}."

    rescue = Rescue(plan(), 0.0)
    sentence = play(rescue, each_time=lambda: in_files.append(octets_in_deleted_files()))

    assert sentence == "It ended with 0."
    assert max(in_files) == 0
    assert len(caplog.messages[-1]) < 3000


def octets_in_deleted_files() -> int:
    """How much this process has on the disk under no name."""
    found = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(descriptor.readlink()).endswith(" (deleted)"):
                found += descriptor.stat().st_size
    return found


@pytest.mark.parametrize("body", ["sys.exit(1)\n", "raise SystemExit('no relay')\n"])
def test_a_program_that_fails_is_told(tmp_path: Path, body: str) -> None:
    program = hook(tmp_path / "power", body)

    assert "did not switch" in play(Rescue(cycle_power(program, "counter", "/dev/ttyUSB0"), 0.0))
    assert [call[0] for call in calls(program)] == ["off", "on"]


@pytest.mark.parametrize("make", [lambda _path: None, lambda path: path.write_text("#!/bin/sh\n")])
def test_a_program_that_is_not_there_is_told_with_the_way_out(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "power")

    sentence = play(Rescue(cycle_power(str(tmp_path / "power"), "counter", "/dev/ttyUSB0"), 0.0))

    assert "chmod +x" in sentence
