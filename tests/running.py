"""Commands that run until a signal ends them, as processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent

# Everything that is waited for takes a second or two; this is for a machine under load.
PATIENCE_SECONDS = 30


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "modemsms", *map(str, words)]


class Running:
    """One ``modemsms`` process; its stdout is read line by line, its stderr is kept in a file."""

    def __init__(self, errors: Path, *words: str | Path) -> None:
        environ = {name: value for name, value in os.environ.items() if name != "MODEMSMS_CONFIG"}
        self._errors = errors
        with errors.open("wb") as stderr:
            self.process = subprocess.Popen(
                command(*words), stdout=subprocess.PIPE, stderr=stderr, cwd=ROOT, env=environ, text=True
            )

    @property
    def output(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    @property
    def errors(self) -> str:
        return self._errors.read_text()

    def line(self) -> str:
        """The next line of stdout; what the process said on stderr if there is none."""
        line = self.output.readline()
        assert line.endswith("\n"), self.errors
        return line.rstrip("\n")

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal; the exit status, and what else was on stdout."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        status = self.process.wait(PATIENCE_SECONDS)
        return status, self.output.read()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.output.close()


Start = Callable[..., Running]
