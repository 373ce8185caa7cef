"""The manners of one make: answers of its own to single command lines, and what single lines switch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drivers.simulator.profile import Scripted

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

_FINAL = re.compile(r"OK|ERROR|COMMAND NOT SUPPORT|\+CM[ES] ERROR:.*")

# Ways to restart that makers have besides AT+CFUN=1,1; a modem that does not know one of them refuses it.
_OTHER_RESTARTS = re.compile(r"AT(?:\^RESET|#REBOOT|\+CRESET|!RESET|\*E2RESET|\+ZRST|\+CFUN=1[56])")
_RESTART = "AT+CFUN=1,1"


class Script:
    """Looks at each command line before the interpreter does."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._ended: set[Scripted] = set()
        self._met: dict[Scripted, int] = {}
        self.speaks = not modem.profile.announces_behind
        """Whether announcements come to this port."""

    def reset(self) -> None:
        """As after power-up."""
        self._met.clear()

    def answers(self, line: str) -> bool:
        """Whether *line* was answered here."""
        profile = self._modem.profile
        if profile.announces_behind and re.fullmatch(profile.announces_behind, line):
            self.speaks = True
        if profile.silenced_by and re.fullmatch(profile.silenced_by, line):
            self._modem.settings.chatters = False
        for entry in profile.scripted:
            if entry.until and re.fullmatch(entry.until, line):
                self._ended.add(entry)
        found = self._entry_for(line)
        if found is not None:
            self._say(found)
            return True
        return self._restarts(line)

    def _entry_for(self, line: str) -> Scripted | None:
        for entry in self._modem.profile.scripted:
            if entry in self._ended or not re.fullmatch(entry.command, line):
                continue
            met = self._met[entry] = self._met.get(entry, 0) + 1
            if entry.times is None or met <= entry.times:
                return entry
        return None

    def _say(self, entry: Scripted) -> None:
        modem = self._modem
        *lines, last = entry.lines or ("",)
        if not _FINAL.fullmatch(last):
            modem.terminal.information(entry.lines)
            modem.interpreter.abandon()
            return
        modem.terminal.information(lines)
        modem.interpreter.finish(last)

    def _restarts(self, line: str) -> bool:
        modem, restarts = self._modem, self._modem.profile.restarts
        if line in restarts:
            modem.interpreter.finish("OK")
            modem.restart_soon()
            return True
        if line == _RESTART:
            modem.interpreter.finish("OK")
            return True
        if _OTHER_RESTARTS.fullmatch(line):
            modem.interpreter.finish(modem.profile.unknown_command)
            return True
        return False
