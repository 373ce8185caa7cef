"""What a log may show of the wire: commands and results, never a text, of a PDU only its size."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile(rb"[\r\n]+")
_HEX = re.compile(r"[0-9A-Fa-f]{6,}\Z")
# Lines that carry no text and nobody's number.
_HARMLESS = re.compile(
    r"(?:OK|ERROR|>|RDY|NO CARRIER|(?:Call|SMS) Ready|\+CM[SE] ERROR: ?[\w -]*"
    r"|\+(?:CMGS|CMTI|CDSI|CDS|CPMS|CSQ|CREG|CGREG|CEREG|CPIN|CNMI|CFUN): ?[\w\",() -]*|\^[A-Z]+: ?[\w,]*)\Z"
)


def shown(data: bytes) -> str:
    """*data* as a log may show it. Lines it does not know are named by their head and length."""
    lines = [line.decode("latin-1").strip() for line in _LINE_ENDS.split(data)]
    return " | ".join(_shown_line(line) for line in lines if line)


def _shown_line(line: str) -> str:
    if _HARMLESS.match(line):
        return line
    if _HEX.match(line):
        return f"PDU of {len(line) // 2} octets"
    head, colon, _ = line.partition(":")
    return f"{head if colon and len(head) < 10 and head[0] in '+^*#$' else ''}… ({len(line)} characters)"
