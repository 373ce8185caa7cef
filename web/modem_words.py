"""What plugs in, in the words of a shop: what it is, how it does, and the one thing to do next."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from modemsms.devices import Kind, Progress, Severity
from modemsms.driver import PowerChanged, Sign
from modemsms.services.devices import Device
from modemsms.services.lamp import Colour, Light
from modemsms.services.modems import Modem
from modemsms.services.self_test import SimTest
from web.when import LocalTime
from web.words import State

Step = Literal["", "pin", "puk", "phone", "resume", "restart"]

DRIVERS = {
    "at": "Modem at a port",
    "gammu": "Old phone by cable",
    "android": "Android phone",
    "simulator": "Simulated modem",
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


def driver_words(driver: str) -> str:
    """How a modem is reached."""
    return DRIVERS.get(driver, driver)


def power_words(power: PowerChanged) -> str:
    """``78 %, charging, 31 °C``: what a phone tells of its battery; empty where it tells nothing."""
    told = []
    if power.percent is not None:
        told.append(f"{power.percent} %")
    if power.charging is not None:
        told.append("charging" if power.charging else "not charging")
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
        return State("smartphone", "Found, not set up yet", "ask")
    if device.can_be_added and not found.needs:
        return State("circle-check", "Ready to be used", "good")
    if found.kind is Kind.ADAPTER and found.can_look:
        return State("circle-question-mark", "Nobody has looked behind it", "calm")
    return State("circle-alert", "It needs something first", "ask")


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


def page_words(path: str) -> str:
    """What a link to the page that helps says."""
    if path.startswith("/modems/"):
        return "Look at the modem"
    return {"/modems": "Look at the modems", "/doctor": "See what to do"}.get(path, "Look at it")


# --- history, tests, steps ----------------------------------------------------------------------

_SIGNS: dict[str, State] = {
    Sign.LOW_VOLTAGE: State("triangle-alert", "Power", "ask"),
    Sign.NOISE: State("triangle-alert", "Cable", "ask"),
    Sign.MEMORY_FULL: State("triangle-alert", "SIM full", "ask"),
    Sign.SIM_CHANGED: State("card-sim", "SIM changed", "ask"),
    Sign.RECOVERY: State("rotate-cw", "Restart"),
    Sign.GIVEN_UP: State("circle-x", "Given up", "bad"),
}


def sign_state(sign: str | None) -> State | None:
    """The mark before a line of a modem's history; None for a line like any other."""
    return None if sign is None else _SIGNS.get(sign)


def test_state(test: SimTest, local: LocalTime) -> State:
    """How the self-test of a SIM stands."""
    if test.running:
        return State("loader", "A test is under way. It takes a minute or two.")
    if test.last is None:
        return State("circle-question-mark", "Not tested yet")
    when = local.phrase(test.last.received_at or test.last.failed_at or test.last.started_at)
    if test.last.passed:
        return State("circle-check", f"Passed {when}", "good")
    why = f" {test.last.error.message}" if test.last.error else ""
    return State("circle-x", f"Failed {when}.{why}", "bad")


def duration(length: timedelta) -> str:
    """``0.8 seconds``, ``12 seconds``, ``3 minutes``."""
    seconds = length.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f} seconds"
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def finding_state(severity: Severity) -> State:
    """One word for a finding of the doctor."""
    return {
        Severity.OK: State("circle-check", "Fine", "good"),
        Severity.ADVICE: State("lightbulb", "Advice", "ask"),
        Severity.PROBLEM: State("circle-x", "Problem", "bad"),
    }[severity]


def progress_state(progress: Progress) -> State:
    """One word for a step of setting up a phone."""
    return {
        Progress.DONE: State("circle-check", "Done", "good"),
        Progress.NEEDED: State("circle-alert", "To do", "ask"),
        Progress.UNKNOWN: State("circle-dashed", "Not known yet"),
    }[progress]


def money(micros: int, currency: str) -> str:
    """``21.40 EUR``; more decimals only where a price has them."""
    amount = micros / 1_000_000
    written = f"{amount:.2f}" if micros % 10_000 == 0 else f"{amount:.6f}".rstrip("0")
    return f"{written} {currency}".strip()
