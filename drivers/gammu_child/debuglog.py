"""What gammu writes about its own doings, read back: it tells there what its errors leave out.

gammu turns every refusal of a modem into "unknown error", and its decoder loses characters; its debug
log has the lines of the modem as they came. It is kept in memory that parent and child share, so that
the parent can see how far a call had come whose child it had to kill.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from drivers.gammu_child.protocol import Refusal

# A modem line as gammu numbers it: 3 "+CMS ERROR: 38".
_LINE = re.compile(r'^\d+ "(.*)"$', re.MULTILINE)
_ERROR_LINE = re.compile(r"\+(CM[SE]) ERROR: ?(.*)", re.IGNORECASE)
# What gammu makes of it, words included.
_ERROR_READ = re.compile(r"^(CM[SE]) Error (\d+)", re.MULTILINE)
_REFERENCE = re.compile(r"\+CMGS: ?(\d+)")

# The text that is being sent stands in the log too, with its line ends, so it could say anything: only
# what is behind the last of these words counts.
_PROMPT_WANTED = "Waiting for modem prompt"
# The Ctrl-Z is a frame of its own.
_CTRL_Z = re.compile(r"^SENDING frame type 0x00/length 0x01/1\r?\n1A\b", re.MULTILINE)

_HEX_LINE = re.compile(r"^(?:\d+ \")?([0-9A-F]{6,})\"?$")
_FROM_CACHE = re.compile(r"^Cache status: Found: (\d+), count: \d+$")
_PLACE_OF_LISTED = re.compile(r"^ATGEN folder \d+ & location \d+ -> SMS folder \d+ & location (\d+)$")
_PLACE_OF_READ = re.compile(r"^SMS folder \d+ & location (\d+) -> ATGEN folder")
_LISTED = "SMS listing received"
_CACHED = "Getting message from cache"
_READ = "+CMGR:"


class DebugLog:
    """A file in memory that gammu appends to for as long as the child lives."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._start = self._size()

    @classmethod
    def create(cls) -> DebugLog:
        """A new one."""
        return cls(os.memfd_create("gammu-debug-log"))

    @property
    def path(self) -> str:
        """By which gammu opens it, in the process that holds the descriptor."""
        return f"/proc/self/fd/{self.descriptor}"

    def mark(self) -> None:
        """``since_mark`` begins here."""
        self._start = self._size()

    def since_mark(self) -> str:
        """What was written since."""
        length = self._size() - self._start
        return os.pread(self.descriptor, max(0, length), self._start).decode("utf-8", "replace")

    def forget(self) -> None:
        """Give back the memory of all that was written, and mark the end.

        The size stays: gammu writes on at its own place, and the hole in front costs nothing.
        """
        size = self._size()
        os.truncate(self.descriptor, 0)
        os.truncate(self.descriptor, size)
        self._start = size

    def close(self) -> None:
        """Let go of it."""
        os.close(self.descriptor)

    def _size(self) -> int:
        return os.fstat(self.descriptor).st_size


# --- sending ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a text came, by the log of the call that sent it (27.005, 3.5.1)."""

    handed_over: bool = False
    reference: int | None = None
    refusal: Refusal | None = None


def progress(log: str) -> Progress:
    """Of a send on an AT phone."""
    log = log[log.rfind(_PROMPT_WANTED) + 1 :]
    end = _CTRL_Z.search(log)
    if end is None:
        return Progress(refusal=refusal(log))
    answer = log[end.end() :]
    return Progress(handed_over=True, reference=reference(answer), refusal=refusal(answer))


def reference(log: str) -> int | None:
    """The TP-MR of a ``+CMGS``, None if there is none or it cannot be."""
    for line in _LINE.findall(log):
        found = _REFERENCE.fullmatch(line.partition(",")[0].strip())
        if found and int(found[1]) <= 255:
            return int(found[1])
    return None


def refusal(log: str) -> Refusal | None:
    """The last error that the modem gave."""
    found: Refusal | None = None
    for line in _LINE.findall(log):
        error = _ERROR_LINE.fullmatch(line.strip())
        if error:
            found = Refusal(error[1].upper(), int(error[2]) if error[2].isdecimal() else None)
        elif line.strip() == "ERROR":
            found = Refusal("", None)
    read = _ERROR_READ.findall(log)
    if found is not None and found.code is None and found.family and read:
        return Refusal(found.family, int(read[-1][1]))
    return found


# --- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadText:
    """One text as the modem gave it: *pdu* with the message centre in front, None where it is not seen.

    *location* is known where gammu says which place it reads.
    """

    pdu: bytes | None
    location: int | None


class Reading:
    """Follows a run of ``GetNextSMS`` through the log: gammu reads a whole memory and keeps it."""

    def __init__(self) -> None:
        self._kept: list[int] = []

    def text_of(self, log: str) -> ReadText:
        """The text that the call with this *log* read, or stumbled over.

        Only what stands in front of the first decoded text counts: behind it a text with line ends
        of its own could say anything.
        """
        place: int | None = None
        position: int | None = None
        is_list = False
        previous = ""
        for line in log.splitlines():
            if line == _LISTED:
                is_list, position, self._kept = True, 0, []
            elif is_list and (listed := _PLACE_OF_LISTED.fullmatch(line)):
                self._kept.append(int(listed[1]))
            elif cached := _FROM_CACHE.fullmatch(line):
                is_list, position = False, int(cached[1])
            elif asked := _PLACE_OF_READ.match(line):
                place = int(asked[1])
            elif _announces_pdu(previous) and (octets := _HEX_LINE.fullmatch(line)):
                return ReadText(_octets(octets[1]), place or self._kept_at(position))
            previous = line
        return ReadText(None, place or self._kept_at(position))

    def _kept_at(self, position: int | None) -> int | None:
        return None if position is None or position >= len(self._kept) else self._kept[position]


def _announces_pdu(line: str) -> bool:
    quoted = _LINE.match(line)
    return line == _CACHED or (quoted is not None and quoted[1].startswith(_READ))


def _octets(digits: str) -> bytes | None:
    return bytes.fromhex(digits) if len(digits) % 2 == 0 else None
