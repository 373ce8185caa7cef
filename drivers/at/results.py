"""Final results of AT commands: whole lines only, so that ``OKAY see you at 5`` stays a text (hardware.md 1.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from modemsms.gsm.causes import code_of_words


@dataclass(frozen=True, slots=True)
class Final:
    """How a command ended. *code* is None where the modem gave none or only unknown words."""

    ok: bool
    family: Literal["", "CMS", "CME"] = ""
    code: int | None = None
    numeric: bool = False
    """The modem answers in digits: ATV1 is due."""


OK = Final(ok=True)
ERROR = Final(ok=False)

_WHOLE_LINES = {
    "OK": OK,
    "ERROR": ERROR,
    # Huawei E1752 and E220 say this, and no OK behind it (Q57).
    "COMMAND NOT SUPPORT": ERROR,
    "COMMAND NOT SUPPORTED": ERROR,
    # ATV0 (V.250, 6.3.1); the other digits are call results.
    "0": Final(ok=True, numeric=True),
    "4": Final(ok=False, numeric=True),
}
_CALL_RESULTS = frozenset({"NO CARRIER", "BUSY", "NO DIALTONE", "NO DIAL TONE", "NO ANSWER", "CONNECT"})
# Motorola A1200.
_MODEM_ERROR = "MODEM ERROR:"
_CODED = re.compile(r"\+(CMS|CME) ERROR:\s*(.*)", re.DOTALL)
_GLUED = re.compile(r"(ERROR|OK)([+^][A-Z]{2,}:.*)", re.DOTALL)


def parse_final(line: str, *, calling: bool = False) -> Final | None:
    """The final result that *line* is, or None.

    ``NO CARRIER`` and its like end a command only while *calling* (ATD, ATA, ATH); otherwise they
    tell of somebody else's call.
    """
    if (final := _WHOLE_LINES.get(line)) is not None:
        return final
    if coded := _CODED.fullmatch(line):
        family: Literal["CMS", "CME"] = "CMS" if coded[1] == "CMS" else "CME"
        return Final(ok=False, family=family, code=_code(coded[2], cms=family == "CMS"))
    if line.startswith(_MODEM_ERROR) or (calling and line in _CALL_RESULTS):
        return ERROR
    return None


def unglue(line: str) -> tuple[str, ...]:
    """*line*, cut in two where Huawei glues a result to what comes next: ``ERROR+CNUM: …`` (Q60)."""
    glued = _GLUED.fullmatch(line)
    return (glued[1], glued[2]) if glued else (line,)


def _code(value: str, *, cms: bool) -> int | None:
    """A number (``-1`` on Samsung, Q7), words (Q36, Q54), or nothing at all (Q41)."""
    value = value.strip().strip('"')
    try:
        return int(value)
    except ValueError:
        return code_of_words(value, cms=cms)
