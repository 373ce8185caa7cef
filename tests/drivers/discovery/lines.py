"""Ptys that are played by the test: what arrives at them, and what they say."""

from __future__ import annotations

import os
import select
import threading
import tty
from contextlib import suppress


class Line:
    """A pty with nobody behind it but the test."""

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._streams: list[tuple[threading.Event, threading.Thread]] = []

    def stream(self, data: bytes, every: float) -> None:
        """Say *data* again and again, every so many seconds, until the end."""
        ended = threading.Event()

        def run() -> None:
            while not ended.wait(every):
                self.say(data)

        thread = threading.Thread(target=run)
        self._streams.append((ended, thread))
        thread.start()

    def say(self, data: bytes) -> None:
        """Write *data* to whoever reads the port."""
        os.write(self.master, data)

    def heard(self, within: float = 0.0) -> bytes:
        """What has been written to the port, waiting *within* seconds for the first of it."""
        ready, _, _ = select.select([self.master], [], [], within)
        return os.read(self.master, 65536) if ready else b""

    def close(self) -> None:
        """Pull it out."""
        for ended, thread in self._streams:
            ended.set()
            thread.join()
        for descriptor in (self.master, self._slave):
            with suppress(OSError):
                os.close(descriptor)
