"""Carries out what is done to a device while its port is closed: pauses and programs, without ever blocking."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

log = logging.getLogger(__name__)

# All that a program of the owner gets of our surroundings: no secret of ours stands in there.
SURROUNDINGS = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
# Of what it says so much goes to the log.
MOST_OUTPUT = 2000


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Program:
    """Run a program with *argv*, and end it when it takes longer than *timeout* seconds.

    The reply is its exit code: None where it could not be started, negative where it was ended.
    """

    argv: Sequence[str]
    timeout: float = 30.0


Plan = Generator[Pause | Program, int | None, str]
"""Steps; the result is a sentence for the shop, empty where all went well. ``close`` must undo halves."""


class Rescue:
    """One plan under way. ``tend`` is called at ``due``, and when ``fileno`` can be read."""

    def __init__(self, plan: Plan, now: float) -> None:
        self.sentence: str | None = None
        """What came of it; None while it is under way."""
        self.due = now
        self._plan = plan
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None
        self._fd: int | None = None
        self._advance(None, now)

    def fileno(self) -> int | None:
        """For ``poll``: readable when the program has ended; None while none runs."""
        return self._fd

    def tend(self, now: float) -> None:
        """Go on with what is due."""
        if self.sentence is not None:
            return
        if self._process is not None:
            code = self._process.poll()
            if code is None and now >= self.due:
                code = self._end(self._process)
            if code is not None:
                self._process_ended(code)
                self._advance(code, now)
        elif now >= self.due:
            self._advance(None, now)

    def abandon(self) -> None:
        """Leave it, with what was taken away given back. What gives it back may go on running."""
        if self.sentence is None:
            if self._process is not None:
                self._process_ended(self._end(self._process))
            with suppress(OSError):
                self._plan.close()
            self.sentence = ""

    def _advance(self, reply: int | None, now: float) -> None:
        while True:
            try:
                step = self._plan.send(reply)
            except StopIteration as end:
                self.sentence = end.value or ""
                return
            if isinstance(step, Pause):
                self.due = now + step.seconds
                return
            if self._begin(step, now):
                return
            reply = None

    def _begin(self, program: Program, now: float) -> bool:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - read when the program has ended
        try:
            self._process = start(program.argv, self._output)
        except OSError as error:
            log.warning("program_not_started program=%s why=%s", program.argv[0], error)
            self._output.close()
            return False
        # A machine without pidfds sees the end of the program at its time limit.
        with suppress(OSError):
            self._fd = os.pidfd_open(self._process.pid)
        self.due = now + program.timeout
        return True

    def _process_ended(self, code: int) -> None:
        assert self._process is not None
        assert self._output is not None
        self._output.seek(0)
        said = self._output.read(MOST_OUTPUT).decode("utf-8", "replace").strip()
        log.info("program_ended program=%s code=%d said=%r", self._process.args, code, said)
        self._output.close()
        if self._fd is not None:
            os.close(self._fd)
        self._process = self._fd = None

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> int:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


def start(argv: Sequence[str], output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Run *argv* in a session of its own, without a terminal and without our environment; OSError if not."""
    return subprocess.Popen(  # noqa: S603 - the owner's own program, and no shell
        argv,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=SURROUNDINGS,
        cwd="/",
        start_new_session=True,
    )


def start_and_leave(argv: Sequence[str]) -> None:
    """Run *argv* without waiting for it: it gives power back while we end."""
    with suppress(OSError):
        process = start(argv, subprocess.DEVNULL)
        threading.Thread(target=process.wait, name="left-program", daemon=True).start()
