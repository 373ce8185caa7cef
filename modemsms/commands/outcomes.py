"""How a command ends that is not done: a sentence on stderr, and what its exit code says."""

from __future__ import annotations

from modemsms.errors import ConfigError, ModemSmsError

DONE, REFUSED, USAGE, NO_DAEMON = 0, 1, 2, 3


class NoDaemon(ModemSmsError):
    """No daemon runs on the data directory, or it does not answer."""


class Refused(ModemSmsError):
    """The daemon, or the system, said no; the text is a sentence."""


def exit_code(error: ModemSmsError) -> int:
    """What *error* is to scripts."""
    match error:
        case ConfigError():
            return USAGE
        case NoDaemon():
            return NO_DAEMON
        case _:
            return REFUSED
