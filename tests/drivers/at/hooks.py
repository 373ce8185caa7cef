"""The owner's power program as tests write it, and a rescue played to its end."""

from __future__ import annotations

import json
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

from drivers.at.rescue import Rescue
from tests.drivers.rigs import PATIENCE


def hook(path: Path, body: str = "") -> str:
    """A program that notes how it was called, and with what around it."""
    log = path.with_suffix(".log")
    path.write_text(
        f"#!{sys.executable}\nimport json, os, signal, sys\n"
        f"open({str(log)!r}, 'a').write(json.dumps([sys.argv[1:], sorted(os.environ)]) + '\\n')\n{body}"
    )
    path.chmod(0o755)
    return str(path)


def calls(path: str) -> list[list[str]]:
    """How the program was called."""
    log = Path(path).with_suffix(".log")
    return [json.loads(line)[0] for line in log.read_text().splitlines()] if log.exists() else []


def play(rescue: Rescue, each_time: Callable[[], object] = lambda: None) -> str:
    """Carry *rescue* to its end, with no pause longer than the programs take."""
    end = time.monotonic() + PATIENCE.total_seconds()
    now = 0.0
    while rescue.sentence is None:
        assert time.monotonic() < end
        descriptor = rescue.fileno()
        if descriptor is not None:
            select.select([descriptor], [], [], 5)
        else:
            now = rescue.due
        each_time()
        rescue.tend(now)
    return rescue.sentence
