"""The form of a SIM: what stands in its fields, and what they mean to the shop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import InvalidInput
from modemsms.services.sims import SimCard, SimChanges
from web.drafts import plain_lines

LIMITS = ("per_minute", "per_hour", "per_day", "per_month")
FIELDS = (
    "label", "own_number", *LIMITS, "spacing_min", "spacing_max", "prefixes", "failover", "price_micros", "currency",
    "bundle", "bundle_day", "balance_code", "balance_pattern", "balance_every_hours", "balance_warning_micros",
)  # fmt: skip

# How often a balance is read, in hours; 0 is only by hand.
EVERY = {
    "0": lazy_gettext("Only when I ask"),
    "6": lazy_gettext("Every 6 hours"),
    "24": lazy_gettext("Once a day"),
    "168": lazy_gettext("Once a week"),
}

# More than any shop ever types into a field of ours.
LONGEST = 4000


def every(chosen: str) -> dict[str, str]:
    """The choices of how often a balance is read, *chosen* among them."""
    return EVERY if chosen in EVERY else EVERY | {chosen: _("Every %(hours)s hours", hours=chosen)}


def written(sim: SimCard) -> dict[str, str]:
    """What stands in the fields for *sim*."""
    limits = {name: _whole(getattr(sim, name)) for name in LIMITS}
    return limits | {
        "label": sim.label,
        "own_number": sim.own_number or "",
        "spacing_min": _seconds(sim.spacing_min),
        "spacing_max": _seconds(sim.spacing_max),
        "prefixes": "\n".join(sim.prefixes),
        "failover": "yes" if sim.failover else "",
        "price_micros": _amount(sim.price_micros),
        "currency": sim.currency,
        "bundle": str(sim.bundle) if sim.bundle else "",
        "bundle_day": str(sim.bundle_day),
        "balance_code": sim.balance_code,
        "balance_pattern": sim.balance_pattern,
        "balance_every_hours": str(sim.balance_every_hours),
        "balance_warning_micros": _amount(sim.balance_warning_micros),
    }


def posted() -> dict[str, str]:
    """The fields as they were sent."""
    return {name: plain_lines(request.form.get(name, ""))[:LONGEST].strip() for name in FIELDS}


def read(form: Mapping[str, str]) -> SimChanges:
    """What the fields say. Raises ``InvalidInput`` naming the field."""
    beginnings = form["prefixes"].replace(",", "\n").replace(";", "\n").splitlines()
    return SimChanges(
        label=form["label"],
        own_number=form["own_number"],
        per_minute=_number("per_minute", form),
        per_hour=_number("per_hour", form),
        per_day=_number("per_day", form),
        per_month=_number("per_month", form),
        spacing_min=_pause("spacing_min", form),
        spacing_max=_pause("spacing_max", form),
        prefixes=tuple(one.strip() for one in beginnings if one.strip()),
        failover=form["failover"] == "yes",
        price_micros=_money("price_micros", form),
        currency=form["currency"],
        bundle=_number("bundle", form) or 0,
        bundle_day=_number("bundle_day", form) or 1,
        balance_code=form["balance_code"],
        balance_pattern=form["balance_pattern"],
        balance_every_hours=_number("balance_every_hours", form) or 0,
        balance_warning_micros=_money("balance_warning_micros", form),
    )


def _number(name: str, form: Mapping[str, str]) -> int | None:
    digits = form[name].replace(" ", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        raise InvalidInput(name, _("Enter a whole number, or leave it empty."))
    return int(digits)


def _decimal(name: str, form: Mapping[str, str], why: str) -> Decimal | None:
    typed = form[name].replace(" ", "").replace(",", ".")
    if not typed:
        return None
    try:
        value = Decimal(typed)
    except InvalidOperation as error:
        raise InvalidInput(name, why) from error
    if not value.is_finite() or abs(value.adjusted()) > 9:
        raise InvalidInput(name, why)
    return value


def _money(name: str, form: Mapping[str, str]) -> int | None:
    value = _decimal(name, form, _("Enter an amount such as 0.09, or leave it empty."))
    return None if value is None else int(value * 1_000_000)


def _pause(name: str, form: Mapping[str, str]) -> timedelta:
    value = _decimal(name, form, _("Enter seconds, such as 5 or 2.5."))
    return timedelta(0) if value is None else timedelta(milliseconds=int(value * 1000))


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)


def _seconds(pause: timedelta) -> str:
    return f"{pause.total_seconds():g}" if pause else ""


def _amount(micros: int | None) -> str:
    if micros is None:
        return ""
    text = f"{Decimal(micros) / 1_000_000:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
