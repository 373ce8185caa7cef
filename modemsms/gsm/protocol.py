"""TP-PID: what a text is for, besides being read (3GPP TS 23.040, 9.2.3.9)."""

from __future__ import annotations

from enum import Enum

EMAIL_GATEWAY = 0x32
_SILENT = 0x40
_REPLACE_TYPES = range(0x41, 0x48)


class Purpose(Enum):
    """What the phone is asked to do with it."""

    TEXT = "shown"
    TELEMATIC = "to or from a fax, a pager and the like"
    EMAIL = "from an e-mail gateway: the sender's address stands in the text"
    SILENT = "acknowledged and thrown away (type 0)"
    REPLACE = "in place of an earlier one of the same type, sender and centre"
    RETURN_CALL = "call back"
    MODEM_DATA = "for the modem itself"
    SIM_DATA = "for the SIM"
    CENTRE_SPECIFIC = "agreed between centre and phone"
    RESERVED = "of no known meaning"

    @property
    def is_for_people(self) -> bool:
        """Whether it is to be shown. A return call message is: it says who called, or how many times."""
        return self not in {Purpose.SILENT, Purpose.MODEM_DATA, Purpose.SIM_DATA}


_SPECIAL = {
    _SILENT: Purpose.SILENT,
    # Device triggering, ANSI-136 data, ME data download, ME de-personalisation.
    0x48: Purpose.MODEM_DATA,
    0x7C: Purpose.MODEM_DATA,
    0x7D: Purpose.MODEM_DATA,
    0x7E: Purpose.MODEM_DATA,
    # Enhanced messages of old, and the return call message.
    0x5E: Purpose.TEXT,
    0x5F: Purpose.RETURN_CALL,
    0x7F: Purpose.SIM_DATA,
}


def purpose(tp_pid: int) -> Purpose:
    """What *tp_pid* asks for; every octet asks for something."""
    if tp_pid == EMAIL_GATEWAY:
        return Purpose.EMAIL
    if tp_pid < _SILENT:
        return Purpose.TELEMATIC if tp_pid & 0x20 else Purpose.TEXT
    if tp_pid in _REPLACE_TYPES:
        return Purpose.REPLACE
    if tp_pid >= 0xC0:
        return Purpose.CENTRE_SPECIFIC
    return _SPECIAL.get(tp_pid, Purpose.RESERVED)


def replace_type(tp_pid: int) -> int | None:
    """1 to 7 where the text replaces an earlier one, else None."""
    return tp_pid - _SILENT if tp_pid in _REPLACE_TYPES else None
