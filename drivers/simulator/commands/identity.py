"""Who the modem and its SIM are (27.007, clause 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, Answer, Handler
from drivers.simulator.results import CommandError
from drivers.simulator.strings import written

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem
    from drivers.simulator.sim import Sim


# A command of AT+CRSM, and the file that holds the ICCID (31.102, 13.2).
READ_BINARY, EF_ICCID = 176, 0x2FE2


def _told(of: Callable[[Modem], str]) -> Handler:
    """A command that only tells one line."""

    def handler(modem: Modem, call: Call) -> Answer:
        if call.form is Form.TEST:
            return DONE
        if call.form is not Form.EXECUTE:
            raise CommandError
        return (of(modem),)

    return handler


manufacturer = _told(lambda modem: modem.profile.manufacturer)
model = _told(lambda modem: modem.profile.model)
firmware = _told(lambda modem: modem.profile.firmware)
serial = _told(lambda modem: modem.imei)
capabilities = _told(lambda _modem: "+GCAP: +CGSM,+ES")


def _card(modem: Modem) -> Sim:
    """The SIM, if it may be read. Raises CME 10, 11 or 12."""
    if modem.sim is None:
        raise CommandError("CME", 10)
    if modem.pin_wanted != "READY":
        raise CommandError("CME", 11 if modem.pin_wanted == "SIM PIN" else 12)
    return modem.sim


def everything(modem: Modem, _call: Call) -> Answer:
    """ATI: manufacturer, model, firmware."""
    return (modem.profile.manufacturer, modem.profile.model, f"Revision: {modem.profile.firmware}")


def imsi(modem: Modem, call: Call) -> Answer:
    """AT+CIMI (27.007, 5.6)."""
    return DONE if call.form is Form.TEST else (_card(modem).imsi,)


def iccid(modem: Modem, call: Call) -> Answer:
    """AT+CCID and what makers call it; the ICCID is readable without the PIN (31.101, 13.2)."""
    if modem.sim is None:
        raise CommandError("CME", 10)
    if call.form is Form.TEST:
        return DONE
    return (f"{call.name}: {modem.sim.iccid}",)


def own_number(modem: Modem, call: Call) -> Answer:
    """AT+CNUM (27.007, 7.1)."""
    if call.form is Form.TEST:
        return DONE
    name = written("Own number", modem.settings.charset)
    return (f'+CNUM: "{name}","{_card(modem).number}",145',)


def restricted_access(modem: Modem, call: Call) -> Answer:
    """AT+CRSM: reads EF-ICCID and nothing else (27.007, 8.18)."""
    if call.form is not Form.SET or modem.sim is None:
        raise CommandError("CME", 10)
    if (
        call.number(0, 0),
        call.number(1, 0),
    ) != (  # A command of AT+CRSM, and the file that holds the ICCID (31.102, 13.2).
        READ_BINARY,
        EF_ICCID,
    ):
        return ('+CRSM: 106,130,""',)  # SW 6A82: file not found
    digits = modem.sim.iccid + "F" * (len(modem.sim.iccid) % 2)
    swapped = "".join(digits[i + 1] + digits[i] for i in range(0, len(digits), 2))
    return (f'+CRSM: 144,0,"{swapped}"',)


HANDLERS: dict[str, Handler] = {
    "I": everything,
    "+CGMI": manufacturer,
    "+GMI": manufacturer,
    "+CGMM": model,
    "+GMM": model,
    "+CGMR": firmware,
    "+GMR": firmware,
    "+CGSN": serial,
    "+GSN": serial,
    "+GCAP": capabilities,
    "+CIMI": imsi,
    "+CCID": iccid,
    "+ICCID": iccid,
    "+QCCID": iccid,
    "^ICCID": iccid,
    "+CNUM": own_number,
    "+CRSM": restricted_access,
}
