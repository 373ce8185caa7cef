"""What single makes of modems need beyond the standard: a table, and what the config says over it."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.at.quirks.overrides import overridden, wrong_quirk
from drivers.at.quirks.profile import GENERIC, Field, Profile
from drivers.at.quirks.refusals import REFUSALS, SEND_ONLY
from drivers.at.quirks.table import PROFILES, Row, row_for
from modemsms.driver import Setting

__all__ = [
    "GENERIC",
    "PROFILES",
    "REFUSALS",
    "SEND_ONLY",
    "Field",
    "Profile",
    "Row",
    "profile_for",
    "wrong_quirk",
]


def profile_for(
    manufacturer: str | None,
    model: str | None,
    usb_id: str | None = None,
    quirks: Mapping[str, Setting] | None = None,
) -> Profile:
    """The profile of a modem that names itself so, with what the config says of it.

    *usb_id* (``vvvv:pppp``) counts only where the modem does not name itself.
    """
    return overridden(row_for(manufacturer, model, usb_id), quirks or {})
