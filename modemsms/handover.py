"""What a process leaves to itself when it begins anew: it keeps its place on the machine and loses all else.

The program is executed again in the same process, so that no thread and no open file of the time before can
touch what it then finds. Browsers that knock in between wait: the socket that listens stays open.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

log = logging.getLogger(__name__)

_VARIABLE = "MODEMSMS_HANDOVER"


@dataclass(frozen=True, slots=True)
class Handover:
    """What lives on: the socket of the page, and the directory of a demo."""

    listening: socket.socket | None = None
    directory: Path | None = None


def taken_over(environ: MutableMapping[str, str] = os.environ) -> Handover | None:
    """What this very process left to itself; None at a first start. It can be taken once."""
    written = environ.pop(_VARIABLE, None)
    if written is None:
        return None
    said = json.loads(written)
    if said["pid"] != os.getpid():
        return None  # inherited from somebody who began us
    listening = socket.socket(fileno=said["listening"])
    listening.set_inheritable(False)
    return Handover(listening, Path(said["directory"]) if said["directory"] else None)


def begin_anew(left: Handover) -> NoReturn:
    """Execute the program again, with *left*."""
    assert left.listening is not None
    log.warning("beginning_anew")
    left.listening.set_inheritable(True)
    os.environ[_VARIABLE] = json.dumps(
        {
            "pid": os.getpid(),
            "listening": left.listening.fileno(),
            "directory": str(left.directory) if left.directory else "",
        }
    )
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    # The words of the command line as they were: sys.argv has lost "-m".
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
