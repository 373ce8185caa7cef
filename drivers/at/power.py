"""The owner's program that cuts a device's power and gives it back (a GPIO line, a switchable socket)."""

from __future__ import annotations

import os
from pathlib import Path

from drivers.at.rescue import Pause, Plan, Program, start_and_leave

# A switch over a network may take its time.
HOOK_TIMEOUT = 30.0
# Long enough for the capacitors of a board to empty.
WITHOUT_POWER = 5.0


def cycle_power(hook: str, modem: str, port: str) -> Plan:
    """Run *hook* as ``HOOK off MODEM PORT``, wait, and run ``HOOK on MODEM PORT``, also when broken off."""
    if not os.access(hook, os.X_OK) or not Path(hook).is_file():
        return (
            f"The program “{hook}”, which switches this modem's power, is not there or may not be run "
            f"(chmod +x {hook})."
        )
    on = (hook, "on", modem, port)
    given_back = False
    try:
        off = yield Program((hook, "off", modem, port), HOOK_TIMEOUT)
        yield Pause(WITHOUT_POWER)
        given_back = True
        code = yield Program(on, HOOK_TIMEOUT)
    finally:
        if not given_back:
            start_and_leave(on)
    if (off, code) != (0, 0):
        return (
            f"The program “{hook}” did not switch this modem's power as it should. Its words are in the log."
        )
    return ""
