"""What unsolicited lines mean: most fill in what is known, some change what the engine does."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from drivers.at.device import Device
from drivers.at.identify import sim_news
from drivers.at.inbox import Direct, Inbox
from drivers.at.pdus import is_report, salvage, tpdu_of
from drivers.at.registration import parse
from drivers.at.session import Urc
from drivers.at.signal import dbm_of
from drivers.at.urcs import Kind
from modemsms.driver import DriverEvent, Noticed, ReportReceived, SegmentReceived, Sign

_VOLTAGE = (
    "The modem reports that its power supply is too weak or too strong. Use a better supply or a powered hub."
)
_FULL = "The modem's memory is full. Its texts are being read and cleared."
_BROKEN = "A text came in and line noise destroyed it on its way from the modem."


class Effect(Enum):
    """What an unsolicited line asks of the engine."""

    NONE = auto()
    BOOT_BEGINS = auto()
    BOOT_GOES_ON = auto()
    BOOT_CODE = auto()
    SIM_CAME = auto()
    SIM_WENT = auto()
    POWER_OFF = auto()


def take_news(
    news: Urc, device: Device, inbox: Inbox, tell: Callable[[DriverEvent], None], now: float
) -> Effect:
    """Note what *news* says, tell the shop what is for it, and say what else follows."""
    match news.kind:
        case Kind.STORED | Kind.STORED_REPORT:
            inbox.announced(news.line, now)
        case Kind.MESSAGE | Kind.REPORT:
            tell(_direct(news, device))
        case Kind.REGISTRATION:
            device.registered(parse(news.line))
        case Kind.SIGNAL:
            device.signal_dbm = dbm_of(news.line)
        case Kind.MEMORY_FULL:
            inbox.full(now)
            tell(Noticed(device.slot, _FULL, Sign.MEMORY_FULL))
        case Kind.VOLTAGE:
            tell(Noticed(device.slot, _VOLTAGE, Sign.LOW_VOLTAGE))
        case _:
            return _effect(news, device)
    return Effect.NONE


def _effect(news: Urc, device: Device) -> Effect:
    match news.kind:
        case Kind.BOOT_BEGINS:
            return Effect.BOOT_BEGINS
        case Kind.BOOT_GOES_ON:
            return Effect.BOOT_GOES_ON
        # It was silenced and is back: what silenced it is forgotten.
        case Kind.BOOT_CODE if device.quieted:
            return Effect.BOOT_CODE
        case Kind.POWER_OFF:
            return Effect.POWER_OFF
        case Kind.SIM:
            came = sim_news(news.line)
            return Effect.NONE if came is None else Effect.SIM_CAME if came else Effect.SIM_WENT
    return Effect.NONE


def _direct(news: Urc, device: Device) -> DriverEvent:
    """A +CMT or +CDS with its PDU."""
    line = news.pdu or ""
    tpdu = tpdu_of(line) or salvage(line)
    if not tpdu:
        return Noticed(device.slot, _BROKEN)
    handle = Direct() if device.acknowledges else None
    if news.kind is Kind.REPORT or is_report(tpdu):
        return ReportReceived(device.slot, tpdu, handle)
    return SegmentReceived(device.slot, tpdu, handle)
