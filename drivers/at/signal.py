"""Signal strength in dBm and the operator's name, from whatever form a modem gives them in (hardware.md 1.4)."""

from __future__ import annotations

import re

from drivers.at.fields import fields, number

_UCS2_HEX = re.compile(r"(?:[0-9A-Fa-f]{4}){2,}")
_TRAILING_JUNK = re.compile(r"(?:\x00|@{2,}|\xff).*", re.DOTALL)
_HCSQ_OFFSETS = {"GSM": (0, -121), "WCDMA": (1, -121), "LTE": (1, -141)}


def dbm_of(line: str) -> int | None:
    """The strength that one line tells of (+CSQ, +CESQ, ^RSSI, ^HCSQ, +QIND: "csq"); None is unknown."""
    head = line.partition(":")[0]
    values = fields(line)
    if head == "+CESQ":
        return _of_cesq([number(value) for value in values])
    if head == "^HCSQ":
        return _of_hcsq(values)
    if head == "+QIND":
        values = values[1:]
    rssi = number(values[0]) if values else None
    return None if rssi is None else _of_rssi(rssi)


def operator_of(line: str) -> str | None:
    """The operator's name in ``+COPS: mode[,format,"name"[,act]]``; None when not registered.

    Names come with trailing garbage or as UCS-2 in hex (Q80).
    """
    values = fields(line)
    if len(values) < 3:
        return None
    name = values[2]
    if _UCS2_HEX.fullmatch(name) and name[:2] in ("00", "04", "06"):
        name = bytes.fromhex(name).decode("utf-16-be", "replace")
    return _TRAILING_JUNK.sub("", name).strip() or None


def _of_rssi(rssi: int) -> int | None:
    """27.007, 8.5; Qualcomm goes on above 100 in steps of 1 dB. 99 is "not known", never "no bars"."""
    if 0 <= rssi <= 31:
        return 2 * rssi - 113
    if 100 <= rssi <= 191:
        return rssi - 216
    return None


def _of_cesq(values: list[int | None]) -> int | None:
    """27.007, 8.69: rxlev (2G), rscp (3G), rsrp (LTE); the first that is known."""
    for place, highest, offset in ((0, 63, -111), (2, 96, -121), (5, 97, -141)):
        value = values[place] if place < len(values) else None
        if value is not None and 0 <= value <= highest:
            return value + offset
    return None


def _of_hcsq(values: list[str]) -> int | None:
    place, offset = _HCSQ_OFFSETS.get(values[0], (0, 0)) if values else (0, 0)
    value = number(values[place + 1]) if offset and len(values) > place + 1 else None
    return value + offset if value is not None and value != 255 else None
