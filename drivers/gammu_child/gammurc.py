"""The configuration that gammu reads, kept off the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from drivers.gammu_child.protocol import Open


@contextmanager
def gammurc(call: Open, log: str) -> Iterator[str]:
    """The path of a configuration for *call*, with the debug log at *log*, while the block lasts."""
    lines = {
        "device": call.device,
        "connection": call.connection,
        "model": call.model,
        "synctime": "no",
        "logfile": log,
        "logformat": "textall",
    }
    text = "[gammu]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())
    descriptor = os.memfd_create("gammurc")
    try:
        os.write(descriptor, text.encode())
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
