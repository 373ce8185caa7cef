"""Unsolicited lines: a table of what modems say unasked, and which of it we act on (hardware.md 1.7)."""

from __future__ import annotations

import re
from enum import Enum, auto


class Kind(Enum):
    """What an unsolicited line is about."""

    STORED = auto()  # +CMTI: a message lies in a memory
    STORED_REPORT = auto()  # +CDSI
    MESSAGE = auto()  # +CMT and its PDU
    REPORT = auto()  # +CDS and its PDU
    BROADCAST = auto()  # +CBM and its PDU: cell broadcast
    REGISTRATION = auto()
    SIGNAL = auto()
    SIM = auto()
    MEMORY_FULL = auto()
    BOOT_BEGINS = auto()  # nothing of what we set up is left
    BOOT_GOES_ON = auto()  # also said long after the first answer to AT
    BOOT_CODE = auto()  # ^BOOT: Huawei says it at a boot, and for ever unless told not to (Q9)
    POWER_OFF = auto()
    VOLTAGE = auto()
    USSD = auto()  # +CUSD, its whole text
    RING = auto()
    CALLER = auto()  # +CLIP: who is calling
    CALL_ENDED = auto()
    OTHER = auto()  # known, and of no use to us


# The PDU comes on the next line.
TWO_LINES = frozenset({Kind.MESSAGE, Kind.REPORT, Kind.BROADCAST})

_HEADS = {
    "+CMTI": Kind.STORED,
    "+CDSI": Kind.STORED_REPORT,
    "+CMT": Kind.MESSAGE,
    "+CDS": Kind.REPORT,
    "+CBM": Kind.BROADCAST,
    "+CREG": Kind.REGISTRATION,
    "+CGREG": Kind.REGISTRATION,
    "+CEREG": Kind.REGISTRATION,
    "+C5GREG": Kind.REGISTRATION,
    "+CSQ": Kind.SIGNAL,
    "^RSSI": Kind.SIGNAL,
    "^HCSQ": Kind.SIGNAL,
    "+CPIN": Kind.SIM,
    "+QUSIM": Kind.SIM,
    "^SIMST": Kind.SIM,
    "^SMMEMFULL": Kind.MEMORY_FULL,
    "*SMSFULL": Kind.MEMORY_FULL,
    "*ATREADY": Kind.BOOT_BEGINS,
    "^BOOT": Kind.BOOT_CODE,
    "+CUSD": Kind.USSD,
    "+CRING": Kind.RING,
    "+CLIP": Kind.CALLER,
    "^CEND": Kind.CALL_ENDED,
    # SIMCom's LTE modules, behind NO CARRIER.
    "MISSED_CALL": Kind.CALL_ENDED,
}

_WHOLE_LINES = {
    "+CFUN: 1": Kind.BOOT_GOES_ON,
    "RDY": Kind.BOOT_BEGINS,
    "+READY": Kind.BOOT_BEGINS,
    "Call Ready": Kind.BOOT_GOES_ON,
    "SMS Ready": Kind.BOOT_GOES_ON,
    "SMS DONE": Kind.BOOT_GOES_ON,
    "PB DONE": Kind.BOOT_GOES_ON,
    "NORMAL POWER DOWN": Kind.POWER_OFF,
    "POWERED DOWN": Kind.POWER_OFF,
    # SIMCom's own spelling (Q68).
    "UNDER-VOLTAGE WARNNING": Kind.VOLTAGE,
    "UNDER-VOLTAGE POWER DOWN": Kind.POWER_OFF,
    "OVER-VOLTAGE WARNNING": Kind.VOLTAGE,
    "OVER-VOLTAGE POWER DOWN": Kind.POWER_OFF,
    "RING": Kind.RING,
    "NO CARRIER": Kind.CALL_ENDED,
    "BUSY": Kind.OTHER,
    "SAMSUNG PTS DG Test": Kind.OTHER,
    "NOT FOND ^,NOT CUSTOM AT": Kind.OTHER,
}

# Evidence: gammu at.c, the plugins of ModemManager, smstools3.
_HEADS_OF_NO_USE = """
    +CBMI +CFUN +CCWA +COLP +CSSI +CSSU +CTZV +CTZE +CTZU +CGEV +CIEV +QIND +QCSQ +SIND
    ^MODE ^SRVST ^DSFLOWRPT ^CSNR ^STIN ^NWTIME ^HWVER ^CERSSI ^ANLEVEL ^DSCI ^ORIG ^CONF ^CONN
    +ZUSIMR +ZDONR +ZPASR +ZPSTM +ZEND +ZCPBMR +MBAN +SPNWNAME +PSBEARER *PSUTTZ *PSNWID *EBCA *RADIOPOWER
    *COPN _OSIGQ _OBS _OWANCALL $QCRMCALL #STN #QSS #CREG +UUSIMSTAT +UCALLSTAT +UMWI +PACSP0 +WIND
    SDNDCRC= DST
"""
_NO_USE = frozenset(_HEADS_OF_NO_USE.split())

# +QIND and +CIEV carry several things: only these matter.
_QIND_BOOT = re.compile(r'"?(SMS DONE|PB DONE)"?')
_SMS_FULL = re.compile(r'"?SMSFULL"?', re.IGNORECASE)
_QIND_SIGNAL = re.compile(r'"csq"')
# Named, not numbered: which number stands for what differs (27.007, 8.9).
_NO_CALL = re.compile(r'"?CALL(?:SETUP)?"?\s*,\s*0\s*', re.IGNORECASE)

# `+CREG: stat` or `+CREG: stat,"lac",…` is news; the answer to a query has the mode in front, and so a
# second field of one or two digits (hardware.md 1.4). Some firmwares leave the quotes out.
_REGISTRATION_NEWS = re.compile(r'\+C(?:G|E|5G)?REG:\s*\d{1,2}\s*(?:$|,\s*(?:"|[0-9A-Fa-f]{3,}|,))')


def kind_of(line: str) -> Kind | None:
    """What unsolicited line *line* is; None when it is in no table."""
    if (kind := _WHOLE_LINES.get(line)) is not None:
        return kind
    head, _, rest = line.partition(":")
    if (kind := _HEADS.get(head)) is not None:
        return kind
    if head in ("+QIND", "+CIEV"):
        return _of_indicator(rest.strip())
    return Kind.OTHER if head.split(" ", 1)[0] in _NO_USE else None


def is_news(line: str) -> bool:
    """*line* has the form that is only sent unasked, though it begins as an answer does."""
    return _REGISTRATION_NEWS.match(line) is not None


def _of_indicator(rest: str) -> Kind:
    if _QIND_BOOT.fullmatch(rest):
        return Kind.BOOT_GOES_ON
    if _SMS_FULL.match(rest):
        return Kind.MEMORY_FULL
    if _NO_CALL.fullmatch(rest):
        return Kind.CALL_ENDED
    return Kind.SIGNAL if _QIND_SIGNAL.match(rest) else Kind.OTHER
