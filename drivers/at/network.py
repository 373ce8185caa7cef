"""Registration, signal and operator: set up once as events, asked for slowly behind them (hardware.md 1.4)."""

from __future__ import annotations

from drivers.at import registration
from drivers.at.device import Device
from drivers.at.session import Command
from drivers.at.signal import dbm_of, operator_of
from drivers.at.steps import Procedure, ask, ask_first_ok

# Usually at once, but up to three minutes while the modem registers.
_OPERATOR = 30.0


def watch_registration(device: Device) -> Procedure[None]:
    """Have each domain tell of its changes, with cell and technology if it can, and ask once."""
    device.registration.clear()
    for domain in registration.DOMAINS:
        if (yield from ask_first_ok(f"AT+{domain}=2", f"AT+{domain}=1")).ok:
            yield from poll_registration(device, domain)


def poll_registration(device: Device, domain: str) -> Procedure[None]:
    """Ask one domain; it also proves that the modem is alive."""
    reply = yield from ask(f"AT+{domain}?")
    if reply.ok and reply.lines:
        device.registered(registration.parse(reply.lines[-1]))


def poll_signal(device: Device) -> Procedure[None]:
    """AT+CSQ, or AT+CESQ where that says 99: an LTE modem may know only the second."""
    reply = yield from ask("AT+CSQ")
    dbm = dbm_of(reply.first) if reply.ok else None
    if dbm is None:
        reply = yield from ask("AT+CESQ")
        dbm = dbm_of(reply.first) if reply.ok else None
    device.signal_dbm = dbm


def poll_operator(device: Device) -> Procedure[None]:
    """The operator's name, in letters. Never AT+COPS=?: that takes minutes and drops the network."""
    yield from ask("AT+COPS=3,0")
    reply = yield from ask(Command("AT+COPS?", _OPERATOR))
    if reply.ok:
        device.operator = operator_of(reply.first)
