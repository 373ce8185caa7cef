"""Carries out what is done to a device while its port is closed: pauses and programs, without ever blocking."""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from drivers import lifeline

log = logging.getLogger(__name__)

# All that a program of the owner gets of our surroundings: no secret of ours stands in there.
SURROUNDINGS = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
# Of what it says so much is kept, for the log; the rest is read and lost, so that it never waits for us.
MOST_OUTPUT = 2000
# What a pipe holds (pipe(7)), read at once: whoever floods it must not keep us from everything else.
_PIPEFUL = 65536


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Program:
    """Run a program with *argv*, and end it when it takes longer than *timeout* seconds, or when we end.

    The reply is its exit code: 127 where it could not be started, negative where it was ended, None
    where no process could be.
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
        self._running: _Running | None = None
        self._advance(None, now)

    def fileno(self) -> int | None:
        """For ``poll``: readable when the program has said something or ended; None while none runs."""
        return None if self._running is None else self._running.fileno()

    def tend(self, now: float) -> None:
        """Go on with what is due."""
        if self.sentence is not None:
            return
        if self._running is not None:
            code = self._running.look()
            if code is None and now >= self.due:
                code = self._running.kill()
            if code is not None:
                self._end_program(self._running, code)
                self._advance(code, now)
        elif now >= self.due:
            self._advance(None, now)

    def abandon(self) -> None:
        """Leave it, with what was taken away given back. What gives it back may go on running."""
        if self.sentence is None:
            if self._running is not None:
                self._end_program(self._running, self._running.kill())
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
        try:
            self._running = _Running(program.argv)
        except OSError as error:
            log.warning("program_not_started program=%s why=%s", program.argv[0], error)
            return False
        self.due = now + program.timeout
        return True

    def _end_program(self, running: _Running, code: int) -> None:
        said = running.close().decode("utf-8", "replace").strip()
        log.info("program_ended program=%s code=%d said=%r", running.argv, code, said)
        self._running = None


class _Running:
    """One program under way, which dies with the thread that made this (``lifeline``)."""

    def __init__(self, argv: Sequence[str]) -> None:
        """Raises OSError."""
        self.argv = argv
        self._said = b""
        self._output, theirs = os.pipe()
        os.set_blocking(self._output, False)
        try:
            self._process = start(_on_a_lifeline(argv), theirs)
        except OSError:
            os.close(self._output)
            raise
        finally:
            os.close(theirs)
        self._poll = select.epoll()
        self._poll.register(self._output, select.EPOLLIN)
        self._end: int | None = None
        # A machine without pidfds sees the end of the program at its time limit.
        with suppress(OSError):
            self._end = os.pidfd_open(self._process.pid)
            self._poll.register(self._end, select.EPOLLIN)

    def fileno(self) -> int:
        """For ``poll``."""
        return self._poll.fileno()

    def look(self) -> int | None:
        """Read what it said; its exit code once it has ended."""
        code = self._process.poll()
        try:
            said = os.read(self._output, _PIPEFUL)
        except BlockingIOError:
            return code
        self._said = (self._said + said)[:MOST_OUTPUT]
        if not said:
            # Closed, and readable for ever.
            with suppress(OSError):
                self._poll.unregister(self._output)
        return code

    def kill(self) -> int:
        """End it, and all that it has started; its exit code."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()

    def close(self) -> bytes:
        """Forget it, now that it has ended. The beginning of what it said."""
        self._poll.close()
        os.close(self._output)
        if self._end is not None:
            os.close(self._end)
        return self._said


def _on_a_lifeline(argv: Sequence[str]) -> Sequence[str]:
    # Isolated (-I) and without packages (-S): nobody's module is imported, and it starts at once.
    return [sys.executable, "-I", "-S", lifeline.__file__, str(os.getpid()), *argv]


def start(argv: Sequence[str], output: int) -> subprocess.Popen[bytes]:
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
