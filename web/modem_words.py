"""What plugs in, in the words of a shop: what it is, how it does, and the one thing to do next."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Literal

from babel.numbers import format_currency, format_decimal, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from modemsms.devices import Kind, Progress, Severity
from modemsms.driver import PowerChanged, Sign
from modemsms.services.devices import Device
from modemsms.services.lamp import Colour, Light
from modemsms.services.modems import Modem
from modemsms.services.self_test import SimTest
from web.context import locale
from web.speech import said
from web.when import LocalTime
from web.words import State

Step = Literal["", "pin", "puk", "phone", "resume", "restart"]

DRIVERS = {
    "at": lazy_gettext("Modem at a port"),
    "gammu": lazy_gettext("Old phone by cable"),
    "android": lazy_gettext("Android phone"),
    "simulator": lazy_gettext("Simulated modem"),
}

# What a PIN that somebody types can end. With one try left none is entered, so none is asked for.
_PIN_HELPS = frozenset({"pin_needed", "pin_wrong", "pin_refused"})
# A restart moves nothing that is not plugged in, has no SIM, or is being restarted.
_RESTART_IS_IDLE = frozenset(
    {"port_missing", "port_unusable", "modem_gone", "no_sim", "sim_locked", "pin_last_try", "restarting"}
)


def next_step(modem: Modem) -> Step:
    """The one thing to do so that *modem* texts again; empty where there is none, or only to wait."""
    code = modem.reason.code if modem.reason else ""
    if modem.state == "paused":
        return "resume"
    if modem.state not in {"not_ready", "unavailable"}:
        return ""
    if code in _PIN_HELPS:
        return "pin"
    if code == "puk_needed":
        return "puk"
    if modem.driver == "android":
        return "phone"
    return "" if code in _RESTART_IS_IDLE or code == "not_running" else "restart"


Picture = Literal["stick", "board", "phone", "old_phone", "simulated"]

# What is built onto boards: their ports are lines of the board itself, or their makers make no sticks.
_BOARD_PORTS = ("/dev/ttyAMA", "/dev/ttyS", "/dev/serial0", "/dev/serial1")
_BOARD_MAKERS = ("simcom", "quectel", "sim800", "sim7", "sim900", "u-blox", "telit", "ai-thinker", "fibocom")


def picture(modem: Modem) -> Picture:
    """Which drawing stands on the card of *modem*."""
    match modem.driver:
        case "android":
            return "phone"
        case "gammu":
            return "old_phone"
        case "simulator":
            return "simulated"
    made = f"{modem.manufacturer or ''} {modem.model or ''} {modem.port}".lower()
    if modem.port.startswith(_BOARD_PORTS) or any(maker in made for maker in _BOARD_MAKERS):
        return "board"
    return "stick"


def driver_words(driver: str) -> str:
    """How a modem is reached."""
    return str(DRIVERS.get(driver, driver))


def power_words(power: PowerChanged) -> str:
    """``78 %, charging, 31 °C``: what a phone tells of its battery; empty where it tells nothing."""
    told = []
    if power.percent is not None:
        told.append(format_percent(power.percent / 100, locale=locale()))
    if power.charging is not None:
        told.append(_("charging") if power.charging else _("not charging"))
    if power.celsius is not None:
        told.append(f"{power.celsius:.0f} °C")
    return ", ".join(told)


def device_icon(kind: Kind) -> str:
    """The icon of something that is plugged in."""
    return {
        Kind.PHONE: "smartphone",
        Kind.FEATURE_PHONE: "phone",
        Kind.ADAPTER: "cable",
    }.get(kind, "usb")


def device_state(device: Device) -> State:
    """Whether something that is plugged in can be used as it is."""
    found = device.found
    if found.kind is Kind.PHONE:
        return State("smartphone", _("Found, not set up yet"), "ask")
    if device.can_be_added and not found.needs:
        return State("circle-check", _("Ready to be used"), "good")
    if found.kind is Kind.ADAPTER and found.can_look:
        return State("circle-question-mark", _("Nobody has looked behind it"), "calm")
    return State("circle-alert", _("It needs something first"), "ask")


# --- the lamp -----------------------------------------------------------------------------------

_LIGHTS: dict[Colour, tuple[str, str]] = {
    Colour.GREEN: ("good", "circle-check"),
    Colour.AMBER: ("ask", "triangle-alert"),
    Colour.RED: ("bad", "circle-x"),
}


def light_tone(light: Light) -> str:
    """How loud the lamp is."""
    return _LIGHTS[light.colour][0]


def light_icon(light: Light) -> str:
    """The shape of the lamp, for whoever does not tell colours apart."""
    return _LIGHTS[light.colour][1]


def light_words(light: Light) -> str:
    """The colour of the lamp in words."""
    return {
        Colour.GREEN: _("The lamp is green."),
        Colour.AMBER: _("The lamp is amber."),
        Colour.RED: _("The lamp is red."),
    }[light.colour]


def page_words(path: str) -> str:
    """What a link to the page that helps says."""
    if path.startswith("/modems/"):
        return _("Look at the modem")
    return {
        "/modems": _("Look at the modems"),
        "/doctor": _("See what to do"),
        "/scheduled": _("Look at the clock"),
    }.get(path, _("Look at it"))


# --- history, tests, steps ----------------------------------------------------------------------

_SIGNS: dict[str, State] = {
    Sign.LOW_VOLTAGE: State("triangle-alert", lazy_gettext("Power"), "ask"),
    Sign.NOISE: State("triangle-alert", lazy_gettext("Cable"), "ask"),
    Sign.MEMORY_FULL: State("triangle-alert", lazy_gettext("SIM full"), "ask"),
    Sign.SIM_CHANGED: State("card-sim", lazy_gettext("SIM changed"), "ask"),
    Sign.RECOVERY: State("rotate-cw", lazy_gettext("Restart")),
    Sign.GIVEN_UP: State("circle-x", lazy_gettext("Given up"), "bad"),
}


def sign_state(sign: str | None) -> State | None:
    """The mark before a line of a modem's history; None for a line like any other."""
    return None if sign is None else _SIGNS.get(sign)


def test_state(test: SimTest, local: LocalTime) -> State:
    """How the self-test of a SIM stands."""
    if test.running:
        return State("loader", _("A test is under way. It takes a minute or two."))
    if test.last is None:
        return State("circle-question-mark", _("Not tested yet"))
    when = local.phrase(test.last.received_at or test.last.failed_at or test.last.started_at)
    if test.last.passed:
        return State("circle-check", _("Passed %(when)s", when=when), "good")
    why = f" {said(test.last.error.message)}" if test.last.error else ""
    return State("circle-x", _("Failed %(when)s.", when=when) + why, "bad")


def duration(length: timedelta) -> str:
    """``0.8 seconds``, ``12 seconds``, ``3 minutes``."""
    seconds = length.total_seconds()
    if seconds < 10:
        return _("%(count)s seconds", count=format_decimal(round(seconds, 1), "0.0", locale=locale()))
    if seconds < 120:
        return ngettext("%(num)s second", "%(num)s seconds", round(seconds))
    return ngettext("%(num)s minute", "%(num)s minutes", round(seconds / 60))


def finding_state(severity: Severity) -> State:
    """One word for a finding of the doctor."""
    return {
        Severity.OK: State("circle-check", _("Fine"), "good"),
        Severity.ADVICE: State("lightbulb", _("Advice"), "ask"),
        Severity.PROBLEM: State("circle-x", _("Problem"), "bad"),
    }[severity]


def progress_state(progress: Progress) -> State:
    """One word for a step of setting up a phone."""
    return {
        Progress.DONE: State("circle-check", _("Done"), "good"),
        Progress.NEEDED: State("circle-alert", _("To do"), "ask"),
        Progress.UNKNOWN: State("circle-dashed", _("Not known yet")),
    }[progress]


def money(micros: int, currency: str) -> str:
    """``€21.40``; more decimals only where a price has them."""
    amount = Decimal(micros) / 1_000_000
    if not currency:
        return number(amount)
    short = format_currency(amount, currency, locale=locale())
    exact = format_currency(amount, currency, locale=locale(), decimal_quantization=False)
    return short if len(exact) <= len(short) else exact


def octets(size: int) -> str:
    """``12.3 MB``, in steps of a thousand."""
    value, steps = float(size), ["kB", "MB", "GB", "TB"]
    unit = "B"
    while value >= 1000 and steps:
        value, unit = value / 1000, steps.pop(0)
    return f"{number(round(value, 0 if value >= 100 or unit == 'B' else 1))} {unit}"


def number(value: float | Decimal) -> str:
    """``1,234.5`` as the reader's language writes it."""
    return format_decimal(value, locale=locale(), decimal_quantization=False)
