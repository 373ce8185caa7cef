"""The AT commands that a simulated modem knows, one module for each family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call
from drivers.simulator.commands import (
    general,
    identity,
    network,
    receiving,
    security,
    sending,
    storage,
    ussd,
)
from drivers.simulator.commands.answer import Answer, Handler

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


def list_commands(_modem: Modem, _call: Call) -> Answer:
    """AT+CLAC: every command by its name (27.007, 8.37)."""
    return tuple(f"AT{name}" for name in HANDLERS)


HANDLERS: dict[str, Handler] = {
    **general.HANDLERS,
    **identity.HANDLERS,
    **network.HANDLERS,
    **receiving.HANDLERS,
    **security.HANDLERS,
    **sending.HANDLERS,
    **storage.HANDLERS,
    **ussd.HANDLERS,
    "+CLAC": list_commands,
}
